/** What an idle source tells its group and its receivers. */
import { expect, test } from 'vitest'
import { keyedJob, simulate } from '../testing/simulate.ts'

const record = (timestamp: number) => ({
  key: 'A',
  value: JSON.stringify({ key: 'A', n: timestamp }),
  timestamp,
})

const times = (count: number, apart: number) =>
  Array.from({ length: count }, (_, n) => record(n * apart))

/** Two sources of one group; the second one's strategy goes on with `more`, the first one's with `ofFast`. */
function alignedSources(more: string, ofFast = ''): string {
  const source = (topic: string, rest: string) => `env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('${topic}')
      .setStartingOffsets(flink.OffsetsInitializer.earliest())
      .setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.forMonotonousTimestamps<any>()
      .withWatermarkAlignment('orders', flink.Duration.ofMillis(1_000), flink.Duration.ofMillis(400))${rest},
    '${topic}').uid('${topic}')`
  return `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
${source('fast', ofFast)}.print().uid('a')
${source('slow', more)}.print().uid('b')
env.execute('aligned')`
}

test('[WMK-14] an idle source tells its group the end of time, and holds nobody back (WM-32)', () => {
  const run = (withIdleness: string) =>
    simulate(alignedSources(withIdleness), {
      until: 6_000,
      scenario: {
        topics: {
          fast: { spacing: 100, partitions: [times(50, 100)] },
          slow: { spacing: 100, partitions: [times(6, 100)] },
        },
      },
    })
  const allowed = (seen: ReturnType<typeof run>) =>
    seen.of('watermark-alignment-announced').map(({ maxAllowed }) => maxAllowed)
  const held = run('')
  expect(allowed(held).at(-1)).toBe(1_499)
  expect(held.of('alignment-wait-started').length).toBeGreaterThan(0)
  const free = run('.withIdleness(flink.Duration.ofMillis(500))')
  expect(allowed(free).at(-1)).toBe(5_899)
  expect(free.rows).toHaveLength(56)
})

test('[WMK-11, WMK-14] a source that waits for its group is not idle for that', () => {
  const idle = '.withIdleness(flink.Duration.ofMillis(300))'
  const run = simulate(alignedSources('', idle), {
    until: 5_000,
    scenario: {
      topics: {
        fast: { spacing: 20, partitions: [times(200, 100)] },
        slow: { spacing: 200, partitions: [times(100, 10)] },
      },
    },
  })
  const waits = run.of('alignment-wait-started').filter(({ split }) => split === null)
  expect(waits[0]?.at).toBeLessThan(1_500)
  expect(run.of('alignment-wait-ended').filter(({ split }) => split === null)).toEqual([])
  expect(run.of('watermark-status-changed')).toEqual([])
})

test('[WMK-11, WMK-14] nor is one whose records are of no split', () => {
  const generated = `new flink.DataGeneratorSource<any>((n: number) => ({ at: n * 100 }), 1_000, flink.RateLimiterStrategy.perSecond(50))`
  const job = alignedSources(
    '',
    '.withIdleness(flink.Duration.ofMillis(300)).withTimestampAssigner((x: any) => x.at)',
  ).replace(/flink\.KafkaSource[^]*?\.build\(\)/, generated)
  const run = simulate(job, {
    until: 5_000,
    scenario: { topics: { slow: { spacing: 200, partitions: [times(100, 10)] } } },
  })
  const waits = run.of('alignment-wait-started').filter(({ split }) => split === null)
  expect(waits[0]?.at).toBeLessThan(1_500)
  expect(run.of('watermark-status-changed')).toEqual([])
})

test('[WMK-10] a source that resumes below what was flushed when all was idle stays IDLE downstream (WM-29)', () => {
  const produce = (at: number, partition: number, timestamp: number) =>
    [
      at,
      {
        kind: 'produce',
        topic: 'orders',
        partition,
        key: null,
        value: JSON.stringify({ key: 'A', n: timestamp }),
        timestamp,
      },
    ] as const
  const resumed = [3_000, 3_150, 3_300, 3_450, 3_600].map((at, n) =>
    produce(at, 1, 2_000 + n * 100),
  )
  const run = simulate(
    keyedJob({
      watermarks:
        'WatermarkStrategy.forMonotonousTimestamps<any>().withIdleness(Duration.ofMillis(300))',
    }),
    {
      until: 6_000,
      scenario: {
        topics: { orders: { spacing: 100, partitions: [[record(10_000)], [record(1_000)]] } },
      },
      script: [...resumed, produce(4_800, 1, 20_000), produce(4_900, 0, 20_000)],
    },
  )
  const statuses = run.of('watermark-status-changed').filter(({ subtask }) => subtask === 0)
  const clock = run.of('watermark-advanced').filter(({ subtask }) => subtask === 0)
  // Both splits idle: the highest of them is flushed, then IDLE.
  expect(clock.slice(0, 2).map(({ watermark }) => watermark)).toEqual([999, 9_999])
  expect(statuses[0]).toMatchObject({ status: 'IDLE' })
  expect(statuses[0]?.at).toBeLessThan(3_000)
  // Its records are read, one split is active, and yet nothing says so until the watermark rises.
  expect(run.of('record-read').filter(({ at }) => at >= 3_000 && at < 4_000)).toHaveLength(5)
  expect(
    run
      .of('split-watermark-advanced')
      .some(
        ({ at, split, status }) =>
          at >= 3_000 && at < 4_000 && split === 'orders-1' && status === 'ACTIVE',
      ),
  ).toBe(true)
  expect(statuses[1]).toMatchObject({ status: 'ACTIVE' })
  expect(statuses[1]?.at).toBeGreaterThan(4_800)
  expect(clock[2]?.watermark).toBeGreaterThan(9_999)
})
