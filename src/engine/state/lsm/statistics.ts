/** What a store counts of its own doing. RocksDB: Statistics (tickers). Bytes unless it says otherwise. */
export class Statistics {
  /** Times a block was in the cache, and was not. */
  blockCacheHit = 0
  blockCacheMiss = 0
  /** Times a lookup ended in a memtable, and had to look into files. */
  memtableHit = 0
  memtableMiss = 0
  /** Files that a bloom filter spared a lookup, and those it let through in vain. */
  bloomFilterUseful = 0
  bloomFilterFalsePositive = 0
  /** Read from files for lookups and walks; for compactions see below. */
  bytesRead = 0
  /** Keys and values that were put, merged or deleted. */
  bytesWritten = 0
  flushWriteBytes = 0
  compactReadBytes = 0
  compactWriteBytes = 0
  /** Counted, not bytes. */
  flushes = 0
  compactions = 0
  trivialMoves = 0
  /** Values and operands a compaction filter dropped. */
  filtered = 0

  /** Bytes written to files for each byte that was to be written; 0 before anything was. */
  get writeAmplification(): number {
    if (this.bytesWritten === 0) return 0
    return (this.flushWriteBytes + this.compactWriteBytes) / this.bytesWritten
  }
}
