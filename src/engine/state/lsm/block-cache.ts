/** Blocks that were read last, as many as fit: the one used longest ago goes first. RocksDB: LRUCache. */
import type { Block } from './block.ts'

export class BlockCache {
  readonly #capacity: number
  /** In the order of use. */
  readonly #blocks = new Map<string, Block>()
  #usage = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Bytes in it. */
  get usage(): number {
    return this.#usage
  }

  get(file: number, offset: number): Block | undefined {
    const key = `${file}/${offset}`
    const block = this.#blocks.get(key)
    if (block === undefined) return undefined
    this.#blocks.delete(key)
    this.#blocks.set(key, block)
    return block
  }

  /** As {@link get}, but it counts as no use. */
  peek(file: number, offset: number): Block | undefined {
    return this.#blocks.get(`${file}/${offset}`)
  }

  put(file: number, offset: number, block: Block): void {
    const size = block.bytes.length
    if (size > this.#capacity) return
    this.#blocks.set(`${file}/${offset}`, block)
    this.#usage += size
    for (const [key, oldest] of this.#blocks) {
      if (this.#usage <= this.#capacity) return
      this.#blocks.delete(key)
      this.#usage -= oldest.bytes.length
    }
  }
}
