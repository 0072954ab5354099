/** The JobManager's bar at the top: one ring for each subtask, or one short bar for each task. */
import type { JobGraph, Schedule, SubtaskId } from '../../../model/index.ts'
import type { Box, Point } from '../shape.ts'
import { textWidth } from '../text.ts'
import { shortName } from './names.ts'
import type { Density } from './density.ts'
import { measures } from './measures.ts'

export interface RingGroup {
  readonly name: string
  readonly label: Point
  /** One for each subtask; empty when `bar` stands for them. */
  readonly rings: readonly { readonly subtask: SubtaskId; readonly at: Point }[]
  readonly bar: Box | null
  readonly subtasks: readonly SubtaskId[]
}

export interface JobManagerPlace {
  readonly box: Box
  readonly groups: readonly RingGroup[]
  /** Where the text in front of the rings ends. */
  readonly countEnd: number
}

const ring = { pitch: 20, gap: 24, inset: 20, radius: 7 }
const barWidth = 48
/** What name, state line and count need at the left. */
const words = 336

export function placeJobManager(
  graph: JobGraph,
  schedule: Schedule,
  stage: { readonly width: number; readonly density: Density },
): JobManagerPlace {
  const { margin, jobManager } = measures
  const { across, down } = stage.density
  const box = {
    x: margin,
    y: down.jobManagerTop,
    width: stage.width - margin - across.margin,
    height: jobManager.height,
  }
  const groups = graph.vertices.map((vertex) => ({
    name: shortName(vertex, 88, 't11'),
    subtasks: schedule.subtasks.filter((one) => one.vertex === vertex.id).map((one) => one.id),
  }))
  const widthOf = (name: string, marks: number): number => Math.max(textWidth(name, 't11'), marks)
  const asRings = groups.map(({ name, subtasks }) => widthOf(name, subtasks.length * ring.pitch))
  const total = asRings.reduce((sum, one) => sum + one + ring.gap, -ring.gap)
  const fits = total <= box.width - words
  const widths = fits ? asRings : groups.map(({ name }) => widthOf(name, barWidth))
  const all = widths.reduce((sum, one) => sum + one + ring.gap, -ring.gap)
  let x = box.x + box.width - ring.inset - all + (fits ? ring.pitch - 2 * ring.radius : 0)
  const countEnd = x - 16
  const placed = groups.map(({ name, subtasks }, nth): RingGroup => {
    const left = x
    x += (widths[nth] ?? 0) + ring.gap
    const y = box.y + 37
    return {
      name,
      subtasks,
      label: { x: left, y: box.y + 21 },
      rings: fits
        ? subtasks.map((subtask, at) => ({
            subtask,
            at: { x: left + ring.radius + at * ring.pitch, y },
          }))
        : [],
      bar: fits ? null : { x: left, y: y - 3, width: barWidth, height: 6 },
    }
  })
  return { box, groups: placed, countEnd }
}
