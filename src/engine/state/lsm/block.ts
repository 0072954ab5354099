/**
 * Sorted entries in some four kilobytes: a key is written as what it does not share with the key
 * before it, and every sixteenth in full, where a search can begin. RocksDB: BlockBuilder, Block
 * (index_block and data_block, format of LevelDB).
 */
import { ByteSink, ByteSource, fixed32At, sharedLength } from './coding.ts'
import { sound } from './corruption.ts'
import {
  compareEntries,
  encodeInternalKey,
  type Entry,
  type EntryCursor,
  entryOf,
} from './entry.ts'

const nothing = new Uint8Array(0)

export class BlockBuilder {
  readonly #interval: number
  readonly #sink = new ByteSink(4096)
  #restarts: number[] = []
  #sinceRestart = 0
  #last: Uint8Array = nothing

  /** `interval`: entries from one key in full to the next. RocksDB: block_restart_interval. */
  constructor(interval: number) {
    this.#interval = interval
  }

  get isEmpty(): boolean {
    return this.#restarts.length === 0
  }

  /** Bytes it would have if it were finished now. */
  get size(): number {
    return this.#sink.length + 4 * (this.#restarts.length + 1)
  }

  /** Entries come in their order. */
  add(entry: Entry): void {
    const key = encodeInternalKey(entry)
    const inFull = this.#restarts.length === 0 || this.#sinceRestart >= this.#interval
    if (inFull) {
      this.#restarts.push(this.#sink.length)
      this.#sinceRestart = 0
    }
    const shared = inFull ? 0 : sharedLength(this.#last, key)
    this.#sink.varint(shared)
    this.#sink.varint(key.length - shared)
    this.#sink.varint(entry.value.length)
    this.#sink.raw(key.subarray(shared))
    this.#sink.raw(entry.value)
    this.#last = key
    this.#sinceRestart++
  }

  /** The bytes; the builder is empty afterwards. */
  finish(): Uint8Array {
    for (const restart of this.#restarts) this.#sink.fixed32(restart)
    this.#sink.fixed32(this.#restarts.length)
    const bytes = this.#sink.finish()
    this.#sink.clear()
    this.#restarts = []
    this.#last = nothing
    return bytes
  }
}

export class Block {
  readonly bytes: Uint8Array
  readonly #restarts: number
  readonly #end: number

  /** Throws a Corruption where the bytes are no block. */
  constructor(bytes: Uint8Array) {
    sound(bytes.length >= 4, 'a block is too short')
    this.bytes = bytes
    this.#restarts = fixed32At(bytes, bytes.length - 4)
    this.#end = bytes.length - 4 * (this.#restarts + 1)
    sound(this.#restarts > 0 && this.#end >= 0, 'a block has no room for its restarts')
  }

  cursor(): EntryCursor {
    return new BlockCursor(this.bytes, this.#restarts, this.#end)
  }
}

class BlockCursor implements EntryCursor {
  readonly #bytes: Uint8Array
  readonly #restarts: number
  readonly #end: number
  readonly #source: ByteSource
  #internal: Uint8Array = nothing
  #entry: Entry | null = null

  constructor(bytes: Uint8Array, restarts: number, end: number) {
    this.#bytes = bytes
    this.#restarts = restarts
    this.#end = end
    this.#source = new ByteSource(bytes, end, end)
  }

  get entry(): Entry | null {
    return this.#entry
  }

  seek(key: Uint8Array, sequence: number): void {
    const place = { key, sequence }
    this.#startAt(this.#restartBefore(place))
    this.next()
    while (this.#entry !== null && compareEntries(this.#entry, place) < 0) this.next()
  }

  next(): void {
    const source = this.#source
    if (source.isAtEnd) {
      this.#entry = null
      return
    }
    const shared = source.varint()
    const unshared = source.varint()
    const valueLength = source.varint()
    sound(shared <= this.#internal.length, 'a key shares more than there is')
    const internal = new Uint8Array(shared + unshared)
    for (let at = 0; at < shared; at++) internal[at] = this.#internal[at] as number
    internal.set(source.raw(unshared), shared)
    this.#internal = internal
    this.#entry = entryOf(internal, source.raw(valueLength))
  }

  /** The last restart whose key is before the place; the first where none is. */
  #restartBefore(place: Pick<Entry, 'key' | 'sequence'>): number {
    let from = 0
    let to = this.#restarts - 1
    while (from < to) {
      const middle = (from + to + 1) >>> 1
      this.#startAt(middle)
      this.next()
      if (this.#entry !== null && compareEntries(this.#entry, place) < 0) from = middle
      else to = middle - 1
    }
    return from
  }

  #startAt(restart: number): void {
    const at = fixed32At(this.#bytes, this.#end + 4 * restart)
    sound(at <= this.#end, 'a restart lies outside its block')
    this.#source.at = at
    this.#internal = nothing
  }
}
