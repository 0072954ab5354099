/**
 * Timers of one operator: once per (key, timestamp, domain), ordered by timestamp.
 * Flink: InternalTimerServiceImpl and its KeyGroupedInternalPriorityQueue.
 */
import { assert, Heap } from '../../base/index.ts'
import { type EventTime, limits } from '../../model/index.ts'
import { LimitExceeded } from '../kernel/limit-exceeded.ts'
import type { KeyContext } from '../state/backend.ts'
import type { TimerEntry } from '../state/piece.ts'

export type TimeDomain = TimerEntry['domain']

export interface Timer {
  readonly timestamp: EventTime
  readonly under: KeyContext
  /** Registration order decides between equal timestamps; Flink leaves that open. */
  readonly order: number
}

/** The timers of one domain. */
export class TimerQueue {
  readonly #heap = new Heap<Timer>(
    (a, b) => a.timestamp < b.timestamp || (a.timestamp === b.timestamp && a.order < b.order),
  )
  readonly #live = new Map<string, Timer>()
  #order = 0

  get size(): number {
    return this.#live.size
  }

  /** Whether the timer is new: the same one twice is one (TI rules). */
  register(timestamp: EventTime, under: KeyContext): boolean {
    const id = idOf(timestamp, under)
    if (this.#live.has(id)) return false
    if (this.#live.size >= limits.timers)
      throw new LimitExceeded('timers', `an operator keeps at most ${limits.timers} timers`)
    const timer = { timestamp, under, order: this.#order++ }
    this.#live.set(id, timer)
    this.#heap.push(timer)
    return true
  }

  /** Whether there was such a timer. */
  delete(timestamp: EventTime, under: KeyContext): boolean {
    return this.#live.delete(idOf(timestamp, under))
  }

  /** The earliest timer's timestamp; undefined without one. */
  get nextAt(): EventTime | undefined {
    this.#dropDeleted()
    return this.#heap.peek()?.timestamp
  }

  /** Takes the earliest timer that is due at `time`. */
  takeDue(time: EventTime): Timer | undefined {
    this.#dropDeleted()
    const timer = this.#heap.peek()
    if (timer === undefined || timer.timestamp > time) return undefined
    this.#heap.pop()
    const known = this.#live.delete(idOf(timer.timestamp, timer.under))
    assert(known, 'a timer at the head of the queue is live')
    return timer
  }

  /** All live timers in the order they will fire. */
  capture(domain: TimeDomain): TimerEntry[] {
    return [...this.#live.values()]
      .sort((a, b) => a.timestamp - b.timestamp || a.order - b.order)
      .map(({ timestamp, under: { key, keyGroup, encoded } }) => ({
        domain,
        timestamp,
        key,
        keyGroup,
        encoded,
      }))
  }

  /** A deleted timer stays in the heap until it comes to the top. */
  #dropDeleted(): void {
    for (;;) {
      const head = this.#heap.peek()
      if (head === undefined || this.#live.get(idOf(head.timestamp, head.under)) === head) return
      this.#heap.pop()
    }
  }
}

function idOf(timestamp: EventTime, under: KeyContext): string {
  return `${timestamp} ${under.encoded}`
}
