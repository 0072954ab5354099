/**
 * The tables of a backend whose changes are logged: each does what the inner one does, and says so. What is
 * changed in an object on the heap without `update()` is in no log. Flink: ChangelogValueState,
 * ChangelogListState, ChangelogMapState and the like (CK-160).
 */
import type { StateIterable, StateIterator } from '../../../datastream/index.ts'
import type {
  KeyContext,
  ListTable,
  MapCell,
  MapTable,
  Namespace,
  Peeked,
  StateMeta,
  TableOf,
  ValueTable,
} from '../backend.ts'
import { iterableOf } from '../java-iterator.ts'
import type { EntryChange } from './state-change.ts'

/** Where changes go. */
export interface ChangeLog {
  changed(meta: StateMeta, change: Omit<EntryChange, 'state'>): void
}

/** The table of that state, with its changes logged. */
export function loggedTable(meta: StateMeta, inner: unknown, log: ChangeLog): unknown {
  if (meta.kind === 'list') return new LoggedLists(meta, inner as ListTable, log)
  if (meta.kind === 'map') return new LoggedMaps(meta, inner as MapTable, log)
  return new LoggedValues(meta, inner as ValueTable, log)
}

abstract class Logged<T extends TableOf<'value'> | ListTable | MapTable> {
  readonly traits
  protected readonly inner: T
  readonly #meta: StateMeta
  readonly #log: ChangeLog

  constructor(meta: StateMeta, inner: T, log: ChangeLog) {
    this.traits = inner.traits
    this.inner = inner
    this.#meta = meta
    this.#log = log
  }

  protected say(change: Omit<EntryChange, 'state'>): void {
    this.#log.changed(this.#meta, change)
  }

  remove(under: KeyContext, namespace: Namespace): boolean {
    const removed = this.inner.remove(under, namespace)
    this.say({ op: 'CLEAR', under, namespace })
    return removed
  }

  peek(under: KeyContext, namespace: Namespace): Peeked {
    return this.inner.peek(under, namespace)
  }
}

class LoggedValues extends Logged<ValueTable> implements ValueTable {
  read(under: KeyContext, namespace: Namespace): unknown {
    return this.inner.read(under, namespace)
  }

  write(under: KeyContext, namespace: Namespace, value: unknown): void {
    this.inner.write(under, namespace, value)
    this.say({ op: 'SET', under, namespace, value })
  }
}

class LoggedLists extends Logged<ListTable> implements ListTable {
  /**
   * What is removed while it is walked is logged as the list that is left. Simplified: Flink logs the
   * element alone (REMOVE_ELEMENT).
   */
  read(under: KeyContext, namespace: Namespace): StateIterable<unknown> | null {
    const list = this.inner.read(under, namespace)
    if (list === null) return null
    return iterableOf(() => {
      const iterator = list.iterator()
      return {
        hasNext: () => iterator.hasNext(),
        next: () => iterator.next(),
        remove: () => {
          iterator.remove()
          const left = [...(this.inner.read(under, namespace) ?? [])]
          this.say({ op: 'SET', under, namespace, value: left })
        },
      }
    })
  }

  append(under: KeyContext, namespace: Namespace, elements: readonly unknown[]): void {
    this.inner.append(under, namespace, elements)
    this.say({ op: 'ADD', under, namespace, value: elements })
  }

  write(under: KeyContext, namespace: Namespace, elements: readonly unknown[]): void {
    this.inner.write(under, namespace, elements)
    this.say({ op: 'SET', under, namespace, value: elements })
  }
}

class LoggedMaps extends Logged<MapTable> implements MapTable {
  get(under: KeyContext, namespace: Namespace, userKey: unknown): unknown {
    return this.inner.get(under, namespace, userKey)
  }

  put(under: KeyContext, namespace: Namespace, userKey: unknown, value: unknown): void {
    this.inner.put(under, namespace, userKey, value)
    this.say({ op: 'ADD_OR_UPDATE_ELEMENT', under, namespace, userKey, value })
  }

  touch(under: KeyContext, namespace: Namespace): void {
    this.inner.touch(under, namespace)
    this.say({ op: 'ADD', under, namespace, value: [] })
  }

  removeKey(under: KeyContext, namespace: Namespace, userKey: unknown): boolean {
    const removed = this.inner.removeKey(under, namespace, userKey)
    this.say({ op: 'REMOVE_ELEMENT', under, namespace, userKey })
    return removed
  }

  isEmpty(under: KeyContext, namespace: Namespace): boolean {
    return this.inner.isEmpty(under, namespace)
  }

  iterator(under: KeyContext, namespace: Namespace): StateIterator<MapCell> {
    const iterator = this.inner.iterator(under, namespace)
    let last: MapCell | null = null
    return {
      hasNext: () => iterator.hasNext(),
      next: () => {
        const cell = iterator.next()
        last = cell
        return {
          key: cell.key,
          value: cell.value,
          setValue: (value) => {
            cell.setValue(value)
            this.say({ op: 'ADD_OR_UPDATE_ELEMENT', under, namespace, userKey: cell.key, value })
          },
        }
      },
      remove: () => {
        iterator.remove()
        if (last !== null) this.say({ op: 'REMOVE_ELEMENT', under, namespace, userKey: last.key })
      },
    }
  }
}
