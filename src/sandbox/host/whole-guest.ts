/** Where the core of the guest has a gap: how many characters are kept before it, how many stand in for it, and what belongs there. */
export type Gap = readonly [kept: number, standIn: number, text: string]

/** The guest as it was built, from its core and what was taken out of it (docs/decisions/0025). */
export function wholeGuest(core: string, rest: readonly Gap[]): string {
  let whole = ''
  let at = 0
  for (const [kept, standIn, text] of rest) {
    whole += core.slice(at, at + kept) + text
    at += kept + standIn
  }
  return whole + core.slice(at)
}
