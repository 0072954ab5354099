/**
 * Reads a sorted string table. Its index and its filter are kept in memory while it is open, as
 * RocksDB's table cache does; data blocks go through the block cache. RocksDB: BlockBasedTable.
 */
import { Block } from './block.ts'
import type { BlockCache } from './block-cache.ts'
import { mayContain } from './bloom.ts'
import { compareBytes } from './coding.ts'
import { compareEntries, type Entry, type EntryCursor, newestSequence } from './entry.ts'
import type { PinnedBlocks } from './pinned-blocks.ts'
import type { Statistics } from './statistics.ts'
import type { TableFiles } from './table-files.ts'
import {
  type BlockHandle,
  decodeFooter,
  decodeHandle,
  readPart,
  storedSize,
} from './table-format.ts'

/** Where blocks come from, and who counts them. */
export interface BlockSource {
  readonly cache: BlockCache
  readonly statistics: Statistics
  /** Blocks that are at hand for what is being done now. */
  readonly pinned: PinnedBlocks
}

interface IndexEntry {
  readonly last: Entry
  readonly handle: BlockHandle
}

export class TableReader {
  readonly #number: number
  readonly #files: TableFiles
  readonly #index: readonly IndexEntry[]
  readonly #filter: Uint8Array | null

  /** `bytes`: of the whole file, of which index and filter are kept. Throws a Corruption where they are no table. */
  constructor(number: number, files: TableFiles, bytes: Uint8Array) {
    const { index, filter } = decodeFooter(bytes)
    this.#number = number
    this.#files = files
    this.#index = [...entriesOf(new Block(readPart(bytes, index)))].map((last) => ({
      last: { ...last, key: last.key.slice() },
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

  /** The blocks that keys from one to before another are in; `to` null: to the end. */
  blocksOf(from: Uint8Array, to: Uint8Array | null): readonly BlockHandle[] {
    const first = firstBlock(this.#index, { key: from, sequence: newestSequence })
    const handles: BlockHandle[] = []
    for (let at = first; at < this.#index.length; at++) {
      const { last, handle } = this.#index[at] as IndexEntry
      handles.push(handle)
      if (to !== null && compareBytes(last.key, to) >= 0) break
    }
    return handles
  }

  /** Of a lookup or a walk: blocks go through the cache. */
  cursor(source: BlockSource): EntryCursor {
    return new TableCursor(this.#index, (handle) => this.#cached(handle, source))
  }

  /** Of who looks without being seen: what is at hand, else what is in the file. */
  unseen(source: BlockSource): EntryCursor {
    return new TableCursor(this.#index, (handle) => this.block(handle, source))
  }

  /** Of a compaction: it reads past the cache, so that it drives nothing out. RocksDB: fill_cache = false. */
  pastCache(): EntryCursor {
    return new TableCursor(this.#index, (handle) => this.#read(handle))
  }

  /** A block, and nobody counts it. */
  block(handle: BlockHandle, { cache, pinned }: BlockSource): Block {
    const { offset } = handle
    const atHand = pinned.get(this.#number, offset) ?? cache.peek(this.#number, offset)
    return atHand ?? this.#read(handle)
  }

  #cached(handle: BlockHandle, source: BlockSource): Block {
    const { cache, statistics } = source
    const known = cache.get(this.#number, handle.offset)
    if (known !== undefined) {
      statistics.blockCacheHit++
      return known
    }
    statistics.blockCacheMiss++
    statistics.bytesRead += handle.size
    const block = this.block(handle, source)
    cache.put(this.#number, handle.offset, block)
    return block
  }

  #read(handle: BlockHandle): Block {
    const stored = this.#files.read(this.#number, handle.offset, storedSize(handle))
    return new Block(readPart(stored, { offset: 0, size: handle.size }))
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
    this.#at = firstBlock(this.#index, { key, sequence })
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
}

/** The first block whose last entry is not before the place. */
function firstBlock(index: readonly IndexEntry[], place: Pick<Entry, 'key' | 'sequence'>): number {
  let from = 0
  let to = index.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (compareEntries((index[middle] as IndexEntry).last, place) < 0) from = middle + 1
    else to = middle
  }
  return from
}
