/** The storage shelf at the foot of the picture: places for snapshots, the oldest at the left. */
import type { Box } from '../shape.ts'
import type { Density } from './density.ts'
import { measures } from './measures.ts'

export interface ShelfPlace {
  readonly box: Box
  readonly items: readonly Box[]
}

export function placeShelf(width: number, y: number, { across, down }: Density): ShelfPlace {
  const { margin } = measures
  const { height } = down.shelf
  const box = { x: margin, y, width: width - margin - across.margin, height }
  const first = box.x + 112
  const room = box.x + box.width - 8 - first
  const count = Math.max(1, Math.floor((room + 8) / 144))
  const items = Array.from({ length: count }, (_, at) => ({
    x: first + at * 144,
    y: y + (height - 44) / 2,
    width: 136,
    height: 44,
  }))
  return { box, items }
}
