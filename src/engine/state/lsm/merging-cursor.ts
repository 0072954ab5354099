/** Several sorted sources as one. RocksDB: MergingIterator, LevelIterator. */
import { compareEntries, type Entry, type EntryCursor } from './entry.ts'
import { type FileMeta, firstNotBefore } from './version.ts'

export class MergingCursor implements EntryCursor {
  readonly #sources: readonly EntryCursor[]
  /** Those that are not at their end, by the entry they stand at. */
  #standing: EntryCursor[] = []

  constructor(sources: readonly EntryCursor[]) {
    this.#sources = sources
  }

  get entry(): Entry | null {
    return this.#standing[0]?.entry ?? null
  }

  seek(key: Uint8Array, sequence: number): void {
    this.#standing = []
    for (const source of this.#sources) {
      source.seek(key, sequence)
      this.#place(source)
    }
  }

  next(): void {
    const first = this.#standing.shift()
    if (first === undefined) return
    first.next()
    this.#place(first)
  }

  #place(source: EntryCursor): void {
    const { entry } = source
    if (entry === null) return
    let at = 0
    for (; at < this.#standing.length; at++) {
      const other = this.#standing[at]?.entry
      if (other === null || other === undefined || compareEntries(entry, other) < 0) break
    }
    this.#standing.splice(at, 0, source)
  }
}

/** The files of a level, one after the other; each is opened when the walk comes to it. */
export class LevelCursor implements EntryCursor {
  readonly #files: readonly FileMeta[]
  readonly #open: (file: FileMeta) => EntryCursor
  #at = 0
  #table: EntryCursor | null = null

  constructor(files: readonly FileMeta[], open: (file: FileMeta) => EntryCursor) {
    this.#files = files
    this.#open = open
  }

  get entry(): Entry | null {
    return this.#table === null ? null : this.#table.entry
  }

  seek(key: Uint8Array, sequence: number): void {
    this.#at = firstNotBefore(this.#files, key)
    this.#enter(key, sequence)
    if (this.entry === null) this.#enterNext()
  }

  next(): void {
    this.#table?.next()
    if (this.entry === null) this.#enterNext()
  }

  #enter(key: Uint8Array, sequence: number): void {
    const file = this.#files[this.#at]
    this.#table = file === undefined ? null : this.#open(file)
    this.#table?.seek(key, sequence)
  }

  #enterNext(): void {
    if (this.#at >= this.#files.length) return
    this.#at++
    this.#enter(new Uint8Array(0), Number.MAX_SAFE_INTEGER)
  }
}
