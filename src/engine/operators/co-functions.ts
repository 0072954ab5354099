/**
 * map, flatMap and process of connected streams that are not keyed, and of keyed ones as far as they
 * need no timers. Flink: CoStreamMap, CoStreamFlatMap, CoProcessOperator.
 */
import {
  type Collector,
  installRefusals,
  type OperatorCode,
  type ProcessContext,
} from '../../datastream/index.ts'
import { type EventTime, MisuseError } from '../../model/index.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import {
  enter,
  type InputRecord,
  type OperatorSite,
  type StreamOperator,
} from '../task/operator.ts'
import { collectorFor, sideOutput } from './collector.ts'
import { keyedSnapshot } from './functions.ts'
import { UserFunction } from './user-function.ts'

type CoCode = Extract<OperatorCode, { kind: 'co-map' | 'co-flat-map' | 'co-process' }>

/** `store` null: the streams are not keyed. */
export function coOperator(
  site: OperatorSite,
  code: CoCode,
  store: KeyedStore | null,
): StreamOperator {
  const process = processorOf(site, code)
  const user = new UserFunction(site, code.fn, store)
  return {
    node: site.node,
    open: () => {
      user.open()
    },
    close: () => {
      user.close()
    },
    process: (record, input) => {
      enter(site)
      store?.takeKeyOf(record)
      process(record, input)
    },
    advanceTo: () => undefined,
    snapshot: (context) => {
      user.prepareSnapshot(context)
      return keyedSnapshot(site, store)
    },
    restore: (pieces) => store?.restore(pieces) ?? 0,
    checkpointCompleted: (checkpoint, cause) => {
      user.checkpointCompleted(checkpoint, cause)
    },
    checkpointAborted: (checkpoint, cause) => {
      user.checkpointAborted(checkpoint, cause)
    },
  }
}

function processorOf(
  site: OperatorSite,
  code: CoCode,
): (record: InputRecord, input: 0 | 1) => void {
  const out = collectorFor(site)
  switch (code.kind) {
    case 'co-map':
      return ({ value, timestamp }, input) => {
        site.emit(input === 0 ? code.fn.map1(value) : code.fn.map2(value), timestamp)
      }
    case 'co-flat-map':
      return ({ value, timestamp }, input) => {
        out.startRecord(timestamp)
        if (input === 0) code.fn.flatMap1(value, out)
        else code.fn.flatMap2(value, out)
      }
    case 'co-process': {
      let current: EventTime | null = null
      const context = contextWithoutTimers(site, () => current)
      return ({ value, timestamp }, input) => {
        current = timestamp
        out.startRecord(timestamp)
        const collector: Collector<unknown> = out
        if (input === 0) code.fn.processElement1(value, context, collector)
        else code.fn.processElement2(value, context, collector)
      }
    }
  }
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
