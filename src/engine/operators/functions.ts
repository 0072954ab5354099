/**
 * map, filter, flatMap: a record in, what the function makes of it out. Behind keyBy a rich function
 * has keyed state, as in Flink. Flink: StreamMap, StreamFilter, StreamFlatMap.
 */
import type { OperatorCode } from '../../datastream/index.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import { collectorFor } from './collector.ts'
import type { InputRecord, OperatorSite, StreamOperator } from '../task/operator.ts'
import { OperatorParts } from './operator-parts.ts'

type FunctionCode = Extract<OperatorCode, { kind: 'map' | 'filter' | 'flat-map' }>

/** `store` null: the operator is not behind keyBy. */
export function functionOperator(
  site: OperatorSite,
  code: FunctionCode,
  store: KeyedStore | null,
): StreamOperator {
  const process = processorOf(site, code)
  return new OperatorParts(site, { fn: code.fn, store, timers: null }).operator({
    process: (record) => {
      store?.takeKeyOf(record)
      process(record)
    },
  })
}

function processorOf(site: OperatorSite, code: FunctionCode): (record: InputRecord) => void {
  switch (code.kind) {
    case 'map':
      return ({ value, timestamp }) => {
        site.emit(code.fn.map(value), timestamp)
      }
    case 'filter':
      return ({ value, timestamp }) => {
        if (code.fn.filter(value)) site.emit(value, timestamp)
      }
    case 'flat-map': {
      const out = collectorFor(site)
      return ({ value, timestamp }) => {
        out.startRecord(timestamp)
        code.fn.flatMap(value, out)
      }
    }
  }
}
