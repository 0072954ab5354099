/**
 * A map per key and namespace: an entry of the store for each of its own, in the order of the bytes of
 * their user keys (KS-25). Flink: RocksDBMapState.
 */
import type { StateIterator } from '../../../datastream/index.ts'
import { keySerializer, MisuseError, serializedType } from '../../../model/index.ts'
import type { KeyContext, MapCell, MapTable, Namespace, Peeked } from '../backend.ts'
import { behindPrefix, ByteSink, ByteSource, compareBytes, startsWith } from '../lsm/coding.ts'
import { shownElements } from '../previews.ts'
import { keyBytes } from '../serializers/serializer-of.ts'
import type { TypeSerializer } from '../serializers/type-serializer.ts'
import type { RocksDbTable } from './rocksdb-table.ts'

/** Entries that an iterator loads at a time. Flink: RocksDBMapState's CACHE_SIZE_LIMIT. */
const loadedAtOnce = 128

interface Loaded {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

export class RocksDbMaps implements MapTable {
  readonly traits
  readonly #table: RocksDbTable
  readonly #userKeys: TypeSerializer

  constructor(table: RocksDbTable) {
    this.traits = table.traits
    this.#table = table
    this.#userKeys = keyBytes(table.meta.userKeyType)
  }

  get(under: KeyContext, namespace: Namespace, userKey: unknown): unknown {
    const bytes = this.#table.get(this.#keyOf(under, namespace, userKey))
    return bytes === null ? undefined : this.#valueIn(bytes)
  }

  put(under: KeyContext, namespace: Namespace, userKey: unknown, value: unknown): void {
    this.#table.put(this.#keyOf(under, namespace, userKey), this.#bytesOf(value))
  }

  /** A map without entries takes no room (KS-22). */
  touch(): void {}

  removeKey(under: KeyContext, namespace: Namespace, userKey: unknown): boolean {
    return this.#table.delete(this.#keyOf(under, namespace, userKey))
  }

  /** A seek (RB-8). */
  isEmpty(under: KeyContext, namespace: Namespace): boolean {
    return this.#load(this.#table.key(under, namespace), null, { most: 1 }).length === 0
  }

  /** Entry by entry (RB-8). */
  remove(under: KeyContext, namespace: Namespace): boolean {
    const all = this.#load(this.#table.key(under, namespace), null, {})
    for (const { key } of all) this.#table.db.store.delete(this.#table.family, key)
    return all.length > 0
  }

  peek(under: KeyContext, namespace: Namespace): Peeked {
    const prefix = this.#table.key(under, namespace)
    const all = this.#load(prefix, null, { isCounted: false })
    const first = all.slice(0, shownElements)
    return {
      first: first.map(({ key, value }) => [this.#userKeyIn(key, prefix), this.#valueIn(value)]),
      total: all.length,
    }
  }

  /** Loads some entries, then looks again from the last: what changes meanwhile may be met or not (KS-26). */
  iterator(under: KeyContext, namespace: Namespace): StateIterator<MapCell> {
    const prefix = this.#table.key(under, namespace)
    let loaded: readonly Loaded[] = []
    let at = 0
    let isAtEnd = false
    let last: Uint8Array | null = null
    let canRemove = false
    const fill = (): void => {
      if (at < loaded.length || isAtEnd) return
      loaded = this.#load(prefix, loaded.at(-1)?.key ?? null, { most: loadedAtOnce })
      isAtEnd = loaded.length < loadedAtOnce
      at = 0
    }
    return {
      hasNext: () => {
        fill()
        return at < loaded.length
      },
      next: () => {
        fill()
        const entry = loaded[at++]
        if (entry === undefined) throw new MisuseError('iterator_at_end')
        last = entry.key
        canRemove = true
        return this.#cell(entry, prefix)
      },
      remove: () => {
        if (last === null || !canRemove) throw new MisuseError('iterator_remove_without_next')
        canRemove = false
        this.#table.delete(last)
      },
    }
  }

  #cell({ key, value }: Loaded, prefix: Uint8Array): MapCell {
    return {
      key: this.#userKeyIn(key, prefix),
      value: this.#valueIn(value),
      setValue: (changed) => {
        this.#table.put(key, this.#bytesOf(changed))
      },
    }
  }

  /** Entries of a map, from behind a key on. */
  #load(
    prefix: Uint8Array,
    after: Uint8Array | null,
    { most = Infinity, isCounted = true }: { most?: number; isCounted?: boolean },
  ): readonly Loaded[] {
    const { store } = this.#table.db
    const iterator = store.iterator(this.#table.family, { isCounted, upTo: behindPrefix(prefix) })
    const loaded: Loaded[] = []
    for (iterator.seek(after ?? prefix); loaded.length < most; iterator.next()) {
      const { key, value } = iterator
      if (key === null || !startsWith(key, prefix)) break
      if (after === null || compareBytes(key, after) > 0) loaded.push({ key, value })
    }
    iterator.close()
    return loaded
  }

  /** Throws a MisuseError `value_not_of_type` for a null key the serializer does not take (KS-19). */
  #keyOf(under: KeyContext, namespace: Namespace, userKey: unknown): Uint8Array {
    const { userKeyType } = this.#table.meta
    if (userKey === null && !this.#userKeys.takesNull)
      throw new MisuseError('value_not_of_type', {
        path: `key of state '${this.#table.meta.state}'`,
        type: userKeyType === null ? 'any key' : serializedType(keySerializer(userKeyType)),
        got: 'null',
      })
    return this.#table.db.keys.ofUserKey(under, namespace, (to) => {
      this.#userKeys.write(userKey, to)
    })
  }

  #userKeyIn(key: Uint8Array, prefix: Uint8Array): unknown {
    return this.#userKeys.read(new ByteSource(key, prefix.length))
  }

  /** Whether it is null stands before each value (KS-18). */
  #bytesOf(value: unknown): Uint8Array {
    const sink = new ByteSink()
    sink.byte(value === null ? 1 : 0)
    if (value !== null) this.#table.write(value, sink)
    return sink.finish()
  }

  #valueIn(bytes: Uint8Array): unknown {
    const source = new ByteSource(bytes)
    return source.byte() === 1 ? null : this.#table.elements.read(source)
  }
}
