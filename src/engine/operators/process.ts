/** process() on a keyed or plain stream. Flink: KeyedProcessOperator, ProcessOperator. */
import {
  installRefusals,
  type KeyedContext,
  type KeyedProcessFunction,
  type OnTimerContext,
  type ProcessContext,
  type ProcessFunction,
  type TimerService,
} from '../../datastream/index.ts'
import { type EventTime, MisuseError, type VirtualTime } from '../../model/index.ts'
import type { KeyContext } from '../state/backend.ts'
import { shownContent } from '../state/heap.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import type { StatePiece } from '../state/piece.ts'
import { type TimeDomain, type Timer, TimerQueue } from '../time/timers.ts'
import { collectorFor, sideOutput } from './collector.ts'
import {
  enter,
  type InputRecord,
  type OperatorSite,
  type OperatorSnapshot,
  type StreamOperator,
} from '../task/operator.ts'
import { runtimeContextOf } from './runtime-context.ts'

/** process() without a key: no state, no timers. */
export function processOperator(
  site: OperatorSite,
  fn: ProcessFunction<unknown, unknown>,
): StreamOperator {
  const out = collectorFor(site)
  let timestamp: EventTime | null = null
  const refuse = () => {
    throw new MisuseError('timers_without_key', { operator: site.node.name })
  }
  const context: ProcessContext = {
    timestamp: () => timestamp,
    output: sideOutput(site, () => timestamp),
    timerService: () => ({
      currentProcessingTime: () => site.sim.now,
      currentWatermark: () => site.watermark(),
      registerEventTimeTimer: refuse,
      registerProcessingTimeTimer: refuse,
      deleteEventTimeTimer: refuse,
      deleteProcessingTimeTimer: refuse,
    }),
  }
  installRefusals(context, 'Context')
  return {
    node: site.node,
    open: () => {
      enter(site)
      fn.setRuntimeContext(runtimeContextOf(site, null))
      fn.open({})
    },
    close: () => {
      enter(site)
      fn.close()
    },
    process: (record) => {
      enter(site)
      timestamp = record.timestamp
      out.startRecord(timestamp)
      fn.processElement(record.value, context, out)
    },
    advanceTo: () => undefined,
    snapshot: () => null,
    restore: () => 0,
    checkpointCompleted: () => undefined,
  }
}

/** process() on a keyed stream: state and timers belong to the current key. */
export class KeyedProcessOperator implements StreamOperator {
  readonly #site: OperatorSite
  readonly #fn: KeyedProcessFunction<unknown, unknown, unknown>
  readonly #store: KeyedStore
  readonly #timers: Readonly<Record<TimeDomain, TimerQueue>>
  readonly #out
  readonly #service: TimerService
  readonly #context: KeyedContext<unknown>
  #timestamp: EventTime | null = null
  #wakeAt: number | null = null

  constructor(
    site: OperatorSite,
    fn: KeyedProcessFunction<unknown, unknown, unknown>,
    store: KeyedStore,
  ) {
    this.#site = site
    this.#fn = fn
    this.#store = store
    this.#timers = { 'event-time': new TimerQueue(), 'processing-time': new TimerQueue() }
    this.#out = collectorFor(site)
    this.#service = this.#timerService()
    this.#context = {
      timestamp: () => this.#timestamp,
      output: sideOutput(site, () => this.#timestamp),
      getCurrentKey: () => this.#store.states.currentKey.key,
      timerService: () => this.#service,
    }
    installRefusals(this.#context, 'Context')
  }

  get node() {
    return this.#site.node
  }

  open(): void {
    enter(this.#site)
    this.#fn.setRuntimeContext(runtimeContextOf(this.#site, this.#store.states))
    this.#fn.open({})
    this.#planProcessingTime()
  }

  close(): void {
    enter(this.#site)
    this.#store.states.setCurrentKey(null)
    this.#fn.close()
  }

  process(record: InputRecord): void {
    enter(this.#site)
    this.#store.takeKeyOf(record)
    this.#timestamp = record.timestamp
    this.#out.startRecord(record.timestamp)
    this.#fn.processElement(record.value, this.#context, this.#out)
  }

  advanceTo(watermark: EventTime): void {
    for (;;) {
      const timer = this.#timers['event-time'].takeDue(watermark)
      if (timer === undefined) return
      this.#fire(timer, 'event-time')
    }
  }

  snapshot(): OperatorSnapshot | null {
    const keyed = this.#store.capture()
    const timers = [
      ...this.#timers['event-time'].capture('event-time'),
      ...this.#timers['processing-time'].capture('processing-time'),
    ]
    if (this.#store.isEmpty && timers.length === 0) return null
    return {
      piece: { version: 1, keyed, timers, splits: [] },
      keyGroups: this.#site.keyGroups,
      shown: {
        offsets: [],
        states: shownContent(this.#site.position, keyed),
        timers: timers.length,
      },
    }
  }

  restore(pieces: readonly StatePiece[]): number {
    const { start, end } = this.#site.keyGroups
    for (const piece of pieces)
      for (const { domain, timestamp, keyGroup, encoded, key } of piece.timers)
        if (keyGroup >= start && keyGroup <= end)
          this.#timers[domain].register(timestamp, { key, keyGroup, encoded })
    return this.#store.restore(pieces)
  }

  checkpointCompleted(): void {
    // A function that wants to know implements CheckpointListener; none does yet.
  }

  #timerService(): TimerService {
    const register = (domain: TimeDomain) => (timestamp: number) => {
      this.#register(domain, timestamp as EventTime)
    }
    const remove = (domain: TimeDomain) => (timestamp: number) => {
      const under = this.#store.states.currentKey
      if (this.#timers[domain].delete(timestamp as EventTime, under))
        this.#recordTimer('timer-deleted', domain, timestamp as EventTime, under)
    }
    return {
      currentProcessingTime: () => this.#site.sim.now,
      currentWatermark: () => this.#site.watermark(),
      registerEventTimeTimer: register('event-time'),
      registerProcessingTimeTimer: register('processing-time'),
      deleteEventTimeTimer: remove('event-time'),
      deleteProcessingTimeTimer: remove('processing-time'),
    }
  }

  #register(domain: TimeDomain, timestamp: EventTime): void {
    if (!Number.isSafeInteger(timestamp))
      throw new MisuseError('timer_timestamp', {
        operator: this.#site.node.name,
        timestamp: String(timestamp),
      })
    const under = this.#store.states.currentKey
    if (!this.#timers[domain].register(timestamp, under)) return
    this.#recordTimer('timer-registered', domain, timestamp, under)
    if (domain === 'processing-time') this.#planProcessingTime()
  }

  #recordTimer(
    kind: 'timer-registered' | 'timer-deleted',
    domain: TimeDomain,
    timestamp: EventTime,
    under: KeyContext,
  ): void {
    const { sim, subtask, position } = this.#site
    sim.record(
      { kind, subtask, operator: position, domain, key: under.encoded, timestamp },
      this.#site.current().cause,
    )
  }

  #fire(timer: Timer, domain: TimeDomain): void {
    const { sim, subtask, position } = this.#site
    const { timestamp, under } = timer
    const cause = sim.record(
      { kind: 'timer-fired', subtask, operator: position, domain, key: under.encoded, timestamp },
      this.#site.current().cause,
    )
    if (sim.recording)
      this.#site.nameOrigin(cause, `timer ${this.node.id} ${domain} ${timestamp} ${under.encoded}`)
    this.#site.causedBy(cause, () => {
      enter(this.#site)
      this.#store.states.setCurrentKey(under)
      this.#timestamp = timestamp
      this.#out.startRecord(domain === 'event-time' ? timestamp : null)
      const context: OnTimerContext<unknown> = {
        ...this.#context,
        timeDomain: () => (domain === 'event-time' ? 'EVENT_TIME' : 'PROCESSING_TIME'),
      }
      installRefusals(context, 'Context')
      this.#fn.onTimer(timestamp, context, this.#out)
    })
  }

  /** Flink: processing-time timers fire as mails of the task's thread, the earliest armed only. */
  #planProcessingTime(): void {
    const queue = this.#timers['processing-time']
    const next = queue.nextAt
    if (next === undefined || (this.#wakeAt !== null && this.#wakeAt <= next)) return
    const at = Math.max(next, this.#site.sim.now)
    this.#wakeAt = at
    this.#site.wakeAt(at as VirtualTime, () => {
      if (this.#wakeAt === at) this.#wakeAt = null
      for (;;) {
        const timer = queue.takeDue(this.#site.sim.now as number as EventTime)
        if (timer === undefined) break
        this.#fire(timer, 'processing-time')
      }
      this.#planProcessingTime()
    })
  }
}
