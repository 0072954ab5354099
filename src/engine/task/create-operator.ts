/** From an operator's code to the operator. Flink: StreamOperatorFactory. */
import type { OperatorCode } from '../../datastream/index.ts'
import { Committer } from '../connectors/committer.ts'
import { TransactionalWriter } from '../connectors/transactional-writer.ts'
import { sinkOperator, type SinkSurroundings } from '../connectors/sinks.ts'
import type { SourceSurroundings } from '../connectors/source-operator.ts'
import { sourceOperator } from '../connectors/sources.ts'
import { asyncWaitOperator } from '../operators/async/async-wait.ts'
import { broadcastOperator, keyedBroadcastOperator } from '../operators/broadcast.ts'
import { coOperator, keyedCoProcessOperator } from '../operators/co-functions.ts'
import { functionOperator } from '../operators/functions.ts'
import { intervalJoinOperator } from '../operators/interval-join.ts'
import { keyedProcessOperator, processOperator } from '../operators/process.ts'
import { keyedReduceOperator } from '../operators/keyed-reduce.ts'
import { windowOperator } from '../operators/windowing/window-operator.ts'
import { TimestampsAndWatermarksOperator } from '../operators/timestamps-and-watermarks.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import { assert } from '../../base/index.ts'
import type { OperatorSite, StreamOperator } from './operator.ts'

/** What operators are made from besides their code. */
export interface OperatorSurroundings {
  readonly around: SourceSurroundings & SinkSurroundings
  /** Keyed state for the operator; null where it is not behind keyBy. */
  readonly keyedStore: () => KeyedStore | null
}

export function createOperator(
  site: OperatorSite,
  code: OperatorCode,
  { around, keyedStore }: OperatorSurroundings,
): StreamOperator {
  const storeOfKeys = (): KeyedStore => {
    const store = keyedStore()
    assert(store !== null, 'an operator of keyed streams is the head of its chain')
    return store
  }
  switch (code.kind) {
    case 'kafka-source':
    case 'source':
      return sourceOperator(site, code, around)
    case 'async-wait':
      return asyncWaitOperator(site, code)
    case 'timestamps-and-watermarks':
      return new TimestampsAndWatermarksOperator(site, code.time)
    case 'map':
    case 'filter':
    case 'flat-map':
      return functionOperator(site, code, keyedStore())
    case 'process':
      return processOperator(site, code.fn)
    case 'keyed-process':
      return keyedProcessOperator(site, code.fn, storeOfKeys())
    case 'co-map':
    case 'co-flat-map':
    case 'co-process':
      return coOperator(site, code, keyedStore())
    case 'keyed-co-process':
      return keyedCoProcessOperator(site, code.fn, storeOfKeys())
    case 'interval-join':
      return intervalJoinOperator(site, code, storeOfKeys())
    case 'broadcast-process':
      return broadcastOperator(site, code)
    case 'keyed-broadcast-process':
      return keyedBroadcastOperator(site, code, storeOfKeys())
    case 'keyed-reduce':
      return keyedReduceOperator(site, code.fn, storeOfKeys())
    case 'window':
      return windowOperator(site, code, storeOfKeys())
    case 'row-sink':
    case 'print-sink':
      return sinkOperator(site, code, around)
    case 'kafka-sink':
      return isTransactional(site)
        ? new TransactionalWriter(site, code, around)
        : sinkOperator(site, code, around)
    case 'committer':
      return new Committer(site, around)
  }
}

function isTransactional({ node: { role } }: OperatorSite): boolean {
  return role.kind === 'kafka-sink' && role.transactions !== undefined
}
