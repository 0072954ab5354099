/**
 * What the numbers in facts are called, learned from the facts themselves: `count 2/3` for a
 * subtask, `chk-4` or its label for a snapshot, the key of a record on its way.
 */
import type {
  ChannelId,
  CheckpointId,
  ElementId,
  JobGraph,
  Schedule,
  SubtaskId,
} from '../model/index.ts'
import type { TraceEvent } from './event.ts'

/** Names longer than this are cut: a sentence has 96 characters. */
const longestName = 22
const longestKey = 20

export class TraceNames {
  #graph: JobGraph | null = null
  #schedule: Schedule | null = null
  #labels: ReadonlyMap<CheckpointId, string> = new Map()
  /** What the job was started from. */
  #startedFrom: string | null = null
  /** Keys of records in channels and in hands. */
  #records = new Map<ElementId, string>()
  /** Per subtask: which channels have delivered the barrier of which checkpoint. */
  #arrived = new Map<SubtaskId, { checkpoint: CheckpointId; channels: readonly ChannelId[] }>()
  /** The record that was processed last: still called by its key while that is told. */
  #done: ElementId | null = null
  #widest = 0

  /** Names as they are after `event`; to be told of every event in order. */
  learn(event: TraceEvent): void {
    if (this.#done !== null) this.#records.delete(this.#done)
    this.#done = null
    switch (event.kind) {
      case 'job-submitted':
        this.#graph = event.graph
        this.#startedFrom = event.restoredFrom
        break
      case 'tasks-scheduled':
        this.#deploy(event.schedule)
        break
      case 'checkpoint-triggered':
        if (event.label !== null)
          this.#labels = new Map(this.#labels).set(event.checkpoint, event.label)
        break
      case 'snapshot-claimed':
        if (this.#startedFrom !== null)
          this.#labels = new Map(this.#labels).set(event.checkpoint, this.#startedFrom)
        break
      case 'restore-started':
        this.#restored(event)
        break
      case 'record-read':
        this.#records.set(event.element, cut(event.key ?? event.value, longestKey))
        break
      case 'record-emitted':
      case 'element-restored':
        this.#emitted(event)
        break
      case 'record-processed':
        this.#done = event.element
        break
      case 'barrier-received':
        this.#barrier(event)
        break
      default:
    }
  }

  copy(): TraceNames {
    const copy = new TraceNames()
    copy.#graph = this.#graph
    copy.#schedule = this.#schedule
    copy.#labels = this.#labels
    copy.#startedFrom = this.#startedFrom
    copy.#records = new Map(this.#records)
    copy.#arrived = new Map(this.#arrived)
    copy.#done = this.#done
    copy.#widest = this.#widest
    return copy
  }

  /** `count 2/3`: as the picture says it, counted from 1. */
  subtask(id: SubtaskId): string {
    const scheduled = this.#schedule?.subtasks[id]
    const vertex = scheduled === undefined ? undefined : this.#graph?.vertices[scheduled.vertex]
    if (scheduled === undefined || vertex === undefined) return `subtask ${id}`
    return `${this.task(vertex.id)} ${scheduled.index + 1}/${vertex.parallelism}`
  }

  /** `count/1`: as a transcript says it, counted from 0. */
  brief(id: SubtaskId): string {
    const scheduled = this.#schedule?.subtasks[id]
    if (scheduled === undefined) return `subtask/${id}`
    return `${this.task(scheduled.vertex)}/${scheduled.index}`
  }

  /** The name of the operator at the head of a task's chain. */
  task(vertex: number): string {
    const operator = this.#graph?.vertices[vertex]?.operators[0]
    return operator === undefined ? `task ${vertex}` : shortName(operator.name)
  }

  /** The operator at a place of a subtask's chain. */
  operator(subtask: SubtaskId, operator: number): string {
    const vertex = this.#schedule?.subtasks[subtask]?.vertex
    const found =
      vertex === undefined ? undefined : this.#graph?.vertices[vertex]?.operators[operator]
    return found === undefined ? `operator ${operator}` : shortName(found.name)
  }

  sender(channel: ChannelId): SubtaskId | null {
    return this.#schedule?.channels[channel]?.from ?? null
  }

  receiver(channel: ChannelId): SubtaskId | null {
    return this.#schedule?.channels[channel]?.to ?? null
  }

  /** Columns that the longest brief name takes. */
  get widest(): number {
    return this.#widest
  }

  /** `chk-4`, or a savepoint's label. */
  snapshot(checkpoint: CheckpointId): string {
    return this.#labels.get(checkpoint) ?? `chk-${checkpoint}`
  }

  /** The key of a record on its way or in hand; `a record` where it has none. */
  record(element: ElementId): string {
    return this.#records.get(element) ?? 'a record'
  }

  /** Senders whose barrier a subtask still waits for. */
  missingBarriers(subtask: SubtaskId, checkpoint: CheckpointId): readonly SubtaskId[] {
    const arrived = this.#arrived.get(subtask)
    const here = arrived?.checkpoint === checkpoint ? arrived.channels : []
    const inputs = this.#schedule?.channels.filter(({ to }) => to === subtask) ?? []
    return inputs.filter(({ id }) => !here.includes(id)).map(({ from }) => from)
  }

  get subtasks(): number {
    return this.#schedule?.subtasks.length ?? 0
  }

  /** A savepoint that this trace has not seen being taken is the one the job was started from. */
  #restored({ checkpoint, path }: Extract<TraceEvent, { kind: 'restore-started' }>): void {
    const isSavepoint = path?.startsWith('savepoint-') === true
    if (checkpoint === null || !isSavepoint || this.#labels.has(checkpoint)) return
    if (this.#startedFrom !== null)
      this.#labels = new Map(this.#labels).set(checkpoint, this.#startedFrom)
  }

  #deploy(schedule: Schedule): void {
    this.#schedule = schedule
    this.#records.clear()
    this.#arrived.clear()
    this.#widest = Math.max(0, ...schedule.subtasks.map(({ id }) => this.brief(id).length))
  }

  #emitted(event: Extract<TraceEvent, { kind: 'record-emitted' | 'element-restored' }>): void {
    const { element, key } = event
    const parent = event.kind === 'record-emitted' ? event.parent : event.origin
    const known = key ?? (parent === null ? undefined : this.#records.get(parent))
    if (known !== undefined) this.#records.set(element, cut(known, longestKey))
  }

  #barrier(event: Extract<TraceEvent, { kind: 'barrier-received' }>): void {
    const { subtask, checkpoint, channel } = event
    const known = this.#arrived.get(subtask)
    const before = known?.checkpoint === checkpoint ? known.channels : []
    this.#arrived.set(subtask, { checkpoint, channels: [...before, channel] })
  }
}

/** Without what Flink puts around it: `Source: orders` is `orders`, `totals: Writer` is `totals`. */
function shortName(operator: string): string {
  return cut(operator.replace(/^(Source|Sink): |: (Writer|Committer)$/g, ''), longestName)
}

/** At most `length` characters, the last of which says that there were more. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}
