/**
 * The timers of one operator, in both domains: registered under the key at hand, fired by the
 * watermark or by the clock, part of the snapshot. Flink: InternalTimerServiceImpl.
 */
import {
  type BlobId,
  type EventTime,
  minWatermark,
  MisuseError,
  type VirtualTime,
} from '../../model/index.ts'
import type { KeyContext } from '../state/backend.ts'
import type { StatePiece, TimerEntry } from '../state/piece.ts'
import { enter, type OperatorSite } from '../task/operator.ts'
import { type TimeDomain, type Timer, type TimerPriorityQueue, TimerQueue } from './timers.ts'

/** Whose key is at hand. Flink: KeyContext. */
interface KeyHolder {
  readonly currentKey: KeyContext
  setCurrentKey(under: KeyContext | null): void
  /** Where timers are kept; null: on the heap. */
  timerQueue?(domain: TimeDomain): TimerPriorityQueue | null
  /** What must be supplied before timers of these keys can fire. */
  missingFor?(keys: readonly KeyContext[]): readonly BlobId[]
}

/** What an operator does when a timer fires; the timer's key is current. Flink: Triggerable. */
export type FireTimer = (timer: Timer, domain: TimeDomain) => void

/** Namespace of timers that are a process function's own. Flink: VoidNamespace. */
export const voidNamespace = ''

export class InternalTimerService {
  readonly #site: OperatorSite
  readonly #keys: KeyHolder
  readonly #fire: FireTimer
  readonly #queues: Readonly<Record<TimeDomain, TimerPriorityQueue>>
  #currentWatermark: EventTime = minWatermark
  #wakeAt: number | null = null
  #quiesced = false

  constructor(site: OperatorSite, keys: KeyHolder, fire: FireTimer) {
    this.#site = site
    this.#keys = keys
    this.#fire = fire
    const queue = (domain: TimeDomain): TimerPriorityQueue =>
      keys.timerQueue?.(domain) ?? new TimerQueue()
    this.#queues = {
      'event-time': queue('event-time'),
      'processing-time': queue('processing-time'),
    }
  }

  /** The operator opens: from here on the clock fires timers, those first that came due meanwhile. */
  start(): void {
    this.#planWakeUp()
  }

  /** The end of input: the clock fires nothing any more (TI-19). Flink: ProcessingTimeService.quiesce. */
  quiesce(): void {
    this.#quiesced = true
  }

  currentProcessingTime(): VirtualTime {
    return this.#site.sim.now
  }

  currentWatermark(): EventTime {
    return this.#currentWatermark
  }

  /** Whether it was none yet. Throws a MisuseError where `timestamp` is no whole number of ms. */
  register(domain: TimeDomain, namespace: string, timestamp: number): boolean {
    this.#check(timestamp)
    const timer = { timestamp: timestamp as EventTime, namespace, under: this.#keys.currentKey }
    if (!this.#queues[domain].register(timer)) return false
    this.#record('timer-registered', domain, timer)
    if (domain === 'processing-time') this.#planWakeUp()
    return true
  }

  /** Whether there was such a timer of the current key. */
  delete(domain: TimeDomain, namespace: string, timestamp: number): boolean {
    const timer = { timestamp: timestamp as EventTime, namespace, under: this.#keys.currentKey }
    if (!this.#queues[domain].delete(timer)) return false
    this.#record('timer-deleted', domain, timer)
    return true
  }

  /** Fires what `watermark` reaches; a callback already sees all of the new watermark. */
  advanceWatermark(watermark: EventTime): void {
    this.#currentWatermark = watermark
    const queue = this.#queues['event-time']
    for (let due = queue.takeDue(watermark); due !== undefined; due = queue.takeDue(watermark))
      this.#onTimer(due, 'event-time')
  }

  /** The keys whose timers fire at a time. */
  keysDue(domain: TimeDomain, time: EventTime): readonly KeyContext[] {
    const due = this.#queues[domain].keysDue(time)
    return [...new Map(due.map((key) => [key.encoded, key])).values()]
  }

  /** How many timers wait. */
  size(domain: TimeDomain): number {
    return this.#queues[domain].size
  }

  capture(): TimerEntry[] {
    return [
      ...this.#queues['event-time'].capture('event-time'),
      ...this.#queues['processing-time'].capture('processing-time'),
    ]
  }

  /** Takes the timers of this subtask's key groups; the watermark begins anew (TI-16, TI-17). */
  restore(pieces: readonly StatePiece[]): void {
    const { start, end } = this.#site.keyGroups
    for (const piece of pieces)
      for (const { domain, timestamp, namespace, keyGroup, encoded, key } of piece.timers)
        if (keyGroup >= start && keyGroup <= end)
          this.#queues[domain].register({ timestamp, namespace, under: { key, keyGroup, encoded } })
  }

  #check(timestamp: number): void {
    if (!Number.isSafeInteger(timestamp))
      throw new MisuseError('timer_timestamp', {
        operator: this.#site.node.name,
        timestamp: String(timestamp),
      })
  }

  #record(
    kind: 'timer-registered' | 'timer-deleted' | 'timer-fired',
    domain: TimeDomain,
    timer: Timer,
  ) {
    const { sim, subtask, position } = this.#site
    const { under, namespace, timestamp } = timer
    const key = under.encoded
    return sim.record(
      { kind, subtask, operator: position, domain, key, namespace, timestamp },
      this.#site.current().cause,
    )
  }

  #onTimer(timer: Timer, domain: TimeDomain): void {
    const { sim, node } = this.#site
    const cause = this.#record('timer-fired', domain, timer)
    const { timestamp, namespace, under } = timer
    if (sim.recording) {
      const whose = namespace === voidNamespace ? under.encoded : `${under.encoded} ${namespace}`
      this.#site.nameOrigin(cause, `timer ${node.id} ${domain} ${timestamp} ${whose}`)
    }
    this.#site.causedBy(cause, () => {
      enter(this.#site)
      this.#keys.setCurrentKey(under)
      this.#fire(timer, domain)
    })
  }

  /** Only the earliest timer is planned for; one wake-up fires all that are due (TI-12). */
  #planWakeUp(): void {
    if (this.#quiesced) return
    const queue = this.#queues['processing-time']
    const next = queue.nextAt
    if (next === undefined || (this.#wakeAt !== null && this.#wakeAt <= next)) return
    const at = Math.max(next, this.#site.sim.now)
    this.#wakeAt = at
    const fire = (): void => {
      if (this.#wakeAt === at) this.#wakeAt = null
      this.#fireDue()
      this.#planWakeUp()
    }
    this.#site.wakeAt(at as VirtualTime, fire, () => this.#missing())
  }

  #missing(): readonly BlobId[] {
    if (this.#quiesced || this.#keys.missingFor === undefined) return []
    const now = this.#site.sim.now as number as EventTime
    return this.#keys.missingFor(this.keysDue('processing-time', now))
  }

  #fireDue(): void {
    if (this.#quiesced) return
    const queue = this.#queues['processing-time']
    const now = this.#site.sim.now as number as EventTime
    for (let due = queue.takeDue(now); due !== undefined; due = queue.takeDue(now))
      this.#onTimer(due, 'processing-time')
  }
}
