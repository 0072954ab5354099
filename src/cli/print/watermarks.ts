/** Event time at the end of the run: one row for each subtask, with who holds its clock back. */
import {
  clusterView,
  type Holder,
  holderOf,
  type SubtaskWatermarks,
  watermarks,
} from '../../projection/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

type View = ReturnType<typeof clusterView.initial>

export function* watermarkRows(events: Iterable<TraceEvent>) {
  const view = clusterView.initial()
  const state = watermarks.initial()
  for (const event of events) {
    clusterView.apply(view, event)
    watermarks.apply(state, event)
  }
  for (const row of state.rows) yield rowOf(view, row)
}

function rowOf(view: View, row: SubtaskWatermarks) {
  const { subtask, watermark, idle, waits, late, splits, generated } = row
  const channels = row.channels.map(({ from, input, ...told }) => ({
    from: nameOf(view, from),
    input,
    watermark: told.watermark,
    idle: told.idle,
    counts: told.counts,
  }))
  const heldBackBy = holderName(view, holderOf(row))
  const name = nameOf(view, subtask)
  return { subtask: name, watermark, idle, heldBackBy, late, waits, channels, splits, generated }
}

function holderName(view: View, holder: Holder | null): string | null {
  if (holder === null) return null
  return holder.kind === 'split' ? holder.split : nameOf(view, holder.from)
}

function nameOf(view: View, id: number): string {
  const subtask = view.schedule?.subtasks[id]
  const vertex = subtask === undefined ? undefined : view.graph?.vertices[subtask.vertex]
  return `${vertex?.name ?? ''}#${subtask?.index ?? 0}`
}
