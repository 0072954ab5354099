/**
 * What a store is set to. Names are RocksDB's (RB-10, RB-11, RB-13; RocksDBConfigurableOptions).
 */
export interface StoreOptions {
  /** Bytes of a memtable at which it is flushed. */
  readonly writeBufferSize: number
  /** Memtables of a column family, the one being written included, at which writes stop. */
  readonly maxWriteBufferNumber: number
  /** Bytes of a data block, before it is written. */
  readonly blockSize: number
  readonly blockRestartInterval: number
  /** Bytes of blocks that are kept in memory. */
  readonly blockCacheSize: number
  /** Of the bloom filter; 0: none. */
  readonly bloomBitsPerKey: number
  /** Files in level 0 at which they are compacted, at which writes are delayed, and at which they stop. */
  readonly level0FileNumCompactionTrigger: number
  readonly level0SlowdownWritesTrigger: number
  readonly level0StopWritesTrigger: number
  /** Bytes of a file that a compaction writes. */
  readonly targetFileSizeBase: number
  /** Bytes of level 1 at which it is compacted; each level below may hold so many times more. */
  readonly maxBytesForLevelBase: number
  readonly maxBytesForLevelMultiplier: number
  readonly numLevels: number
}
