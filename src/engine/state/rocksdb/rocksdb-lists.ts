/**
 * A list per key and namespace: its elements one after the other, a comma between them. Appending is a
 * merge, which reads nothing (RB-5). Flink: RocksDBListState, ListDelimitedSerializer.
 */
import type { StateIterable } from '../../../datastream/index.ts'
import { ArrayList } from '../array-list.ts'
import type { KeyContext, ListTable, Namespace, Peeked } from '../backend.ts'
import { iterableOf } from '../java-iterator.ts'
import { ByteSink, ByteSource } from '../lsm/coding.ts'
import { shownElements } from '../previews.ts'
import type { TypeSerializer } from '../serializers/type-serializer.ts'
import { comma, type RocksDbTable } from './rocksdb-table.ts'

export class RocksDbLists implements ListTable {
  readonly traits
  readonly #table: RocksDbTable

  constructor(table: RocksDbTable) {
    this.traits = table.traits
    this.#table = table
  }

  /** A list of its own: changing the state while it is walked, or the list, is without effect. */
  read(under: KeyContext, namespace: Namespace): StateIterable<unknown> | null {
    const bytes = this.#table.get(this.#table.key(under, namespace))
    if (bytes === null) return null
    const own = new ArrayList(listIn(bytes, this.#table.elements))
    return iterableOf(() => own.iterator())
  }

  append(under: KeyContext, namespace: Namespace, elements: readonly unknown[]): void {
    const { db, family } = this.#table
    this.#table.onWrite()
    db.store.merge(family, this.#table.key(under, namespace), listBytes(this.#table, elements))
  }

  write(under: KeyContext, namespace: Namespace, elements: readonly unknown[]): void {
    const key = this.#table.key(under, namespace)
    if (elements.length === 0) this.#table.delete(key)
    else this.#table.put(key, listBytes(this.#table, elements))
  }

  remove(under: KeyContext, namespace: Namespace): boolean {
    return this.#table.delete(this.#table.key(under, namespace))
  }

  peek(under: KeyContext, namespace: Namespace): Peeked {
    const bytes = this.#table.peekAt(this.#table.key(under, namespace))
    const elements = bytes === null ? [] : listIn(bytes, this.#table.elements)
    return { first: elements.slice(0, shownElements), total: elements.length }
  }
}

function listBytes(table: RocksDbTable, elements: readonly unknown[]): Uint8Array {
  const sink = new ByteSink()
  for (const [at, element] of elements.entries()) {
    if (at > 0) sink.byte(comma)
    table.write(element, sink)
  }
  return sink.finish()
}

/** The elements of a list's bytes. */
export function listIn(bytes: Uint8Array, elements: TypeSerializer): unknown[] {
  return [...elementsIn(bytes, elements)].map(({ element }) => element)
}

/** Each with where it begins. */
export function* elementsIn(
  bytes: Uint8Array,
  elements: TypeSerializer,
): Iterable<{ readonly element: unknown; readonly start: number }> {
  const source = new ByteSource(bytes)
  while (!source.isAtEnd) {
    const start = source.at
    const element = elements.read(source)
    yield { element, start }
    if (!source.isAtEnd) source.byte()
  }
}
