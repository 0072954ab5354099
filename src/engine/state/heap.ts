/**
 * Keyed state on the heap. Flink: HeapKeyedStateBackend (`state.backend.type: hashmap`).
 * Values are live objects: what an operator puts in is what it gets back, by reference; only a
 * snapshot copies, by writing bytes.
 */
import { assert } from '../../base/index.ts'
import type { KeyGroupRange } from '../../model/index.ts'
import { limits } from '../../model/index.ts'
import { LimitExceeded } from '../kernel/limit-exceeded.ts'
import type {
  KeyContext,
  KeyedStateBackend,
  Namespace,
  StateKind,
  StateMeta,
  TableOf,
  TtlDuties,
} from './backend.ts'
import { HeapLists, HeapMaps, HeapValues } from './heap-kinds.ts'
import { captured, elementsIn, revived } from './heap-snapshot.ts'
import type { HeapCell } from './heap-cell.ts'
import { HeapTable, within } from './heap-table.ts'
import type { KeyedEntry, KeyedPiece } from './piece.ts'
import { peekOf } from './previews.ts'
import { RestoredStates } from './schema/restored-states.ts'
import { filteredForSnapshot, unexpiredPart } from './ttl/heap-elements.ts'
import { IncrementalCleanup } from './ttl/incremental-cleanup.ts'

export class HeapKeyedStateBackend implements KeyedStateBackend {
  readonly range: KeyGroupRange
  readonly #tables = new Map<string, HeapTable>()
  readonly #restored: RestoredStates
  readonly #duties = new Map<string, TtlDuties>()
  #entries = 0

  /** `operator`: whose state it is, for messages. */
  constructor(range: KeyGroupRange, operator: string) {
    this.range = range
    this.#restored = new RestoredStates(operator, 'For heap backends, the')
  }

  missingFor(): readonly [] {
    return []
  }

  dispose(): void {}

  table<K extends StateKind>(meta: StateMeta<K>, now: number): TableOf<K> {
    const table = this.#tables.get(meta.state) ?? this.#register(meta, now)
    if (meta.kind === 'list') return new HeapLists(table) as unknown as TableOf<K>
    if (meta.kind === 'map') return new HeapMaps(table) as unknown as TableOf<K>
    return new HeapValues(table) as unknown as TableOf<K>
  }

  keys(state: string, namespace: Namespace): readonly KeyContext[] {
    return this.#tables.get(state)?.keys(namespace) ?? []
  }

  get isEmpty(): boolean {
    return this.#tables.size === 0 && this.#restored.isEmpty
  }

  expire(state: string, duties: TtlDuties): (() => void) | null {
    const table = this.#tables.get(state)
    assert(table !== undefined, 'a state expires once it is registered')
    this.#duties.set(state, duties)
    const { incremental: size } = duties
    if (size === null) return null
    table.keepPositions(this.range, duties.hashOf)
    const cleanup = new IncrementalCleanup(table, {
      size,
      unexpired: (stored) => unexpiredPart(stored, duties.isExpired),
      tell: ({ under, namespace }, left) => {
        duties.cleanedUp(
          under,
          namespace,
          left === null ? null : peekOf(table.meta.kind, captured(left)),
        )
      },
    })
    return () => {
      cleanup.stateAccessed()
    }
  }

  captureFiles(): null {
    return null
  }

  timerQueue(): null {
    return null
  }

  compact(): void {}

  capture(): readonly KeyedPiece[] {
    const registered = [...this.#tables.values()].map((table) => ({
      ...table.meta,
      entries: [...table.cells()].flatMap((cell) => this.#entryOf(table.meta, cell)),
    }))
    return [...registered, ...this.#restored.unclaimed()]
  }

  #entryOf(meta: StateMeta, { under, namespace, value }: HeapCell): KeyedEntry[] {
    const { keyGroup, encoded, key } = under
    const written = captured(value)
    const duties = this.#duties.get(meta.state)
    if (duties?.inFullSnapshot !== true)
      return [{ namespace, keyGroup, encoded, key, value: written }]
    const kind = meta.kind === 'list' || meta.kind === 'map' ? meta.kind : 'value'
    const left = filteredForSnapshot(kind, written, duties.isExpired)
    if (left !== written && sizeOf(left) < sizeOf(written)) duties.leftOut(under, namespace)
    return left === null ? [] : [{ namespace, keyGroup, encoded, key, value: left }]
  }

  restore(pieces: readonly KeyedPiece[]): number {
    let count = 0
    for (const piece of pieces) {
      const entries = piece.entries.filter(({ keyGroup }) => within(keyGroup, this.range))
      this.#restored.add({ ...piece, entries })
      count += entries.length
    }
    return count
  }

  /** Restored state is read when it is first asked for, with the types the program has now (SE-2). */
  #register(meta: StateMeta, now: number): HeapTable {
    const restored = this.#restored.claim(meta, now)
    const table = new HeapTable(meta, { add: this.#count.bind(this) })
    for (const entry of restored) this.#fill(table, entry)
    this.#tables.set(meta.state, table)
    return table
  }

  #fill(table: HeapTable, { namespace, keyGroup, encoded, key, value }: KeyedEntry): void {
    table.write({ key, encoded, keyGroup }, namespace, revived(table.meta, value))
    this.#count(elementsIn(table.meta, value))
  }

  #count(more: number): void {
    this.#entries += more
    if (more > 0 && this.#entries > limits.stateEntries)
      throw new LimitExceeded('state-entries', `a run keeps at most ${limits.stateEntries} entries`)
  }
}

const sizeOf = (written: unknown): number =>
  Array.isArray(written) ? written.length : written === null ? 0 : 1
