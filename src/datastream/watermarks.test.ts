/** WatermarkStrategy and what a learner makes generators of. */
import { expect, test } from 'vitest'
import { type EventTime, maxWatermark, minWatermark } from '../model/index.ts'
import * as flink from './flink.ts'
import { codeOf, refusalOf } from './testing/misuse.ts'

const { Duration, Watermark, WatermarkStrategy } = flink

const planOf = <T>(strategy: flink.WatermarkStrategy<T>) => WatermarkStrategy.planOf(strategy)
const timeOf = <T>(strategy: flink.WatermarkStrategy<T>) =>
  WatermarkStrategy.timeOf(strategy, WatermarkStrategy.partsOf(strategy))

test('[WMK-8] a strategy is put together by calls that each give a new one', () => {
  const base = WatermarkStrategy.forBoundedOutOfOrderness<number>(Duration.ofSeconds(2))
  const whole = base
    .withIdleness(Duration.ofSeconds(5))
    .withWatermarkAlignment('group', Duration.ofSeconds(20))
    .withTimestampAssigner({ extractTimestamp: (n) => n * 2 })
  expect(planOf(base)).toEqual({
    generator: { kind: 'bounded-out-of-orderness', bound: 2_000 },
    idleness: null,
    alignment: null,
  })
  expect(planOf(whole)).toEqual({
    generator: { kind: 'bounded-out-of-orderness', bound: 2_000 },
    idleness: 5_000,
    alignment: { group: 'group', maxDrift: 20_000, updateInterval: 1_000 },
  })
  expect(timeOf(whole).assignTimestamp?.(4, null)).toBe(8)
})

test('[WMK-8] an assigner is told the lowest watermark where a record has no timestamp', () => {
  const strategy = WatermarkStrategy.noWatermarks<string>().withTimestampAssigner((_, at) => at)
  expect(timeOf(strategy).assignTimestamp?.('', null)).toBe(minWatermark)
  expect(timeOf(strategy).assignTimestamp?.('', 7 as EventTime)).toBe(7)
})

test('[WMK-9] withIdleness wraps what there is: the inner generator is not asked while the outer is idle', () => {
  let now = 0
  const calls: string[] = []
  const asked = {
    onEvent: () => undefined,
    onPeriodicEmit: () => calls.push(`asked ${now}`),
  }
  const strategy = WatermarkStrategy.forGenerator<number>(() => asked)
    .withIdleness(Duration.ofMillis(100))
    .withIdleness(Duration.ofMillis(300))
  expect(planOf(strategy).idleness).toBe(100)
  const clock = { relativeTimeMillis: () => now }
  const generator = timeOf(strategy).createWatermarkGenerator({
    getInputActivityClock: () => clock,
  })
  const output = {
    emitWatermark: () => undefined,
    markIdle: () => calls.push(`idle ${now}`),
    markActive: () => undefined,
  }
  for (; now <= 400; now += 100) generator.onPeriodicEmit(output)
  // Both tell it: an output that is idle already takes no notice.
  expect(calls).toEqual(['asked 0', 'asked 100', 'idle 200', 'idle 400'])
})

test('[WMK-9] idleness and alignment want lengths of time', () => {
  const strategy = WatermarkStrategy.forMonotonousTimestamps<number>()
  const loose = strategy as unknown as Record<string, (...args: unknown[]) => unknown>
  expect(refusalOf(() => strategy.withIdleness(Duration.ofMillis(0)))).toMatchObject({
    code: 'number_too_small',
    values: { what: 'withIdleness', got: 0, least: 1 },
  })
  expect(codeOf(() => loose['withIdleness']?.(5_000))).toBe('duration_expected')
  expect(codeOf(() => loose['withWatermarkAlignment']?.('', Duration.ofMillis(1)))).toBe(
    'text_expected',
  )
  expect(codeOf(() => loose['withWatermarkAlignment']?.('g'))).toBe('duration_expected')
})

test('[WMK-8] forGenerator wants something that makes generators', () => {
  const forGenerator = WatermarkStrategy.forGenerator as (supplier: unknown) => never
  expect(codeOf(() => forGenerator({ onEvent: () => undefined }))).toBe(
    'generator_supplier_expected',
  )
  const context = { getInputActivityClock: () => ({ relativeTimeMillis: () => 0 }) }
  const nothing = timeOf<unknown>(forGenerator(() => undefined))
  expect(codeOf(() => nothing.createWatermarkGenerator(context))).toBe('generator_expected')
  const supplier = { createWatermarkGenerator: () => new flink.NoWatermarksGenerator<unknown>() }
  const made = timeOf(WatermarkStrategy.forGenerator(supplier)).createWatermarkGenerator(context)
  expect(made).toBeInstanceOf(flink.NoWatermarksGenerator)
})

test('[WMK-1] a watermark is a whole number of milliseconds; the last one is MAX_WATERMARK', () => {
  expect(codeOf(() => new Watermark(0.5))).toBe('watermark_not_whole')
  expect(codeOf(() => new Watermark(Infinity))).toBe('watermark_not_whole')
  expect(codeOf(() => new Watermark('7' as never))).toBe('watermark_not_whole')
  expect(Watermark.MAX_WATERMARK.getTimestamp()).toBe(maxWatermark)
})
