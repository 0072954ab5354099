/** What config.yaml says of `state.backend.rocksdb`. Defaults are Flink 2.x's (RB-10, RB-13, RB-19). */
import type { RocksDbSettings } from '../model/index.ts'

/** Reads options by their keys. */
interface Reading {
  get<T extends string | number | boolean>(key: string, otherwise: T): T
  atLeast(key: string, otherwise: number, least: number): number
}

const kilobyte = 1024
const megabyte = 1024 * kilobyte
const flinksBitsPerKey = 10

/** Flink: RocksDBConfigurableOptions, RocksDBOptions. */
export function rocksDbSettings(settings: Reading): RocksDbSettings {
  const key = (name: string) => `state.backend.rocksdb.${name}`
  const size = (name: string, otherwise: number) => settings.atLeast(key(name), otherwise, 1)
  const bits = settings.atLeast(key('bloom-filter.bits-per-key'), flinksBitsPerKey, 1)
  return {
    writeBufferSize: size('writebuffer.size', 64 * megabyte),
    writeBufferCount: size('writebuffer.count', 2),
    blockSize: size('block.blocksize', 4 * kilobyte),
    blockCacheSize: size('block.cache-size', 8 * megabyte),
    targetFileSizeBase: size('compaction.level.target-file-size-base', 64 * megabyte),
    maxSizeLevelBase: size('compaction.level.max-size-level-base', 256 * megabyte),
    bloomBitsPerKey: settings.get(key('use-bloom-filter'), false) ? Math.floor(bits) : 0,
    timers: settings.get<RocksDbSettings['timers']>(key('timer-service.factory'), 'ROCKSDB'),
  }
}
