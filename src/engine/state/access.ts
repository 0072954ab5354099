/**
 * How a state's elements are reached: the operations the five kinds are made of, under the key and
 * namespace at hand. Plain: an element is what was put in. With TTL (ttl/): with its time.
 */
import type { StateIterable, StateIterator } from '../../datastream/index.ts'
import type {
  BackendTraits,
  ListTable,
  MapCell,
  MapTable,
  Namespace,
  ValueTable,
} from './backend.ts'
import { iterableOf } from './java-iterator.ts'
import type { StateScope } from './state-scope.ts'

export interface ValueAccess {
  readonly traits: BackendTraits
  /** Undefined where nothing is stored. */
  get(): unknown
  /** The same for who goes on with it, as an aggregate does: not a read in the sense of TTL. */
  current(): unknown
  /** Puts a value that nothing was read for. */
  write(value: unknown): void
  /** Puts what {@link current} became. */
  put(value: unknown): void
  remove(): void
  /** Removes what is in a namespace and answers it; undefined where nothing is. For merging windows. */
  take(namespace: Namespace): unknown
  /** What merging windows have so far: neither a read nor an access in the sense of TTL. */
  target(): unknown
}

export interface ListAccess {
  /** Null where nothing is stored. */
  get(): StateIterable<unknown> | null
  /** At least one element. */
  appendAll(elements: readonly unknown[]): void
  /** Whether elements before a null are not appended either. */
  readonly allOrNothing: boolean
  replace(elements: readonly unknown[]): void
  remove(): void
  /** Removes what is in a namespace and answers it. Elements as they are stored. */
  take(namespace: Namespace): readonly unknown[]
  /** Appends elements that {@link take} answered. */
  give(stored: readonly unknown[]): void
}

export interface MapAccess {
  /** Undefined where the map has no such key. */
  get(userKey: unknown): unknown
  put(userKey: unknown, value: unknown): void
  /** Of nothing: on the heap there is an empty map afterwards. */
  putAll(entries: readonly (readonly [unknown, unknown])[]): void
  /** Whether `putAll(null)` does nothing, instead of failing (KS-20). */
  readonly ignoresNullMaps: boolean
  removeKey(userKey: unknown): void
  contains(userKey: unknown): boolean
  isEmpty(): boolean
  iterator(): StateIterator<MapCell>
  remove(): void
}

export class PlainValues implements ValueAccess {
  readonly traits: BackendTraits
  readonly #table: ValueTable
  readonly #scope: StateScope

  constructor(table: ValueTable, scope: StateScope) {
    this.traits = table.traits
    this.#table = table
    this.#scope = scope
  }

  get(): unknown {
    return this.#table.read(this.#scope.under, this.#scope.namespace)
  }

  current(): unknown {
    return this.get()
  }

  put(value: unknown): void {
    this.#table.write(this.#scope.under, this.#scope.namespace, value)
    this.#scope.updated(value)
  }

  write(value: unknown): void {
    this.put(value)
  }

  target(): unknown {
    return this.get()
  }

  remove(): void {
    if (this.#table.remove(this.#scope.under, this.#scope.namespace)) this.#scope.cleared()
  }

  take(namespace: Namespace): unknown {
    const taken = this.#table.read(this.#scope.under, namespace)
    inNamespace(this.#scope, namespace, () => {
      this.remove()
    })
    return taken
  }
}

export class PlainList implements ListAccess {
  readonly allOrNothing: boolean
  readonly #table: ListTable
  readonly #scope: StateScope

  constructor(table: ListTable, scope: StateScope) {
    this.allOrNothing = table.traits.allOrNothing
    this.#table = table
    this.#scope = scope
  }

  get(): StateIterable<unknown> | null {
    const { under, namespace } = this.#scope
    const list = this.#table.read(under, namespace)
    if (list === null) return null
    return iterableOf(() => {
      const iterator = list.iterator()
      return {
        hasNext: () => iterator.hasNext(),
        next: () => iterator.next(),
        remove: () => {
          iterator.remove()
          this.#tell()
        },
      }
    })
  }

  appendAll(elements: readonly unknown[]): void {
    if (elements.length === 0) return
    this.#table.append(this.#scope.under, this.#scope.namespace, elements)
    this.#tell()
  }

  replace(elements: readonly unknown[]): void {
    if (elements.length === 0) {
      this.remove()
      return
    }
    this.#table.write(this.#scope.under, this.#scope.namespace, elements)
    this.#tell()
  }

  remove(): void {
    if (this.#table.remove(this.#scope.under, this.#scope.namespace)) this.#scope.cleared()
  }

  take(namespace: Namespace): readonly unknown[] {
    const taken = [...(this.#table.read(this.#scope.under, namespace) ?? [])]
    inNamespace(this.#scope, namespace, () => {
      this.remove()
    })
    return taken
  }

  give(stored: readonly unknown[]): void {
    this.appendAll(stored)
  }

  #tell(): void {
    const { under, namespace } = this.#scope
    this.#scope.listUpdated(() => this.#table.peek(under, namespace))
  }
}

export class PlainMap implements MapAccess {
  readonly ignoresNullMaps: boolean
  readonly #table: MapTable
  readonly #scope: StateScope

  constructor(table: MapTable, scope: StateScope) {
    this.ignoresNullMaps = table.traits.ignoresNullMaps
    this.#table = table
    this.#scope = scope
  }

  get(userKey: unknown): unknown {
    return this.#table.get(this.#scope.under, this.#scope.namespace, userKey)
  }

  put(userKey: unknown, value: unknown): void {
    this.#table.put(this.#scope.under, this.#scope.namespace, userKey, value)
    this.#scope.updated(value, userKey)
  }

  putAll(entries: readonly (readonly [unknown, unknown])[]): void {
    if (entries.length === 0) this.#table.touch(this.#scope.under, this.#scope.namespace)
    for (const [key, value] of entries) this.put(key, value)
  }

  removeKey(userKey: unknown): void {
    if (this.#table.removeKey(this.#scope.under, this.#scope.namespace, userKey))
      this.#scope.cleared(userKey)
  }

  contains(userKey: unknown): boolean {
    return this.get(userKey) !== undefined
  }

  isEmpty(): boolean {
    return this.#table.isEmpty(this.#scope.under, this.#scope.namespace)
  }

  iterator(): StateIterator<MapCell> {
    const iterator = this.#table.iterator(this.#scope.under, this.#scope.namespace)
    let last: MapCell | null = null
    return {
      hasNext: () => iterator.hasNext(),
      next: () => {
        const cell = iterator.next()
        last = cell
        const setValue = (value: unknown): void => {
          cell.setValue(value)
          this.#scope.updated(value, cell.key)
        }
        return { key: cell.key, value: cell.value, setValue }
      },
      remove: () => {
        iterator.remove()
        if (last !== null) this.#scope.cleared(last.key)
      },
    }
  }

  remove(): void {
    if (this.#table.remove(this.#scope.under, this.#scope.namespace)) this.#scope.cleared()
  }
}

/** Runs something in another namespace of the same key. */
function inNamespace(scope: StateScope, namespace: Namespace, run: () => void): void {
  const before = scope.namespace
  scope.namespace = namespace
  try {
    run()
  } finally {
    scope.namespace = before
  }
}
