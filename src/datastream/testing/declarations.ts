/** The learner's API as one text of declarations: what the editor shows, made from flink.ts. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import ts from 'typescript'

const entry = fileURLToPath(new URL('../flink.ts', import.meta.url))

const options: ts.CompilerOptions = {
  declaration: true,
  emitDeclarationOnly: true,
  stripInternal: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  lib: ['lib.es2023.d.ts'],
  types: [],
}

const folder = fileURLToPath(new URL('..', import.meta.url))
const head = `// Made from src/datastream/flink.ts by declarations.test.ts; vitest -u writes it anew.
/** The DataStream API of Apache Flink 2.x, as far as Barrier Lab has it. */
declare module 'flink' {`

/** `declare module 'flink' { … }` with exactly the names flink.ts exports, and their documentation. */
export async function flinkDeclarations(): Promise<string> {
  const exported = exportedNames()
  const kept = new Map<string, string>()
  ts.createProgram([entry], options).emit(undefined, (...[file, text, , , sources]) => {
    if (sources?.every(({ fileName }) => fileName.startsWith(folder)) !== true) return
    for (const [name, declaration] of declarationsIn(file, text)) {
      if (exported.includes(name)) kept.set(name, (kept.get(name) ?? '') + declaration)
    }
  })
  const body = exported.map((name) => kept.get(name) ?? '').join('\n')
  const layout = { parser: 'typescript', semi: false, singleQuote: true, printWidth: 100 }
  return format(`${head}\n${body}\n}\n`, layout)
}

/** The names flink.ts exports, in its order. */
export function exportedNames(): readonly string[] {
  const file = ts.createSourceFile(entry, readFileSync(entry, 'utf8'), ts.ScriptTarget.ES2023)
  return file.statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) &&
    statement.exportClause !== undefined &&
    ts.isNamedExports(statement.exportClause)
      ? statement.exportClause.elements.map(({ name }) => name.text)
      : [],
  )
}

/** Each declaration of an emitted file with its name, ready to stand inside `declare module`. */
function declarationsIn(file: string, text: string): readonly (readonly [string, string])[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true)
  return source.statements.flatMap((statement) => {
    const name = nameOf(statement)
    if (name === null) return []
    const declaration = statement
      .getFullText()
      .replace(/^export declare /m, 'export ')
      // An unused parameter has a mark the linter wants; a reader of the API does not.
      .replace(/([(,]\s*)_(\w+)(\??:)/g, '$1$2$3')
      .replace(/^\s*(#private|private (static )?(readonly )?\w+);\n/gm, '')
    return [[name, declaration] as const]
  })
}

function nameOf(statement: ts.Statement): string | null {
  if (ts.isVariableStatement(statement)) {
    const [declaration] = statement.declarationList.declarations
    return declaration?.name.getText() ?? null
  }
  const named =
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isFunctionDeclaration(statement)
  return named ? (statement.name?.text ?? null) : null
}

/** The language's own declarations, parsed once. */
const libraries = new Map<string, ts.SourceFile>()

/** What the compiler says to a file that imports 'flink', as the editor would. */
export function editorComplaints(files: Readonly<Record<string, string>>): readonly string[] {
  const texts = new Map(Object.entries(files).map(([name, text]) => [`/learner/${name}`, text]))
  const settings: ts.CompilerOptions = {
    ...options,
    declaration: false,
    emitDeclarationOnly: false,
    noEmit: true,
    noImplicitOverride: true,
  }
  const host = ts.createCompilerHost(settings)
  const fromDisk = { exists: host.fileExists, read: host.readFile, source: host.getSourceFile }
  host.fileExists = (name) => texts.has(name) || fromDisk.exists(name)
  host.readFile = (name) => texts.get(name) ?? fromDisk.read(name)
  host.getSourceFile = (name, target) => {
    const text = texts.get(name)
    if (text !== undefined) return ts.createSourceFile(name, text, target, true)
    const library = libraries.get(name) ?? fromDisk.source(name, target)
    if (library !== undefined) libraries.set(name, library)
    return library
  }
  const program = ts.createProgram([...texts.keys()], settings, host)
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file, start }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1
    return `${file?.fileName.replace('/learner/', '') ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
}

/** Members and names of the declarations that have no documentation. */
export function undocumented(declarations: string): readonly string[] {
  const source = ts.createSourceFile('flink.d.ts', declarations, ts.ScriptTarget.ES2023, true)
  const missing: string[] = []
  const visit = (node: ts.Node, path: string): void => {
    const isMember =
      ts.isClassElement(node) || ts.isTypeElement(node) || (ts.isStatement(node) && path !== '')
    const isHidden = ts.isConstructorDeclaration(node) && node.parameters.length === 0
    const name = ts.isStatement(node) ? (nameOf(node) ?? '') : memberName(node)
    const here = name === '' ? path : `${path}.${name}`
    if (isMember && name !== '' && !isHidden && ts.getJSDocCommentsAndTags(node).length === 0) {
      missing.push(here)
    }
    ts.forEachChild(node, (child) => {
      visit(child, here === '' ? 'flink' : here)
    })
  }
  visit(source, '')
  return missing
}

function memberName(node: ts.Node): string {
  if (!ts.isClassElement(node) && !ts.isTypeElement(node)) return ''
  return node.name?.getText() ?? (ts.isConstructorDeclaration(node) ? 'constructor' : '')
}
