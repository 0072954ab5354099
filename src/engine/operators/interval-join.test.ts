/** Interval join: who meets whom, what is late, when a record leaves its buffer. */
import { expect, test } from 'vitest'
import { simulate, type SimulateOptions } from '../testing/simulate.ts'

interface Record {
  readonly at: number
  readonly n: string
  readonly key?: string
}

/** Two topics, one record every 100 ms; each moves its watermark to its own timestamp − 1. */
const job = (between: string, more = '') => `import * as flink from 'flink'
const { Duration, OutputTag } = flink
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const leftLate = new OutputTag<any>('left late')
const rightLate = new OutputTag<any>('right late')
const read = (topic: string) => env.fromSource(
  flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics(topic)
    .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
  flink.WatermarkStrategy.forGenerator<any>(() => ({
    onEvent: (r: any, at: number, output: any) => { output.emitWatermark(new flink.Watermark(at - 1)) },
    onPeriodicEmit: () => {},
  })).withTimestampAssigner((r: any) => r.at), topic).uid(topic).keyBy((r: any) => r.key)
class Pairs extends flink.ProcessJoinFunction<any, any, string> {
  processElement(left: any, right: any, ctx: any, out: any) {
    out.collect(left.n + '+' + right.n + ' @' + ctx.getTimestamp() + ' (' + ctx.getLeftTimestamp() + ', ' + ctx.getRightTimestamp() + ')')
  }
}
const joined = read('a').intervalJoin(read('b')).between(${between})${more}.process(new Pairs()).uid('join')
joined.print().uid('out')
joined.getSideOutput(leftLate).map((r: any) => 'left late ' + r.n).print('late')
joined.getSideOutput(rightLate).map((r: any) => 'right late ' + r.n).print('late')
env.execute('join')`

const topic = (records: readonly Record[], spacing = 100) => ({
  spacing,
  partitions: [
    records.map(({ at, n, key = 'k' }) => ({
      key,
      value: JSON.stringify({ at, n, key }),
      timestamp: at,
    })),
  ],
})

const run = (
  source: string,
  { a, b }: { readonly a: readonly Record[]; readonly b: readonly Record[] },
  options: Partial<SimulateOptions> = {},
) =>
  simulate(source, {
    until: 5_000,
    scenario: { topics: { a: topic(a), b: topic(b, 130) } },
    ...options,
  })

const around = 'Duration.ofMillis(-2), Duration.ofMillis(1)'
const left = [{ at: 10, n: 'L10' }]
const right = [7, 8, 9, 10, 11, 12].map((at) => ({ at, n: `R${at}` }))

test('[IVJ-1, IVJ-4] partners lie between the bounds, which count unless they are made exclusive', () => {
  expect(run(job(around), { a: left, b: right }).rows).toEqual([
    'L10+R8 @10 (10, 8)',
    'L10+R9 @10 (10, 9)',
    'L10+R10 @10 (10, 10)',
    'L10+R11 @11 (10, 11)',
  ])
  const exclusive = '.lowerBoundExclusive().upperBoundExclusive()'
  expect(run(job(around, exclusive), { a: left, b: right }).rows).toEqual([
    'L10+R9 @10 (10, 9)',
    'L10+R10 @10 (10, 10)',
  ])
})

test('[IVJ-4] the record that a pair makes carries the later timestamp on', () => {
  const written = run(job(around), { a: left, b: right }).of('sink-written')
  expect(written.map(({ timestamp }) => timestamp)).toEqual([10, 10, 10, 11])
})

test('[IVJ-1] records of other keys are no partners, and several of one timestamp all are', () => {
  const { rows } = run(job(around), {
    a: [{ at: 10, n: 'L', key: 'x' }],
    b: [
      { at: 10, n: 'other', key: 'y' },
      { at: 10, n: 'one', key: 'x' },
      { at: 10, n: 'two', key: 'x' },
    ],
  })
  expect(rows).toEqual(['L+one @10 (10, 10)', 'L+two @10 (10, 10)'])
})

test('[IVJ-2] a record leaves its buffer when the watermark is past its last partner', () => {
  const many = (name: string) => [10, 20, 30, 40].map((at) => ({ at, n: `${name}${at}` }))
  const tried = run(job(around), { a: many('L'), b: many('R') })
  expect(tried.rows).toHaveLength(4)
  expect(tried.transcript('timer-registered', 'timer-fired', 'state-updated', 'state-cleared'))
    .toMatchInlineSnapshot(`
    "      112  Interval Join/0  LEFT_BUFFER[k][10] = [{"at":10,"n":"L10","key":"k"}]  group 21
          112  Interval Join/0  timer for k CLEANUP_LEFT at 11          event-time
          142  Interval Join/0  RIGHT_BUFFER[k][10] = [{"at":10,"n":"R10","key":"k"}]  group 21
          142  Interval Join/0  timer for k CLEANUP_RIGHT at 12         event-time
          212  Interval Join/0  LEFT_BUFFER[k][20] = [{"at":20,"n":"L20","key":"k"}]  group 21
          212  Interval Join/0  timer for k CLEANUP_LEFT at 21          event-time
          272  Interval Join/0  RIGHT_BUFFER[k][20] = [{"at":20,"n":"R20","key":"k"}]  group 21
          272  Interval Join/0  timer for k CLEANUP_RIGHT at 22         event-time
          272  Interval Join/0  timer for k CLEANUP_LEFT at 11 fired    event-time
          272  Interval Join/0  LEFT_BUFFER[k][10] cleared              group 21
          272  Interval Join/0  timer for k CLEANUP_RIGHT at 12 fired   event-time
          272  Interval Join/0  RIGHT_BUFFER[k][10] cleared             group 21
          312  Interval Join/0  LEFT_BUFFER[k][30] = [{"at":30,"n":"L30","key":"k"}]  group 21
          312  Interval Join/0  timer for k CLEANUP_LEFT at 31          event-time
          402  Interval Join/0  RIGHT_BUFFER[k][30] = [{"at":30,"n":"R30","key":"k"}]  group 21
          402  Interval Join/0  timer for k CLEANUP_RIGHT at 32         event-time
          402  Interval Join/0  timer for k CLEANUP_LEFT at 21 fired    event-time
          402  Interval Join/0  LEFT_BUFFER[k][20] cleared              group 21
          402  Interval Join/0  timer for k CLEANUP_RIGHT at 22 fired   event-time
          402  Interval Join/0  RIGHT_BUFFER[k][20] cleared             group 21
          412  Interval Join/0  LEFT_BUFFER[k][40] = [{"at":40,"n":"L40","key":"k"}]  group 21
          412  Interval Join/0  timer for k CLEANUP_LEFT at 41          event-time
          532  Interval Join/0  RIGHT_BUFFER[k][40] = [{"at":40,"n":"R40","key":"k"}]  group 21
          532  Interval Join/0  timer for k CLEANUP_RIGHT at 42         event-time
          532  Interval Join/0  timer for k CLEANUP_LEFT at 31 fired    event-time
          532  Interval Join/0  LEFT_BUFFER[k][30] cleared              group 21
          532  Interval Join/0  timer for k CLEANUP_RIGHT at 32 fired   event-time
          532  Interval Join/0  RIGHT_BUFFER[k][30] cleared             group 21"
  `)
})

test('[IVJ-3] a record older than the watermark is late and joins nothing; one at it is not', () => {
  const a = [
    { at: 10, n: 'L10' },
    { at: 50, n: 'L50' },
    { at: 20, n: 'L20' },
    { at: 29, n: 'L29' },
  ]
  const b = [
    { at: 10, n: 'R10' },
    { at: 30, n: 'R30' },
  ]
  const tags = '.sideOutputLeftLateData(leftLate).sideOutputRightLateData(rightLate)'
  const tried = run(job(around, tags), { a, b })
  expect(tried.rows).toEqual(['L10+R10 @10 (10, 10)', 'left late L20', 'L29+R30 @30 (29, 30)'])
  expect(
    tried
      .of('late-element')
      .map(({ timestamp, watermark, tag }) => ({ timestamp, watermark, tag })),
  ).toEqual([{ timestamp: 20, watermark: 29, tag: 'left late' }])
  expect(run(job(around), { a, b }).of('late-element')[0]).toMatchObject({ tag: null })
  const swapped = run(job('Duration.ofMillis(-1), Duration.ofMillis(2)', tags), { a: b, b: a })
  expect(swapped.rows).toContain('right late L20')
})

test('[IVJ-2] buffers and timers come back from a checkpoint: killing changes no pair', () => {
  const many = (name: string, every: number) =>
    Array.from({ length: 20 }, (_, i) => ({ at: i * every, n: `${name}${i}`, key: `k${i % 3}` }))
  const wide = 'Duration.ofMillis(-200), Duration.ofMillis(200)'
  const input = { a: many('L', 50), b: many('R', 60) }
  const whole = run(job(wide), input)
  const killed = run(job(wide), input, {
    config: {
      'execution.checkpointing.interval': '300 ms',
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.delay': '50 ms',
    },
    script: [[1_100, { kind: 'kill-task-manager', taskManager: 1 as never }]],
  })
  expect(killed.of('state-restored').length).toBeGreaterThan(0)
  expect(whole.rows.length).toBeGreaterThan(30)
  expect(new Set(killed.rows)).toEqual(new Set(whole.rows))
})

test('[IVJ-1, IVJ-5] a join that cannot be is refused', () => {
  const failure = (source: string) => {
    try {
      return run(source, { a: left, b: right }).of('task-failed')[0]?.code
    } catch (error) {
      return /"code":"(\w+)"/.exec(String(error))?.[1]
    }
  }
  expect([
    failure(job('Duration.ofMillis(2), Duration.ofMillis(1)')),
    failure(job(around).replace('.between(', '.inProcessingTime().between(')),
    failure(job(around).replace("intervalJoin(read('b'))", 'intervalJoin(env.fromData(1) as any)')),
    failure(job(around).replace('new Pairs()', '{} as any')),
    failure(job(around).replace('between(Duration.ofMillis(-2)', 'between(-2 as any')),
    failure(
      job(around).replace(
        /const read[^]*?class Pairs/,
        `const read = (topic: string) => env.fromData({ key: 'k' }).keyBy((r: any) => r.key)
class Pairs`,
      ),
    ),
  ]).toEqual([
    'interval_join_bounds',
    'interval_join_event_time',
    'key_by_missing_on_both',
    'process_function_expected',
    'duration_expected',
    'interval_join_timestamp',
  ])
})
