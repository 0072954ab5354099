/**
 * What a run came to, read from its trace, in a form in which two runs of one job can be compared:
 * with and without failures, before and after rescaling.
 */
import { TransactionRows } from './random-transactions.ts'
import type { CheckpointId, ElementId, JobGraph, Schedule, SubtaskId } from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'
import { HybridProgress } from './hybrid-progress.ts'
import { countedStates } from './random-event-time.ts'

/** A completed snapshot: where the sources stood, and what keyed state held. */
export interface Cut {
  readonly checkpoint: CheckpointId
  /** `topic/partition` → next offset. */
  readonly offsets: ReadonlyMap<string, number>
  /** `uid/state/key` → value; behind the key ` in ` and the namespace, where it has one. */
  readonly keyed: ReadonlyMap<string, string>
  /**
   * Whether state is missing in it, because subtasks that kept some had finished, in this run or
   * before the snapshot it began with: nobody needs that state any more, and nobody has it. So it is
   * with the offsets of sources that a savepoint has stopped, when a checkpoint is asked for after it.
   */
  readonly isPartial: boolean
  /** Whether it holds data in flight: then its keyed state is not all that stands before its offsets. */
  readonly hasInFlight: boolean
  /** Topics of hybrid sources whose turn had not come. */
  readonly ahead: ReadonlySet<string>
}

/** By source record (`topic/partition/offset`): the keys it reached the first keyed stage under. */
export type Contributions = ReadonlyMap<string, readonly string[]>

export interface Account {
  readonly cuts: readonly Cut[]
  /** Distinct rows that sinks made visible; those of transactions each as often as it is there. */
  readonly rows: ReadonlySet<string>
  /** `topic/partition` → offset after the last record that was ever read. */
  readonly read: ReadonlyMap<string, number>
  readonly status: string
  readonly contributions: Contributions
}

/** `keyedUid`: the first keyed stage. */
export function accountOf(events: readonly TraceEvent[], keyedUid: string): Account {
  const reader = new AccountReader(keyedUid)
  for (const event of events) reader.see(event)
  return reader.account()
}

type SnapshotTaken = Extract<TraceEvent, { kind: 'snapshot-taken' }>

class AccountReader {
  readonly #keyedUid: string
  readonly #pieces = new Map<CheckpointId, Map<SubtaskId, SnapshotTaken>>()
  readonly #cuts: Cut[] = []
  readonly #rows = new Set<string>()
  readonly #read = new Map<string, number>()
  /** By element: the source record it goes back to, and its key. */
  readonly #origins = new Map<ElementId, string>()
  readonly #inFlight = new Map<ElementId, { readonly from: string; readonly key: string | null }>()
  readonly #contributions = new Map<string, string[]>()
  #graph: JobGraph | null = null
  #schedule: Schedule | null = null
  #status = 'none'
  /** Checkpoints that found a subtask of a keyed stage finished. */
  readonly #partial = new Set<CheckpointId>()
  readonly #hybrids = new HybridProgress()
  readonly #transactions = new TransactionRows()
  readonly #ahead = new Map<CheckpointId, ReadonlySet<string>>()
  readonly #withInFlight = new Set<CheckpointId>()
  #beganPartial = false
  /** Sources end where a savepoint stops them, and not at their end. */
  #stops = false

  constructor(keyedUid: string) {
    this.#keyedUid = keyedUid
  }

  see(event: TraceEvent): void {
    this.#hybrids.see(event)
    this.#transactions.see(event)
    switch (event.kind) {
      case 'job-submitted':
        this.#graph = event.graph
        break
      case 'tasks-scheduled':
        this.#schedule = event.schedule
        this.#stops = false
        this.#inFlight.clear()
        break
      case 'job-status-changed':
        this.#status = event.status
        break
      case 'sink-written':
        if (!event.sink.endsWith(': Committer'))
          this.#rows.add(`${event.sink} ${event.topic} ${event.value}`)
        break
      case 'finished-subtask-counted':
        if (this.#stops || this.#uids(event.subtask).some((uid) => isKeyedStage(uid)))
          this.#partial.add(event.checkpoint)
        break
      case 'restore-started':
        this.#beganPartial = event.checkpoint !== null && this.#partial.has(event.checkpoint)
        break
      case 'checkpoint-triggered':
        if (this.#beganPartial || this.#hybrids.lags) this.#partial.add(event.checkpoint)
        this.#ahead.set(event.checkpoint, this.#hybrids.ahead)
        this.#stops ||= event.snapshot === 'stop-with-savepoint'
        break
      case 'in-flight-written':
        this.#withInFlight.add(event.checkpoint)
        break
      case 'snapshot-taken':
        this.#piece(event)
        break
      case 'checkpoint-completed':
        this.#cuts.push(this.#cut(event.checkpoint))
        break
      default:
        this.#record(event)
    }
  }

  account(): Account {
    return {
      cuts: this.#cuts,
      rows: new Set([...this.#rows, ...this.#transactions.rows]),
      read: this.#read,
      status: this.#status,
      contributions: this.#contributions,
    }
  }

  #piece(event: SnapshotTaken): void {
    const pieces = this.#pieces.get(event.checkpoint) ?? new Map<SubtaskId, SnapshotTaken>()
    this.#pieces.set(event.checkpoint, pieces.set(event.subtask, event))
  }

  #record(event: TraceEvent): void {
    if (event.kind === 'record-read') {
      const split = `${event.topic}/${event.partition}`
      this.#read.set(split, Math.max(this.#read.get(split) ?? 0, event.offset + 1))
      this.#origins.set(event.element, `${split}/${event.offset}`)
    }
    if (event.kind === 'record-emitted') {
      const from = this.#origins.get(event.origin)
      if (from !== undefined) this.#inFlight.set(event.element, { from, key: event.key })
    }
    if (event.kind === 'record-taken') {
      const record = this.#inFlight.get(event.element)
      if (record === undefined || record.key === null || !this.#isFirstKeyed(event.subtask)) return
      const keys = this.#contributions.get(record.from) ?? []
      this.#contributions.set(record.from, [...keys, record.key])
    }
  }

  #isFirstKeyed(subtask: SubtaskId): boolean {
    return this.#uids(subtask)[0] === this.#keyedUid
  }

  #uids(subtask: SubtaskId): readonly (string | null)[] {
    const vertex = this.#schedule?.subtasks[subtask]?.vertex
    const operators = vertex === undefined ? [] : this.#graph?.vertices[vertex]?.operators
    return (operators ?? []).map(({ uid }) => uid)
  }

  #cut(checkpoint: CheckpointId): Cut {
    const offsets = new Map<string, number>()
    const keyed = new Map<string, string>()
    for (const { subtask, content } of this.#pieces.get(checkpoint)?.values() ?? []) {
      for (const { topic, partition, offset } of content.offsets)
        offsets.set(`${topic}/${partition}`, offset)
      for (const { operator, state, kind, entries } of content.states)
        for (const { key, namespace, value } of entries) {
          const name = namespace === '' ? key : `${key} in ${namespace}`
          const place = `${this.#uids(subtask)[operator]}/${state}/${name}`
          keyed.set(place, inNoOrder(kind, value))
        }
    }
    const isPartial = this.#partial.has(checkpoint)
    const hasInFlight = this.#withInFlight.has(checkpoint)
    const ahead = this.#ahead.get(checkpoint) ?? new Set<string>()
    return { checkpoint, offsets, keyed, isPartial, hasInFlight, ahead }
  }
}

/**
 * Where a cut stands in a split. One that is in no piece of a snapshot belongs to a subtask that had
 * finished, or to a source of a hybrid source before the present one: it was read to its end. Splits of
 * topics are in every snapshot until then.
 */
export function offsetIn({ offsets, ahead }: Cut, split: string): number {
  const topic = split.slice(0, split.lastIndexOf('/'))
  return offsets.get(split) ?? (ahead.has(topic) ? 0 : Infinity)
}

/**
 * How many records of each key stand before a cut, as state of the first keyed stage should say it:
 * what a consistent snapshot is (Chandy and Lamport), computed from another run of the same job.
 */
export function seenBefore(
  cut: Cut,
  contributions: Contributions,
  uid: string,
): Map<string, string> {
  const counts = new Map<string, number>()
  for (const [record, keys] of contributions) {
    const end = record.lastIndexOf('/')
    const offset = Number(record.slice(end + 1))
    if (offset >= offsetIn(cut, record.slice(0, end))) continue
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return new Map([...counts].map(([key, count]) => [`${uid}/seen/${key}`, String(count)]))
}

/** What a branch that promises every record once says of them, as the first keyed stage says it. */
export function accountedFor(cut: Cut, uid: string): Map<string, string> {
  const counts = new Map<string, number>()
  for (const [place, value] of cut.keyed) {
    const state = countedStates.find((one) => place.startsWith(one))
    if (state === undefined) continue
    const key = place.slice(state.length)
    counts.set(key, (counts.get(key) ?? 0) + Number(value))
  }
  return new Map([...counts].map(([key, count]) => [`${uid}/seen/${key}`, String(count)]))
}

/** Whether an operator of a random job keeps keyed state. */
export function isKeyedStage(uid: string | null): boolean {
  return uid !== null && /^count-\d$/.test(uid)
}

/**
 * A map is walked in an order that may change over a restore (KS-24): its entries are sorted. Which of many
 * a trace shows is a matter of that order, too: then it is how many there are.
 */
function inNoOrder(kind: string, value: string): string {
  const cut = kind === 'map' ? /… \d+ in all/.exec(value) : null
  if (cut !== null) return cut[0]
  return kind === 'map' ? value.slice(1, -1).split(', ').sort().join(', ') : value
}
