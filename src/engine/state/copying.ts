/**
 * Keyed state of which a program only ever holds copies: what is put in and what is read is copied,
 * as RocksDB does by writing and reading bytes (RB-2). What is changed in a value without `update()`
 * is lost (HB-3). Here: the heap backend behind it, so everything else is as on the heap.
 */
import { copyOf, type StateIterable, type StateIterator } from '../../datastream/index.ts'
import type { BlobId, KeyGroupRange } from '../../model/index.ts'
import { ArrayList } from './array-list.ts'
import type {
  KeyContext,
  KeyedStateBackend,
  ListTable,
  MapCell,
  MapTable,
  Namespace,
  Peeked,
  SnapshotForm,
  StateKind,
  StateMeta,
  TableOf,
  TtlDuties,
  ValueTable,
} from './backend.ts'
import { iterableOf, mapped } from './java-iterator.ts'
import type { KeyedPiece } from './piece.ts'
import { TtlValue } from './ttl/ttl-value.ts'

export class CopyingBackend implements KeyedStateBackend {
  readonly #inner: KeyedStateBackend

  constructor(inner: KeyedStateBackend) {
    this.#inner = inner
  }

  get range(): KeyGroupRange {
    return this.#inner.range
  }

  get isEmpty(): boolean {
    return this.#inner.isEmpty
  }

  missingFor(wanted: readonly KeyContext[] | 'everything'): readonly BlobId[] {
    return this.#inner.missingFor(wanted)
  }

  dispose(): void {
    this.#inner.dispose()
  }

  table<K extends StateKind>(meta: StateMeta<K>, now: number): TableOf<K> {
    const table: unknown = this.#inner.table(meta, now)
    if (meta.kind === 'list') return new CopyingLists(table as ListTable) as unknown as TableOf<K>
    if (meta.kind === 'map') return new CopyingMaps(table as MapTable) as unknown as TableOf<K>
    return new CopyingValues(table as ValueTable) as unknown as TableOf<K>
  }

  expire(state: string, duties: TtlDuties): (() => void) | null {
    return this.#inner.expire(state, duties)
  }

  keys(state: string, namespace: Namespace): readonly KeyContext[] {
    return this.#inner.keys(state, namespace)
  }

  captureFiles(): null {
    return null
  }

  timerQueue(): null {
    return null
  }

  compact(): void {
    this.#inner.compact()
  }

  capture(form: SnapshotForm): readonly KeyedPiece[] {
    return this.#inner.capture(form)
  }

  restore(pieces: readonly KeyedPiece[]): number {
    return this.#inner.restore(pieces)
  }
}

/** With TTL an element is its time and the user's value. */
function copied(element: unknown): unknown {
  return element instanceof TtlValue
    ? new TtlValue(element.lastAccess, copyOf(element.userValue))
    : copyOf(element)
}

abstract class Copying<T extends ValueTable | ListTable | MapTable> {
  readonly traits
  protected readonly inner: T

  constructor(inner: T) {
    this.traits = inner.traits
    this.inner = inner
  }

  remove(under: KeyContext, namespace: Namespace): boolean {
    return this.inner.remove(under, namespace)
  }

  peek(under: KeyContext, namespace: Namespace): Peeked {
    return this.inner.peek(under, namespace)
  }
}

class CopyingValues extends Copying<ValueTable> implements ValueTable {
  read(under: KeyContext, namespace: Namespace): unknown {
    return copied(this.inner.read(under, namespace))
  }

  write(under: KeyContext, namespace: Namespace, value: unknown): void {
    this.inner.write(under, namespace, copied(value))
  }
}

class CopyingLists extends Copying<ListTable> implements ListTable {
  /** A list of its own: changing the state while it is walked, or the list, is without effect. */
  read(under: KeyContext, namespace: Namespace): StateIterable<unknown> | null {
    const list = this.inner.read(under, namespace)
    if (list === null) return null
    const own = new ArrayList(Array.from(list, copied))
    return iterableOf(() => own.iterator())
  }

  append(under: KeyContext, namespace: Namespace, elements: readonly unknown[]): void {
    this.inner.append(under, namespace, elements.map(copied))
  }

  write(under: KeyContext, namespace: Namespace, elements: readonly unknown[]): void {
    this.inner.write(under, namespace, elements.map(copied))
  }
}

class CopyingMaps extends Copying<MapTable> implements MapTable {
  get(under: KeyContext, namespace: Namespace, userKey: unknown): unknown {
    return copied(this.inner.get(under, namespace, userKey))
  }

  put(under: KeyContext, namespace: Namespace, userKey: unknown, value: unknown): void {
    this.inner.put(under, namespace, copyOf(userKey), copied(value))
  }

  touch(under: KeyContext, namespace: Namespace): void {
    this.inner.touch(under, namespace)
  }

  removeKey(under: KeyContext, namespace: Namespace, userKey: unknown): boolean {
    return this.inner.removeKey(under, namespace, userKey)
  }

  isEmpty(under: KeyContext, namespace: Namespace): boolean {
    return this.inner.isEmpty(under, namespace)
  }

  iterator(under: KeyContext, namespace: Namespace): StateIterator<MapCell> {
    return mapped(this.inner.iterator(under, namespace), (cell) => ({
      key: copyOf(cell.key),
      value: copied(cell.value),
      setValue: (value) => {
        cell.setValue(copied(value))
      },
    }))
  }
}
