/**
 * The elements an asynchronous operator has in flight, and which of them may leave next.
 * Flink: StreamElementQueue, OrderedStreamElementQueue, UnorderedStreamElementQueue.
 */
import type { EventSeq, EventTime } from '../../../model/index.ts'
import type { Origin } from '../../task/output.ts'

/** A record or a watermark on its way through. Flink: StreamElement. */
export type InFlight =
  | {
      readonly kind: 'record'
      readonly value: unknown
      readonly timestamp: EventTime | null
      readonly origin: Origin
    }
  | { readonly kind: 'watermark'; readonly watermark: EventTime; readonly cause: EventSeq | null }

/** A place in the queue. Flink: StreamElementQueueEntry. */
export interface QueueEntry {
  readonly element: InFlight
  /** Null while the record waits for them; a watermark waits for nothing. */
  results: readonly unknown[] | null
  /** The fact that they were there. */
  completed: EventSeq | null
}

export interface StreamElementQueue {
  readonly size: number
  /** Whether {@link take} has something. */
  readonly hasCompleted: boolean
  put(entry: QueueEntry): void
  /** The entry's results are there. */
  complete(entry: QueueEntry): void
  /** The next one that may leave. */
  take(): QueueEntry | undefined
  /** What a snapshot holds, in its order (ASY-9). */
  elements(): readonly InFlight[]
}

/** First in, first out. Flink: OrderedStreamElementQueue. */
export class OrderedQueue implements StreamElementQueue {
  readonly #entries: QueueEntry[] = []

  get size(): number {
    return this.#entries.length
  }

  get hasCompleted(): boolean {
    const first = this.#entries[0]
    return first !== undefined && isDone(first)
  }

  put(entry: QueueEntry): void {
    this.#entries.push(entry)
  }

  complete(): void {
    // An entry leaves from its own place.
  }

  take(): QueueEntry | undefined {
    return this.hasCompleted ? this.#entries.shift() : undefined
  }

  elements(): readonly InFlight[] {
    return this.#entries.map(({ element }) => element)
  }
}

/** What lies between two watermarks, and may overtake each other. */
interface Segment {
  /** Flink keeps a HashSet; here they stay in the order they came in. */
  readonly incomplete: Set<QueueEntry>
  readonly completed: QueueEntry[]
}

/** First completed, first out, between two watermarks. Flink: UnorderedStreamElementQueue. */
export class UnorderedQueue implements StreamElementQueue {
  readonly #segments: Segment[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  get hasCompleted(): boolean {
    return (this.#segments[0]?.completed.length ?? 0) > 0
  }

  put(entry: QueueEntry): void {
    this.#size++
    if (entry.element.kind === 'record')
      (this.#segments.at(-1) ?? this.#add()).incomplete.add(entry)
    else {
      const last = this.#segments.at(-1)
      const own = last !== undefined && isEmpty(last) ? last : this.#add()
      own.completed.push(entry)
      this.#add()
    }
  }

  complete(entry: QueueEntry): void {
    for (const { incomplete, completed } of this.#segments)
      if (incomplete.delete(entry)) completed.push(entry)
  }

  take(): QueueEntry | undefined {
    const [first] = this.#segments
    const entry = first?.completed.shift()
    if (entry !== undefined) this.#size--
    if (first !== undefined && this.#segments.length > 1 && isEmpty(first)) this.#segments.shift()
    return entry
  }

  elements(): readonly InFlight[] {
    return this.#segments.flatMap(({ completed, incomplete }) =>
      [...completed, ...incomplete].map(({ element }) => element),
    )
  }

  #add(): Segment {
    const segment = { incomplete: new Set<QueueEntry>(), completed: [] }
    this.#segments.push(segment)
    return segment
  }
}

function isDone({ element, results }: QueueEntry): boolean {
  return element.kind === 'watermark' || results !== null
}

function isEmpty({ incomplete, completed }: Segment): boolean {
  return incomplete.size === 0 && completed.length === 0
}
