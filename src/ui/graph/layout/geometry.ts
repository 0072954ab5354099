/** Lines that run level and upright, with rounded corners, and places along them. */
import type { Point } from '../shape.ts'

/** The corners of a wire, from the output port to the tail of the lane. */
export type Polyline = readonly Point[]

export function lengthOf(line: Polyline): number {
  let sum = 0
  for (let at = 1; at < line.length; at++) sum += span(line, at)
  return sum
}

/** Where `distance` px along the line are; its ends beyond its ends. `upright`: the line runs so there. */
export function pointAlong(
  line: Polyline,
  distance: number,
): Point & { readonly upright: boolean } {
  let left = Math.max(0, distance)
  const last = line.length - 1
  for (let at = 1; at <= last; at++) {
    const from = line[at - 1]
    const to = line[at]
    if (from === undefined || to === undefined) break
    const across = to.x - from.x
    const down = to.y - from.y
    // One of them is 0, because all our lines are level or upright.
    const length = Math.abs(across) + Math.abs(down)
    if (left <= length || at === last) {
      const part = length === 0 ? 1 : Math.min(1, left / length)
      const upright = across === 0 && down !== 0
      return { x: from.x + across * part, y: from.y + down * part, upright }
    }
    left -= length
  }
  return { x: line[0]?.x ?? 0, y: line[0]?.y ?? 0, upright: false }
}

/** The line as an SVG path; a corner is rounded by `radius`, or by half of what its sides have. */
export function roundedPath(line: Polyline, radius: number): string {
  const [first, ...rest] = line
  if (first === undefined) return ''
  const parts = [`M${first.x},${first.y}`]
  for (const [at, corner] of rest.entries()) {
    const before = line[at]
    const after = line[at + 2]
    if (before === undefined) continue
    if (after === undefined) {
      parts.push(`L${corner.x},${corner.y}`)
      continue
    }
    const room = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2)
    const enter = towards(corner, before, room)
    const leave = towards(corner, after, room)
    parts.push(`L${enter.x},${enter.y}`, `Q${corner.x},${corner.y} ${leave.x},${leave.y}`)
  }
  return parts.join('')
}

function span(line: Polyline, at: number): number {
  const from = line[at - 1]
  const to = line[at]
  return from === undefined || to === undefined ? 0 : distance(from, to)
}

/** Exact, because all our lines are level or upright. */
function distance(from: Point, to: Point): number {
  return Math.abs(to.x - from.x) + Math.abs(to.y - from.y)
}

function towards(from: Point, to: Point, by: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by }
}
