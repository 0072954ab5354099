/**
 * Keyed state in an LSM store: every access writes or reads bytes, so that a program only ever holds
 * copies (RB-2). Flink: RocksDBKeyedStateBackend (`state.backend.type: rocksdb`).
 */
import { assert } from '../../../base/index.ts'
import { type BlobId, type KeyGroupRange, type KeyType, limits } from '../../../model/index.ts'
import { LimitExceeded } from '../../kernel/limit-exceeded.ts'
import type { TimeDomain, TimerPriorityQueue } from '../../time/timers.ts'
import type {
  CapturedFiles,
  KeyContext,
  KeyedStateBackend,
  Namespace,
  SnapshotForm,
  StateKind,
  StateMeta,
  TableOf,
  TtlDuties,
} from '../backend.ts'
import { voidNamespace } from '../backend.ts'
import { within } from '../heap-table.ts'
import { behindPrefix } from '../lsm/coding.ts'
import type { ColumnFamily } from '../lsm/column-family.ts'
import type { StoreOptions } from '../lsm/options.ts'
import { LsmStore } from '../lsm/store.ts'
import type { Wanted } from '../lsm/residence.ts'
import { MemoryFiles, type TableFiles } from '../lsm/table-files.ts'
import type { KeyedEntry, KeyedPiece } from '../piece.ts'
import { filteredForSnapshot } from '../ttl/heap-elements.ts'
import { RestoredStates } from '../schema/restored-states.ts'
import { CompositeKeys, type StreamKeys } from './composite-key.ts'
import { writtenLevels } from './native-snapshot.ts'
import { RocksDbLists } from './rocksdb-lists.ts'
import { RocksDbMaps } from './rocksdb-maps.ts'
import { RocksDbTimerQueue } from './rocksdb-timer-queue.ts'
import { RocksDbTable, rulesOf } from './rocksdb-table.ts'
import { RocksDbValues } from './rocksdb-values.ts'
import { entriesOf } from './state-entries.ts'
import { TtlCompactFilter } from './ttl-compact-filter.ts'
import type { StoreMachine } from './store-machine.ts'

/** Whose state it is, and how it is kept. */
export interface RocksDbSite {
  readonly range: KeyGroupRange
  readonly maxParallelism: number
  /** For messages. */
  readonly operator: string
  readonly keys: StreamKeys
  /** Null: each key has the type it shows. */
  readonly keyType: KeyType | null
  readonly options: StoreOptions
  /** The machine it is on; null: there is none, and files are in memory. */
  readonly machine: StoreMachine | null
  /** Whether timers are in the store too (RB-19). */
  readonly keepsTimers: boolean
}

type AnyTable = RocksDbValues | RocksDbLists | RocksDbMaps

const writesBetweenCounts = 1024

interface Registered {
  readonly table: RocksDbTable
  readonly access: AnyTable
}

export class RocksDbKeyedStateBackend implements KeyedStateBackend {
  readonly range: KeyGroupRange
  readonly store: LsmStore
  readonly #keys: CompositeKeys
  readonly #keepsTimers: boolean
  readonly #files: TableFiles
  readonly #machine: StoreMachine | null
  #writes = 0
  readonly #keyType: KeyType | null
  readonly #maxParallelism: number
  readonly #registered = new Map<string, Registered>()
  readonly #duties = new Map<string, TtlDuties>()
  readonly #restored: RestoredStates

  constructor(site: RocksDbSite) {
    const { range, maxParallelism, operator, keys, keyType, options, keepsTimers, machine } = site
    this.range = range
    this.#keepsTimers = keepsTimers
    this.#machine = machine
    this.#files = machine?.files ?? new MemoryFiles()
    this.store = new LsmStore(
      options,
      this.#files,
      machine === null
        ? {}
        : {
            schedule: machine.schedule,
            finished: machine.finished,
            ...(machine.memory !== null && { memory: machine.memory }),
          },
    )
    this.#keyType = keyType
    this.#maxParallelism = maxParallelism
    this.#keys = new CompositeKeys(maxParallelism, keys)
    this.#restored = new RestoredStates(operator, 'The')
    machine?.serves({ store: this.store, keys: this.#keys })
  }

  missingFor(wanted: readonly KeyContext[] | 'everything'): readonly BlobId[] {
    if (this.#machine === null) return []
    const { files } = this.#machine
    if (wanted === 'everything') return files.missingOf(this.store.files)
    const places = wanted.flatMap((under) => this.#placesOf(under))
    return files.missing((ask) => {
      this.store.missing(places, ask)
    })
  }

  /** Where the state under a key stands: one entry of a state, or all with what they begin with. */
  #placesOf(under: KeyContext): readonly Wanted[] {
    const from = this.#keys.prefixOf(under)
    const to = behindPrefix(from)
    return [...this.#registered.values()].map(({ table }) => {
      const { family, hasOneEntryPerKey } = table
      return hasOneEntryPerKey
        ? { family, key: table.key(under, voidNamespace) }
        : { family, from, to }
    })
  }

  dispose(): void {
    this.#machine?.files.deleteAll()
    this.store.close()
  }

  table<K extends StateKind>(meta: StateMeta<K>, now: number): TableOf<K> {
    const { access } = this.#registered.get(meta.state) ?? this.#register(meta, now)
    return access as unknown as TableOf<K>
  }

  /** Each access looks at nothing else: what expired goes when files are compacted (TTL-27). */
  expire(state: string, duties: TtlDuties): null {
    const registered = this.#registered.get(state)
    assert(registered !== undefined, 'a state expires once it is registered')
    this.#duties.set(state, duties)
    const { table, access } = registered
    const { kind } = table.meta
    if (duties.compactFilter !== null)
      table.family.filter = new TtlCompactFilter(
        {
          kind,
          elements: table.elements,
          placeOf: (key) => {
            const parsed = this.#keys.parse(key)
            return { under: this.#keys.contextOf(parsed), namespace: parsed.namespace }
          },
          peek: ({ under, namespace }) => access.peek(under, namespace),
        },
        duties,
      )
    return null
  }

  keys(state: string, namespace: Namespace): readonly KeyContext[] {
    const registered = this.#registered.get(state)
    if (registered === undefined) return []
    return entriesOf(registered.table, this.#keys)
      .filter((entry) => entry.namespace === namespace)
      .map(({ key, keyGroup, encoded }) => ({ key, keyGroup, encoded }))
  }

  get isEmpty(): boolean {
    return this.#registered.size === 0 && this.#restored.isEmpty
  }

  capture(form: SnapshotForm): readonly KeyedPiece[] {
    this.#machine?.measure(null)
    const registered = [...this.#registered.values()].map(({ table }) => ({
      ...table.meta,
      entries: entriesOf(table, this.#keys).flatMap((entry) =>
        form === 'canonical' ? this.#unexpired(table.meta, entry) : [entry],
      ),
    }))
    return [...registered, ...this.#restored.unclaimed()]
  }

  captureFiles(): CapturedFiles {
    const { sequence, families } = this.store.checkpoint()
    const levels = new Map(families.map((family) => [family.name, family.levels]))
    const states = [...this.#registered.values()].map(({ table: { meta } }) => ({
      meta,
      levels: levels.get(meta.state) ?? [],
    }))
    const files = states.flatMap((state) => state.levels.flat())
    return {
      native: {
        keyType: this.#keyType,
        maxParallelism: this.#maxParallelism,
        sequence,
        states: states.map((state) => ({ ...state, levels: writtenLevels(state.levels) })),
      },
      files: files.map(({ number }) => ({ number, content: this.#files.whole(number) })),
      unclaimed: this.#restored.unclaimed(),
    }
  }

  /** A native snapshot is the files as they are; only a canonical one leaves out what expired (TTL-28). */
  #unexpired({ state, kind }: StateMeta, entry: KeyedEntry): KeyedEntry[] {
    const duties = this.#duties.get(state)
    if (duties?.inFullSnapshot !== true) return [entry]
    const of = kind === 'list' || kind === 'map' ? kind : 'value'
    const value = filteredForSnapshot(of, entry.value, duties.isExpired)
    return value === null ? [] : [{ ...entry, value }]
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

  /** Column families of their own (RB-1). */
  timerQueue(domain: TimeDomain): TimerPriorityQueue | null {
    if (!this.#keepsTimers) return null
    const family = this.store.columnFamily(`_timer_state/${domain}`, { merge: null })
    return new RocksDbTimerQueue({ store: this.store, keys: this.#keys }, family, this.range)
  }

  /** RocksDB: compactRange. */
  compact(): void {
    for (const { table } of this.#registered.values()) this.store.compactAll(table.family)
  }

  #register(meta: StateMeta, now: number): Registered {
    const restored = this.#restored.claim(meta, now)
    const family = this.#familyOf(meta)
    const table = new RocksDbTable({ store: this.store, keys: this.#keys }, meta, family)
    table.onWrite = () => {
      this.#count()
    }
    const access = accessOf(table)
    for (const entry of restored) fill(access, entry)
    const registered = { table, access }
    this.#registered.set(meta.state, registered)
    return registered
  }

  /** Entries are counted now and then: each file says how many it has. */
  #count(): void {
    if (++this.#writes % writesBetweenCounts > 0 || this.store.entries <= limits.stateEntries)
      return
    throw new LimitExceeded('state-entries', `a run keeps at most ${limits.stateEntries} entries`)
  }

  #familyOf(meta: StateMeta): ColumnFamily {
    return this.store.columnFamily(meta.state, rulesOf(meta))
  }
}

function accessOf(table: RocksDbTable): AnyTable {
  switch (table.meta.kind) {
    case 'list':
      return new RocksDbLists(table)
    case 'map':
      return new RocksDbMaps(table)
    default:
      return new RocksDbValues(table)
  }
}

function fill(access: AnyTable, { key, keyGroup, encoded, namespace, value }: KeyedEntry): void {
  const under = { key, keyGroup, encoded }
  if (access instanceof RocksDbValues) access.write(under, namespace, value)
  else if (access instanceof RocksDbLists)
    access.write(under, namespace, value as readonly unknown[])
  else
    for (const [userKey, inner] of value as readonly (readonly [unknown, unknown])[])
      access.put(under, namespace, userKey, inner)
}
