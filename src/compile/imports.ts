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
