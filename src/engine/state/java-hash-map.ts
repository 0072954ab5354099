/**
 * java.util.HashMap as far as a MapState on the heap shows it: the order in which it is walked, its
 * iterators, and that these fail fast. Lookups go through a Map of JavaScript's; Java's order comes
 * of it by sorting, since within a bucket the older entry comes first and growing keeps that order.
 *
 * Left out: a bucket with nine entries in a table of 64 or more becomes a tree, and a tree is walked
 * in an order of its own.
 */
import type { StateIterator } from '../../datastream/index.ts'
import { MisuseError } from '../../model/index.ts'

/** An entry; its value is the map's own. */
export interface HashNode<V> {
  readonly key: unknown
  /** Equal texts are equal keys. */
  readonly text: string
  /** Java's hashCode of the key, spread as HashMap does it. */
  readonly hash: number
  value: V
}

const smallest = 16
const longestChain = 8
const smallestWithTrees = 64

/** What HashMap makes of a hashCode before it picks a bucket. */
function spread(hashCode: number): number {
  return hashCode ^ (hashCode >>> 16)
}

export class JavaHashMap<V> {
  readonly #nodes = new Map<string, HashNode<V>>()
  #capacity: number
  #changes = 0
  /** In Java's order; null since something came or went. */
  #order: readonly HashNode<V>[] | null = null

  /** `expected` null: `new HashMap()`; a number: one with room for that many, as a restore makes it. */
  constructor(expected: number | null = null) {
    this.#capacity = expected === null ? smallest : capacityFor(expected)
  }

  get size(): number {
    return this.#nodes.size
  }

  get(text: string): HashNode<V> | undefined {
    return this.#nodes.get(text)
  }

  /** `hashCode` is asked for only where the key is new. */
  put(key: unknown, text: string, hashCode: () => number, value: V): void {
    const known = this.#nodes.get(text)
    if (known !== undefined) {
      known.value = value
      return
    }
    this.putNode({ key, text, hash: spread(hashCode()), value })
  }

  /** Puts an entry of another map; its key is new here. */
  putNode({ key, text, hash, value }: HashNode<V>): void {
    const node = { key, text, hash, value }
    this.#nodes.set(text, node)
    this.#changed()
    this.#grow(node)
  }

  remove(text: string): HashNode<V> | undefined {
    const node = this.#nodes.get(text)
    if (node === undefined) return undefined
    this.#nodes.delete(text)
    this.#changed()
    return node
  }

  clear(): void {
    this.#nodes.clear()
    this.#changed()
  }

  /** In the order in which Java would walk it. */
  inOrder(): readonly HashNode<V>[] {
    const mask = this.#capacity - 1
    this.#order ??= [...this.#nodes.values()].sort((a, b) => (a.hash & mask) - (b.hash & mask))
    return this.#order
  }

  iterator(): StateIterator<HashNode<V>> {
    const order = this.inOrder()
    let at = 0
    let last: HashNode<V> | null = null
    let expected = this.#changes
    const check = (): void => {
      if (expected !== this.#changes) throw new MisuseError('state_changed_while_iterating')
    }
    return {
      hasNext: () => at < order.length,
      next: () => {
        check()
        const node = order[at]
        if (node === undefined) throw new MisuseError('iterator_at_end')
        at++
        last = node
        return node
      },
      remove: () => {
        if (last === null) throw new MisuseError('iterator_remove_without_next')
        check()
        this.remove(last.text)
        expected = this.#changes
        last = null
      },
    }
  }

  #changed(): void {
    this.#changes++
    this.#order = null
  }

  /** Flink's maps grow at three quarters; a small table also where one bucket is crowded. */
  #grow({ hash }: HashNode<V>): void {
    if (this.#capacity < smallestWithTrees && this.#nodes.size > longestChain) {
      const mask = this.#capacity - 1
      let others = -1
      for (const node of this.#nodes.values()) if (((node.hash ^ hash) & mask) === 0) others++
      if (others >= longestChain) this.#capacity *= 2
    }
    if (this.#nodes.size > 0.75 * this.#capacity) this.#capacity *= 2
  }
}

/** Flink: CollectionUtil.newHashMapWithExpectedSize, rounded up by HashMap to a power of two. */
function capacityFor(expected: number): number {
  const wanted = expected <= 2 ? expected + 1 : Math.ceil(expected / 0.75)
  let capacity = 1
  while (capacity < wanted) capacity *= 2
  return capacity
}
