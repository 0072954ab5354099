/** What functions on keyed streams are told of a record or timer. Flink: KeyedProcessOperator's contexts. */
import {
  installRefusals,
  type KeyedContext,
  type OnTimerContext,
  type TimerService,
} from '../../datastream/index.ts'
import type { EventTime } from '../../model/index.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import type { InputRecord, OperatorSite } from '../task/operator.ts'
import { InternalTimerService, voidNamespace } from '../time/internal-timer-service.ts'
import { collectorFor, type RecordCollector, sideOutput } from './collector.ts'

/** Called when a timer is due, with its key current. */
type OnTimer = (
  timestamp: EventTime,
  context: OnTimerContext<unknown>,
  out: RecordCollector,
) => void

/** The contexts of one operator on a keyed stream, its timers, and the collector it emits through. */
export class KeyedContexts {
  readonly timers: InternalTimerService
  readonly out: RecordCollector
  /** What code is told of a record. */
  readonly context: KeyedContext<unknown>
  readonly #store: KeyedStore
  #timestamp: EventTime | null = null

  constructor(site: OperatorSite, store: KeyedStore, onTimer: OnTimer) {
    this.#store = store
    this.out = collectorFor(site)
    this.timers = new InternalTimerService(site, store.states, ({ timestamp }, domain) => {
      this.#timestamp = timestamp
      this.out.startRecord(domain === 'event-time' ? timestamp : null)
      const context: OnTimerContext<unknown> = {
        ...this.context,
        timeDomain: () => (domain === 'event-time' ? 'EVENT_TIME' : 'PROCESSING_TIME'),
      }
      installRefusals(context, 'Context')
      onTimer(timestamp, context, this.out)
    })
    const service = userTimers(this.timers)
    this.context = {
      timestamp: () => this.#timestamp,
      output: sideOutput(site, () => this.#timestamp),
      getCurrentKey: () => store.states.currentKey.key,
      timerService: () => service,
    }
    installRefusals(this.context, 'Context')
  }

  /** A record begins: its key is the current one. */
  start(record: InputRecord): void {
    this.#store.takeKeyOf(record)
    this.startWithoutKey(record)
  }

  /** A record begins that has no key: the current one stays what it was (OPS-9). */
  startWithoutKey({ timestamp }: InputRecord): void {
    this.#timestamp = timestamp
    this.out.startRecord(timestamp)
  }
}

/** The clocks and timers as a process function sees them. Flink: SimpleTimerService. */
function userTimers(timers: InternalTimerService): TimerService {
  return {
    currentProcessingTime: () => timers.currentProcessingTime(),
    currentWatermark: () => timers.currentWatermark(),
    registerEventTimeTimer: (at) => void timers.register('event-time', voidNamespace, at),
    registerProcessingTimeTimer: (at) => void timers.register('processing-time', voidNamespace, at),
    deleteEventTimeTimer: (at) => void timers.delete('event-time', voidNamespace, at),
    deleteProcessingTimeTimer: (at) => void timers.delete('processing-time', voidNamespace, at),
  }
}
