/** What generated data is like. */
import { expect, test } from 'vitest'
import * as flink from './flink.ts'
import { codeOf, refusalOf } from './testing/misuse.ts'

const { Duration, GeneratorShapes } = flink
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

test('[SRC-14] skewed keys: the n-th is about 1/n as frequent as the first', () => {
  const key = GeneratorShapes.skewedKeys(['a', 'b', 'c', 'd'], 1)
  const made = numbers(5_000).map(key)
  const share = (wanted: string) => made.filter((one) => one === wanted).length / made.length
  const whole = 1 + 1 / 2 + 1 / 3 + 1 / 4
  expect(share('a')).toBeCloseTo(1 / whole, 1)
  expect(share('b')).toBeCloseTo(1 / 2 / whole, 1)
  expect(share('d')).toBeCloseTo(1 / 4 / whole, 1)
  expect(share('a')).toBeGreaterThan(share('b'))
  expect(share('b')).toBeGreaterThan(share('c'))
  expect(share('c')).toBeGreaterThan(share('d'))
})

test('[SRC-14] a record goes by the seed and its number alone, whatever was made before it', () => {
  const make = (seed: number) => {
    const key = GeneratorShapes.skewedKeys(['a', 'b', 'c'], seed)
    const at = GeneratorShapes.outOfOrder(Duration.ofMillis(10), Duration.ofMillis(500), seed)
    return (index: number) => `${key(index)} ${at(index)}`
  }
  const whole = numbers(100).map(make(3))
  const backwards = make(3)
  expect(numbers(50).map((n) => backwards(99 - n))).toEqual(whole.slice(50).reverse())
  expect(numbers(100).map(make(4))).not.toEqual(whole)
})

test('[SRC-14] timestamps are out of order, and none is later than its bound', () => {
  const at = GeneratorShapes.outOfOrder(Duration.ofMillis(10), Duration.ofMillis(95), 2)
  const times = numbers(1_000).map(at)
  const behind = times.map((time, n) => Math.max(...times.slice(0, n + 1)) - time)
  expect(Math.max(...behind)).toBeGreaterThan(60)
  expect(Math.max(...behind)).toBeLessThanOrEqual(95)
  expect(Math.min(...times)).toBeGreaterThanOrEqual(0)
  const ordered = GeneratorShapes.outOfOrder(Duration.ofMillis(10), Duration.ofMillis(0), 2)
  expect(numbers(3).map(ordered)).toEqual([0, 10, 20])
})

test('[SRC-14] gaps: event time jumps after so many records', () => {
  const at = GeneratorShapes.withGaps((index) => index * 10, 3, Duration.ofSeconds(1))
  expect(numbers(7).map(at)).toEqual([0, 10, 20, 1_030, 1_040, 1_050, 2_060])
})

test('[SRC-14] shapes say what they need', () => {
  const second = Duration.ofSeconds(1)
  expect(refusalOf(() => GeneratorShapes.skewedKeys([], 1))).toMatchObject({
    code: 'number_too_small',
    values: { what: 'GeneratorShapes.skewedKeys', got: 0, least: 1 },
  })
  expect(codeOf(() => GeneratorShapes.skewedKeys(['a'], -1))).toBe('number_too_small')
  expect(codeOf(() => GeneratorShapes.outOfOrder(second, second, 0.5))).toBe(
    'whole_number_expected',
  )
  expect(codeOf(() => GeneratorShapes.outOfOrder(second, 7 as never, 1))).toBe('duration_expected')
  expect(codeOf(() => GeneratorShapes.withGaps(7 as never, 1, second))).toBe('function_expected')
  expect(codeOf(() => GeneratorShapes.bursts(0, second))).toBe('number_too_small')
  expect(codeOf(() => GeneratorShapes.bursts(1, Duration.ofMillis(0)))).toBe('number_too_small')
})
