/**
 * A list that is never changed: `with` answers another one that shares almost all of it. So a
 * table with a million rows is copied by keeping a reference. A tree with 32 branches a node.
 */

type Node = readonly unknown[]

const bits = 5
const width = 1 << bits
const mask = width - 1

export class PersistentVector<T> {
  static readonly #nothing = new PersistentVector<never>(0, 0, [])
  readonly length: number
  readonly #depth: number
  readonly #root: Node

  private constructor(length: number, depth: number, root: Node) {
    this.length = length
    this.#depth = depth
    this.#root = root
  }

  static empty<T>(): PersistentVector<T> {
    return PersistentVector.#nothing
  }

  /** Undefined beyond the end, and where nothing was put. */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.length) return undefined
    let node: Node | undefined = this.#root
    for (let level = this.#depth * bits; level > 0 && node !== undefined; level -= bits)
      node = node[(index >> level) & mask] as Node | undefined
    return node?.[index & mask] as T | undefined
  }

  /** The same with `value` at `index`, which may lie beyond the end. */
  with(index: number, value: T | undefined): PersistentVector<T> {
    let root = this.#root
    let depth = this.#depth
    while (index >> bits >= 1 << (depth * bits)) {
      root = [root]
      depth++
    }
    const length = Math.max(this.length, index + 1)
    return new PersistentVector<T>(length, depth, put(root, depth * bits, index, value))
  }

  /** What was put, in order of index. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let index = 0; index < this.length; index++) {
      const value = this.at(index)
      if (value !== undefined) yield value
    }
  }
}

function put(node: Node | undefined, level: number, index: number, value: unknown): Node {
  const copy = node === undefined ? [] : node.slice()
  const at = (index >> level) & mask
  copy[at] = level === 0 ? value : put(node?.[at] as Node | undefined, level - bits, index, value)
  return copy
}
