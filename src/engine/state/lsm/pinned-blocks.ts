/**
 * Blocks that what is done next may read, and that stay at hand until it is done, whatever the cache
 * drops meanwhile. RocksDB: pinned blocks, which may be more than the cache's capacity.
 */
import type { Block } from './block.ts'

export class PinnedBlocks {
  #blocks = new Map<string, Block>()
  #next = new Map<string, Block>()

  get(file: number, offset: number): Block | undefined {
    return this.#blocks.get(`${file}/${offset}`)
  }

  /** From here to {@link settle}, what is pinned again is kept, and the rest goes. */
  begin(): void {
    this.#next = new Map()
  }

  pin(file: number, offset: number, block: Block): void {
    this.#next.set(`${file}/${offset}`, block)
  }

  settle(): void {
    this.#blocks = this.#next
  }
}
