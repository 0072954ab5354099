/** Whether writes may go on while flushes and compactions fall behind. RocksDB: WriteController. */
import type { ColumnFamily } from './column-family.ts'
import type { StoreOptions } from './options.ts'

/** Free, slowed down, or waiting for a flush or a compaction. RocksDB: WriteStallCondition. */
export type WriteCondition = 'normal' | 'delayed' | 'stopped'

/** RocksDB: GetWriteStallConditionAndCause. */
export function writeCondition(
  { immutables, version }: ColumnFamily,
  options: StoreOptions,
): WriteCondition {
  const files = version.levels[0]?.length ?? 0
  if (immutables.length >= options.maxWriteBufferNumber) return 'stopped'
  if (files >= options.level0StopWritesTrigger) return 'stopped'
  if (files >= options.level0SlowdownWritesTrigger) return 'delayed'
  return 'normal'
}
