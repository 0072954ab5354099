/** State that belongs to a subtask instead of a key. Flink: org.apache.flink.api.common.state. */
import type { ListStateDescriptor, MapStateDescriptor } from './state-descriptors.ts'
import type { ListState, StateIterable, StateIterator } from './state.ts'

/** Where operator state comes from. Flink: OperatorStateStore. */
export interface OperatorStateStore {
  /** The list of that name; its elements are dealt out evenly when the parallelism changes (OPS-3). */
  getListState<T>(stateDescriptor: ListStateDescriptor<T>): ListState<T>
  /** The list of that name; after a restore every subtask has the elements of all (OPS-4). */
  getUnionListState<T>(stateDescriptor: ListStateDescriptor<T>): ListState<T>
  /** The map of that name, which is to be the same in every subtask (OPS-5). */
  getBroadcastState<K, V>(stateDescriptor: MapStateDescriptor<K, V>): BroadcastState<K, V>
}

/** What the other side of a broadcast may read. Flink: ReadOnlyBroadcastState. */
export interface ReadOnlyBroadcastState<K, V> {
  /** The value under a key; null where there is none. */
  get(key: K): V | null
  /** Whether there is an entry. */
  contains(key: K): boolean
  /** All entries, not to be changed; values are not copies, and changing one is a mistake nobody stops. */
  immutableEntries(): StateIterable<readonly [K, V]>
}

/** A map that every subtask keeps a copy of. Flink: BroadcastState. */
export interface BroadcastState<K, V> extends ReadOnlyBroadcastState<K, V> {
  /** Puts an entry; do the same in every subtask, or they will differ (OPS-5). */
  put(key: K, value: V): void
  /** Puts all entries of a Map or of an array of pairs. */
  putAll(map: Iterable<readonly [K, V]>): void
  /** Removes an entry. */
  remove(key: K): void
  /** Walks the entries by hand; its `remove` removes. */
  iterator(): StateIterator<readonly [K, V]>
  /** All entries, in the order of Java's HashMap. */
  entries(): StateIterable<readonly [K, V]>
  /** Removes all entries. */
  clear(): void
}
