import fc from 'fast-check'
import { expect, test } from 'vitest'
import { javaHashCode } from './key.ts'
import {
  defaultMaxParallelism,
  keyGroupOf,
  keyGroupRange,
  murmurHash,
  subtaskOfKeyGroup,
} from './key-group.ts'
import type { KeyGroup } from './ids.ts'

const parallelisms = fc
  .integer({ min: 1, max: 300 })
  .chain((max) => fc.tuple(fc.constant(max), fc.integer({ min: 1, max })))

test('[CK-201] the ranges of the subtasks share out all key groups, each to its owner', () => {
  fc.assert(
    fc.property(parallelisms, ([maxParallelism, parallelism]) => {
      let next = 0
      for (let index = 0; index < parallelism; index++) {
        const { start, end } = keyGroupRange(index, maxParallelism, parallelism)
        expect(start).toBe(next)
        expect(end).toBeGreaterThanOrEqual(start)
        for (const group of [start, end] as KeyGroup[]) {
          expect(subtaskOfKeyGroup(group, maxParallelism, parallelism)).toBe(index)
        }
        next = end + 1
      }
      expect(next).toBe(maxParallelism)
    }),
    { numRuns: 100 },
  )
})

test('a murmur hash is never negative', () => {
  fc.assert(
    fc.property(fc.integer(), (code) => murmurHash(code) >= 0 && murmurHash(code) < 2 ** 31),
  )
})

test('[CK-201] a key belongs to the key group Flink gives it', () => {
  const groupOf = (key: string) => keyGroupOf(javaHashCode(key, 'STRING'), 128)
  expect(groupOf('')).toBe(94)
  expect(groupOf('user-1')).toBe(121)
  expect(groupOf('😀')).toBe(54)
})

test('[CK-197] max parallelism of itself is a power of two above 1.5 p, at least 128', () => {
  expect([1, 85, 86, 171, 21_846, 32_768].map(defaultMaxParallelism)).toEqual([
    128, 128, 256, 256, 32_768, 32_768,
  ])
})
