/**
 * Timers of one time domain of one operator: once per (timestamp, key, namespace), in the order in
 * which Flink's heap gives them. Flink: HeapPriorityQueueSet over HeapPriorityQueue.
 */
import { assert } from '../../base/index.ts'
import { type EventTime, limits } from '../../model/index.ts'
import { LimitExceeded } from '../kernel/limit-exceeded.ts'
import type { KeyContext } from '../state/key-context.ts'
import type { TimerEntry } from '../state/piece.ts'

export type TimeDomain = TimerEntry['domain']

/** What a timer is known by: no two of a queue agree in all three. */
export interface Timer {
  readonly timestamp: EventTime
  readonly under: KeyContext
  /** Flink: VoidNamespace is '', for timers of the learner's own; a window's name for a window's. */
  readonly namespace: string
}

interface QueuedTimer extends Timer {
  readonly id: string
  /** Where it stands in the heap. */
  index: number
}

/** The timers of one time domain. Flink: InternalPriorityQueue of timers, made by a PriorityQueueSetFactory. */
export interface TimerPriorityQueue {
  readonly size: number
  /** Whether the timer is new: the same one twice is one (TI-2). */
  register(timer: Timer): boolean
  /** Whether there was such a timer (TI-3). */
  delete(timer: Timer): boolean
  /** The earliest timer's timestamp; undefined without one. */
  readonly nextAt: EventTime | undefined
  /** Takes the earliest timer that is due at `time`. */
  takeDue(time: EventTime): Timer | undefined
  /** The keys of all timers that are due at `time`, once or more each. */
  keysDue(time: EventTime): readonly KeyContext[]
  /** All timers, key group by key group as a snapshot writes them. */
  capture(domain: TimeDomain): TimerEntry[]
}

/** A timer as a snapshot has it. */
export function timerEntry(domain: TimeDomain, { timestamp, namespace, under }: Timer): TimerEntry {
  const { key, keyGroup, encoded } = under
  return { domain, timestamp, namespace, key, keyGroup, encoded }
}

/**
 * The timers of one domain on the heap. Equal timestamps leave in the order of a binary heap that compares
 * nothing but timestamps (TI-9): the order shows, so the heap is Flink's step by step.
 */
export class TimerQueue implements TimerPriorityQueue {
  /** From index 1 on, as in Flink; the slot at 0 is never read. */
  readonly #heap: QueuedTimer[] = [null as never]
  readonly #known = new Map<string, QueuedTimer>()

  get size(): number {
    return this.#known.size
  }

  register(timer: Timer): boolean {
    const id = idOf(timer)
    if (this.#known.has(id)) return false
    if (this.#known.size >= limits.timers)
      throw new LimitExceeded('timers', `an operator keeps at most ${limits.timers} timers`)
    const { timestamp, under, namespace } = timer
    const queued = { timestamp, under, namespace, id, index: this.#heap.length }
    this.#known.set(id, queued)
    this.#heap.push(queued)
    this.#siftUp(queued)
    return true
  }

  keysDue(time: EventTime): readonly KeyContext[] {
    const keys: KeyContext[] = []
    const look = (at: number): void => {
      const queued = this.#heap[at]
      if (queued === undefined || queued.timestamp > time) return
      keys.push(queued.under)
      look(2 * at)
      look(2 * at + 1)
    }
    look(1)
    return keys
  }

  delete(timer: Timer): boolean {
    const queued = this.#known.get(idOf(timer))
    if (queued === undefined) return false
    this.#remove(queued)
    return true
  }

  get nextAt(): EventTime | undefined {
    return this.#heap[1]?.timestamp
  }

  takeDue(time: EventTime): Timer | undefined {
    const head = this.#heap[1]
    if (head === undefined || head.timestamp > time) return undefined
    this.#remove(head)
    return head
  }

  /** Each key group in heap order. */
  capture(domain: TimeDomain): TimerEntry[] {
    return this.#heap
      .slice(1)
      .map((timer) => timerEntry(domain, timer))
      .sort((a, b) => a.keyGroup - b.keyGroup)
  }

  /** Flink: HeapPriorityQueue.removeInternal: the last element takes the place. */
  #remove(timer: QueuedTimer): void {
    const known = this.#known.delete(timer.id)
    assert(known, 'a timer in the heap is known')
    const last = this.#heap.pop() as QueuedTimer
    if (last === timer) return
    this.#place(last, timer.index)
    this.#siftDown(last)
    this.#siftUp(last)
  }

  #place(timer: QueuedTimer, index: number): void {
    this.#heap[index] = timer
    timer.index = index
  }

  #siftUp(timer: QueuedTimer): void {
    for (let at = timer.index; at > 1; at = timer.index) {
      const parent = this.#heap[at >> 1] as QueuedTimer
      if (timer.timestamp >= parent.timestamp) return
      this.#place(parent, at)
      this.#place(timer, at >> 1)
    }
  }

  #siftDown(timer: QueuedTimer): void {
    const heap = this.#heap
    for (;;) {
      const at = timer.index
      const first = heap[2 * at]
      if (first === undefined) return
      const second = heap[2 * at + 1]
      const child = second !== undefined && second.timestamp < first.timestamp ? second : first
      if (child.timestamp >= timer.timestamp) return
      const below = child.index
      this.#place(child, at)
      this.#place(timer, below)
    }
  }
}

function idOf({ timestamp, namespace, under }: Timer): string {
  return `${timestamp} ${namespace} ${under.encoded}`
}
