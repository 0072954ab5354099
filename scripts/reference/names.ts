/** The names of 'flink', read from the declarations that the editor shows. */
import ts from 'typescript'
import type { Doc, MemberEntry, NameEntry, NameKind } from '../../src/ui/reference/model.ts'
import { docOf } from './docstring.ts'

type Named =
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.FunctionDeclaration
  | ts.TypeAliasDeclaration
  | ts.VariableStatement

/** `declarations`: datastream.d.ts; `groupOf`: the group of each name. */
export function namesIn(
  declarations: string,
  groupOf: ReadonlyMap<string, string>,
): readonly NameEntry[] {
  const file = ts.createSourceFile('flink.d.ts', declarations, ts.ScriptTarget.ES2023, true)
  const entries = new Map<string, NameEntry>()
  for (const declaration of declarationsOf(file)) {
    const entry = entryOf(declaration, groupOf)
    // A constant and the type of its values have one name: one entry, with both declarations.
    const before = entries.get(entry.name)
    entries.set(entry.name, before === undefined ? entry : together(before, entry))
  }
  return [...entries.values()]
}

function declarationsOf(file: ts.SourceFile): readonly Named[] {
  return file.statements
    .filter(ts.isModuleDeclaration)
    .flatMap(({ body }) => (body !== undefined && ts.isModuleBlock(body) ? body.statements : []))
    .filter(
      (statement): statement is Named =>
        ts.isClassDeclaration(statement) ||
        ts.isInterfaceDeclaration(statement) ||
        ts.isFunctionDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement) ||
        ts.isVariableStatement(statement),
    )
}

function entryOf(declaration: Named, groupOf: ReadonlyMap<string, string>): NameEntry {
  const name = nameOf(declaration)
  return {
    name,
    kind: kindOf(declaration),
    group: groupOf.get(name) ?? '',
    signature: headOf(declaration),
    inherits: inheritedBy(declaration).filter((one) => groupOf.has(one)),
    doc: docOf(commentOf(declaration)),
    members: membersOf(declaration),
  }
}

function together(one: NameEntry, other: NameEntry): NameEntry {
  return {
    ...one,
    signature: `${one.signature}\n${other.signature}`,
    doc: both(one.doc, other.doc),
    members: [...one.members, ...other.members],
  }
}

function both(one: Doc, other: Doc): Doc {
  return {
    paragraphs: [...new Set([...one.paragraphs, ...other.paragraphs])],
    parameters: [...one.parameters, ...other.parameters],
    flink: one.flink ?? other.flink,
    java: one.java ?? other.java,
    isOwn: one.isOwn || other.isOwn,
    units: [...new Set([...one.units, ...other.units])],
    rules: [...new Set([...one.rules, ...other.rules])],
    codes: [...new Set([...one.codes, ...other.codes])],
  }
}

function nameOf(declaration: Named): string {
  if (!ts.isVariableStatement(declaration)) return declaration.name?.text ?? ''
  return declaration.declarationList.declarations[0]?.name.getText() ?? ''
}

function kindOf(declaration: Named): NameKind {
  if (ts.isClassDeclaration(declaration)) return 'class'
  if (ts.isInterfaceDeclaration(declaration)) return 'interface'
  if (ts.isFunctionDeclaration(declaration)) return 'function'
  return ts.isTypeAliasDeclaration(declaration) ? 'type' : 'constant'
}

/** The declaration up to its members. */
function headOf(declaration: Named): string {
  const text = unindented(declaration).replace(/^export (declare )?/, '')
  const body = bodyOf(declaration)
  if (body !== null) return text.replace(unindented(body), '{…}').replace(/\{[^]*\}/, '{ … }')
  if (!ts.isClassDeclaration(declaration) && !ts.isInterfaceDeclaration(declaration)) return text
  const end = declaration.members.pos - declaration.getStart() - 1
  const head = declaration.getText().slice(0, end)
  return head
    .replace(/^export (declare )?/, '')
    .replaceAll(/^ {2}/gm, '')
    .trim()
}

/** Names that the declaration extends or implements. */
function inheritedBy(declaration: Named): readonly string[] {
  if (!ts.isClassDeclaration(declaration) && !ts.isInterfaceDeclaration(declaration)) return []
  const clauses = declaration.heritageClauses ?? []
  return clauses.flatMap(({ types }) => types.map(({ expression }) => expression.getText()))
}

/** The object type that a constant is declared with; null for other declarations. */
function bodyOf(declaration: Named): ts.TypeLiteralNode | null {
  if (!ts.isVariableStatement(declaration)) return null
  const type = declaration.declarationList.declarations[0]?.type
  if (type === undefined) return null
  if (ts.isTypeLiteralNode(type)) return type
  const [first] = ts.isTypeReferenceNode(type) ? (type.typeArguments ?? []) : []
  return first !== undefined && ts.isTypeLiteralNode(first) ? first : null
}

function membersOf(declaration: Named): readonly MemberEntry[] {
  const own =
    ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration)
      ? [...declaration.members]
      : [...(bodyOf(declaration)?.members ?? [])]
  const members = new Map<string, MemberEntry>()
  for (const member of own) {
    if (isHidden(member)) continue
    const name = member.name?.getText() ?? 'constructor'
    const isStatic =
      ts.canHaveModifiers(member) &&
      ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) === true
    const key = `${isStatic ? 'static ' : ''}${name}`
    const overloads = members.get(key)?.overloads ?? []
    const overload = { signature: unindented(member), doc: docOf(commentOf(member)) }
    members.set(key, { name, isStatic, overloads: [...overloads, overload] })
  }
  return [...members.values()]
}

/** Nothing a learner could use: what is private, and what exists for the compiler. */
function isHidden(member: ts.ClassElement | ts.TypeElement): boolean {
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : []
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)) return true
  return commentOf(member).includes('Exists for the compiler alone')
}

function commentOf(node: ts.Node): string {
  return ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1)?.getText() ?? ''
}

/** Its text without comments and without the indentation it has in the file. */
function unindented(node: ts.Node): string {
  const indent = ts.getLineAndCharacterOfPosition(node.getSourceFile(), node.getStart()).character
  return node
    .getText()
    .replaceAll(/\n?[ \t]*\/\*\*[^]*?\*\//g, '')
    .replaceAll(new RegExp(`^ {1,${indent}}`, 'gm'), '')
    .trim()
}
