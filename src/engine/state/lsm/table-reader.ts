/**
 * Reads a sorted string table. Its index and its filter are kept in memory while it is open, as
 * RocksDB's table cache does; data blocks go through the block cache. RocksDB: BlockBasedTable.
 */
import { Block } from './block.ts'
import type { BlockCache } from './block-cache.ts'
import { mayContain } from './bloom.ts'
import { compareEntries, type Entry, type EntryCursor } from './entry.ts'
import type { Statistics } from './statistics.ts'
import { type BlockHandle, decodeFooter, decodeHandle, readPart } from './table-format.ts'

/** Where blocks come from, and who counts them. */
export interface BlockSource {
  readonly cache: BlockCache
  readonly statistics: Statistics
}

interface IndexEntry {
  readonly last: Entry
  readonly handle: BlockHandle
}

export class TableReader {
  readonly #number: number
  readonly #file: () => Uint8Array
  readonly #index: readonly IndexEntry[]
  readonly #filter: Uint8Array | null

  /** `file` answers the bytes of the file. Throws a Corruption where they are no table. */
  constructor(number: number, file: () => Uint8Array) {
    const bytes = file()
    const { index, filter } = decodeFooter(bytes)
    this.#number = number
    this.#file = file
    this.#index = [...entriesOf(new Block(readPart(bytes, index)))].map((last) => ({
      last,
      handle: decodeHandle(last.value),
    }))
    this.#filter = filter === null ? null : readPart(bytes, filter)
  }

  /** False: no version of the key is in the file. */
  mayContain(key: Uint8Array): boolean {
    return this.#filter === null || mayContain(this.#filter, key)
  }

  get hasFilter(): boolean {
    return this.#filter !== null
  }

  /** Of a lookup or a walk: blocks go through the cache. */
  cursor(source: BlockSource): EntryCursor {
    return new TableCursor(this.#index, (handle) => this.#cached(handle, source))
  }

  /** Of a compaction: it reads past the cache, so that it drives nothing out. RocksDB: fill_cache = false. */
  pastCache(): EntryCursor {
    return new TableCursor(this.#index, (handle) => this.#read(handle))
  }

  #cached(handle: BlockHandle, { cache, statistics }: BlockSource): Block {
    const known = cache.get(this.#number, handle.offset)
    if (known !== undefined) {
      statistics.blockCacheHit++
      return known
    }
    statistics.blockCacheMiss++
    statistics.bytesRead += handle.size
    const block = this.#read(handle)
    cache.put(this.#number, handle.offset, block)
    return block
  }

  #read(handle: BlockHandle): Block {
    return new Block(readPart(this.#file(), handle))
  }
}

function* entriesOf(block: Block): Iterable<Entry> {
  const cursor = block.cursor()
  cursor.seek(new Uint8Array(0), Number.MAX_SAFE_INTEGER)
  for (; cursor.entry !== null; cursor.next()) yield cursor.entry
}

/** Block after block. RocksDB: BlockBasedTableIterator. */
class TableCursor implements EntryCursor {
  readonly #index: readonly IndexEntry[]
  readonly #load: (handle: BlockHandle) => Block
  #at = 0
  #block: EntryCursor | null = null

  constructor(index: readonly IndexEntry[], load: (handle: BlockHandle) => Block) {
    this.#index = index
    this.#load = load
  }

  get entry(): Entry | null {
    return this.#block === null ? null : this.#block.entry
  }

  seek(key: Uint8Array, sequence: number): void {
    this.#at = this.#blockOf({ key, sequence })
    this.#open(key, sequence)
  }

  next(): void {
    this.#block?.next()
    if (this.#block?.entry !== null || this.#at + 1 >= this.#index.length) return
    this.#at++
    this.#open(new Uint8Array(0), Number.MAX_SAFE_INTEGER)
  }

  #open(key: Uint8Array, sequence: number): void {
    const place = this.#index[this.#at]
    this.#block = place === undefined ? null : this.#load(place.handle).cursor()
    this.#block?.seek(key, sequence)
  }

  /** The first block whose last entry is not before the place. */
  #blockOf(place: Pick<Entry, 'key' | 'sequence'>): number {
    let from = 0
    let to = this.#index.length
    while (from < to) {
      const middle = (from + to) >>> 1
      if (compareEntries((this.#index[middle] as IndexEntry).last, place) < 0) from = middle + 1
      else to = middle
    }
    return from
  }
}
