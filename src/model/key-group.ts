/**
 * How a key finds its subtask: Java hash code → murmur → key group → subtask.
 * Flink: KeyGroupRangeAssignment, MathUtils.murmurHash.
 */
import { assert } from '../base/index.ts'
import type { KeyGroup } from './ids.ts'
import { limits } from './limits.ts'
import type { KeyGroupRange } from './snapshot.ts'

/** Whether Flink takes a number as parallelism or max parallelism: a whole one, 1 … 32768. */
export function isParallelism(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= limits.keyGroups
}

/**
 * Spreads a Java hash code over 0 … 2³¹ − 1: one round of MurmurHash3 and its finaliser.
 * Flink: MathUtils.murmurHash.
 */
export function murmurHash(hashCode: number): number {
  let hash = Math.imul(hashCode, 0xcc9e2d51)
  hash = (hash << 15) | (hash >>> 17)
  hash = Math.imul(hash, 0x1b873593)
  hash = (hash << 13) | (hash >>> 19)
  hash = Math.imul(hash, 5) + 0xe6546b64
  hash ^= 4
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  hash ^= hash >>> 16
  if (hash >= 0) return hash
  // Java has no positive counterpart of its smallest int; Flink answers 0 for it.
  return hash === -0x80000000 ? 0 : -hash
}

/** The key group of a key with this Java hash code. CK-201. */
export function keyGroupOf(hashCode: number, maxParallelism: number): KeyGroup {
  return (murmurHash(hashCode) % maxParallelism) as KeyGroup
}

/** The index of the subtask that owns a key group. CK-201. */
export function subtaskOfKeyGroup(
  group: KeyGroup,
  maxParallelism: number,
  parallelism: number,
): number {
  return Math.trunc((group * parallelism) / maxParallelism)
}

/** The key groups of the subtask with this index, both ends included. CK-201. */
export function keyGroupRange(
  index: number,
  maxParallelism: number,
  parallelism: number,
): KeyGroupRange {
  assert(isParallelism(maxParallelism), 'max parallelism is within bounds')
  assert(isParallelism(parallelism), 'parallelism is within bounds')
  assert(maxParallelism >= parallelism, 'max parallelism is not smaller than the parallelism')
  return {
    start: Math.ceil((index * maxParallelism) / parallelism),
    end: Math.floor(((index + 1) * maxParallelism - 1) / parallelism),
  }
}

/** What a vertex without `setMaxParallelism` has: the power of two not below 1.5 p, 128 … 32768. CK-197. */
export function defaultMaxParallelism(parallelism: number): number {
  assert(isParallelism(parallelism), 'parallelism is within bounds')
  const wanted = parallelism + Math.trunc(parallelism / 2)
  let power = 128
  while (power < wanted && power < limits.keyGroups) power *= 2
  return power
}
