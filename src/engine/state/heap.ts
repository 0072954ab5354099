/**
 * Keyed state on the heap. Flink: HeapKeyedStateBackend (`state.backend.type: hashmap`).
 * Values are live objects: what an operator puts in is what it gets back, by reference; only a
 * snapshot copies, by writing bytes. Left out: copy-on-write tables; here the copy is taken at once,
 * which no operator can tell apart.
 */
import { encodeUtf8 } from '../../base/index.ts'
import type { KeyGroup, KeyGroupRange } from '../../model/index.ts'
import type { SnapshotContent } from '../../trace/index.ts'
import { limits } from '../../model/index.ts'
import { LimitExceeded } from '../kernel/limit-exceeded.ts'
import { preview } from '../task/preview.ts'
import type { KeyContext, KeyedStateBackend } from './backend.ts'
import { encodePiece, type KeyedPiece, type StatePiece } from './piece.ts'

interface Cell {
  readonly key: unknown
  readonly keyGroup: KeyGroup
  value: unknown
}

interface Table {
  readonly kind: 'value'
  readonly type: string
  readonly cells: Map<string, Cell>
}

export class HeapKeyedStateBackend implements KeyedStateBackend {
  readonly range: KeyGroupRange
  readonly #tables = new Map<string, Table>()
  #entries = 0

  constructor(range: KeyGroupRange) {
    this.range = range
  }

  missingFor(): readonly [] {
    return []
  }

  register(state: string, kind: 'value', type: string): void {
    if (!this.#tables.has(state)) this.#tables.set(state, { kind, type, cells: new Map() })
  }

  read(state: string, under: KeyContext): unknown {
    return this.#tables.get(state)?.cells.get(under.encoded)?.value
  }

  write(state: string, under: KeyContext, value: unknown): void {
    const cells = (this.#tables.get(state) as Table).cells
    const cell = cells.get(under.encoded)
    if (cell !== undefined) {
      cell.value = value
      return
    }
    if (++this.#entries > limits.stateEntries)
      throw new LimitExceeded('state-entries', `a run keeps at most ${limits.stateEntries} entries`)
    cells.set(under.encoded, { key: under.key, keyGroup: under.keyGroup, value })
  }

  remove(state: string, under: KeyContext): boolean {
    const removed = this.#tables.get(state)?.cells.delete(under.encoded) ?? false
    if (removed) this.#entries--
    return removed
  }

  get isEmpty(): boolean {
    return this.#tables.size === 0
  }

  capture(): readonly KeyedPiece[] {
    return [...this.#tables].map(([state, table]) => ({
      state,
      kind: table.kind,
      type: table.type,
      entries: [...table.cells].map(([encoded, cell]) => ({
        keyGroup: cell.keyGroup,
        encoded,
        key: cell.key,
        value: cell.value,
      })),
    }))
  }

  restore(pieces: readonly KeyedPiece[]): number {
    let count = 0
    for (const piece of pieces) {
      this.register(piece.state, piece.kind, piece.type)
      const cells = (this.#tables.get(piece.state) as Table).cells
      for (const { keyGroup, encoded, key, value } of piece.entries) {
        if (keyGroup < this.range.start || keyGroup > this.range.end) continue
        cells.set(encoded, { key, keyGroup, value })
        count++
      }
    }
    this.#entries += count
    return count
  }
}

const shownEntries = 40

/** The first entries of captured state, as the trace shows them. */
export function shownContent(
  operator: number,
  pieces: readonly KeyedPiece[],
): SnapshotContent['states'] {
  return pieces.map((piece) => ({
    operator,
    state: piece.state,
    entries: piece.entries.slice(0, shownEntries).map(({ encoded, keyGroup, value }) => ({
      key: encoded,
      keyGroup,
      value: preview(value),
    })),
    total: piece.entries.length,
  }))
}

/** The bytes of a snapshot piece. */
export function bytesOf(piece: StatePiece): Uint8Array {
  return encodeUtf8(encodePiece(piece))
}
