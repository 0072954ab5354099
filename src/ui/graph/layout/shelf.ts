/** The storage shelf at the foot of the picture: places for snapshots, the oldest at the left. */
import type { Box } from '../shape.ts'
import { measures } from './measures.ts'

export interface ShelfPlace {
  readonly box: Box
  readonly items: readonly Box[]
}

export function placeShelf(width: number, y: number): ShelfPlace {
  const { margin, shelf } = measures
  const box = { x: margin, y, width: width - 2 * margin, height: shelf.height }
  const first = box.x + 112
  const room = box.x + box.width - 8 - first
  const count = Math.max(1, Math.floor((room + 8) / 144))
  const items = Array.from({ length: count }, (_, at) => ({
    x: first + at * 144,
    y: y + 8,
    width: 136,
    height: 44,
  }))
  return { box, items }
}
