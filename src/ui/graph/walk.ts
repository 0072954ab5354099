/** Where an arrow key leads: the next object of the picture in that direction. */
import type { SceneObject } from './object.ts'
import { type Box, centre, type Point } from './shape.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

const keys: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

export function directionOf(key: string): Direction | null {
  return keys[key] ?? null
}

/** The nearest object that way; what lies beside the straight line counts for more distance. */
export function neighbour(
  objects: readonly SceneObject[],
  from: SceneObject,
  direction: Direction,
): SceneObject | null {
  const start = centre(from.box)
  let best: SceneObject | null = null
  let least = Infinity
  for (const object of objects) {
    if (object === from) continue
    const cost = costOf(start, nearest(object.box, start, direction), direction)
    if (cost < least) {
      least = cost
      best = object
    }
  }
  return best
}

/** The point of a box that counts: its middle along the way, and across it what is nearest to the start. */
function nearest(box: Box, start: Point, direction: Direction): Point {
  const middle = centre(box)
  const level = direction === 'left' || direction === 'right'
  return level
    ? { x: middle.x, y: Math.min(Math.max(start.y, box.y), box.y + box.height) }
    : { x: Math.min(Math.max(start.x, box.x), box.x + box.width), y: middle.y }
}

function costOf(from: Point, to: Point, direction: Direction): number {
  const ahead = {
    left: from.x - to.x,
    right: to.x - from.x,
    up: from.y - to.y,
    down: to.y - from.y,
  }[direction]
  if (ahead < 1) return Infinity
  const level = direction === 'left' || direction === 'right'
  const aside = Math.abs(level ? to.y - from.y : to.x - from.x)
  return ahead + 3 * aside
}
