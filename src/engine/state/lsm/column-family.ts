/** One sorted map of a store: what it has in memory, its files, its rules. RocksDB: ColumnFamilyData. */
import type { CompactionFilter } from './compaction-filter.ts'
import { Memtable } from './memtable.ts'
import type { MergeOperator } from './merge-operator.ts'
import type { Version } from './version.ts'

export interface ColumnFamilyRules {
  readonly merge: MergeOperator | null
}

export class ColumnFamily {
  readonly name: string
  readonly merge: MergeOperator | null
  /** Asked by compactions; null: they drop nothing. */
  filter: CompactionFilter | null = null
  version: Version
  #mutable = new Memtable()
  #immutables: readonly Memtable[] = []

  constructor(name: string, { merge }: ColumnFamilyRules, version: Version) {
    this.name = name
    this.merge = merge
    this.version = version
  }

  /** What is written to. */
  get mutable(): Memtable {
    return this.#mutable
  }

  /** Full, and not flushed yet; the newest first. */
  get immutables(): readonly Memtable[] {
    return this.#immutables
  }

  /** What was written to is full from here on. RocksDB: SwitchMemtable. */
  switchMemtable(): void {
    if (this.#mutable.count === 0) return
    this.#immutables = [this.#mutable, ...this.#immutables]
    this.#mutable = new Memtable()
  }

  /** These are in a file now. */
  flushed(memtables: readonly Memtable[]): void {
    this.#immutables = this.#immutables.filter((memtable) => !memtables.includes(memtable))
  }
}
