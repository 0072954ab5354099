/**
 * On the heap, each access of a state looks at a few entries and removes what expired (TTL-26).
 * Flink: TtlIncrementalCleanup over StateTable.StateEntryIterator.
 */
import type { HeapCell } from '../heap-cell.ts'
import type { HeapTable } from '../heap-table.ts'
import type { ChainVisitor } from './state-positions.ts'

/** What becomes of an entry: itself, what is left of it, or null where all of it expired. */
export type UnexpiredPart = (stored: unknown) => unknown

/** Told of each entry that was cleaned up; `left` null: all of it. */
export type CleanedUp = (cell: HeapCell, left: unknown) => void

export class IncrementalCleanup {
  readonly #table: HeapTable
  readonly #size: number
  readonly #unexpired: UnexpiredPart
  readonly #tell: CleanedUp
  #visitor: TableVisitor | null = null

  constructor(
    table: HeapTable,
    options: { readonly size: number; readonly unexpired: UnexpiredPart; readonly tell: CleanedUp },
  ) {
    this.#table = table
    this.#size = options.size
    this.#unexpired = options.unexpired
    this.#tell = options.tell
  }

  stateAccessed(): void {
    if (this.#visitor?.hasNext() !== true) this.#visitor = new TableVisitor(this.#table, this.#size)
    for (let seen = 0; seen < this.#size && this.#visitor.hasNext();) {
      const cells = this.#visitor.next()
      if (cells.length === 0) return
      for (const cell of cells) this.#clean(cell)
      seen += cells.length
    }
  }

  #clean(cell: HeapCell): void {
    const left = this.#unexpired(cell.value)
    if (left === cell.value) return
    if (left === null) this.#table.remove(cell.under, cell.namespace)
    else this.#table.write(cell.under, cell.namespace, left)
    this.#tell(cell, left)
  }
}

/** Key group after key group. */
class TableVisitor {
  readonly #visitors: Iterator<ChainVisitor>
  #current: ChainVisitor | undefined

  constructor(table: HeapTable, most: number) {
    this.#visitors = table.visitors(most)
    this.hasNext()
  }

  hasNext(): boolean {
    while (this.#current?.hasNext() !== true) {
      const { done, value } = this.#visitors.next() as IteratorResult<ChainVisitor, undefined>
      if (done === true) return false
      this.#current = value
    }
    return true
  }

  next(): readonly HeapCell[] {
    return this.#current?.next() ?? []
  }
}
