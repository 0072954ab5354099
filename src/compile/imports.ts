/** Which file an import means. */
import type { Token } from './tokens.ts'

/** An import of a module that is there when the program runs. */
export interface ImportSite {
  readonly name: string
  readonly line: number
  readonly column: number
}

/** The imports of a file that leave code, in order: `from '…'`, `import '…'`, `require('…')`. */
export function importsOf(tokens: readonly Token[]): readonly ImportSite[] {
  const sites: ImportSite[] = []
  let typeOnly = false
  tokens.forEach((token, at) => {
    if (token.kind === 'import' || token.kind === 'export') typeOnly = isTypeOnly(tokens, at)
    if (token.kind !== 'string' || token.isType || typeOnly || !isImported(tokens, at)) return
    sites.push({ name: token.text.slice(1, -1), line: token.line, column: token.column })
  })
  return sites
}

/** Whether a string is what an import names. */
function isImported(tokens: readonly Token[], at: number): boolean {
  const [before, first] = [tokens[at - 1], tokens[at - 2]]
  if (before?.kind === '(') return first?.text === 'require'
  return before?.kind === 'import' || (before?.kind === 'name' && before.text === 'from')
}

/** `import type …`, but not a default import that is called `type`. */
function isTypeOnly(tokens: readonly Token[], at: number): boolean {
  const [first, second] = [tokens[at + 1], tokens[at + 2]]
  if (first?.text !== 'type') return false
  return second?.text !== 'from' && second?.text !== ',' && second?.text !== '='
}

/** Whether an import means one of the learner's own files. */
export function isRelative(name: string): boolean {
  return /^\.{1,2}\//.test(name)
}

/**
 * The learner's file that `name` means in `importer`: `./util`, `./util.ts` and `./util.js` are
 * all util.ts. Null where there is no such file.
 */
export function resolveImport(
  name: string,
  importer: string,
  exists: (file: string) => boolean,
): string | null {
  const path = importer.split('/').slice(0, -1)
  for (const step of name.split('/')) {
    if (step === '.' || step === '') continue
    if (step !== '..') path.push(step)
    else if (path.pop() === undefined) return null
  }
  const base = path.join('/')
  const candidates = [base, `${base}.ts`, base.replace(/\.js$/, '.ts'), `${base}/index.ts`]
  return candidates.find((file) => file.endsWith('.ts') && exists(file)) ?? null
}
