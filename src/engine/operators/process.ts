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
import { type EventTime, MisuseError } from '../../model/index.ts'
import { shownContent } from '../state/shown.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import type { StatePiece } from '../state/piece.ts'
import { InternalTimerService, voidNamespace } from '../time/internal-timer-service.ts'
import type { TimeDomain, Timer } from '../time/timers.ts'
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
  readonly #timers: InternalTimerService
  readonly #out
  readonly #service: TimerService
  readonly #context: KeyedContext<unknown>
  #timestamp: EventTime | null = null

  constructor(
    site: OperatorSite,
    fn: KeyedProcessFunction<unknown, unknown, unknown>,
    store: KeyedStore,
  ) {
    this.#site = site
    this.#fn = fn
    this.#store = store
    this.#timers = new InternalTimerService(site, store.states, (timer, domain) => {
      this.#onTimer(timer, domain)
    })
    this.#out = collectorFor(site)
    this.#service = userTimers(this.#timers)
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
    this.#timers.start()
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
    this.#timers.advanceWatermark(watermark)
  }

  finish(): void {
    this.#timers.quiesce()
  }

  snapshot(): OperatorSnapshot | null {
    const keyed = this.#store.capture()
    const timers = this.#timers.capture()
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
    this.#timers.restore(pieces)
    return this.#store.restore(pieces)
  }

  checkpointCompleted(): void {
    // A function that wants to know implements CheckpointListener; none does yet.
  }

  #onTimer({ timestamp }: Timer, domain: TimeDomain): void {
    this.#timestamp = timestamp
    this.#out.startRecord(domain === 'event-time' ? timestamp : null)
    const context: OnTimerContext<unknown> = {
      ...this.#context,
      timeDomain: () => (domain === 'event-time' ? 'EVENT_TIME' : 'PROCESSING_TIME'),
    }
    installRefusals(context, 'Context')
    this.#fn.onTimer(timestamp, context, this.#out)
  }
}

/** The clocks and timers as a process function sees them. Flink: SimpleTimerService. */
export function userTimers(timers: InternalTimerService): TimerService {
  return {
    currentProcessingTime: () => timers.currentProcessingTime(),
    currentWatermark: () => timers.currentWatermark(),
    registerEventTimeTimer: (at) => void timers.register('event-time', voidNamespace, at),
    registerProcessingTimeTimer: (at) => void timers.register('processing-time', voidNamespace, at),
    deleteEventTimeTimer: (at) => void timers.delete('event-time', voidNamespace, at),
    deleteProcessingTimeTimer: (at) => void timers.delete('processing-time', voidNamespace, at),
  }
}
