/** Two of something: one of each run. */

export type Pair<T> = readonly [T, T]

/** Which of two runs. */
export type SideIndex = 0 | 1

export const sides = [0, 1] as const

export function other(side: SideIndex): SideIndex {
  return side === 0 ? 1 : 0
}

/** One of each run, made by the same rule. */
export function pairOf<T>(make: (side: SideIndex) => T): Pair<T> {
  return [make(0), make(1)]
}
