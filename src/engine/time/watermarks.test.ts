/** Where event time comes from, and what holds it back. */
import { expect, test } from 'vitest'
import type { Scenario } from '../../scenario/index.ts'
import { keyedJob, simulate } from '../testing/simulate.ts'

/** Each partition's records by their event time. */
function topics(...partitions: readonly (readonly number[])[]): Scenario['topics'] {
  return {
    orders: {
      spacing: 100,
      partitions: partitions.map((times, partition) =>
        times.map((timestamp, n) => {
          const key = 'AB'.charAt(partition)
          return { key, value: JSON.stringify({ key, n }), timestamp }
        }),
      ),
    },
  }
}

const bounded = 'WatermarkStrategy.forBoundedOutOfOrderness<any>(Duration.ofMillis(50))'

test('[WMK-1, WMK-2] highest timestamp minus bound minus 1, every 200 ms, and never back', () => {
  const run = simulate(keyedJob({ watermarks: bounded }), {
    until: 1_000,
    scenario: { topics: topics([1_000, 900, 1_200, 1_100, 1_100, 1_100, 1_300]) },
  })
  expect(run.transcript('watermark-emitted')).toMatchInlineSnapshot(`
    "      200  orders/0  sends watermark 949 to count/0          due 210
          400  orders/0  sends watermark 1149 to count/0         due 410
          800  orders/0  sends watermark 1249 to count/0         due 810"
  `)
})

test('[WMK-2] the interval is Flink’s option, and 0 means no watermarks', () => {
  const emitted = (interval: string) =>
    simulate(keyedJob({ watermarks: bounded }), {
      until: 700,
      config: { 'pipeline.auto-watermark-interval': interval },
      scenario: { topics: topics([1_000, 2_000, 3_000, 4_000, 5_000]) },
    })
      .of('watermark-emitted')
      .map(({ at }) => at)
  expect(emitted('100 ms')).toEqual([200, 300, 400, 500, 600])
  expect(emitted('0 ms')).toEqual([])
})

test('[WMK-3] a reader with two partitions goes by the slower one', () => {
  const run = simulate(keyedJob({ watermarks: bounded }), {
    until: 1_000,
    scenario: { topics: topics([5_000, 6_000, 7_000, 8_000, 9_000], [100, 200, 300]) },
  })
  expect(run.of('watermark-emitted').map(({ watermark }) => watermark)).toEqual([49, 249])
})

test('[WMK-4, WMK-5] a task goes by its slowest channel, and tells all its receivers', () => {
  const run = simulate(keyedJob({ sources: 2, parallelism: 2, watermarks: bounded }), {
    until: 1_000,
    scenario: { topics: topics([5_000, 6_000, 7_000], [100, 200, 300, 400, 500]) },
  })
  const mine = run.of('watermark-advanced').filter(({ subtask }) => subtask === 2)
  expect(mine.map(({ watermark }) => watermark)).toEqual([49, 249, 449])
  const slow = run.of('watermark-emitted').filter(({ watermark }) => watermark === 249)
  expect(slow).toHaveLength(2)
})

test('[WMK-7] a partition without records holds event time back for ever', () => {
  const run = simulate(keyedJob({ watermarks: bounded }), {
    until: 1_000,
    scenario: { topics: topics([5_000, 6_000, 7_000], []) },
  })
  expect(run.of('watermark-emitted')).toEqual([])
})
