/** How the picture lies in the stage: as large as it fits, never so small that text cannot be read. */
import type { Box, Point } from './shape.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/** `x` and `y` in px of the stage, `k` the scale. */
export interface Placement {
  readonly x: number
  readonly y: number
  readonly k: number
}

/** The picture as it is drawn. */
export const unmoved: Placement = { x: 0, y: 0, k: 1 }

/** Moved by px of the stage. */
export function movedBy(placement: Placement, by: Point): Placement {
  return { k: placement.k, x: placement.x + by.x, y: placement.y + by.y }
}

/** A point of the stage, as a point of the picture. */
export function inPicture({ x, y, k }: Placement, point: Point): Point {
  return { x: (point.x - x) / k, y: (point.y - y) / k }
}

/** A point of the picture, as a point of the stage. */
export function onStage({ x, y, k }: Placement, point: Point): Point {
  return { x: point.x * k + x, y: point.y * k + y }
}

/** Text of 11 px is never drawn smaller: what does not fit is scrolled to. */
export const leastScale = 1
/** A picture much smaller than its stage grows, but stays a diagram. */
const most = 1.5

export function fitScale(picture: Size, stage: Size): number {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height)
  return Math.max(leastScale, Math.min(most, scale))
}

/** In the middle where there is room to spare, else from the left and the top. */
export function homeTransform(picture: Size, stage: Size, k: number): Placement {
  return {
    k,
    x: Math.max(0, Math.round((stage.width - picture.width * k) / 2)),
    y: Math.max(0, Math.round((stage.height - picture.height * k) / 2)),
  }
}

/** By how many px of the stage the picture has to move until a box is seen; 0 when it is. */
export function visibleFrom(placement: Placement, box: Box, stage: Size): { x: number; y: number } {
  const { k } = placement
  const margin = 16
  const from = { x: placement.x + box.x * k, y: placement.y + box.y * k }
  return {
    x: shift(from.x, box.width * k, { size: stage.width, margin }),
    y: shift(from.y, box.height * k, { size: stage.height, margin }),
  }
}

function shift(start: number, length: number, stage: { size: number; margin: number }): number {
  if (start < 0) return stage.margin - start
  const over = start + length - stage.size
  return over > 0 ? -Math.min(over + stage.margin, start - stage.margin) : 0
}
