/** Which stretch of virtual time is on the lanes. */

export type Breadth = 'near' | 'whole'

/** Virtual ms. */
export interface Stretch {
  readonly from: number
  readonly until: number
}

const near = 10_000
const shortest = 20_000

/**
 * The whole of what is known, or ten seconds with the play head in the middle half of it. It moves by half of itself, so
 * that what is looked at stands still most of the time.
 */
export function windowAround(now: number, end: number, breadth: Breadth): Stretch {
  if (breadth === 'whole') return { from: 0, until: Math.max(shortest, end * 1.02) }
  const half = near / 2
  const from = Math.max(0, Math.floor((now - half / 2) / half) * half)
  return { from, until: from + near }
}
