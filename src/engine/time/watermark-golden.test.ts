/** Watermarks as a real Flink 2.2 made them: the golden runs, rebuilt as jobs. */
import { expect, test } from 'vitest'
import type { Command } from '../../model/index.ts'
import { golden } from '../testing/golden.ts'
import { simulate } from '../testing/simulate.ts'

interface Log {
  readonly log: readonly string[]
}

const source = `env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders')
      .setStartingOffsets(flink.OffsetsInitializer.earliest())
      .setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.noWatermarks<any>(), 'Src').uid('src')`

function job(parallelism: number, watermarks: string): string {
  return `import * as flink from 'flink'
class Log extends flink.ProcessFunction<any, string> {
  override open() { console.log('open') }
  processElement(order: any, ctx: any, out: any) {
    out.collect('record k:' + order.n + ' ts ' + ctx.timestamp())
  }
}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
${source}.setParallelism(${parallelism})
  .assignTimestampsAndWatermarks(flink.WatermarkStrategy.${watermarks}
    .withTimestampAssigner((order: any) => order.ts)).uid('times')
  .rebalance().process(new Log()).uid('log').name('log').setParallelism(1).print().uid('out').setParallelism(1)
env.execute('golden')`
}

function produced(partition: number, n: number, ts: number): Command {
  const value = JSON.stringify({ n, ts })
  return { kind: 'produce', topic: 'orders', partition, key: null, value, timestamp: null }
}

test('[WMK-1, WMK-2, WMK-12] forBoundedOutOfOrderness(0): one below the highest, and never back', () => {
  const input = [1_000, 1_400, 1_200, 3_000, 2_999, 3_001]
  const run = simulate(job(1, 'forBoundedOutOfOrderness<any>(flink.Duration.ofMillis(0))'), {
    until: 2_000,
    config: { 'pipeline.auto-watermark-interval': '2 ms' },
    script: input.map((ts, n) => [100 + n * 100, produced(0, n, ts)] as const),
    scenario: { topics: { orders: { partitions: [[]] } } },
  })
  const log = run.events.flatMap((event) => {
    if (event.kind === 'watermark-advanced') return [`watermark ${event.watermark}`]
    if (event.kind === 'logged') return [event.text]
    return event.kind === 'sink-written' ? [event.value] : []
  })
  const { log: expected } = golden<Log>('m-bounded-out-of-orderness-0')
  expect(log).toEqual(expected)
})

/** What the golden runs did to the two source subtasks, and when they looked at the receiver's clock. */
const steps: readonly (readonly [at: number, partition: number, ts: readonly number[]])[] = [
  [1_000, 0, [100, 1_200, 2_500]],
  [3_000, 1, [150]],
  [4_000, 1, [2_600, 3_700]],
  [5_000, 0, [3_600]],
]

test.each([
  [
    'm-idle-source-with-idleness',
    'forMonotonousTimestamps<any>().withIdleness(flink.Duration.ofMillis(500))',
  ],
  ['m-idle-source-without-idleness', 'forMonotonousTimestamps<any>()'],
])('[WMK-9, WMK-10] %s: where the receiver’s clock stands', (name, watermarks) => {
  // Partition p of this topic goes to reader (p + 1) % 2.
  const script = steps.flatMap(([at, partition, times]) =>
    times.map((ts) => [at, produced(1 - partition, 0, ts)] as const),
  )
  const run = simulate(job(2, watermarks), {
    until: 6_000,
    script,
    scenario: { topics: { orders: { partitions: [[], []] } } },
  })
  const clock = (until: number) =>
    run.of('watermark-advanced').findLast(({ at, subtask }) => at < until && subtask === 2)
      ?.watermark ?? null
  // Before anything else happened: each step was looked at 1 s after it, the first after 2 s.
  const seen = [3_000, 4_000, 5_000, 6_000].map(clock)
  const expected = golden<Log>(name).log.flatMap((line) => {
    const [, watermark] = /downstream watermark (\S+)$/.exec(line) ?? []
    return watermark === undefined ? [] : [watermark === 'null' ? null : Number(watermark)]
  })
  expect(seen).toEqual(expected)
})
