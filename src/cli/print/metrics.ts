/** What every subtask did, one row each. Flink: numRecordsIn, numRecordsOut, busyTimeMs, … */
import type { SubtaskId, VirtualTime } from '../../model/index.ts'
import { backPressuredMs, busyMs, clusterView, metrics } from '../../projection/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

export interface MetricRow {
  readonly task: string
  /** Counted from 0. */
  readonly subtask: number
  readonly taskManager: number
  readonly attempt: number
  readonly status: string
  /** Over all attempts. */
  readonly recordsIn: number
  readonly recordsOut: number
  /** Virtual ms in which it worked on records, or waited for a place in a full queue of requests. */
  readonly busyMs: number
  /** Virtual ms in which it could not go on, because an output channel took no more. */
  readonly backPressuredMs: number
  /** Event time, ms; null before the first watermark. */
  readonly watermark: number | null
}

export function metricRows(events: Iterable<TraceEvent>, until: VirtualTime): readonly MetricRow[] {
  const view = clusterView.initial()
  const counts = metrics.initial()
  for (const event of events) {
    clusterView.apply(view, event)
    metrics.apply(counts, event)
  }
  return counts.subtasks.flatMap((row, id) => {
    const subtask = view.subtasks[id as SubtaskId]
    if (subtask === undefined) return []
    return {
      task: view.graph?.vertices[subtask.vertex]?.name ?? '',
      subtask: subtask.index,
      taskManager: subtask.taskManager,
      attempt: subtask.attempt,
      status: subtask.status,
      recordsIn: row.recordsIn,
      recordsOut: row.recordsOut,
      busyMs: busyMs(row, until),
      backPressuredMs: backPressuredMs(row, until),
      watermark: subtask.watermark,
    }
  })
}
