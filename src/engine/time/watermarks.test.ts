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

const monotonous = 'WatermarkStrategy.forMonotonousTimestamps<any>()'
const idle = (ms: number) => `${monotonous}.withIdleness(Duration.ofMillis(${ms}))`

test('[WMK-9, WMK-10] a partition without records holds nothing back once it is idle', () => {
  const run = simulate(keyedJob({ watermarks: idle(300) }), {
    until: 2_000,
    scenario: { topics: topics([5_000, 6_000, 7_000], []) },
  })
  expect(
    run.transcript('split-watermark-advanced', 'watermark-advanced', 'watermark-status-changed'),
  ).toMatchInlineSnapshot(`
      "      200  orders/0  orders-0 at watermark 4999
            400  orders/0  orders-0 at watermark 6999
            600  orders/0  watermark 6999 is its clock
            600  orders/0  orders-1 is IDLE
            610  count/0   watermark 6999 is its clock
           1000  orders/0  is IDLE
           1000  orders/0  orders-0 is IDLE
           1010  count/0   is IDLE"
    `)
})

test.each([
  [300, 900],
  [900, 300],
])(
  '[WMK-9] withIdleness(%i) and withIdleness(%i): one wraps the other, the shorter counts',
  (a, b) => {
    const facts = (watermarks: string) =>
      simulate(keyedJob({ watermarks }), {
        until: 4_000,
        scenario: { topics: topics([5_000, 6_000, 7_000], []) },
      }).transcript('split-watermark-advanced', 'watermark-advanced', 'watermark-status-changed')
    const both = facts(`${idle(a)}.withIdleness(Duration.ofMillis(${b}))`)
    expect(both).toContain('orders-1 is IDLE')
    expect(both).toBe(facts(idle(300)))
    expect(both).not.toBe(facts(idle(900)))
  },
)

test('[WMK-9, WMK-10, WMK-4] a source that is idle no longer holds the receivers back', () => {
  const run = simulate(keyedJob({ sources: 2, watermarks: idle(300) }), {
    until: 1_700,
    scenario: {
      topics: {
        orders: {
          spacing: 100,
          partitions: [
            [1_000, 1_100, 1_200, 1_300].map((timestamp) => record('A', timestamp)),
            Array.from({ length: 15 }, (_, n) => record('B', 5_000 + n * 100)),
          ],
        },
      },
    },
  })
  expect(run.transcript('watermark-status-received', 'watermark-status-emitted'))
    .toMatchInlineSnapshot(`
    "     1200  orders/1  sends IDLE to count/0                   due 1210
         1210  count/0   IDLE from orders/1"
  `)
  const mine = run.of('watermark-advanced').filter(({ subtask }) => subtask === 2)
  expect(mine.map(({ watermark }) => watermark)).toMatchInlineSnapshot(`
    [
      999,
      1199,
      1299,
      5999,
      6199,
      6399,
    ]
  `)
})

test('[WMK-11] the countdown to idleness stands still under back-pressure', () => {
  const job = keyedJob({ watermarks: idle(300) })
  const statuses = (recordCosts: Record<string, number>) =>
    simulate(job, {
      until: 3_000,
      scenario: {
        recordCosts,
        channelCapacity: 1,
        topics: topics(Array.from({ length: 12 }, (_, n) => 1_000 + n)),
      },
    }).of('watermark-status-changed')
  expect(statuses({}).map(({ at, status }) => [at, status])).toMatchInlineSnapshot(`
    [
      [
        2000,
        "IDLE",
      ],
      [
        2010,
        "IDLE",
      ],
    ]
  `)
  expect(statuses({ count: 1_500 })).toEqual([])
})

test('[WMK-12] assignTimestampsAndWatermarks: upstream watermarks end there, its own go on', () => {
  const before = `.assignTimestampsAndWatermarks(${bounded}.withTimestampAssigner((o: any) => o.n * 1000))
    .uid('times')`
  const run = simulate(keyedJob({ watermarks: monotonous, before }), {
    until: 1_000,
    scenario: { topics: topics([5_000, 6_000, 7_000, 8_000]) },
  })
  expect(run.transcript('watermark-generated', 'watermark-emitted', 'watermark-advanced'))
    .toMatchInlineSnapshot(`
    "      200  orders/0  makes watermark -51
          200  orders/0  sends watermark -51 to count/0          due 210
          201  orders/0  watermark 5999 is its clock
          210  count/0   watermark -51 is its clock
          400  orders/0  makes watermark 1949
          400  orders/0  sends watermark 1949 to count/0         due 410
          401  orders/0  watermark 7999 is its clock
          410  count/0   watermark 1949 is its clock
          600  orders/0  makes watermark 2949
          600  orders/0  sends watermark 2949 to count/0         due 610
          610  count/0   watermark 2949 is its clock"
  `)
})

test('[WMK-8] a generator of one’s own: each split has one, and may emit with each record', () => {
  const punctuated = `WatermarkStrategy.forGenerator(() => ({
    n: 0,
    onEvent(order: any, timestamp: number, output: any) {
      if (++this.n % 2 === 0) output.emitWatermark(new flink.Watermark(timestamp))
    },
    onPeriodicEmit() {},
  }))`
  const run = simulate(keyedJob({ watermarks: punctuated }), {
    until: 1_000,
    scenario: {
      topics: topics([1_000, 1_100, 1_200, 900, 1_300, 1_400], [2_000, 2_100, 2_200, 2_300]),
    },
  })
  expect(run.transcript('watermark-emitted')).toMatchInlineSnapshot(`
    "      202  orders/0  sends watermark 1100 to count/0         due 212
          601  orders/0  sends watermark 1400 to count/0         due 611"
  `)
})

test('[WMK-13] the last watermark of a bounded source fires every event-time timer', () => {
  const job = keyedJob({
    watermarks: monotonous,
    body: 'ctx.timerService().registerEventTimeTimer(order.n + 1_000_000)',
    onTimer: "out.collect('timer ' + timestamp)",
  }).replace('.setStartingOffsets', '.setBounded(OffsetsInitializer.latest()).setStartingOffsets')
  const run = simulate(job, {
    until: 1_000,
    scenario: { topics: { orders: { ...topics([10, 20])['orders'], spacing: 0 } } },
  })
  expect(run.rows).toEqual(['timer 1000000', 'timer 1000001'])
})

test('[WMK-14] sources of a group wait for the one that is behind', () => {
  const job = alignedSources(1_000)
  const run = simulate(job, {
    until: 3_000,
    scenario: {
      topics: {
        fast: { spacing: 10, partitions: [times(60, 100)] },
        slow: { spacing: 200, partitions: [times(60, 100)] },
      },
    },
  })
  expect(
    run.transcript(
      'watermark-alignment-announced',
      'alignment-wait-started',
      'alignment-wait-ended',
    ),
  ).toMatchInlineSnapshot(`
    "      800  Source: fast may read up to watermark 2799  orders
          805  fast/0  source waits at 5899                    allowed 2799
          805  fast/0  fast-0 waits at 5899                    allowed 2799
         1200  Source: fast may read up to watermark 1099  orders
         1200  Source: slow may read up to watermark 1099  orders
         1600  Source: fast may read up to watermark 1299  orders
         1600  Source: slow may read up to watermark 1299  orders
         2000  Source: fast may read up to watermark 1499  orders
         2000  Source: slow may read up to watermark 1499  orders
         2400  Source: fast may read up to watermark 1699  orders
         2400  Source: slow may read up to watermark 1699  orders
         2800  Source: fast may read up to watermark 1899  orders
         2800  Source: slow may read up to watermark 1899  orders"
  `)
})

test('[WMK-15] a split that is ahead of its group stands still alone', () => {
  const job = keyedJob({
    watermarks: `${monotonous}.withWatermarkAlignment('g', Duration.ofMillis(500), Duration.ofMillis(400))`,
  })
  const run = simulate(job, {
    until: 3_000,
    scenario: {
      topics: { orders: { spacing: 100, partitions: [times(40, 100), times(40, 1_000)] } },
    },
  })
  expect(run.transcript('alignment-wait-started', 'alignment-wait-ended')).toMatchInlineSnapshot(`
    "      805  orders/0  source waits at 699                     allowed 499
          805  orders/0  orders-0 waits at 699                   allowed 499
          805  orders/0  orders-1 waits at 5999                  allowed 499
         1205  orders/0  source reads on
         1205  orders/0  orders-0 reads on
         1400  orders/0  source waits at 1199                    allowed 899
         1400  orders/0  orders-0 waits at 1199                  allowed 899
         1605  orders/0  source reads on
         1605  orders/0  orders-0 reads on
         1800  orders/0  source waits at 1599                    allowed 1199
         1800  orders/0  orders-0 waits at 1599                  allowed 1199
         2005  orders/0  source reads on
         2005  orders/0  orders-0 reads on
         2200  orders/0  source waits at 1999                    allowed 1699
         2200  orders/0  orders-0 waits at 1999                  allowed 1699
         2405  orders/0  source reads on
         2405  orders/0  orders-0 reads on
         2600  orders/0  source waits at 2399                    allowed 2099
         2600  orders/0  orders-0 waits at 2399                  allowed 2099
         2805  orders/0  source reads on
         2805  orders/0  orders-0 reads on
         3000  orders/0  source waits at 2799                    allowed 2499
         3000  orders/0  orders-0 waits at 2799                  allowed 2499"
  `)
})

test('[WMK-16] an operator with two inputs goes by the lower one; an idle input is not waited for', () => {
  const source = (topic: string) => `env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('${topic}')
      .setStartingOffsets(flink.OffsetsInitializer.earliest())
      .setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.forMonotonousTimestamps<any>().withIdleness(flink.Duration.ofMillis(300)),
    '${topic}').uid('${topic}')`
  const job = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
${source('left')}.connect(${source('right')})
  .map({ map1: (x: any) => x.n, map2: (x: any) => x.n }).uid('both').print().uid('out')
env.execute('two inputs')`
  const run = simulate(job, {
    until: 2_000,
    scenario: {
      topics: {
        left: { spacing: 100, partitions: [times(12, 100)] },
        right: { spacing: 100, partitions: [times(4, 1_000)] },
      },
    },
  })
  const both = run
    .transcript(
      'watermark-received',
      'watermark-status-received',
      'watermark-advanced',
      'watermark-status-changed',
    )
    .split('\n')
    .filter((line) => line.includes('Co-Map/0  '))
  expect(both.join('\n')).toMatchInlineSnapshot(`
    "      210  Co-Map/0  watermark -1 from left/0
          210  Co-Map/0  watermark -1 from right/0
          210  Co-Map/0  watermark -1 is its clock
          410  Co-Map/0  watermark 199 from left/0
          410  Co-Map/0  watermark 1999 from right/0
          410  Co-Map/0  watermark 199 is its clock
          610  Co-Map/0  watermark 399 from left/0
          610  Co-Map/0  watermark 399 is its clock
          610  Co-Map/0  watermark 2999 from right/0
          810  Co-Map/0  watermark 599 from left/0
          810  Co-Map/0  watermark 599 is its clock
         1010  Co-Map/0  watermark 799 from left/0
         1010  Co-Map/0  watermark 799 is its clock
         1210  Co-Map/0  watermark 999 from left/0
         1210  Co-Map/0  watermark 999 is its clock
         1210  Co-Map/0  IDLE from right/0
         1410  Co-Map/0  watermark 1099 from left/0
         1410  Co-Map/0  watermark 1099 is its clock"
  `)
})

test('[WMK-9, WMK-14] a reader without splits, and an idle source, hold nobody back', () => {
  const aligned = `${idle(300)}.withWatermarkAlignment('g', Duration.ofMillis(100), Duration.ofMillis(200))`
  const run = simulate(keyedJob({ sources: 2, watermarks: aligned }), {
    until: 2_000,
    scenario: { topics: topics(times(15, 100).map(({ timestamp }) => timestamp)) },
  })
  // Only reader 1 has a partition: the other one is idle, and event time goes on.
  const statuses = run.of('watermark-status-changed').filter(({ subtask }) => subtask === 0)
  expect(statuses.map(({ status }) => status)).toEqual(['IDLE'])
  const clock = run.of('watermark-advanced').filter(({ subtask }) => subtask === 2)
  expect(clock.at(-1)?.watermark).toBeGreaterThan(1_000)
})

function record(key: string, timestamp: number) {
  return { key, value: JSON.stringify({ key, n: timestamp }), timestamp }
}

function times(count: number, apart: number) {
  return Array.from({ length: count }, (_, n) => record('A', n * apart))
}

function alignedSources(drift: number): string {
  const source = (topic: string) => `env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('${topic}')
      .setStartingOffsets(flink.OffsetsInitializer.earliest())
      .setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.forMonotonousTimestamps<any>()
      .withWatermarkAlignment('orders', flink.Duration.ofMillis(${drift}), flink.Duration.ofMillis(400)),
    '${topic}').uid('${topic}')`
  return `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
${source('fast')}.print().uid('a')
${source('slow')}.print().uid('b')
env.execute('aligned')`
}
