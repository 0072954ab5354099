/** What a bench measures of a store by itself, in memory. */
import type { CheckpointId } from '../../../../model/index.ts'
import { UploadedFiles } from '../../rocksdb/uploaded-files.ts'
import type { StoreOptions } from '../options.ts'
import { LsmStore } from '../store.ts'
import { MemoryFiles } from '../table-files.ts'

const megabyte = 1_048_576
const keys = 100_000
const valueBytes = 100
const runs = 3

const options: StoreOptions = {
  writeBufferSize: megabyte,
  maxWriteBufferNumber: 2,
  blockSize: 4096,
  blockRestartInterval: 16,
  blockCacheSize: 64 * megabyte,
  bloomBitsPerKey: 10,
  level0FileNumCompactionTrigger: 4,
  level0SlowdownWritesTrigger: 20,
  level0StopWritesTrigger: 36,
  targetFileSizeBase: megabyte,
  maxBytesForLevelBase: 4 * megabyte,
  maxBytesForLevelMultiplier: 10,
  numLevels: 7,
}

/** Sixteen bytes, as a key of the stream with its key group takes; `at` is spread over all of them. */
function keyOf(at: number): Uint8Array {
  const key = new Uint8Array(16)
  const view = new DataView(key.buffer)
  view.setUint32(0, Math.imul(at, 0x9e3779b1))
  view.setUint32(12, at)
  return key
}

function filled(given: StoreOptions) {
  const files = new MemoryFiles()
  const store = new LsmStore(given, files)
  const family = store.columnFamily('state', { merge: null })
  for (let at = 0; at < keys; at++)
    store.put(family, keyOf(at), new Uint8Array(valueBytes).fill(at))
  return { store, family, files }
}

/** The best of several, a second. */
function fastest(many: number, work: () => void): number {
  const speeds = Array.from({ length: runs }, () => {
    const began = performance.now()
    work()
    return (many * 1_000) / (performance.now() - began)
  })
  return Math.max(...speeds)
}

/** Points a second: written with what that flushes and compacts, read from the cache, read without one. */
export function pointSpeeds(): {
  readonly writes: number
  readonly warm: number
  readonly cold: number
} {
  const reads = (given: StoreOptions): number => {
    const { store, family } = filled(given)
    store.flush()
    const readAll = (): void => {
      for (let at = 0; at < keys; at++) store.get(family, keyOf((at * 7919) % keys))
    }
    readAll()
    return fastest(keys, readAll)
  }
  return {
    writes: fastest(keys, () => void filled(options)),
    warm: reads(options),
    cold: reads({ ...options, blockCacheSize: 0 }),
  }
}

/** A checkpoint, a percent of the values anew, and another: which share of the first's bytes the second uploads. */
export function incrementOfOnePercent(): number {
  const { store, family, files } = filled({ ...options, writeBufferSize: 64 * megabyte })
  const uploaded = new UploadedFiles('bench', true)
  const bytesOf = (checkpoint: number): number => {
    const { families } = store.checkpoint()
    const live = families.flatMap(({ levels }) => levels.flat())
    const written = uploaded.filesFor(
      checkpoint as CheckpointId,
      live.map(({ number }) => ({ number, content: files.whole(number) })),
    )
    uploaded.completed(checkpoint as CheckpointId)
    return written.reduce((sum, { content }) => sum + (content?.length ?? 0), 0)
  }
  const full = bytesOf(1)
  for (let at = 0; at < keys; at += 100)
    store.put(family, keyOf(at), new Uint8Array(valueBytes).fill(1))
  return bytesOf(2) / full
}
