/**
 * What was written last, sorted, in memory: a skip list, so that readers of an older sequence number
 * see what they saw. RocksDB: MemTable over InlineSkipList.
 */
import {
  compareEntries,
  type Entry,
  type EntryCursor,
  newestSequence,
  type ValueType,
} from './entry.ts'

const highest = 12
/** Every fourth node of a height is one higher. RocksDB: InlineSkipList's branching factor. */
const branching = 4
/** Bytes of memory an entry takes besides its own: sequence number, type, links. */
const overhead = 24

interface Node {
  readonly entry: Entry
  readonly next: (Node | null)[]
}

const nothing = new Uint8Array(0)

export class Memtable {
  readonly #head: Node
  readonly #path: Node[]
  #height = 1
  #random = 0xdeadbeef
  #bytes = 0
  #count = 0
  #firstSequence = 0

  constructor() {
    const entry: Entry = { key: nothing, sequence: newestSequence, type: 0, value: nothing }
    this.#head = { entry, next: new Array<Node | null>(highest).fill(null) }
    this.#path = new Array<Node>(highest).fill(this.#head)
  }

  /** Bytes of memory it takes, roughly. RocksDB: ApproximateMemoryUsage. */
  get bytes(): number {
    return this.#bytes
  }

  get count(): number {
    return this.#count
  }

  /** The sequence number of the oldest write in it; 0: there is none. */
  get firstSequence(): number {
    return this.#firstSequence
  }

  /** `sequence` is higher than all before. Keeps the bytes it is given. */
  add(key: Uint8Array, sequence: number, type: ValueType, value: Uint8Array): void {
    const entry: Entry = { key, sequence, type, value }
    this.#descend(entry, true)
    const height = this.#drawHeight()
    for (; this.#height < height; this.#height++) this.#path[this.#height] = this.#head
    const next = new Array<Node | null>(height)
    const node: Node = { entry, next }
    for (let level = 0; level < height; level++) {
      const before = this.#path[level] as Node
      next[level] = before.next[level] ?? null
      before.next[level] = node
    }
    if (this.#count++ === 0) this.#firstSequence = sequence
    this.#bytes += key.length + value.length + overhead
  }

  cursor(): EntryCursor {
    let node: Node | null = null
    return {
      get entry() {
        return node === null ? null : node.entry
      },
      seek: (key, sequence) => {
        node = this.#descend({ key, sequence }, false)
      },
      next: () => {
        node = node?.next[0] ?? null
      },
    }
  }

  /** The first node that is not before the place; with `keep`, the nodes before it stay in the path. */
  #descend(place: Pick<Entry, 'key' | 'sequence'>, keep: boolean): Node | null {
    let node = this.#head
    for (let level = this.#height - 1; level >= 0; level--) {
      let next = node.next[level] ?? null
      while (next !== null && compareEntries(next.entry, place) < 0) {
        node = next
        next = node.next[level] ?? null
      }
      if (keep) this.#path[level] = node
    }
    return node.next[0] ?? null
  }

  /** Xorshift: any numbers will do, as long as they are the same each time. */
  #drawHeight(): number {
    let height = 1
    while (height < highest && this.#draw() % branching === 0) height++
    return height
  }

  #draw(): number {
    let x = this.#random
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#random = x
    return x >>> 0
  }
}
