/** The files of a store: writing, opening, reading, and deleting them once nobody needs them. RocksDB: TableCache. */
import type { BlockCache } from './block-cache.ts'
import type { Entry, EntryCursor } from './entry.ts'
import type { StoreOptions } from './options.ts'
import type { Statistics } from './statistics.ts'
import { TableBuilder } from './table-builder.ts'
import type { TableFiles } from './table-files.ts'
import { PinnedBlocks } from './pinned-blocks.ts'
import { type BlockSource, TableReader } from './table-reader.ts'
import { compareBytes } from './coding.ts'
import { type FileMeta, type Levels, Version } from './version.ts'

export class Tables {
  readonly #options: StoreOptions
  readonly #files: TableFiles
  readonly #source: BlockSource
  readonly #readers = new Map<number, TableReader>()
  /** How many versions have a file. */
  readonly #uses = new Map<number, number>()
  #next: number

  constructor(
    options: StoreOptions,
    files: TableFiles,
    {
      statistics,
      nextFile,
      cache,
    }: {
      readonly statistics: Statistics
      readonly nextFile: number
      readonly cache: BlockCache
    },
  ) {
    this.#options = options
    this.#files = files
    this.#source = { cache, statistics, pinned: new PinnedBlocks() }
    this.#next = nextFile
  }

  get nextFile(): number {
    return this.#next
  }

  get source(): BlockSource {
    return this.#source
  }

  /** Files are kept as long as a version has them. */
  version(levels: Levels): Version {
    const version = new Version(levels, ({ files }) => {
      for (const { number } of files) this.#drop(number)
    })
    for (const { number } of version.files)
      this.#uses.set(number, (this.#uses.get(number) ?? 0) + 1)
    return version
  }

  /** Sorted entries as files of a size; all versions of a key are in one. Of no entries there is none. */
  write(entries: Iterable<Entry>, targetSize: number): readonly FileMeta[] {
    const written: FileMeta[] = []
    let writing: Writing | null = null
    for (const entry of entries) {
      if (writing !== null && writing.isFull(targetSize, entry)) {
        written.push(this.#finish(writing))
        writing = null
      }
      writing ??= new Writing(this.#options, entry)
      writing.add(entry)
    }
    if (writing !== null) written.push(this.#finish(writing))
    return written
  }

  open({ number }: FileMeta): TableReader {
    let reader = this.#readers.get(number)
    if (reader === undefined) {
      reader = new TableReader(number, this.#files, this.#files.whole(number))
      this.#readers.set(number, reader)
    }
    return reader
  }

  /** Of lookups and walks. */
  cursor(file: FileMeta, isCounted: boolean): EntryCursor {
    const reader = this.open(file)
    return isCounted ? reader.cursor(this.#source) : reader.unseen(this.#source)
  }

  #finish(writing: Writing): FileMeta {
    const number = this.#next++
    const bytes = writing.finish()
    this.#readers.set(number, new TableReader(number, this.#files, bytes))
    this.#files.write(number, bytes)
    return writing.meta(number, bytes.length)
  }

  #drop(number: number): void {
    const left = (this.#uses.get(number) ?? 0) - 1
    if (left > 0) {
      this.#uses.set(number, left)
      return
    }
    this.#uses.delete(number)
    this.#readers.delete(number)
    this.#files.delete(number)
  }
}

/** A file that is being written. */
class Writing {
  readonly #builder: TableBuilder
  readonly #smallest: Uint8Array
  #largest: Uint8Array
  #entries = 0
  #newest = 0

  constructor(options: StoreOptions, { key }: Entry) {
    this.#builder = new TableBuilder(options)
    this.#smallest = key
    this.#largest = key
  }

  isFull(targetSize: number, { key }: Entry): boolean {
    return this.#builder.size >= targetSize && compareBytes(key, this.#largest) !== 0
  }

  add(entry: Entry): void {
    this.#builder.add(entry)
    this.#largest = entry.key
    this.#entries++
    this.#newest = Math.max(this.#newest, entry.sequence)
  }

  finish(): Uint8Array {
    return this.#builder.finish()
  }

  /** Copies the keys: what they are views of may be a whole block. */
  meta(number: number, size: number): FileMeta {
    return {
      number,
      size,
      smallest: this.#smallest.slice(),
      largest: this.#largest.slice(),
      entries: this.#entries,
      newest: this.#newest,
    }
  }
}
