/**
 * What the disk of a TaskManager takes for the files of a store, in virtual ms. Simplified: bytes cost
 * the same wherever they lie, and one operator's files do not wait for another's.
 */
import type { Costs } from '../../../model/index.ts'
import type { BackgroundJob } from '../lsm/jobs.ts'

const perMb = 1_000_000

/** A flush writes what it reads from memory; a compaction reads and writes. Moving a file costs nothing. */
export function jobTime(
  costs: Costs,
  { kind, inputBytes }: Pick<BackgroundJob, 'kind' | 'inputBytes'>,
): number {
  if (inputBytes === 0) return 0
  return fileTime(costs, kind === 'flush' ? inputBytes : 2 * inputBytes)
}

/** Writing so many bytes to a file. */
export function fileTime({ diskFile, diskPerMb }: Costs, bytes: number): number {
  return diskFile + Math.round((diskPerMb * bytes) / perMb)
}

/** Bytes a microsecond that may be written while writes are slowed down. RocksDB: delayed_write_rate, 16 MB/s. */
const delayedWriteRate = 16

/** Virtual microseconds a task waits for blocks that it read, and for writes that were slowed down. */
export function accessTime(
  { diskBlockMicros }: Costs,
  { blocks, delayed }: { readonly blocks: number; readonly delayed: number },
): number {
  return blocks * diskBlockMicros + Math.ceil(delayed / delayedWriteRate)
}
