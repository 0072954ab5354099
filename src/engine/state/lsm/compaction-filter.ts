/** What a compaction leaves out. RocksDB: CompactionFilter. */
export interface CompactionFilter {
  /**
   * Asked of the newest version of a key where that is a value, and of each operand by itself; one
   * answer for both, whoever holds a snapshot (ignore_snapshots).
   */
  filter(key: Uint8Array, type: 'value' | 'merge', value: Uint8Array): FilterDecision
  /** The compaction that asked is done. */
  completed(): void
}

/** Kept, removed, or these bytes instead. RocksDB: kKeep, kRemove, kChangeValue. */
export type FilterDecision = 'keep' | 'remove' | { readonly changed: Uint8Array }
