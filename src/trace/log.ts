/**
 * The append-only log. Recent events stay as objects; older ones as the text they arrived in,
 * decoded again a chunk at a time when somebody looks, so that a million events fit a tab.
 */
import { assert } from '../base/index.ts'
import type { EventSeq, VirtualTime } from '../model/index.ts'
import { decodeBatch, encodeBatch } from './codec.ts'
import type { TraceEvent, TraceFact } from './event.ts'

/** Append-only: the only way out of the engine. */
export interface TraceSink {
  /** Records what happened at the engine's present instant, and answers the event's number. */
  record(fact: TraceFact, cause: EventSeq | null): EventSeq
}

/** Read-only: the only way in for views, checks, metrics, terminal and tests. */
export interface Trace {
  readonly length: number
  /** Virtual ms of the last event; 0 when there is none. */
  readonly endsAt: VirtualTime
  at(seq: EventSeq): TraceEvent
  slice(from: EventSeq, to: EventSeq): Iterable<TraceEvent>
  /** Where a cursor placed at `time` stands: the number of events at or before it. */
  seqAfter(time: VirtualTime): EventSeq
}

const chunkLength = 2_048
const decodedChunksKept = 24

interface Chunk {
  readonly first: number
  readonly firstAt: number
  readonly text: string
}

/** A trace that grows. Events of one run, in order. */
export class TraceLog implements Trace {
  readonly #chunks: Chunk[] = []
  #tail: TraceEvent[] = []
  #tailFirst = 0
  readonly #decoded = new Map<number, readonly TraceEvent[]>()

  get length(): number {
    return this.#tailFirst + this.#tail.length
  }

  get endsAt(): VirtualTime {
    const { length } = this
    return length === 0 ? (0 as VirtualTime) : this.at((length - 1) as EventSeq).at
  }

  append(events: readonly TraceEvent[]): void {
    for (const event of events) {
      assert(event.seq === this.length, 'events are appended in order')
      this.#tail.push(event)
      if (this.#tail.length === 2 * chunkLength) this.#pack()
    }
  }

  /** A log of its own that begins as this one does: its first `length` events. */
  prefix(length: number): TraceLog {
    const log = new TraceLog()
    log.#chunks.push(...this.#chunks)
    log.#tail = this.#tail.slice()
    log.#tailFirst = this.#tailFirst
    log.truncate(length)
    return log
  }

  /** Forgets what comes after the first `length` events. */
  truncate(length: number): void {
    assert(length >= 0 && length <= this.length, 'a log is cut within its length')
    if (length < this.#tailFirst) {
      const index = Math.floor(length / chunkLength)
      this.#tail = [...this.#events(index)]
      this.#tailFirst = index * chunkLength
      this.#chunks.length = index
      for (const known of [...this.#decoded.keys()]) if (known >= index) this.#decoded.delete(known)
    }
    this.#tail.length = length - this.#tailFirst
  }

  at(seq: EventSeq): TraceEvent {
    assert(seq >= 0 && seq < this.length, 'an event is looked up within the trace')
    if (seq >= this.#tailFirst) return this.#tail[seq - this.#tailFirst] as TraceEvent
    const index = Math.floor(seq / chunkLength)
    return this.#events(index)[seq - index * chunkLength] as TraceEvent
  }

  *slice(from: EventSeq, to: EventSeq): Iterable<TraceEvent> {
    const end = Math.min(to, this.length)
    for (let seq = Math.max(0, from); seq < end;) {
      const index = Math.floor(seq / chunkLength)
      const inTail = seq >= this.#tailFirst
      const events = inTail ? this.#tail : this.#events(index)
      const first = inTail ? this.#tailFirst : index * chunkLength
      for (; seq < end && seq - first < events.length; seq++)
        yield events[seq - first] as TraceEvent
    }
  }

  seqAfter(time: VirtualTime): EventSeq {
    let low = 0
    let high = this.#chunks.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#chunks[middle] as Chunk).firstAt <= time) low = middle + 1
      else high = middle
    }
    const inTail = this.#tail[0] !== undefined && this.#tail[0].at <= time
    const index = low - 1
    if (!inTail && index < 0) return 0 as EventSeq
    const events = inTail ? this.#tail : this.#events(index)
    const first = inTail ? this.#tailFirst : index * chunkLength
    return (first + countUpTo(events, time)) as EventSeq
  }

  #pack(): void {
    const events = this.#tail.slice(0, chunkLength)
    const head = events[0] as TraceEvent
    this.#chunks.push({ first: this.#tailFirst, firstAt: head.at, text: encodeBatch(events) })
    this.#tail = this.#tail.slice(chunkLength)
    this.#tailFirst += chunkLength
  }

  #events(index: number): readonly TraceEvent[] {
    const known = this.#decoded.get(index)
    if (known !== undefined) {
      // Moved to the end: the map's order is the order of last use.
      this.#decoded.delete(index)
      this.#decoded.set(index, known)
      return known
    }
    const chunk = this.#chunks[index] as Chunk
    const events = decodeBatch(chunk.text, chunk.first, 0)
    this.#decoded.set(index, events)
    if (this.#decoded.size > decodedChunksKept) {
      const [oldest] = this.#decoded.keys()
      this.#decoded.delete(oldest as number)
    }
    return events
  }
}

function countUpTo(events: readonly TraceEvent[], time: VirtualTime): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((events[middle] as TraceEvent).at <= time) low = middle + 1
    else high = middle
  }
  return low
}
