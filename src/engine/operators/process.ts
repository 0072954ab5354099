/** process() on a keyed or plain stream. Flink: KeyedProcessOperator, ProcessOperator. */
import {
  installRefusals,
  type KeyedProcessFunction,
  type ProcessContext,
  type ProcessFunction,
} from '../../datastream/index.ts'
import { type EventTime, MisuseError } from '../../model/index.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import type { OperatorSite, StreamOperator } from '../task/operator.ts'
import { collectorFor, sideOutput } from './collector.ts'
import { KeyedContexts } from './keyed-context.ts'
import { OperatorParts } from './operator-parts.ts'

/** process() without a key: no keyed state, no timers. */
export function processOperator(
  site: OperatorSite,
  fn: ProcessFunction<unknown, unknown>,
): StreamOperator {
  const out = collectorFor(site)
  let timestamp: EventTime | null = null
  const context = contextWithoutTimers(site, () => timestamp)
  return new OperatorParts(site, { fn, store: null, timers: null }).operator({
    process: (record) => {
      timestamp = record.timestamp
      out.startRecord(timestamp)
      fn.processElement(record.value, context, out)
    },
  })
}

/** process() on a keyed stream: state and timers belong to the current key. */
export function keyedProcessOperator(
  site: OperatorSite,
  fn: KeyedProcessFunction<unknown, unknown, unknown>,
  store: KeyedStore,
): StreamOperator {
  const contexts = new KeyedContexts(site, store, (timestamp, context, out) => {
    fn.onTimer(timestamp, context, out)
  })
  const { context, out, timers } = contexts
  return new OperatorParts(site, { fn, store, timers }).operator({
    process: (record) => {
      contexts.start(record)
      fn.processElement(record.value, context, out)
    },
  })
}

/** The context of a process function that is not on a keyed stream: timers are refused. */
export function contextWithoutTimers(
  site: OperatorSite,
  timestamp: () => EventTime | null,
): ProcessContext {
  const refuse = () => {
    throw new MisuseError('timers_without_key', { operator: site.node.name })
  }
  const context: ProcessContext = {
    timestamp,
    output: sideOutput(site, timestamp),
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
  return context
}
