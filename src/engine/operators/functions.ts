/**
 * map, filter, flatMap: a record in, what the function makes of it out. Behind keyBy a rich function
 * has keyed state, as in Flink. Flink: StreamMap, StreamFilter, StreamFlatMap.
 */
import type { OperatorCode } from '../../datastream/index.ts'
import { shownContent } from '../state/shown.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import { collectorFor } from './collector.ts'
import {
  enter,
  type InputRecord,
  type OperatorSite,
  type OperatorSnapshot,
  type StreamOperator,
} from '../task/operator.ts'
import { UserFunction } from './user-function.ts'

type FunctionCode = Extract<OperatorCode, { kind: 'map' | 'filter' | 'flat-map' }>

/** `store` null: the operator is not behind keyBy. */
export function functionOperator(
  site: OperatorSite,
  code: FunctionCode,
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
    process: (record) => {
      enter(site)
      store?.takeKeyOf(record)
      process(record)
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

/** The snapshot of an operator that has keyed state, or none, and nothing else. */
export function keyedSnapshot(
  site: OperatorSite,
  store: KeyedStore | null,
): OperatorSnapshot | null {
  if (store === null || store.isEmpty) return null
  const keyed = store.capture()
  return {
    piece: { version: 1, keyed, timers: [], splits: [] },
    keyGroups: site.keyGroups,
    shown: { offsets: [], states: shownContent(site.position, keyed), timers: 0 },
  }
}
