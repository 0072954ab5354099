/**
 * One named state on the heap: its entries by namespace and key. Flink: StateTable. Left out: that
 * the table copies on write while a snapshot is written; here the copy is taken at once, which no
 * operator can tell apart.
 */
import type { KeyGroup } from '../../model/index.ts'
import { type KeyContext, type Namespace, type StateMeta, voidNamespace } from './backend.ts'

export interface HeapCell {
  readonly under: KeyContext
  readonly namespace: Namespace
  value: unknown
}

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

  constructor(meta: StateMeta, counter: EntryCounter) {
    this.meta = meta
    this.counter = counter
  }

  /** Entries, over all keys and namespaces. */
  get size(): number {
    return this.#size
  }

  read(under: KeyContext, namespace: Namespace): unknown {
    return this.#cellsOf(namespace)?.get(under.encoded)?.value
  }

  /** Whether the entry is new. */
  write(under: KeyContext, namespace: Namespace, value: unknown): void {
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
    cells.set(under.encoded, { under, namespace, value })
  }

  /** Whether there was an entry. */
  remove(under: KeyContext, namespace: Namespace): boolean {
    const cells = this.#cellsOf(namespace)
    if (cells?.delete(under.encoded) !== true) return false
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

/** Whether a key group is one of the range's. */
export function within(
  keyGroup: KeyGroup,
  { start, end }: { readonly start: number; readonly end: number },
): boolean {
  return keyGroup >= start && keyGroup <= end
}
