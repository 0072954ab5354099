/**
 * Keyed state on the heap. Flink: HeapKeyedStateBackend (`state.backend.type: hashmap`).
 * Values are live objects: what an operator puts in is what it gets back, by reference; only a
 * snapshot copies, by writing bytes.
 */
import type { KeyGroupRange } from '../../model/index.ts'
import { limits, MisuseError } from '../../model/index.ts'
import { LimitExceeded } from '../kernel/limit-exceeded.ts'
import type {
  KeyContext,
  KeyedStateBackend,
  Namespace,
  StateKind,
  StateMeta,
  TableOf,
} from './backend.ts'
import { HeapLists, HeapMaps, HeapValues } from './heap-kinds.ts'
import { captured, elementsIn, revived } from './heap-snapshot.ts'
import { HeapTable, within } from './heap-table.ts'
import type { KeyedPiece } from './piece.ts'

export class HeapKeyedStateBackend implements KeyedStateBackend {
  readonly range: KeyGroupRange
  readonly #tables = new Map<string, HeapTable>()
  #entries = 0

  constructor(range: KeyGroupRange) {
    this.range = range
  }

  missingFor(): readonly [] {
    return []
  }

  table<K extends StateKind>(meta: StateMeta<K>): TableOf<K> {
    const table = this.#tableOf(meta)
    if (table.meta.kind !== meta.kind)
      throw new MisuseError('state_kind_changed', {
        state: meta.state,
        before: table.meta.kind,
        now: meta.kind,
      })
    if (meta.kind === 'list') return new HeapLists(table) as unknown as TableOf<K>
    if (meta.kind === 'map') return new HeapMaps(table) as unknown as TableOf<K>
    return new HeapValues(table) as unknown as TableOf<K>
  }

  keys(state: string, namespace: Namespace): readonly KeyContext[] {
    return this.#tables.get(state)?.keys(namespace) ?? []
  }

  get isEmpty(): boolean {
    return this.#tables.size === 0
  }

  capture(): readonly KeyedPiece[] {
    return [...this.#tables.values()].map((table) => ({
      ...table.meta,
      entries: Array.from(table.cells(), ({ under, namespace, value }) => ({
        namespace,
        keyGroup: under.keyGroup,
        encoded: under.encoded,
        key: under.key,
        value: captured(value),
      })),
    }))
  }

  restore(pieces: readonly KeyedPiece[]): number {
    let count = 0
    for (const { entries, ...meta } of pieces) {
      const table = this.#tableOf(meta)
      for (const { namespace, keyGroup, encoded, key, value } of entries) {
        if (!within(keyGroup, this.range)) continue
        table.write({ key, encoded, keyGroup }, namespace, revived(meta, value))
        this.#count(elementsIn(meta, value))
        count++
      }
    }
    return count
  }

  #tableOf(meta: StateMeta): HeapTable {
    const known = this.#tables.get(meta.state)
    if (known !== undefined) return known
    const made = new HeapTable(meta, { add: this.#count.bind(this) })
    this.#tables.set(meta.state, made)
    return made
  }

  #count(more: number): void {
    this.#entries += more
    if (more > 0 && this.#entries > limits.stateEntries)
      throw new LimitExceeded('state-entries', `a run keeps at most ${limits.stateEntries} entries`)
  }
}
