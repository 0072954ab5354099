/** One value per key and namespace. Flink: RocksDBValueState, RocksDBReducingState, RocksDBAggregatingState. */
import type { KeyContext, Namespace, Peeked, ValueTable } from '../backend.ts'
import type { RocksDbTable } from './rocksdb-table.ts'

export class RocksDbValues implements ValueTable {
  readonly traits
  readonly #table: RocksDbTable

  constructor(table: RocksDbTable) {
    this.traits = table.traits
    this.#table = table
  }

  read(under: KeyContext, namespace: Namespace): unknown {
    const bytes = this.#table.get(this.#table.key(under, namespace))
    return bytes === null ? undefined : this.#table.elementIn(bytes)
  }

  write(under: KeyContext, namespace: Namespace, value: unknown): void {
    this.#table.put(this.#table.key(under, namespace), this.#table.bytesOf(value))
  }

  remove(under: KeyContext, namespace: Namespace): boolean {
    return this.#table.delete(this.#table.key(under, namespace))
  }

  peek(under: KeyContext, namespace: Namespace): Peeked {
    const bytes = this.#table.peekAt(this.#table.key(under, namespace))
    if (bytes === null) return { first: [], total: 0 }
    return { first: [this.#table.elementIn(bytes)], total: 1 }
  }
}
