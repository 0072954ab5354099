/**
 * A piece of the whole: characters of the core that are passed over behind the piece before (or gone back, when
 * negative), how many are kept from there on, and the text that follows them.
 */
export type Piece = readonly [skip: number, kept: number, text: string]

/** The guest as it was built, from its core and what was taken out of it (docs/decisions/0025). */
export function wholeGuest(core: string, rest: readonly Piece[]): string {
  let whole = ''
  let at = 0
  for (const [skip, kept, text] of rest) {
    whole += core.slice(at + skip, at + skip + kept) + text
    at += skip + kept
  }
  return whole
}
