/** The learner's TypeScript, file by file, as scripts with the same lines; types are not checked. */
import { transform } from 'sucrase'
import { entryFile, isRelative, type Misuse, misuse, resolveImport } from '../model/index.ts'
import { importsOf } from './imports.ts'
import { withoutPrivateNames } from './private-names.ts'
import { transforms } from './sucrase-options.ts'
import { unsupportedSyntax } from './syntax.ts'
import { tokensOf } from './tokens.ts'

/** One of the learner's files, compiled to a script with the same lines. */
export interface CompiledModule {
  readonly file: string
  /** CommonJS body: `exports`, `require` and `module` are in scope. */
  readonly code: string
}

/** The modules, or what is wrong with the files; never both, never neither. */
export type Compiled =
  { readonly modules: readonly CompiledModule[] } | { readonly misuses: readonly Misuse[] }

/** Compiles job.ts and what it imports, directly or not; other files are left alone. */
export function compileModules(files: Readonly<Record<string, string>>): Compiled {
  const exists = (file: string) => Object.hasOwn(files, file)
  if (!exists(entryFile)) return { misuses: [misuse('job_file_missing')] }
  const modules: CompiledModule[] = []
  const misuses: Misuse[] = []
  const waiting = [entryFile]
  const seen = new Set(waiting)
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const result = compileFile(file, files[file] ?? '', exists)
    misuses.push(...result.misuses)
    if (result.code !== null) modules.push({ file, code: result.code })
    for (const imported of result.imports) {
      if (seen.has(imported)) continue
      seen.add(imported)
      waiting.push(imported)
    }
  }
  return misuses.length > 0 ? { misuses } : { modules }
}

interface CompiledFile {
  readonly code: string | null
  readonly imports: readonly string[]
  readonly misuses: readonly Misuse[]
}

function compileFile(file: string, code: string, exists: (file: string) => boolean): CompiledFile {
  try {
    const tokens = tokensOf(code)
    const misuses = [...unsupportedSyntax(file, tokens)]
    const imports: string[] = []
    for (const { name, line, column } of importsOf(tokens)) {
      const found = isRelative(name) ? resolveImport(name, file, exists) : null
      if (found !== null) imports.push(found)
      else if (name !== 'flink') misuses.push(importMisuse(name, { file, line, column }))
    }
    if (misuses.length > 0) return { code: null, imports, misuses }
    return { code: transform(withoutPrivateNames(code, tokens), transforms).code, imports, misuses }
  } catch (error) {
    return { code: null, imports: [], misuses: [syntaxMisuse(file, code, error)] }
  }
}

function importMisuse(name: string, at: Misuse['at']): Misuse {
  const values = { name: name.slice(0, 80) }
  return isRelative(name)
    ? misuse('import_not_found', at, values)
    : misuse('import_unknown', at, values)
}

/** What sucrase throws: a SyntaxError with an offset and `(line:column)` at the end of its text. */
interface ParseError {
  readonly message: string
  readonly pos?: number
  readonly loc?: { readonly line: number; readonly column: number }
}

function syntaxMisuse(file: string, code: string, thrown: unknown): Misuse {
  const error = thrown as ParseError
  const at = { file, line: error.loc?.line ?? 1, column: error.loc?.column ?? null }
  if (/\bawait\s+$/.test(code.slice(0, error.pos ?? 0))) {
    return misuse('top_level_await', at)
  }
  const message = error.message.replace(/\s*\(\d+:\d+\)$/, '').slice(0, 200)
  return misuse('syntax_error', at, { message })
}
