/**
 * The files of a column family at a moment, level by level. It never changes: a flush or a compaction
 * makes another, and who reads the old one keeps its files. RocksDB: Version, FileMetaData.
 */
import { assert } from '../../../base/index.ts'
import { compareBytes } from './coding.ts'

/** A sorted string table and what is known of it without reading it. */
export interface FileMeta {
  readonly number: number
  readonly size: number
  /** The first and the last key in it. */
  readonly smallest: Uint8Array
  readonly largest: Uint8Array
  readonly entries: number
  /** The sequence number of its newest entry. */
  readonly newest: number
}

/** Level 0: the newest file first, ranges may overlap; deeper levels: by key, they do not. */
export type Levels = readonly (readonly FileMeta[])[]

export class Version {
  readonly levels: Levels
  readonly #onUnused: (version: Version) => void
  #references = 1

  constructor(levels: Levels, onUnused: (version: Version) => void) {
    this.levels = levels
    this.#onUnused = onUnused
  }

  get files(): readonly FileMeta[] {
    return this.levels.flat()
  }

  retain(): this {
    this.#references++
    return this
  }

  release(): void {
    assert(this.#references > 0, 'who releases a version has it')
    if (--this.#references === 0) this.#onUnused(this)
  }
}

/** What a flush or a compaction changes. RocksDB: VersionEdit. */
export interface VersionEdit {
  readonly deleted: readonly FileMeta[]
  readonly level: number
  readonly added: readonly FileMeta[]
}

export function applied(levels: Levels, { deleted, level, added }: VersionEdit): Levels {
  const gone = new Set(deleted.map(({ number }) => number))
  return levels.map((files, at) => {
    const left = files.filter(({ number }) => !gone.has(number))
    if (at !== level) return left
    return [...left, ...added].sort(at === 0 ? byAge : byKey)
  })
}

function byAge(a: FileMeta, b: FileMeta): number {
  return b.newest - a.newest || b.number - a.number
}

function byKey(a: FileMeta, b: FileMeta): number {
  return compareBytes(a.smallest, b.smallest)
}

export function bytesOfFiles(files: readonly FileMeta[]): number {
  return files.reduce((sum, { size }) => sum + size, 0)
}

/** Of a deeper level's files, the one that may have the key. */
export function fileWith(files: readonly FileMeta[], key: Uint8Array): FileMeta | null {
  const file = files[firstNotBefore(files, key)]
  return file !== undefined && compareBytes(file.smallest, key) <= 0 ? file : null
}

/** Of a deeper level's files, the place of the first whose last key is not before the key. */
export function firstNotBefore(files: readonly FileMeta[], key: Uint8Array): number {
  let from = 0
  let to = files.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (compareBytes((files[middle] as FileMeta).largest, key) < 0) from = middle + 1
    else to = middle
  }
  return from
}

/** Files that have keys in a range, both ends included. */
export function overlapping(
  files: readonly FileMeta[],
  smallest: Uint8Array,
  largest: Uint8Array,
): readonly FileMeta[] {
  return files.filter(
    (file) =>
      compareBytes(file.largest, smallest) >= 0 && compareBytes(file.smallest, largest) <= 0,
  )
}
