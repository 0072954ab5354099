/** How records find their way: partitioners, side outputs, operators with two inputs. */
import { expect, test } from 'vitest'
import type { Scenario } from '../../scenario/index.ts'
import { simulate } from '../testing/simulate.ts'

const names = `import * as flink from 'flink'
import {
  CoProcessFunction, type Collector, KafkaSource, OffsetsInitializer, OutputTag, ProcessFunction,
  type ProcessContext, StreamExecutionEnvironment, WatermarkStrategy, json,
} from 'flink'`

interface Row {
  readonly n: number
}

/** A job over the topics a and b, one partition each; \`body\` builds on the streams of these names. */
const job = (body: string) => `${names}
interface Row { readonly n: number }
const env = StreamExecutionEnvironment.getExecutionEnvironment()
const read = (topic: string) =>
  env.fromSource(
    KafkaSource.builder<Row>().setBootstrapServers('broker:9092').setTopics(topic)
      .setStartingOffsets(OffsetsInitializer.earliest()).setValueOnlyDeserializer(json<Row>()).build(),
    WatermarkStrategy.noWatermarks<Row>(), topic)
${body}
env.execute('streams')`

function topics(counts: Readonly<Record<string, number>>): Scenario['topics'] {
  return Object.fromEntries(
    Object.entries(counts).map(([topic, count]) => [
      topic,
      {
        spacing: 100,
        partitions: [
          Array.from({ length: count }, (_, n) => ({
            key: null,
            value: JSON.stringify({ n } satisfies Row),
            timestamp: 1_000 * n,
          })),
        ],
      },
    ]),
  )
}

const run = (body: string, counts: Readonly<Record<string, number>> = { a: 6 }) =>
  simulate(job(body), { until: 2_000, scenario: { topics: topics(counts) } })

/** Which subtask of the sink wrote what. */
const written = (body: string) =>
  run(body)
    .of('sink-written')
    .map(({ subtask, value }) => `${subtask}: ${value}`)
    .sort()

test('[DEP-6] broadcast sends each record to every subtask, global all to the first', () => {
  expect(written(`read('a').filter((r) => r.n < 2).broadcast().print().setParallelism(2)`)).toEqual(
    ['1: {"n":0}', '1: {"n":1}', '2: {"n":0}', '2: {"n":1}'],
  )
  expect(written(`read('a').filter((r) => r.n < 2).global().print().setParallelism(2)`)).toEqual([
    '1: {"n":0}',
    '1: {"n":1}',
  ])
})

test('[DEP-6] rescale goes round a subtask’s own part of the receivers', () => {
  const job = `read('a').rebalance().map((r) => r.n).setParallelism(2).rescale().print().setParallelism(4)`
  const channels = run(job).of('tasks-scheduled')[0]?.schedule.channels ?? []
  const last = channels.filter(({ edge }) => edge === 1).map(({ from, to }) => `${from}-${to}`)
  expect(last).toEqual(['1-3', '1-4', '2-5', '2-6'])
})

test('[DEP-6] shuffle draws from the seed: another order than going round, the same in every run', () => {
  const job = `read('a').shuffle().print().setParallelism(3)`
  expect(written(job)).toEqual(written(job))
  expect(written(job)).toHaveLength(6)
})

test('[DEP-6] a custom partitioner says the channel, and one that does not exist fails the task', () => {
  const job = (choose: string) =>
    `read('a').partitionCustom(${choose}, (r) => r.n).print().setParallelism(2)`
  expect(written(job('(n, channels) => n % channels'))).toEqual(
    [0, 1, 2, 3, 4, 5].map((n) => `${(n % 2) + 1}: {"n":${n}}`).sort(),
  )
  const failed = run(job('{ partition: () => 7 }')).of('task-failed')[0]
  expect(failed).toMatchObject({ code: 'partition_out_of_range' })
  expect(failed?.message).toContain('answered 7')
})

test('[DEP-7] a side output goes where its tag is read, through the chain as over the network', () => {
  const job = (between: string) => `
const odd = new OutputTag<Row>('odd')
class Split extends ProcessFunction<Row, Row> {
  override processElement(row: Row, ctx: ProcessContext, out: Collector<Row>) {
    if (row.n % 2 === 1) ctx.output(odd, row)
    else out.collect(row)
  }
}
const even = read('a').process(new Split())
even${between}.print('even')
even.getSideOutput(odd)${between}.print('odd')`
  for (const between of ['', '.rebalance()']) {
    const bySink = (identifier: string) =>
      run(job(between))
        .of('sink-written')
        .filter(({ operator, subtask }) =>
          between === ''
            ? operator === (identifier === 'even' ? 2 : 3)
            : subtask === (identifier === 'even' ? 1 : 2),
        )
        .map(({ value }) => value)
    expect(bySink('even')).toEqual(['{"n":0}', '{"n":2}', '{"n":4}'])
    expect(bySink('odd')).toEqual(['{"n":1}', '{"n":3}', '{"n":5}'])
  }
})

test('every taker of a record has a copy of its own', () => {
  const { rows } = run(`
const rows = read('a').filter((r) => r.n === 0)
rows.map((r) => { (r as { n: number }).n = 99; return r }).print()
rows.map((r) => r).print()`)
  expect(rows).toEqual(['{"n":99}', '{"n":0}'])
})

test('[DEP-8] two streams of two types meet in one operator', () => {
  const { rows } = run(
    `read('a').connect(read('b').map((r) => 'b' + r.n))
      .map({ map1: (row: Row) => 'first ' + row.n, map2: (text: string) => 'second ' + text }).print()`,
    { a: 2, b: 2 },
  )
  expect(rows.toSorted()).toEqual(['first 0', 'first 1', 'second b0', 'second b1'])
})

test('[DEP-8] CoFlatMap and CoProcess are told apart by input, too', () => {
  const flat = run(
    `read('a').connect(read('b')).flatMap({
      flatMap1: (row: Row, out: Collector<string>) => { out.collect('a' + row.n) },
      flatMap2: () => {},
    }).print()`,
    { a: 2, b: 2 },
  )
  expect(flat.rows).toEqual(['a0', 'a1'])
  const process = run(
    `class Both extends CoProcessFunction<Row, Row, string> {
      override processElement1(row: Row, _: ProcessContext, out: Collector<string>) { out.collect('a' + row.n) }
      override processElement2(row: Row, ctx: ProcessContext, out: Collector<string>) { out.collect('b' + row.n + '@' + ctx.timestamp()) }
    }
    read('a').connect(read('b')).process(new Both()).print()`,
    { a: 1, b: 2 },
  )
  expect(process.rows.toSorted()).toEqual(['a0', 'b0@0', 'b1@1000'])
})

test('[DEP-8] two keyed streams share one state and one set of timers per key', () => {
  const { rows, of } = run(
    `class Both extends flink.KeyedCoProcessFunction<number, Row, Row, string> {
      declare seen: flink.ValueState<string>
      override open() { this.seen = this.getRuntimeContext().getState(new flink.ValueStateDescriptor('seen', flink.Types.STRING)) }
      see(from: string, ctx: flink.KeyedContext<number>, out: Collector<string>) {
        const seen = (this.seen.value() ?? '') + from
        this.seen.update(seen)
        ctx.timerService().registerProcessingTimeTimer(1_000)
        if (seen.length > 1) out.collect(ctx.getCurrentKey() + ' met')
      }
      override processElement1(_: Row, ctx: flink.KeyedContext<number>, out: Collector<string>) { this.see('a', ctx, out) }
      override processElement2(_: Row, ctx: flink.KeyedContext<number>, out: Collector<string>) { this.see('b', ctx, out) }
      override onTimer(timestamp: number, ctx: flink.OnTimerContext<number>, out: Collector<string>) {
        out.collect(ctx.getCurrentKey() + ' at ' + timestamp + ' has ' + [...this.seen.value() ?? ''].sort().join(''))
      }
    }
    read('a').connect(read('b')).keyBy((r) => r.n, (r) => r.n).process(new Both()).setParallelism(2).print().setParallelism(1)`,
    { a: 3, b: 2 },
  )
  expect(rows.toSorted()).toEqual([
    '0 at 1000 has ab',
    '0 met',
    '1 at 1000 has ab',
    '1 met',
    '2 at 1000 has a',
  ])
  expect(of('timer-registered')).toHaveLength(3)
})
