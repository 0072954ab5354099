/**
 * Private names become ordinary ones, so that functions can be copied for each subtask with all
 * their fields, as Java's serialization copies them. `#total` turns into `ǂtotal`: as long, and
 * a letter nobody types.
 */
import type { Token } from './tokens.ts'

const mark = 'ǂ'

/** The file with its private names replaced; every line and column stays where it was. */
export function withoutPrivateNames(code: string, tokens: readonly Token[]): string {
  const parts: string[] = []
  let from = 0
  tokens.forEach((token, at) => {
    const name = tokens[at + 1]
    if (token.kind !== '#' || name === undefined) return
    const isTest = tokens[at + 2]?.kind === 'in' && tokens[at - 1]?.kind !== '.'
    parts.push(code.slice(from, token.start), isTest ? `'${mark}${name.text}'` : mark)
    from = isTest ? name.start + name.text.length : token.start + 1
  })
  parts.push(code.slice(from))
  return parts.join('')
}
