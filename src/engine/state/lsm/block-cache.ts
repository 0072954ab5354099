/** Blocks that were read last, as many as fit: the one used longest ago goes first. RocksDB: LRUCache. */
import type { Block } from './block.ts'

/** Memory for the blocks of one store or several. */
export class CacheRoom {
  readonly #capacity: number
  readonly #reserved: () => number
  /** In the order of use. */
  readonly #blocks = new Map<string, Block>()
  #usage = 0

  /** `reserved`: bytes of it that something else takes. RocksDB: CacheReservationManager. */
  constructor(capacity: number, reserved: () => number = () => 0) {
    this.#capacity = capacity
    this.#reserved = reserved
  }

  /** Bytes of blocks in it. */
  get usage(): number {
    return this.#usage
  }

  use(key: string): Block | undefined {
    const block = this.#blocks.get(key)
    if (block === undefined) return undefined
    this.#blocks.delete(key)
    this.#blocks.set(key, block)
    return block
  }

  peek(key: string): Block | undefined {
    return this.#blocks.get(key)
  }

  put(key: string, block: Block): void {
    const size = block.bytes.length
    const most = this.#capacity - this.#reserved()
    if (size <= most) {
      this.#blocks.set(key, block)
      this.#usage += size
    }
    for (const [oldest] of this.#blocks) {
      if (this.#usage <= most) return
      this.#drop(oldest)
    }
  }

  /** Blocks whose keys begin so. */
  dropAll(prefix: string): void {
    for (const key of this.#blocks.keys()) if (key.startsWith(prefix)) this.#drop(key)
  }

  #drop(key: string): void {
    this.#usage -= this.#blocks.get(key)?.bytes.length ?? 0
    this.#blocks.delete(key)
  }
}

/** The blocks of one store. */
export class BlockCache {
  readonly #room: CacheRoom
  readonly #prefix: string

  /** `prefix`: what tells its blocks from those of other stores. */
  constructor(room: CacheRoom, prefix = '') {
    this.#room = room
    this.#prefix = prefix
  }

  /** Bytes in it, those of other stores included. */
  get usage(): number {
    return this.#room.usage
  }

  get(file: number, offset: number): Block | undefined {
    return this.#room.use(this.#keyOf(file, offset))
  }

  /** As {@link get}, but it counts as no use. */
  peek(file: number, offset: number): Block | undefined {
    return this.#room.peek(this.#keyOf(file, offset))
  }

  put(file: number, offset: number, block: Block): void {
    this.#room.put(this.#keyOf(file, offset), block)
  }

  /** Its store is gone. */
  drop(): void {
    this.#room.dropAll(this.#prefix)
  }

  #keyOf(file: number, offset: number): string {
    return `${this.#prefix}${file}/${offset}`
  }
}
