/** A state's access, with time-to-live where it has one. Flink: TtlStateFactory. */
import {
  type ListAccess,
  type MapAccess,
  PlainList,
  PlainMap,
  PlainValues,
  type ValueAccess,
} from '../access.ts'
import type { KeyedStateBackend, ListTable, MapTable, TtlDuties, ValueTable } from '../backend.ts'
import type { StateTtlConfig } from '../../../datastream/index.ts'
import type { StateScope } from '../state-scope.ts'
import { Ttl } from './ttl.ts'
import { TtlList } from './ttl-list.ts'
import { TtlMap } from './ttl-map.ts'
import { TtlValues } from './ttl-values.ts'

export function valuesOf(table: ValueTable, scope: StateScope, ttl: Ttl | null): ValueAccess {
  const plain = new PlainValues(table, scope)
  return ttl === null ? plain : new TtlValues(ttl, plain)
}

export function listOf(table: ListTable, scope: StateScope, ttl: Ttl | null): ListAccess {
  const plain = new PlainList(table, scope)
  return ttl === null ? plain : new TtlList(ttl, plain)
}

export function mapOf(table: MapTable, scope: StateScope, ttl: Ttl | null): MapAccess {
  const plain = new PlainMap(table, scope)
  return ttl === null ? plain : new TtlMap(ttl, plain)
}

/** The rules of a state that is in the backend already, which is told of its duties. */
export function ttlOf(
  config: StateTtlConfig,
  scope: StateScope,
  { backend, hashOf }: Pick<TtlDuties, 'hashOf'> & { readonly backend: KeyedStateBackend },
): { readonly ttl: Ttl; readonly everyRecord: boolean } {
  const ttl = new Ttl(config, scope)
  scope.expiry = () => Math.min(ttl.endOf(scope.now), Number.MAX_SAFE_INTEGER)
  const strategies = config.getCleanupStrategies()
  const incremental = strategies.getIncrementalCleanupStrategy()
  const compaction = strategies.getRocksdbCompactFilterCleanupStrategy()
  const duties: TtlDuties = {
    isExpired: (value) => ttl.expired(value),
    hashOf,
    inFullSnapshot: strategies.inFullSnapshot(),
    incremental: incremental?.getCleanupSize() ?? null,
    compactFilter:
      compaction === null
        ? null
        : { queryTimeAfterNumEntries: compaction.getQueryTimeAfterNumEntries() },
    cleanedUp: (under, namespace, left) => {
      scope.cleanedUp({ under, namespace }, left, 'incremental-cleanup')
    },
    compacted: (under, namespace, left) => {
      scope.cleanedUp({ under, namespace }, left, 'compaction')
    },
    leftOut: (under, namespace) => {
      scope.expiredAt({ under, namespace }, 'full-snapshot')
    },
  }
  const accessed = backend.expire(scope.meta.state, duties)
  if (accessed !== null) ttl.accessed = accessed
  const everyRecord = accessed !== null && incremental?.runCleanupForEveryRecord() === true
  return { ttl, everyRecord }
}
