/** What every subtask did, one row each. Flink: numRecordsIn, numRecordsOut, busyTimeMs, … */
import { clusterView } from '../../projection/index.ts'
import type { SubtaskId, VirtualTime } from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

export interface MetricRow {
  readonly task: string
  readonly subtask: number
  readonly taskManager: number
  readonly attempt: number
  readonly status: string
  readonly recordsIn: number
  readonly recordsOut: number
  /** Virtual ms in which it worked on records. */
  readonly busyMs: number
  /** Virtual ms in which it could not go on, because an output channel took no more. */
  readonly backPressuredMs: number
  readonly watermark: number | null
}

export function metricRows(events: Iterable<TraceEvent>, until: VirtualTime): readonly MetricRow[] {
  const view = clusterView.initial()
  const pressure = new BackPressure()
  for (const event of events) {
    clusterView.apply(view, event)
    pressure.see(event)
  }
  return view.subtasks.map((subtask) => ({
    task: view.graph?.vertices[subtask.vertex]?.name ?? '',
    subtask: subtask.index,
    taskManager: subtask.taskManager,
    attempt: subtask.attempt,
    status: subtask.status,
    recordsIn: subtask.recordsIn,
    recordsOut: subtask.recordsOut,
    busyMs: subtask.busyMs,
    backPressuredMs: pressure.until(subtask.id, until),
    watermark: subtask.watermark,
  }))
}

/** Adds up the time between `back-pressure-started` and `-ended`. */
class BackPressure {
  readonly #since = new Map<SubtaskId, number>()
  readonly #sum = new Map<SubtaskId, number>()

  see(event: TraceEvent): void {
    if (event.kind === 'back-pressure-started') this.#since.set(event.subtask, event.at)
    if (event.kind === 'back-pressure-ended') this.#end(event.subtask, event.at)
    if (event.kind === 'tasks-scheduled')
      for (const subtask of this.#since.keys()) this.#end(subtask, event.at)
  }

  until(subtask: SubtaskId, end: number): number {
    const since = this.#since.get(subtask)
    return (this.#sum.get(subtask) ?? 0) + (since === undefined ? 0 : end - since)
  }

  #end(subtask: SubtaskId, at: number): void {
    const since = this.#since.get(subtask)
    if (since !== undefined) this.#sum.set(subtask, (this.#sum.get(subtask) ?? 0) + at - since)
    this.#since.delete(subtask)
  }
}
