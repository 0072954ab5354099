/** What config.yaml says of `state.backend.rocksdb`. Defaults are Flink 2.x's (RB-10, RB-13, RB-19). */
import type { RocksDbMemory, RocksDbSettings } from '../model/index.ts'

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
    memory: memoryOf(settings),
    timers: settings.get<RocksDbSettings['timers']>(key('timer-service.factory'), 'ROCKSDB'),
  }
}

/** What Flink's default of 1728 MB for a TaskManager's process leaves for managed memory. */
const managedByDefault = 512 * megabyte

/** A size of a slot goes before managed memory, one of a TaskManager behind it (RB-12). */
function memoryOf(settings: Reading): RocksDbMemory | null {
  const key = (name: string) => `state.backend.rocksdb.memory.${name}`
  const writeBufferRatio = settings.get(key('write-buffer-ratio'), 0.5)
  const bytesOf = (name: string) => settings.atLeast(name, 0, 0)
  const ofSlot = bytesOf(key('fixed-per-slot'))
  if (ofSlot > 0) return { sharedBy: 'slot', bytes: ofSlot, writeBufferRatio }
  if (settings.get(key('managed'), true)) {
    const bytes = settings.atLeast('taskmanager.memory.managed.size', managedByDefault, 1)
    return { sharedBy: 'managed', bytes, writeBufferRatio }
  }
  const ofTaskManager = bytesOf(key('fixed-per-tm'))
  return ofTaskManager > 0
    ? { sharedBy: 'task-manager', bytes: ofTaskManager, writeBufferRatio }
    : null
}
