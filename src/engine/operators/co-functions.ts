/**
 * map, flatMap and process of connected streams.
 * Flink: CoStreamMap, CoStreamFlatMap, CoProcessOperator, KeyedCoProcessOperator.
 */
import type { KeyedCoProcessFunction, OperatorCode } from '../../datastream/index.ts'
import type { EventTime } from '../../model/index.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import type { InputRecord, OperatorSite, StreamOperator } from '../task/operator.ts'
import { collectorFor } from './collector.ts'
import { KeyedContexts } from './keyed-context.ts'
import { OperatorParts } from './operator-parts.ts'
import { contextWithoutTimers } from './process.ts'

type CoCode = Extract<OperatorCode, { kind: 'co-map' | 'co-flat-map' | 'co-process' }>

/** `store` null: the streams are not keyed. */
export function coOperator(
  site: OperatorSite,
  code: CoCode,
  store: KeyedStore | null,
): StreamOperator {
  const process = processorOf(site, code)
  return new OperatorParts(site, { fn: code.fn, store, timers: null }).operator({
    process: (record, input) => {
      store?.takeKeyOf(record)
      process(record, input)
    },
  })
}

/** process of two keyed streams: one state and one set of timers for both (DEP-8). */
export function keyedCoProcessOperator(
  site: OperatorSite,
  fn: KeyedCoProcessFunction<unknown, unknown, unknown, unknown>,
  store: KeyedStore,
): StreamOperator {
  const contexts = new KeyedContexts(site, store, (timestamp, context, out) => {
    fn.onTimer(timestamp, context, out)
  })
  const { context, out, timers } = contexts
  return new OperatorParts(site, { fn, store, timers }).operator({
    process: (record, input) => {
      contexts.start(record)
      if (input === 0) fn.processElement1(record.value, context, out)
      else fn.processElement2(record.value, context, out)
    },
  })
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
        if (input === 0) code.fn.processElement1(value, context, out)
        else code.fn.processElement2(value, context, out)
      }
    }
  }
}
