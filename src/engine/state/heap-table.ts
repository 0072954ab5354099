/**
 * One named state on the heap: its entries by namespace and key. Flink: StateTable. Left out: that
 * the table copies on write while a snapshot is written; here the copy is taken at once, which no
 * operator can tell apart.
 */
import { javaHashCode, type KeyGroup, type KeyGroupRange } from '../../model/index.ts'
import { type KeyContext, type Namespace, type StateMeta, voidNamespace } from './backend.ts'
import type { HeapCell } from './heap-cell.ts'
import { type ChainVisitor, StatePositions } from './ttl/state-positions.ts'

/** Counts what all tables of a backend hold; a run keeps only so much. */
export interface EntryCounter {
  /** Throws a LimitExceeded where it is too much. */
  add(count: number): void
}

type Cells = Map<string, HeapCell>

export class HeapTable {
  readonly meta: StateMeta
  readonly counter: EntryCounter
  /** What user functions see; windows have a map each. */
  readonly #own: Cells = new Map()
  readonly #windows = new Map<Namespace, Cells>()
  #size = 0
  /** By key group, for who cleans up incrementally; null where nobody does. */
  #positions: Positions | null = null

  constructor(meta: StateMeta, counter: EntryCounter) {
    this.meta = meta
    this.counter = counter
  }

  /** From here on it is known where entries stand in Flink's tables; `hashOf`: Java's, of a key. */
  keepPositions(range: KeyGroupRange, hashOf: (under: KeyContext) => number): void {
    this.#positions ??= new Positions(range, hashOf)
    for (const cell of this.cells()) this.#positions.add(cell)
  }

  /** A walk for each key group in turn. */
  visitors(most: number): Iterator<ChainVisitor> {
    return this.#positions?.visitors(most) ?? [].values()
  }

  /** Entries, over all keys and namespaces. */
  get size(): number {
    return this.#size
  }

  read(under: KeyContext, namespace: Namespace): unknown {
    this.#positions?.touch(under)
    return this.#cellsOf(namespace)?.get(under.encoded)?.value
  }

  write(under: KeyContext, namespace: Namespace, value: unknown): void {
    this.#positions?.touch(under)
    let cells = this.#cellsOf(namespace)
    const cell = cells?.get(under.encoded)
    if (cell !== undefined) {
      cell.value = value
      return
    }
    this.counter.add(1)
    this.#size++
    if (cells === undefined) {
      cells = new Map()
      this.#windows.set(namespace, cells)
    }
    const made = { under, namespace, value }
    cells.set(under.encoded, made)
    this.#positions?.add(made)
  }

  /** Whether there was an entry. */
  remove(under: KeyContext, namespace: Namespace): boolean {
    this.#positions?.touch(under)
    const cells = this.#cellsOf(namespace)
    const cell = cells?.get(under.encoded)
    if (cells === undefined || cell === undefined) return false
    cells.delete(under.encoded)
    this.#positions?.delete(cell)
    this.counter.add(-1)
    this.#size--
    if (cells.size === 0 && namespace !== voidNamespace) this.#windows.delete(namespace)
    return true
  }

  /** All entries: those of user functions first, then window after window. */
  *cells(): Iterable<HeapCell> {
    yield* this.#own.values()
    for (const cells of this.#windows.values()) yield* cells.values()
  }

  keys(namespace: Namespace): readonly KeyContext[] {
    return [...(this.#cellsOf(namespace)?.values() ?? [])].map(({ under }) => under)
  }

  #cellsOf(namespace: Namespace): Cells | undefined {
    return namespace === voidNamespace ? this.#own : this.#windows.get(namespace)
  }
}

/** Flink's VoidNamespace hashes to this; a window's text as a text. */
const hashOfVoid = 99

/** Where entries stand, by key group. */
class Positions {
  readonly #first: number
  readonly #groups: readonly StatePositions[]
  readonly #hashOf: (under: KeyContext) => number

  constructor({ start, end }: KeyGroupRange, hashOf: (under: KeyContext) => number) {
    this.#first = start
    this.#groups = Array.from({ length: end - start + 1 }, () => new StatePositions())
    this.#hashOf = hashOf
  }

  touch(under: KeyContext): void {
    this.#of(under).touch()
  }

  add(cell: HeapCell): void {
    this.#of(cell.under).add(cell, this.#hash(cell))
  }

  delete(cell: HeapCell): void {
    this.#of(cell.under).delete(cell, this.#hash(cell))
  }

  *visitors(most: number): Iterator<ChainVisitor> {
    for (const group of this.#groups) yield group.visitor(most)
  }

  #of({ keyGroup }: KeyContext): StatePositions {
    return this.#groups[keyGroup - this.#first] as StatePositions
  }

  #hash({ under, namespace }: HeapCell): number {
    const ofNamespace = namespace === voidNamespace ? hashOfVoid : javaHashCode(namespace, 'STRING')
    return this.#hashOf(under) ^ ofNamespace
  }
}

/** Whether a key group is one of the range's. */
export function within(keyGroup: KeyGroup, { start, end }: KeyGroupRange): boolean {
  return keyGroup >= start && keyGroup <= end
}
