/** Writes a sorted string table. RocksDB: BlockBasedTableBuilder. */
import { xxHash32 } from '../../../base/index.ts'
import { BlockBuilder } from './block.ts'
import { bloomFilterOf } from './bloom.ts'
import { ByteSink, compareBytes } from './coding.ts'
import type { Entry } from './entry.ts'
import type { StoreOptions } from './options.ts'
import { type BlockHandle, encodeFooter, encodeHandle } from './table-format.ts'

export type TableOptions = Pick<
  StoreOptions,
  'blockSize' | 'blockRestartInterval' | 'bloomBitsPerKey'
>

export class TableBuilder {
  readonly #options: TableOptions
  readonly #file = new ByteSink(8192)
  readonly #block: BlockBuilder
  readonly #index = new BlockBuilder(1)
  readonly #keys: Uint8Array[] = []
  #last: Entry | null = null

  constructor(options: TableOptions) {
    this.#options = options
    this.#block = new BlockBuilder(options.blockRestartInterval)
  }

  /** Bytes so far. */
  get size(): number {
    return this.#file.length + (this.#block.isEmpty ? 0 : this.#block.size)
  }

  /** Entries come in their order. */
  add(entry: Entry): void {
    if (!this.#block.isEmpty && this.#block.size >= this.#options.blockSize) this.#endBlock()
    if (this.#options.bloomBitsPerKey > 0) this.#noteKey(entry.key)
    this.#block.add(entry)
    this.#last = entry
  }

  /** The file. At least one entry was added. */
  finish(): Uint8Array {
    this.#endBlock()
    const bits = this.#options.bloomBitsPerKey
    const filter = bits > 0 ? this.#write(bloomFilterOf(this.#keys, bits)) : null
    const index = this.#write(this.#index.finish())
    this.#file.raw(encodeFooter({ index, filter }))
    return this.#file.finish()
  }

  #noteKey(key: Uint8Array): void {
    const last = this.#keys.at(-1)
    if (last === undefined || compareBytes(last, key) !== 0) this.#keys.push(key)
  }

  /** The index has the last key of each block. */
  #endBlock(): void {
    if (this.#last === null) return
    const handle = this.#write(this.#block.finish())
    this.#index.add({ ...this.#last, value: encodeHandle(handle) })
  }

  #write(bytes: Uint8Array): BlockHandle {
    const handle = { offset: this.#file.length, size: bytes.length }
    this.#file.raw(bytes)
    this.#file.fixed32(xxHash32(bytes))
    return handle
  }
}
