/** The three kinds of table on the heap: what a HeapTable's entries are. */
import type { StateIterable, StateIterator } from '../../datastream/index.ts'
import { ArrayList } from './array-list.ts'
import {
  heapTraits,
  type KeyContext,
  type ListTable,
  type MapCell,
  type MapTable,
  type Namespace,
  type Peeked,
  type ValueTable,
} from './backend.ts'
import type { HeapTable } from './heap-table.ts'
import { iterableOf } from './java-iterator.ts'
import { type HashNode, JavaHashMap } from './java-hash-map.ts'
import { shownElements } from './previews.ts'
import { hashOfUserKey, textOfUserKey } from './user-key.ts'

const nothing: Peeked = { first: [], total: 0 }

export class HeapValues implements ValueTable {
  readonly traits = heapTraits
  readonly #table: HeapTable

  constructor(table: HeapTable) {
    this.#table = table
  }

  read(under: KeyContext, namespace: Namespace): unknown {
    return this.#table.read(under, namespace)
  }

  write(under: KeyContext, namespace: Namespace, value: unknown): void {
    this.#table.write(under, namespace, value)
  }

  remove(under: KeyContext, namespace: Namespace): boolean {
    return this.#table.remove(under, namespace)
  }

  peek(under: KeyContext, namespace: Namespace): Peeked {
    const value = this.#table.read(under, namespace)
    return value === undefined ? nothing : { first: [value], total: 1 }
  }
}

export class HeapLists implements ListTable {
  readonly traits = heapTraits
  readonly #table: HeapTable

  constructor(table: HeapTable) {
    this.#table = table
  }

  read(under: KeyContext, namespace: Namespace): StateIterable<unknown> | null {
    const list = this.#list(under, namespace)
    return list === undefined ? null : iterableOf(() => list.iterator())
  }

  append(under: KeyContext, namespace: Namespace, elements: readonly unknown[]): void {
    const list = this.#list(under, namespace)
    this.#table.counter.add(elements.length)
    if (list === undefined) this.#table.write(under, namespace, new ArrayList(elements))
    else for (const element of elements) list.add(element)
  }

  write(under: KeyContext, namespace: Namespace, elements: readonly unknown[]): void {
    const before = this.#list(under, namespace)?.items.length ?? 0
    this.#table.counter.add(elements.length - before)
    if (elements.length === 0) this.#table.remove(under, namespace)
    else this.#table.write(under, namespace, new ArrayList(elements))
  }

  remove(under: KeyContext, namespace: Namespace): boolean {
    this.#table.counter.add(-(this.#list(under, namespace)?.items.length ?? 0))
    return this.#table.remove(under, namespace)
  }

  peek(under: KeyContext, namespace: Namespace): Peeked {
    const items = this.#list(under, namespace)?.items ?? []
    return { first: items.slice(0, shownElements), total: items.length }
  }

  #list(under: KeyContext, namespace: Namespace): ArrayList | undefined {
    return this.#table.read(under, namespace) as ArrayList | undefined
  }
}

export class HeapMaps implements MapTable {
  readonly traits = heapTraits
  readonly #table: HeapTable

  constructor(table: HeapTable) {
    this.#table = table
  }

  get(under: KeyContext, namespace: Namespace, userKey: unknown): unknown {
    return this.#map(under, namespace)?.get(this.#text(userKey))?.value
  }

  put(under: KeyContext, namespace: Namespace, userKey: unknown, value: unknown): void {
    // The text first: a key that is not of its type must leave no empty map behind.
    const text = this.#text(userKey)
    const map = this.#mapMade(under, namespace)
    const before = map.size
    map.put(userKey, text, () => hashOfUserKey(userKey, this.#table.meta.userKeyType), value)
    this.#table.counter.add(map.size - before)
  }

  touch(under: KeyContext, namespace: Namespace): void {
    this.#mapMade(under, namespace)
  }

  removeKey(under: KeyContext, namespace: Namespace, userKey: unknown): boolean {
    const map = this.#map(under, namespace)
    if (map?.remove(this.#text(userKey)) === undefined) return false
    this.#table.counter.add(-1)
    if (map.size === 0) this.#table.remove(under, namespace)
    return true
  }

  isEmpty(under: KeyContext, namespace: Namespace): boolean {
    return (this.#map(under, namespace)?.size ?? 0) === 0
  }

  iterator(under: KeyContext, namespace: Namespace): StateIterator<MapCell> {
    const iterator = this.#map(under, namespace)?.iterator()
    let last: HashNode<unknown> | null = null
    return {
      hasNext: () => iterator?.hasNext() ?? false,
      next: () => {
        const node = (iterator ?? new JavaHashMap().iterator()).next()
        last = node
        return {
          key: node.key,
          value: node.value,
          setValue: (value) => {
            node.value = value
          },
        }
      },
      remove: () => {
        ;(iterator ?? new JavaHashMap().iterator()).remove()
        if (last !== null) this.#table.counter.add(-1)
      },
    }
  }

  remove(under: KeyContext, namespace: Namespace): boolean {
    this.#table.counter.add(-(this.#map(under, namespace)?.size ?? 0))
    return this.#table.remove(under, namespace)
  }

  peek(under: KeyContext, namespace: Namespace): Peeked {
    const map = this.#map(under, namespace)
    if (map === undefined) return nothing
    const first = map.inOrder().slice(0, shownElements)
    return { first: first.map(({ key, value }) => [key, value]), total: map.size }
  }

  #text(userKey: unknown): string {
    return textOfUserKey(userKey, this.#table.meta.userKeyType)
  }

  #map(under: KeyContext, namespace: Namespace): JavaHashMap<unknown> | undefined {
    return this.#table.read(under, namespace) as JavaHashMap<unknown> | undefined
  }

  #mapMade(under: KeyContext, namespace: Namespace): JavaHashMap<unknown> {
    const known = this.#map(under, namespace)
    if (known !== undefined) return known
    const made = new JavaHashMap()
    this.#table.write(under, namespace, made)
    return made
  }
}
