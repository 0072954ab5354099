/** Emphasis: the halo of the narration, the outline of the selection, the numbers of what has changed. */
import type { ClusterView } from '../../../projection/index.ts'
import type { GraphObject } from '../object.ts'
import {
  type Box,
  circle,
  inset,
  type Paint,
  rect,
  type Shape,
  text,
  type TextStyle,
} from '../shape.ts'

const halos = {
  barrier: { fill: 'barrier-soft', stroke: 'barrier-line' },
  accent: { fill: 'accent-soft', stroke: 'accent-line' },
  failure: { fill: 'failure-soft', stroke: 'failure-line' },
} as const satisfies Readonly<Record<string, Paint>>

/** The ground behind the subject of the narration, in the soft tone of what it is doing. */
export function haloShape(view: ClusterView, subject: GraphObject, box: Box): Shape {
  return rect(inset(box, -5), 12, halos[toneOf(view, subject)])
}

function toneOf(view: ClusterView, subject: GraphObject): keyof typeof halos {
  if (subject.kind !== 'subtask') return 'accent'
  switch (view.subtasks[subject.id]?.activity.kind) {
    case 'aligning':
      return 'barrier'
    case 'failed':
    case 'lost':
      return 'failure'
    default:
      return 'accent'
  }
}

const selected: Paint = { stroke: 'accent', strokeWidth: 2 }
const badge: Paint = { fill: 'accent', stroke: 'surface-stage', strokeWidth: 2 }
const badgeNumber: TextStyle = { font: 'mark', ink: 'text-on-accent', anchor: 'middle' }

export function selectionShape(box: Box): Shape {
  return rect(inset(box, -3), 8, selected)
}

/** What a step has changed, without motion: an outline and a number at the corner. */
export function changeShapes(object: GraphObject, box: Box, number: number): Shape[] {
  // Over the head of a lane stands a pennant; below its tail is room.
  const at =
    object.kind === 'channel'
      ? { x: box.x + 8, y: box.y + box.height + 10 }
      : { x: box.x + box.width, y: box.y }
  return [
    rect(inset(box, -2), 8, selected),
    circle(at, 9, badge),
    text({ x: at.x, y: at.y + 4 }, String(number), badgeNumber),
  ]
}
