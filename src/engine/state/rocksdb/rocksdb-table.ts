/** What the tables of all kinds share: a column family, its keys, how values are written. Flink: AbstractRocksDBState. */
import {
  genericSerializer,
  MisuseError,
  serializedType,
  type SerializerSnapshot,
} from '../../../model/index.ts'
import {
  type KeyContext,
  type Namespace,
  rocksDbTraits,
  type StateMeta,
  voidNamespace,
} from '../backend.ts'
import { ByteSink, ByteSource } from '../lsm/coding.ts'
import type { ColumnFamily, ColumnFamilyRules } from '../lsm/column-family.ts'
import { stringAppend } from '../lsm/merge-operator.ts'
import type { LsmStore } from '../lsm/store.ts'
import { valueSerializer, withTime } from '../serializers/serializer-of.ts'
import type { TypeSerializer } from '../serializers/type-serializer.ts'
import { userValueOf } from '../ttl/ttl-value.ts'
import type { CompositeKeys } from './composite-key.ts'

/** Between two elements of a list. Flink: RocksDBListState's delimiter. */
export const comma = 44

/** How a state's column family is made. */
export function rulesOf({ kind }: StateMeta): ColumnFamilyRules {
  return { merge: kind === 'list' ? stringAppend(comma) : null }
}

/** What the elements of a state are written with. */
function elementType({ kind, serializer }: StateMeta): SerializerSnapshot {
  if (serializer === null) return genericSerializer
  if (kind === 'list' && 'element' in serializer) return serializer.element
  if (kind === 'map' && 'value' in serializer) return serializer.value
  return serializer
}

/** One operator's store, and how keys stand in it. */
export interface RocksDb {
  readonly store: LsmStore
  readonly keys: CompositeKeys
}

export class RocksDbTable {
  readonly traits = rocksDbTraits
  readonly db: RocksDb
  readonly meta: StateMeta
  readonly family: ColumnFamily
  /** Of an element, with its time where the state has time-to-live. */
  readonly elements: TypeSerializer
  /** Told of each value or operand that is written. */
  onWrite: () => void = () => undefined
  /** Whether each key has one entry, so that a key's bytes say where all of it stands. */
  hasOneEntryPerKey: boolean
  readonly #user: TypeSerializer
  readonly #type: SerializerSnapshot

  constructor(db: RocksDb, meta: StateMeta, family: ColumnFamily) {
    const type = elementType(meta)
    this.db = db
    this.meta = meta
    this.family = family
    this.#user = valueSerializer(type)
    this.#type = type
    this.hasOneEntryPerKey = meta.kind !== 'map'
    this.elements = meta.ttl ? withTime(this.#user) : this.#user
  }

  /** Throws a MisuseError `value_not_of_type` for a null the serializer does not take. */
  bytesOf(element: unknown): Uint8Array {
    const sink = new ByteSink()
    this.write(element, sink)
    return sink.finish()
  }

  write(element: unknown, to: ByteSink): void {
    const value = userValueOf(element)
    if ((value === null || value === undefined) && !this.#user.takesNull)
      throw new MisuseError('value_not_of_type', {
        path: `state '${this.meta.state}'`,
        type: serializedType(this.#type),
        got: 'null',
      })
    this.elements.write(element, to)
  }

  elementIn(bytes: Uint8Array): unknown {
    return this.elements.read(new ByteSource(bytes))
  }

  key(under: KeyContext, namespace: Namespace): Uint8Array {
    if (namespace !== voidNamespace) this.hasOneEntryPerKey = false
    return this.db.keys.of(under, namespace)
  }

  get(key: Uint8Array): Uint8Array | null {
    return this.db.store.get(this.family, key)
  }

  /** For the trace alone: it costs the simulated machine nothing. */
  peekAt(key: Uint8Array): Uint8Array | null {
    return this.db.store.get(this.family, key, { isCounted: false })
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.db.store.put(this.family, key, value)
    this.onWrite()
  }

  /** Whether there was something: nobody asks RocksDB, but the trace tells what was cleared. */
  delete(key: Uint8Array): boolean {
    const wasThere = this.peekAt(key) !== null
    this.db.store.delete(this.family, key)
    return wasThere
  }
}
