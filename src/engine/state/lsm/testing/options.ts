import type { StoreOptions } from '../options.ts'

/** So small that a few hundred writes reach several levels. */
export const small: StoreOptions = {
  writeBufferSize: 2048,
  maxWriteBufferNumber: 2,
  blockSize: 256,
  blockRestartInterval: 4,
  blockCacheSize: 4096,
  bloomBitsPerKey: 10,
  level0FileNumCompactionTrigger: 4,
  level0SlowdownWritesTrigger: 6,
  level0StopWritesTrigger: 8,
  targetFileSizeBase: 1024,
  maxBytesForLevelBase: 4096,
  maxBytesForLevelMultiplier: 4,
  numLevels: 5,
}
