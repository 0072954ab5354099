/**
 * Where the entries of a heap table stand in Flink's own tables: a hash table for each key group,
 * which doubles when it is three quarters full, a few entries with each access. Nobody can tell,
 * except by which entry incremental cleanup meets next. Flink: StateTable, CopyOnWriteStateMap.
 */
import type { HeapCell } from '../heap-cell.ts'

interface Node {
  readonly cell: HeapCell
  readonly hash: number
  next: Node | null
}

type Chains = (Node | null)[]

const initialCapacity = 128
const transferredAtOnce = 4

const chains = (capacity: number): Chains => Array.from({ length: capacity }, () => null)

/** Flink: MathUtils.bitMix. */
function bitMix(value: number): number {
  let mixed = value ^ (value >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/** The table of one key group. */
export class StatePositions {
  #primary: Chains = chains(initialCapacity)
  /** The larger table that entries are moving to. */
  #larger: Chains | null = null
  #rehashed = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Any access of an entry of this key group, before it is looked for. */
  touch(): void {
    if (this.#larger !== null) this.#move(this.#larger)
  }

  /** A new entry; `hash` of key and namespace, joined by exclusive or. */
  add(cell: HeapCell, hash: number): void {
    const mixed = bitMix(hash)
    // Chosen before the table doubles, as in Flink.
    const table = this.#tableFor(mixed)
    const threshold = ((this.#larger ?? this.#primary).length * 3) / 4
    if (this.#size > threshold) this.#larger ??= chains(this.#primary.length * 2)
    const at = mixed & (table.length - 1)
    table[at] = { cell, hash: mixed, next: table[at] ?? null }
    this.#size++
  }

  delete(cell: HeapCell, hash: number): void {
    const mixed = bitMix(hash)
    const table = this.#tableFor(mixed)
    const at = mixed & (table.length - 1)
    let before: Node | null = null
    for (let node = table[at] ?? null; node !== null; before = node, node = node.next) {
      if (node.cell !== cell) continue
      if (before === null) table[at] = node.next
      else before.next = node.next
      this.#size--
      return
    }
  }

  /** A walk over the chains; one step looks at `most` positions at most. Flink: StateEntryChainIterator. */
  visitor(most: number): ChainVisitor {
    let table = this.#primary
    let position = 0
    const nextChain = (): Node | null => {
      for (let looked = 0; position < table.length && looked < most; looked++) {
        const node = table[position++]
        if (node !== null && node !== undefined) return node
      }
      return null
    }
    return {
      hasNext: () => this.#size > 0 && (position < table.length || table === this.#primary),
      next: () => {
        for (;;) {
          const chain = nextChain()
          const isDone = position < table.length || table !== this.#primary
          if (chain !== null || isDone) return cellsOf(chain)
          // The primary table is through; what is moving stands in the larger one.
          table = this.#larger ?? []
          position = 0
        }
      },
    }
  }

  #tableFor(hash: number): Chains {
    const isMoved = (hash & (this.#primary.length - 1)) < this.#rehashed
    return isMoved && this.#larger !== null ? this.#larger : this.#primary
  }

  #move(larger: Chains): void {
    let transferred = 0
    while (transferred < transferredAtOnce) {
      let node = this.#primary[this.#rehashed] ?? null
      while (node !== null) {
        const { next } = node
        const at = node.hash & (larger.length - 1)
        node.next = larger[at] ?? null
        larger[at] = node
        node = next
        transferred++
      }
      this.#primary[this.#rehashed] = null
      if (++this.#rehashed < this.#primary.length) continue
      this.#primary = larger
      this.#larger = null
      this.#rehashed = 0
      return
    }
  }
}

/** A walk over the entries of one key group, chain by chain. */
export interface ChainVisitor {
  hasNext(): boolean
  /** The entries of the next chain; none where too many positions were empty. */
  next(): readonly HeapCell[]
}

function cellsOf(chain: Node | null): readonly HeapCell[] {
  const cells: HeapCell[] = []
  for (let node = chain; node !== null; node = node.next) cells.push(node.cell)
  return cells
}
