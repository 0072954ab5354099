/** A queue of timers whose changes are logged. Flink: ChangelogKeyGroupedPriorityQueue. */
import type { EventTime } from '../../../model/index.ts'
import {
  type TimeDomain,
  type Timer,
  timerEntry,
  type TimerPriorityQueue,
} from '../../time/timers.ts'
import type { KeyContext } from '../key-context.ts'
import type { TimerEntry } from '../piece.ts'
import type { TimerChange } from './state-change.ts'

export class LoggedTimerQueue implements TimerPriorityQueue {
  readonly domain: TimeDomain
  readonly #inner: TimerPriorityQueue
  readonly #say: (change: TimerChange) => void

  constructor(domain: TimeDomain, inner: TimerPriorityQueue, say: (change: TimerChange) => void) {
    this.domain = domain
    this.#inner = inner
    this.#say = say
  }

  get size(): number {
    return this.#inner.size
  }

  register(timer: Timer): boolean {
    if (!this.#inner.register(timer)) return false
    this.#say({ op: 'ADD_ELEMENT', timer: timerEntry(this.domain, timer) })
    return true
  }

  delete(timer: Timer): boolean {
    if (!this.#inner.delete(timer)) return false
    this.#say({ op: 'REMOVE_ELEMENT', timer: timerEntry(this.domain, timer) })
    return true
  }

  get nextAt(): EventTime | undefined {
    return this.#inner.nextAt
  }

  takeDue(time: EventTime): Timer | undefined {
    const due = this.#inner.takeDue(time)
    if (due !== undefined)
      this.#say({ op: 'REMOVE_FIRST_ELEMENT', timer: timerEntry(this.domain, due) })
    return due
  }

  keysDue(time: EventTime): readonly KeyContext[] {
    return this.#inner.keysDue(time)
  }

  capture(domain: TimeDomain): TimerEntry[] {
    return this.#inner.capture(domain)
  }
}
