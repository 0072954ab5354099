/** Which files are compacted next. RocksDB: LevelCompactionPicker, with kMinOverlappingRatio. */
import { compareBytes } from './coding.ts'
import type { StoreOptions } from './options.ts'
import { bytesOfFiles, type FileMeta, type Levels, overlapping } from './version.ts'

export interface CompactionPlan {
  readonly level: number
  readonly outputLevel: number
  /** All files that are read: of the level, and of the one below. */
  readonly inputs: readonly FileMeta[]
  /** A file with none below it: it is moved, not written again. */
  readonly isTrivialMove: boolean
}

/** How full a level is; at 1 it is compacted. RocksDB: ComputeCompactionScore. */
function compactionScore(levels: Levels, level: number, options: StoreOptions): number {
  const files = levels[level] ?? []
  if (level === 0) return files.length / options.level0FileNumCompactionTrigger
  return bytesOfFiles(files) / maxBytesFor(level, options)
}

/** RocksDB: MaxBytesForLevel, static. */
function maxBytesFor(level: number, options: StoreOptions): number {
  let most = options.maxBytesForLevelBase
  for (let at = 1; at < level; at++) most *= options.maxBytesForLevelMultiplier
  return most
}

/** Null: no level is full. The fullest goes first. */
export function pickCompaction(levels: Levels, options: StoreOptions): CompactionPlan | null {
  let fullest = 0
  let highest = 0
  for (let level = 0; level < options.numLevels - 1; level++) {
    const score = compactionScore(levels, level, options)
    if (score > highest) {
      fullest = level
      highest = score
    }
  }
  return highest < 1 ? null : planFor(levels, fullest)
}

function planFor(levels: Levels, level: number): CompactionPlan {
  const files = levels[level] ?? []
  const next = levels[level + 1] ?? []
  const chosen = level === 0 ? files : [leastOverlapping(files, next)]
  const below = overlapping(next, ...rangeOf(chosen))
  const isTrivialMove = chosen.length === 1 && below.length === 0
  return { level, outputLevel: level + 1, inputs: [...chosen, ...below], isTrivialMove }
}

/** The file for whose bytes the fewest below must be written again. */
function leastOverlapping(files: readonly FileMeta[], next: readonly FileMeta[]): FileMeta {
  const cost = (file: FileMeta): number =>
    bytesOfFiles(overlapping(next, file.smallest, file.largest)) / file.size
  return files.reduce((best, file) => (cost(file) < cost(best) ? file : best))
}

function rangeOf(files: readonly FileMeta[]): [smallest: Uint8Array, largest: Uint8Array] {
  const least = (a: Uint8Array, b: Uint8Array): Uint8Array => (compareBytes(a, b) <= 0 ? a : b)
  const most = (a: Uint8Array, b: Uint8Array): Uint8Array => (compareBytes(a, b) >= 0 ? a : b)
  return [
    files.map(({ smallest }) => smallest).reduce(least),
    files.map(({ largest }) => largest).reduce(most),
  ]
}

/** Everything into the deepest level that has files, even if it is the only one. RocksDB: CompactRange. */
export function planForAll(levels: Levels): CompactionPlan | null {
  const inputs = levels.flat()
  if (inputs.length === 0) return null
  const deepest = levels.findLastIndex((files) => files.length > 0)
  return { level: 0, outputLevel: Math.max(1, deepest), inputs, isTrivialMove: false }
}
