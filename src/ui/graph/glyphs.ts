/** The small signs of state: what a checkpoint, a subtask or a TaskManager says about itself without words. */
import type { Ink } from './ink.ts'
import { circle, type Paint, path, type Point, type Shape } from './shape.ts'

/** Disc with a tick: done, acknowledged, completed. */
export function tickDisc(at: Point, r: number): Shape[] {
  return [circle(at, r, { fill: 'done' }), tick(at, r, tickPaint)]
}

/** Ring with half of it filled: under way. */
export function halfDisc(at: Point, r: number, ink: Ink): Shape[] {
  const { x, y } = at
  return [
    circle(at, r, { fill: 'surface-raised', stroke: ink, strokeWidth: 1.5 }),
    path(`M${x},${y - r}A${r},${r} 0 0 1 ${x},${y + r}Z`, { fill: ink }),
  ]
}

/** An empty ring: not yet. */
export function ring(at: Point, r: number, ink: Ink): Shape[] {
  return [circle(at, r, { stroke: ink, strokeWidth: 1.5 })]
}

/** A ring that fills clockwise from its top; `share` below 1. */
export function fillingRing(at: Point, r: number, share: number): Shape[] {
  const { x, y } = at
  const angle = 2 * Math.PI * share
  const end = { x: x + r * Math.sin(angle), y: y - r * Math.cos(angle) }
  const sector = `M${x},${y}V${y - r}A${r},${r} 0 ${share > 0.5 ? 1 : 0} 1 ${end.x.toFixed(2)},${end.y.toFixed(2)}Z`
  return [circle(at, r, { stroke: 'done', strokeWidth: 1.5 }), path(sector, { fill: 'done' })]
}

/** A dashed ring with a grey tick: was done and is no longer of use. */
export function subsumedRing(at: Point, r: number): Shape[] {
  return [
    circle(at, r, { stroke: 'line-3', strokeWidth: 1.5, dash: [2, 2] }),
    tick(at, r * 0.9, greyTick),
  ]
}

/** A ring with a cross, in the tone of failure. */
export function lostRing(at: Point, r: number): Shape[] {
  return [
    circle(at, r, { stroke: 'failure', strokeWidth: 1.5 }),
    cross(at, r * 0.42, { stroke: 'failure-ink', strokeWidth: 1.6, round: true }),
  ]
}

export function cross(at: Point, half: number, paint: Paint): Shape {
  const { x, y } = at
  return path(
    `M${x - half},${y - half}l${2 * half},${2 * half}M${x + half},${y - half}l${-2 * half},${2 * half}`,
    paint,
  )
}

export function dot(at: Point): Shape[] {
  return [circle(at, 3, { fill: 'line-3' })]
}

/** Cancelled: taken away, not failed. */
export function minus(at: Point): Shape[] {
  return [path(`M${at.x - 4},${at.y}h8`, { stroke: 'text-3', strokeWidth: 2, round: true })]
}

/** An arrow that goes back: restoring. */
export function loopArrow(at: Point): Shape[] {
  const { x, y } = at
  return [
    path(`M${x - 3.2},${y - 3.2}A4.6,4.6 0 1 1 ${x - 4.6},${y + 0.6}M${x - 4.4},${y - 6}v3.2h3.2`, {
      stroke: 'accent',
      strokeWidth: 1.75,
      round: true,
    }),
  ]
}

export function diamond(at: Point, r: number): Shape[] {
  const { x, y } = at
  return [path(`M${x},${y - r}L${x + r},${y}L${x},${y + r}L${x - r},${y}Z`, { fill: 'savepoint' })]
}

/** A filled square: has come to its end. */
export function endSquare(at: Point): Shape[] {
  return [path(`M${at.x - 4},${at.y - 4}h8v8h-8Z`, { fill: 'line-3' })]
}

const tickPaint: Paint = { stroke: 'surface-raised', strokeWidth: 1.75, round: true }
const greyTick: Paint = { stroke: 'text-3', strokeWidth: 1.5, round: true }

function tick(at: Point, r: number, paint: Paint): Shape {
  const start = `M${at.x - 0.4375 * r},${at.y + 0.025 * r}`
  return path(`${start}l${0.3 * r},${0.325 * r}l${0.575 * r},${-0.675 * r}`, paint)
}
