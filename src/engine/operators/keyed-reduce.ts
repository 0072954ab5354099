/** reduce, sum, min, max of a keyed stream: a result for every record (WIN-21). Flink: StreamGroupedReduceOperator. */
import { type ReduceFunction, ValueStateDescriptor } from '../../datastream/index.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import type { OperatorSite, StreamOperator } from '../task/operator.ts'
import { OperatorParts } from './operator-parts.ts'

/** Flink: StreamGroupedReduceOperator.STATE_NAME. */
const descriptor = new ValueStateDescriptor<unknown>('_op_state')

export function keyedReduceOperator(
  site: OperatorSite,
  fn: ReduceFunction<unknown>,
  store: KeyedStore,
): StreamOperator {
  return new OperatorParts(site, { fn, store, timers: null }).operator({
    process: (record) => {
      store.takeKeyOf(record)
      const values = store.states.value(descriptor)
      const before = values.value()
      const reduced = before === null ? record.value : fn.reduce(before, record.value)
      values.update(reduced)
      site.emit(reduced, record.timestamp)
    },
  })
}
