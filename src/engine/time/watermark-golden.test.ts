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

/** What the golden runs did to the two source subtasks, in turn: values with their timestamps. */
const steps: readonly (readonly [
  at: number,
  partition: number,
  records: readonly (readonly [n: number, ts: number])[],
])[] = [
  [
    1_000,
    0,
    [
      [1, 100],
      [2, 1_200],
      [3, 2_500],
    ],
  ],
  [3_000, 1, [[11, 150]]],
  [
    4_000,
    1,
    [
      [12, 2_600],
      [13, 3_700],
    ],
  ],
  [5_000, 0, [[4, 3_600]]],
]

function windowJob(watermarks: string): string {
  return `import * as flink from 'flink'
const late = new flink.OutputTag<any>('late')
class Show extends flink.ProcessWindowFunction<any, string, string, any> {
  override process(key: string, ctx: any, elements: Iterable<any>, out: any) {
    const values = [...elements].map(({ n }) => n)
    const window = '[' + ctx.window().getStart() + ',' + ctx.window().getEnd() + ')'
    console.log('window ' + window + ' key ' + key + ' count ' + values.length +
      ' values [' + values.join(', ') + '] watermark ' + ctx.currentWatermark())
  }
}
class Late extends flink.ProcessFunction<any, string> {
  processElement({ n, ts }: any) { console.log('LATE side output: value ' + n + ' ts ' + ts) }
}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const windows = ${source}.setParallelism(2)
  .assignTimestampsAndWatermarks(flink.WatermarkStrategy.${watermarks}
    .withTimestampAssigner((order: any) => order.ts)).uid('times').setParallelism(2)
  .keyBy(() => 'k').window(flink.TumblingEventTimeWindows.of(flink.Duration.ofSeconds(1)))
  .sideOutputLateData(late).process(new Show()).uid('windows').name('windows').setParallelism(1)
windows.print().uid('out').setParallelism(1)
windows.getSideOutput(late).process(new Late()).uid('late').setParallelism(1)
  .print().uid('late-out').setParallelism(1)
env.execute('golden')`
}

test.each([
  [
    'm-idle-source-with-idleness',
    'forMonotonousTimestamps<any>().withIdleness(flink.Duration.ofMillis(500))',
  ],
  ['m-idle-source-without-idleness', 'forMonotonousTimestamps<any>()'],
])(
  '[WMK-9, WMK-10, WIN-8] %s: windows, late records and the receiver’s clock',
  (name, watermarks) => {
    // Partition p of this topic goes to reader (p + 1) % 2.
    const script = steps.flatMap(([at, partition, records]) =>
      records.map(([n, ts]) => [at, produced(1 - partition, n, ts)] as const),
    )
    const run = simulate(windowJob(watermarks), {
      until: 6_000,
      script,
      scenario: { topics: { orders: { partitions: [[], []] } } },
    })
    const windows = run
      .of('tasks-scheduled')[0]
      ?.schedule.subtasks.find(
        ({ vertex }) =>
          run.of('job-submitted')[0]?.graph.vertices[vertex]?.operators[0]?.uid === 'windows',
      )?.id
    const expected = golden<Log>(name).log
    // A golden run looked at the clock before the next step: the first time after 2 s, then after 1 s.
    const looks = expected.filter((line) => line.startsWith('--'))
    const lookedAt = [3_000, 4_000, 5_000, 6_000]
    let clock: number | null = null
    const log: string[] = []
    const look = (): void => {
      const [said = ''] = /^--.*downstream watermark /.exec(looks.shift() ?? '') ?? []
      log.push(`${said}${clock}`)
      lookedAt.shift()
    }
    for (const event of run.events) {
      while (event.at >= (lookedAt[0] ?? Infinity)) look()
      if (event.kind === 'logged') log.push(event.text)
      if (event.kind === 'watermark-advanced' && event.subtask === windows) clock = event.watermark
    }
    while (lookedAt.length > 0) look()
    expect(log).toEqual(expected)
  },
)
