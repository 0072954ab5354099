/**
 * The seam of keyed state: synchronous for the operator, durable through the snapshot. State is
 * addressed by (state, key group, key, namespace), KS-1. The heap backend keeps everything in memory;
 * one that keeps files in checkpoint-like blobs says through `missingFor` what must be supplied
 * before a key's state can be read without waiting.
 *
 * A backend stores; it does not know what reduce() or TTL are. Its tables are asked for the smallest
 * thing that an operation needs, so that none has to read what it does not touch: one user key of a
 * map, the end of a list.
 */
import type { StateIterable, StateIterator } from '../../datastream/index.ts'
import type { BlobId, KeyGroupRange } from '../../model/index.ts'
import type { KeyContext } from './key-context.ts'
import type { KeyedPiece, NativePart } from './piece.ts'
import type { TimeDomain, TimerPriorityQueue } from '../time/timers.ts'
import type { Namespace, StateKind, StateMeta } from './state-meta.ts'
import type { TtlValue } from './ttl/ttl-value.ts'

export type { KeyContext } from './key-context.ts'
export { type Namespace, type StateKind, type StateMeta, voidNamespace } from './state-meta.ts'

/** What who uses a state sees of the backend it is in. */
export interface BackendTraits {
  /** Whether `add(null)` of a reducing or aggregating state asks the function, instead of clearing (KS-29, KS-31). */
  readonly addsNull: boolean
  /** Whether `putAll(null)` does nothing, instead of failing (KS-20). */
  readonly ignoresNullMaps: boolean
  /** Whether elements before a null are not appended either (KS-16). */
  readonly allOrNothing: boolean
  /** Whether what windows that merge have so far is merged into, instead of merged in (KS-35). */
  readonly mergesIntoSources: boolean
}

/** Flink: HeapKeyedStateBackend. */
export const heapTraits: BackendTraits = {
  addsNull: false,
  ignoresNullMaps: false,
  allOrNothing: false,
  mergesIntoSources: false,
}

/** Flink: RocksDBKeyedStateBackend. */
export const rocksDbTraits: BackendTraits = {
  addsNull: true,
  ignoresNullMaps: true,
  allOrNothing: true,
  mergesIntoSources: true,
}

/** What a state's table has in common with all others. */
interface Table {
  readonly traits: BackendTraits
  /** Whether there was something to remove. */
  remove(under: KeyContext, namespace: Namespace): boolean
  /** What is stored, for the trace alone: reading it costs the simulated machine nothing. */
  peek(under: KeyContext, namespace: Namespace): Peeked
}

/** The first elements of an entry, and how many there are. */
export interface Peeked {
  readonly first: readonly unknown[]
  readonly total: number
}

/** One value per key and namespace: ValueState, ReducingState, AggregatingState. */
export interface ValueTable extends Table {
  /** Undefined where nothing is stored. */
  read(under: KeyContext, namespace: Namespace): unknown
  write(under: KeyContext, namespace: Namespace, value: unknown): void
}

/** A list per key and namespace. */
export interface ListTable extends Table {
  /** Null where nothing is stored. On the heap the live list: who changes it while it is walked fails. */
  read(under: KeyContext, namespace: Namespace): StateIterable<unknown> | null
  /** At least one element. */
  append(under: KeyContext, namespace: Namespace, elements: readonly unknown[]): void
  /** Replaces the list; of no elements there is no entry. */
  write(under: KeyContext, namespace: Namespace, elements: readonly unknown[]): void
}

/** A map per key and namespace. */
export interface MapTable extends Table {
  /** Undefined where the map has no such key; a stored null is null. */
  get(under: KeyContext, namespace: Namespace, userKey: unknown): unknown
  put(under: KeyContext, namespace: Namespace, userKey: unknown, value: unknown): void
  /** `putAll` of nothing: on the heap there is an empty map afterwards (KS-22). */
  touch(under: KeyContext, namespace: Namespace): void
  /** Whether there was something to remove. */
  removeKey(under: KeyContext, namespace: Namespace, userKey: unknown): boolean
  isEmpty(under: KeyContext, namespace: Namespace): boolean
  /** In the backend's own order (KS-24, KS-25). */
  iterator(under: KeyContext, namespace: Namespace): StateIterator<MapCell>
}

/** An entry met while walking a map. */
export interface MapCell {
  readonly key: unknown
  readonly value: unknown
  /** Writes through (KS-27). */
  setValue(value: unknown): void
}

export type TableOf<K extends StateKind> = K extends 'list'
  ? ListTable
  : K extends 'map'
    ? MapTable
    : ValueTable

/** What a backend does for a state with time-to-live, besides storing its times. */
export interface TtlDuties {
  isExpired(value: TtlValue): boolean
  /** Java's hash code of a key of the stream: where its entry stands in Flink's tables. */
  hashOf(under: KeyContext): number
  /** Whether full snapshots leave out what expired (TTL-28). */
  readonly inFullSnapshot: boolean
  /** How many entries each access looks at (TTL-26); null: none. A backend that compacts ignores it. */
  readonly incremental: number | null
  /** What a backend that compacts drops (TTL-27); null: nothing. The heap ignores it. */
  readonly compactFilter: { readonly queryTimeAfterNumEntries: number } | null
  /** An entry was cleaned up; `left` null: all of it. */
  cleanedUp(under: KeyContext, namespace: Namespace, left: Peeked | null): void
  /** A compaction dropped something of an entry; `left` null: nothing is left of it. */
  compacted(under: KeyContext, namespace: Namespace, left: Peeked | null): void
  /** A full snapshot left something out. */
  leftOut(under: KeyContext, namespace: Namespace): void
}

/** As the backend has it, or as every backend writes it: that of savepoints. Flink: SavepointFormatType. */
export type SnapshotForm = 'native' | 'canonical'

/**
 * Whose files a snapshot refers to: `shared`, with older checkpoints as well; `full`, none that an older one wrote;
 * `own`, of a native savepoint, which shares none with anything (CK-147).
 */
export type FilesOf = 'shared' | 'full' | 'own'

/** A backend's files, what they are, and what is in no file: restored state nobody has asked for. */
export interface CapturedFiles {
  readonly native: NativePart
  readonly files: readonly { readonly number: number; readonly content: Uint8Array }[]
  readonly unclaimed: readonly KeyedPiece[]
}

/** Keyed state of one operator of one subtask. Flink: KeyedStateBackend. */
export interface KeyedStateBackend {
  readonly range: KeyGroupRange
  /**
   * What must be supplied before the state under these keys can be read without waiting; empty: it is
   * resident, and stays so until this is asked again.
   */
  missingFor(wanted: readonly KeyContext[] | 'everything'): readonly BlobId[]
  /** Its task is gone: files on the machine's disk go, too. */
  dispose(): void
  /**
   * The table of a named state, made where there is none yet. What was restored under the name is in
   * it; if that had no time-to-live and the state has, or the other way round, it is converted at
   * `now` (TTL-22, TTL-23). Throws a MisuseError `state_kind_changed` where it was of another kind
   * (SE-21).
   */
  table<K extends StateKind>(meta: StateMeta<K>, now: number): TableOf<K>
  /** Answers what is to be called with each access of the state; null where the backend has no use for it. */
  expire(state: string, duties: TtlDuties): (() => void) | null
  /** The keys that have an entry of a state in a namespace, in no order to rely on (KS-43). */
  keys(state: string, namespace: Namespace): readonly KeyContext[]
  /** Whether no state was ever registered: such an operator's snapshot has no keyed part. */
  readonly isEmpty: boolean
  /** Where timers of the operator are kept; null: on the heap. Flink: PriorityQueueSetFactory. */
  timerQueue(domain: TimeDomain): TimerPriorityQueue | null
  /** Brings what is stored into as few files as there may be; nothing where there are none. */
  compact(): void
  /** The synchronous half of a snapshot: later writes do not change what was captured, once encoded. */
  capture(form: SnapshotForm): readonly KeyedPiece[]
  /** Its files as they are, for a snapshot that shares them with others; null: it has none. */
  captureFiles(): CapturedFiles | null
  /** Takes what falls into this backend's key groups; answers how many entries that was. */
  restore(pieces: readonly KeyedPiece[]): number
}
