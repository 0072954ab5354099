/**
 * What must be at hand before keys are read, where files are not in memory: the blocks that a lookup
 * or a walk would read. Indexes and filters are always at hand. Looking costs nothing and is not
 * counted: hits and misses are those of the reads themselves.
 */
import type { Block } from './block.ts'
import { compareBytes } from './coding.ts'
import type { ColumnFamily } from './column-family.ts'
import { newestSequence } from './entry.ts'
import { lookAlong, Lookup } from './lookup.ts'
import { type BlockHandle, storedSize } from './table-format.ts'
import type { Tables } from './tables.ts'
import { type FileMeta, fileWith, firstNotBefore, overlapping } from './version.ts'

/** A piece of a file. */
export interface FilePart {
  readonly file: number
  readonly offset: number
  readonly length: number
}

/** One key, or all from a key to before another. */
export type Wanted =
  | { readonly family: ColumnFamily; readonly key: Uint8Array }
  | { readonly family: ColumnFamily; readonly from: Uint8Array; readonly to: Uint8Array | null }

/** Whether a part of a file can be read; if it never will be, reading it is to fail, not to wait. */
export type AtHand = (part: FilePart) => 'yes' | 'no' | 'never'

/** Pins the blocks that are there, and answers the parts of files that are not. */
export function missingBlocks(
  wanted: readonly Wanted[],
  tables: Tables,
  atHand: AtHand,
): readonly FilePart[] {
  const { pinned } = tables.source
  pinned.begin()
  const search = new Search(tables, atHand)
  for (const one of wanted)
    if ('key' in one) search.point(one.family, one.key)
    else search.range(one.family, one.from, one.to)
  pinned.settle()
  return search.missing
}

class Search {
  readonly missing: FilePart[] = []
  readonly #tables: Tables
  readonly #atHand: AtHand

  constructor(tables: Tables, atHand: AtHand) {
    this.#tables = tables
    this.#atHand = atHand
  }

  /** As a lookup goes: what lies below a value is not looked at, nor what a filter rules out. */
  point({ mutable, immutables, version, merge }: ColumnFamily, key: Uint8Array): void {
    const lookup = new Lookup(merge)
    const place = { key, sequence: newestSequence }
    for (const memtable of [mutable, ...immutables]) {
      if (memtable.count > 0) lookAlong(memtable.cursor(), lookup, place)
      if (lookup.isDone) return
    }
    for (const [level, files] of version.levels.entries()) {
      const candidates = level === 0 ? overlapping(files, key, key) : [fileWith(files, key)]
      for (const file of candidates) {
        if (file === null || !this.#tables.open(file).mayContain(key)) continue
        // Whether older files matter is known once this one can be read.
        if (!this.#pinAll(file, key, justAfter(key))) return
        lookAlong(this.#tables.cursor(file, false), lookup, place)
        if (lookup.isDone) return
      }
    }
  }

  /** As a walk goes: it ends at the first entry behind the range, which it reads, too. */
  range({ version }: ColumnFamily, from: Uint8Array, to: Uint8Array | null): void {
    const [level0 = [], ...deeper] = version.levels
    for (const file of level0) this.#pinAll(file, from, to)
    for (const files of deeper)
      for (let at = firstNotBefore(files, from); at < files.length; at++) {
        const file = files[at] as FileMeta
        this.#pinAll(file, from, to)
        if (to !== null && compareBytes(file.largest, to) >= 0) break
      }
  }

  /** Whether all of them can be read. */
  #pinAll(file: FileMeta, from: Uint8Array, to: Uint8Array | null): boolean {
    let isThere = true
    for (const handle of this.#tables.open(file).blocksOf(from, to)) {
      const block = this.#blockOf(file, handle)
      if (block === null) isThere = false
      else this.#tables.source.pinned.pin(file.number, handle.offset, block)
    }
    return isThere
  }

  #blockOf(file: FileMeta, handle: BlockHandle): Block | null {
    const { source } = this.#tables
    const { number } = file
    const known =
      source.pinned.get(number, handle.offset) ?? source.cache.peek(number, handle.offset)
    if (known !== undefined) return known
    const part = { file: number, offset: handle.offset, length: storedSize(handle) }
    const state = this.#atHand(part)
    if (state === 'yes') return this.#tables.open(file).block(handle, source)
    if (state === 'no') this.missing.push(part)
    return null
  }
}

/** The least key that is greater. */
function justAfter(key: Uint8Array): Uint8Array {
  const after = new Uint8Array(key.length + 1)
  after.set(key)
  return after
}
