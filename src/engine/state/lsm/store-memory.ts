/**
 * What several stores share: a block cache, and how much their memtables may take together, which comes
 * out of the same cache. RocksDB: LRUCache and WriteBufferManager, as RocksDBMemoryControllerUtils of Flink
 * makes them.
 */
import { BlockCache, CacheRoom } from './block-cache.ts'

/** Bytes of a store's memtables: those that are written to, and with those that are being flushed. */
export interface MemtableUse {
  readonly mutableBytes: number
  readonly memtableBytes: number
}

export class StoreMemory {
  readonly #writeBuffers: number
  readonly #room: CacheRoom
  readonly #stores = new Set<MemtableUse>()
  #joined = 0

  /** Bytes of both; `writeBuffers` Infinity: a store's memtables are limited by their own size alone. */
  constructor({ cache, writeBuffers }: { readonly cache: number; readonly writeBuffers: number }) {
    this.#writeBuffers = writeBuffers
    this.#room = new CacheRoom(cache, () =>
      writeBuffers === Infinity ? 0 : this.#sum('memtableBytes'),
    )
  }

  /** A store's part of the cache. */
  join(store: MemtableUse): BlockCache {
    this.#stores.add(store)
    return new BlockCache(this.#room, `${this.#joined++}:`)
  }

  leave(store: MemtableUse): void {
    this.#stores.delete(store)
  }

  /** Whether the store that writes next flushes. RocksDB: WriteBufferManager::ShouldFlush. */
  get isFull(): boolean {
    if (this.#writeBuffers === Infinity) return false
    const mutable = this.#sum('mutableBytes')
    if (mutable > (this.#writeBuffers * 7) / 8) return true
    return this.#sum('memtableBytes') >= this.#writeBuffers && mutable >= this.#writeBuffers / 2
  }

  #sum(of: keyof MemtableUse): number {
    let sum = 0
    for (const store of this.#stores) sum += store[of]
    return sum
  }
}
