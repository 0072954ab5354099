/** Which upright track of a gutter a wire takes: an order with few crossings. */

/** A wire in a gutter: it comes from `out` and goes to `into`, both heights in px. */
export interface Leg {
  readonly name: string
  readonly out: readonly number[]
  readonly into: readonly number[]
  readonly top: number
  readonly low: number
}

export function leg(name: string, out: readonly number[], into: readonly number[]): Leg {
  const heights = [...out, ...into]
  return { name, out, into, top: Math.min(...heights), low: Math.max(...heights) }
}

/**
 * The names of the legs from left to right. It starts with the farthest target nearest to the box and
 * lets neighbours change places as long as that takes a crossing away; ties keep the order, so the
 * same job has the same picture everywhere.
 */
export function orderTracks(legs: readonly Leg[]): readonly string[] {
  const order = [...legs].sort((a, b) => reach(b) - reach(a) || compare(a.name, b.name))
  for (let round = 0; round < order.length; round++) {
    let changed = false
    for (let at = 0; at + 1 < order.length; at++) {
      const left = order[at]
      const right = order[at + 1]
      if (left === undefined || right === undefined) continue
      if (crossings(right, left) < crossings(left, right)) {
        order[at] = right
        order[at + 1] = left
        changed = true
      }
    }
    if (!changed) break
  }
  return order.map((leg) => leg.name)
}

/** How often two legs cross when `left` stands at the left of `right`. */
function crossings(left: Leg, right: Leg): number {
  let sum = 0
  for (const height of right.out) if (within(height, left)) sum += 1
  for (const height of left.into) if (within(height, right)) sum += 1
  return sum
}

function within(height: number, leg: Leg): boolean {
  return height > leg.top && height < leg.low
}

function reach(leg: Leg): number {
  return leg.low - leg.top
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
