/** Level 3: a task's subtasks on one TaskManager as a grid of cells, with the slowest by name. */
import type { ClusterView, SubtaskActivity, SubtaskView } from '../../../projection/index.ts'
import type { StationPlace } from '../layout/layout.ts'
import { plural } from '../../format.ts'
import { measures } from '../layout/measures.ts'
import { type Box, crisp, type Paint, rect, type Shape, text } from '../shape.ts'
import { fitText } from '../text.ts'

const frame: Paint = { fill: 'surface-raised', stroke: 'line-2', shadow: true }

/** The cell of a subtask of the station, by its place in the station's list. */
export function cellBox(station: StationPlace, nth: number): Box {
  const { size, pitch, perLine, header } = measures.cell
  return {
    x: station.box.x + 7 + (nth % perLine) * pitch,
    y: station.box.y + header - 4 + Math.floor(nth / perLine) * pitch,
    width: size,
    height: size,
  }
}

export function cellFrame(view: ClusterView, station: StationPlace): Shape[] {
  const { box } = station
  const subtasks = station.subtasks.flatMap(({ id }) => view.subtasks[id] ?? [])
  const title = plural(station.subtasks.length, 'subtask')
  return [
    rect(crisp(box), 8, frame),
    text({ x: box.x + 8, y: box.y + 16 }, title, { font: 't11b', ink: 'text-1' }),
    text({ x: box.x + 8, y: box.y + 30 }, slowest(subtasks, box.width - 16), {
      font: 't11',
      ink: 'text-3',
    }),
  ]
}

/** Those whose snapshot is least far, by number. */
function slowest(subtasks: readonly SubtaskView[], room: number): string {
  const behind = subtasks.filter(({ activity }) => activity.kind === 'aligning')
  const names = behind.slice(0, 5).map(({ index }) => String(index + 1))
  if (names.length === 0) return fitText([summary(subtasks)], room, 't11')
  const all = `aligning: ${names.join(', ')}`
  return fitText([all, `${behind.length} aligning`], room, 't11')
}

function summary(subtasks: readonly SubtaskView[]): string {
  const counts = new Map<SubtaskActivity['kind'], number>()
  for (const { activity } of subtasks)
    counts.set(activity.kind, (counts.get(activity.kind) ?? 0) + 1)
  const most = [...counts].sort((a, b) => b[1] - a[1])[0]
  return most === undefined ? '' : `${most[1]} ${most[0]}`
}

export function cellShape(activity: SubtaskActivity, box: Box): Shape {
  return rect(crisp(box), 3, cellPaints[activity.kind])
}

export const cellPaints: Readonly<Record<SubtaskActivity['kind'], Paint>> = {
  created: { fill: 'surface-sunken', stroke: 'line-2', dash: [2, 2] },
  deploying: { fill: 'surface-sunken', stroke: 'line-2', dash: [2, 2] },
  restoring: { fill: 'accent-soft', stroke: 'accent', dash: [2, 2] },
  running: { fill: 'surface-sunken', stroke: 'line-2' },
  aligning: { fill: 'hatch-barrier', stroke: 'barrier-ink', strokeWidth: 1.5 },
  'snapshot-sync': { fill: 'phase-sync', stroke: 'phase-sync' },
  uploading: { fill: 'phase-async', stroke: 'accent' },
  acknowledged: { fill: 'done', stroke: 'done' },
  finished: { fill: 'line-2', stroke: 'line-3' },
  cancelling: { fill: 'surface-band', stroke: 'line-2', dash: [2, 2] },
  cancelled: { fill: 'surface-band', stroke: 'line-2', dash: [2, 2] },
  failed: { fill: 'failure-soft', stroke: 'failure', dash: [2, 2] },
  lost: { fill: 'failure-soft', stroke: 'failure', dash: [2, 2] },
}
