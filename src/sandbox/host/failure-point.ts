/** Which operator, subtask and record the learner's code was called for last, as the trace tells. */
import type { FailurePoint, JobGraph, Schedule, SubtaskId } from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

/** Events that are remembered: a record is emitted shortly before it is taken. */
const mostValues = 20_000

/** Follows a trace; answers what was going on at its end. */
export class FailurePointFinder {
  #graph: JobGraph | null = null
  #schedule: Schedule | null = null
  #values = new Map<number, string>()
  #older = new Map<number, string>()
  #last: { readonly subtask: SubtaskId; readonly record: string } | null = null

  follow(event: TraceEvent): void {
    switch (event.kind) {
      case 'job-submitted':
        this.#graph = event.graph
        return
      case 'tasks-scheduled':
        this.#schedule = event.schedule
        return
      case 'record-emitted':
        this.#remember(event.element, event.value)
        return
      case 'record-read':
        this.#last = { subtask: event.subtask, record: event.value }
        return
      case 'record-taken': {
        const record = this.#values.get(event.element) ?? this.#older.get(event.element) ?? ''
        this.#last = { subtask: event.subtask, record }
        return
      }
      case 'timer-fired':
        this.#last = {
          subtask: event.subtask,
          record: `timer ${event.timestamp} of key ${event.key}`,
        }
        return
      default:
    }
  }

  /** Null before anything was processed: then it was the program itself. */
  get point(): FailurePoint | null {
    const last = this.#last
    const subtask = last === null ? undefined : this.#schedule?.subtasks[last.subtask]
    const vertex = subtask === undefined ? undefined : this.#graph?.vertices[subtask.vertex]
    if (last === null || subtask === undefined || vertex === undefined) return null
    return { operator: vertex.name, subtask: subtask.index, record: last.record }
  }

  #remember(element: number, value: string): void {
    this.#values.set(element, value)
    if (this.#values.size < mostValues) return
    this.#older = this.#values
    this.#values = new Map()
  }
}
