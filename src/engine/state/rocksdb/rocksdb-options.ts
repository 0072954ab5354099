/** What a store is set to by a job's settings. Flink: RocksDBResourceContainer. */
import type { RocksDbSettings } from '../../../model/index.ts'
import type { StoreOptions } from '../lsm/options.ts'

/** What the job does not set is RocksDB's default. */
export function storeOptions(settings: RocksDbSettings): StoreOptions {
  return {
    writeBufferSize: settings.writeBufferSize,
    maxWriteBufferNumber: settings.writeBufferCount,
    blockSize: settings.blockSize,
    blockRestartInterval: 16,
    blockCacheSize: settings.blockCacheSize,
    bloomBitsPerKey: settings.bloomBitsPerKey,
    level0FileNumCompactionTrigger: 4,
    level0SlowdownWritesTrigger: 20,
    level0StopWritesTrigger: 36,
    targetFileSizeBase: settings.targetFileSizeBase,
    maxBytesForLevelBase: settings.maxSizeLevelBase,
    maxBytesForLevelMultiplier: 10,
    numLevels: 7,
  }
}

const kilobyte = 1024

/** For who only reads what a snapshot has. */
export const readingOptions: StoreOptions = storeOptions({
  writeBufferSize: 64 * kilobyte,
  writeBufferCount: 2,
  blockSize: 4 * kilobyte,
  blockCacheSize: 0,
  targetFileSizeBase: 64 * kilobyte,
  maxSizeLevelBase: 256 * kilobyte,
  bloomBitsPerKey: 0,
  memory: null,
  timers: 'HEAP',
})
