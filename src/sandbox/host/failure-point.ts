/** Which operator, subtask and record the learner's code was called for last, as the trace tells. */
import type { FailurePoint, JobGraph, Schedule, SubtaskId } from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

/** Events that are remembered: a record is emitted shortly before it is taken. */
const mostValues = 20_000

/** A record in the hands of a subtask: its operators' code runs when the time it takes is over. */
interface InHand {
  readonly record: string
  readonly until: number
  readonly seq: number
}

/** Follows a trace; answers what was going on at its end. */
export class FailurePointFinder {
  #graph: JobGraph | null = null
  #schedule: Schedule | null = null
  #values = new Map<number, string>()
  #older = new Map<number, string>()
  readonly #inHand = new Map<SubtaskId, InHand>()
  #timer: { readonly subtask: SubtaskId; readonly record: string } | null = null
  /** The last record that was finished: what it left behind, promises say, may still run. */
  #done: { readonly subtask: SubtaskId; readonly record: string } | null = null

  follow(event: TraceEvent): void {
    switch (event.kind) {
      case 'job-submitted':
        this.#graph = event.graph
        return
      case 'tasks-scheduled':
        this.#schedule = event.schedule
        for (const id of event.deployed) this.#inHand.delete(id)
        return
      case 'record-emitted':
        this.#remember(event.element, event.value)
        return
      case 'record-read':
        this.#take(event.subtask, { record: event.value, until: event.until, seq: event.seq })
        return
      case 'record-taken': {
        const record = this.#values.get(event.element) ?? this.#older.get(event.element) ?? ''
        this.#take(event.subtask, { record, until: event.until, seq: event.seq })
        return
      }
      case 'record-processed':
        this.#finish(event.subtask)
        return
      case 'task-status-changed':
        this.#inHand.delete(event.subtask)
        return
      case 'timer-fired':
        this.#timer = {
          subtask: event.subtask,
          record: `timer ${event.timestamp} of key ${event.key}`,
        }
        return
      case 'watermark-emitted':
        this.#timer = null
        return
      default:
    }
  }

  /** Null when nothing was ever in hand: then it was the program itself. */
  get point(): FailurePoint | null {
    const last = this.#timer ?? this.#nextDue() ?? this.#done
    const subtask = last === null ? undefined : this.#schedule?.subtasks[last.subtask]
    const vertex = subtask === undefined ? undefined : this.#graph?.vertices[subtask.vertex]
    if (last === null || subtask === undefined || vertex === undefined) return null
    return { operator: vertex.name, subtask: subtask.index, record: last.record }
  }

  #take(subtask: SubtaskId, inHand: InHand): void {
    this.#timer = null
    this.#inHand.set(subtask, inHand)
  }

  #finish(subtask: SubtaskId): void {
    const record = this.#inHand.get(subtask)?.record
    if (record !== undefined) this.#done = { subtask, record }
    this.#timer = null
    this.#inHand.delete(subtask)
  }

  /** The code that ran last is that of the record whose time is over first. */
  #nextDue(): { readonly subtask: SubtaskId; readonly record: string } | null {
    let next: (InHand & { readonly subtask: SubtaskId }) | null = null
    for (const [subtask, inHand] of this.#inHand) {
      const isSooner =
        next === null ||
        inHand.until < next.until ||
        (inHand.until === next.until && inHand.seq < next.seq)
      if (isSooner) next = { ...inHand, subtask }
    }
    return next
  }

  #remember(element: number, value: string): void {
    this.#values.set(element, value)
    if (this.#values.size < mostValues) return
    this.#older = this.#values
    this.#values = new Map()
  }
}
