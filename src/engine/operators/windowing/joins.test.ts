/** Joins and co-groups over windows in Flink's words. */
import { expect, test } from 'vitest'
import type { Scenario, TopicRecord } from '../../../scenario/index.ts'
import type { TaskManagerId } from '../../../model/index.ts'
import { type Simulated, simulate, type SimulateOptions } from '../../testing/simulate.ts'

/** Key, event time, value. */
type Row = readonly [key: string, at: number, n: number]

const record = ([key, at, n]: Row): TopicRecord => ({
  key,
  value: JSON.stringify({ key, at, n }),
  timestamp: at,
})

/** Two topics of one partition; record k of each is there at k × 300 ms. */
function topics(orders: readonly Row[], payments: readonly Row[]): Scenario['topics'] {
  return {
    orders: { spacing: 300, partitions: [orders.map(record)] },
    payments: { spacing: 300, partitions: [payments.map(record)] },
  }
}

/** `join`: what stands behind equalTo. `call`: `join` or `coGroup`. */
function job(join: string, { before = '', call = 'join' } = {}): string {
  return `import * as flink from 'flink'
const { Duration, TumblingEventTimeWindows, EventTimeSessionWindows } = flink
const ms = Duration.ofMillis
${before}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const from = (topic: string) => env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics(topic).setGroupId('g')
      .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.forMonotonousTimestamps<any>(), topic).uid(topic)
from('orders').${call}(from('payments')).where((o: any) => o.key).equalTo((p: any) => p.key)${join}
  .uid('join').name('join').print().uid('out')
env.execute('join')
`
}

const config = { 'execution.checkpointing.interval': '3650 d' }
const tumbling = '.window(TumblingEventTimeWindows.of(ms(1000)))'
const pairs = '.apply((o: any, p: any) => o.key + ' + "' ' + o.n + '/' + p.n)"

type Inputs = readonly [orders: readonly Row[], payments: readonly Row[]]

function run(
  text: string,
  [orders, payments]: Inputs,
  more: Partial<SimulateOptions> = {},
): Simulated {
  const until = 300 * (Math.max(orders.length, payments.length) + 3)
  return simulate(text, { until, config, scenario: { topics: topics(orders, payments) }, ...more })
}

const inputs: Inputs = [
  [
    ['a', 100, 1],
    ['a', 200, 2],
    ['b', 300, 3],
    ['a', 1500, 4],
    ['a', 1501, 5],
  ],
  [
    ['a', 150, 10],
    ['c', 250, 20],
    ['a', 900, 30],
    ['a', 1600, 40],
    ['a', 1601, 50],
  ],
]

test('[WIN-23] a join is every pair with one key and window, and carries the window’s last moment', () => {
  const seen = run(job(tumbling + pairs), inputs)
  expect(seen.rows).toEqual(['a 1/10', 'a 1/30', 'a 2/10', 'a 2/30'])
  expect(new Set(seen.of('sink-written').map(({ timestamp }) => timestamp))).toEqual(new Set([999]))
  expect(seen.transcript('window-element-added', 'window-fired')).toMatchInlineSnapshot(`
    "      312  join/0      window [0, 1000) of a takes {"one":{"key":"a","at":100,"n":1}}
          313  join/0      window [0, 1000) of a takes {"two":{"key":"a","at":150,"n":10}}
          612  join/0      window [0, 1000) of a takes {"one":{"key":"a","at":200,"n":2}}
          613  join/0      window [0, 1000) of c takes {"two":{"key":"c","at":250,"n":20}}
          912  join/0      window [0, 1000) of b takes {"one":{"key":"b","at":300,"n":3}}
          913  join/0      window [0, 1000) of a takes {"two":{"key":"a","at":900,"n":30}}
         1212  join/0      window [1000, 2000) of a takes {"one":{"key":"a","at":1500,"n":4}}
         1213  join/0      window [1000, 2000) of a takes {"two":{"key":"a","at":1600,"n":40}}
         1213  join/0      window [0, 1000) of a fires with [{"one":{"key":"a","at":100,"n":1}},{"two":{"key":"a","at":150,"n":10}},{"one":{"key":"a","at":200,"n":2}},{"two":{"key":"a","at":900,"n":30}}]  on-time
         1213  join/0      window [0, 1000) of c fires with {"two":{"key":"c","at":250,"n":20}}  on-time
         1213  join/0      window [0, 1000) of b fires with {"one":{"key":"b","at":300,"n":3}}  on-time
         1512  join/0      window [1000, 2000) of a takes {"one":{"key":"a","at":1501,"n":5}}
         1513  join/0      window [1000, 2000) of a takes {"two":{"key":"a","at":1601,"n":50}}"
  `)
})

test('[WIN-23] a flat join emits what it likes, as a lambda or with a life of its own', () => {
  const flat = `${tumbling}.apply((o: any, p: any, out: any) => { if (p.n > 10) { out.collect(o.n + p.n); out.collect('again') } })`
  expect(run(job(flat), inputs).rows).toEqual(['31', 'again', '32', 'again'])
  const before = `class Flat extends flink.RichFlatJoinFunction<any, any, any> {
    subtask = -1
    override open() { this.subtask = this.getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() }
    override join(o: any, p: any, ...rest: any[]) { rest[0].collect(this.subtask + ':' + o.n + '/' + p.n) }
  }`
  expect(run(job(`${tumbling}.apply(new Flat())`, { before }), inputs).rows).toEqual([
    ...['0:1/10', '0:1/30', '0:2/10', '0:2/30'],
  ])
})

test('[WIN-23] a co-group sees both groups, also where one is empty', () => {
  const before = `class Both extends flink.RichCoGroupFunction<any, any, any> {
    override coGroup(orders: any, payments: any, out: any) {
      const n = (all: any) => [...all].map((one: any) => one.n).join('+')
      out.collect('[' + n(orders) + '] [' + n(payments) + ']')
    }
  }`
  const text = job(`${tumbling}.apply(new Both())`, { before, call: 'coGroup' })
  expect(run(text, inputs).rows).toEqual(['[1+2] [10+30]', '[] [20]', '[3] []'])
})

test('[WIN-23] triggers and dynamic gaps see tagged records; late ones are dropped', () => {
  const gap = `EventTimeSessionWindows.withDynamicGap((e: any) => 'one' in e ? 100 : 400)`
  const sessions = `.window(${gap}).evictor(flink.CountEvictor.of(2))${pairs}`
  expect(run(job(sessions), inputs).rows).toEqual(['a 2/10'])
  const counted = `.window(flink.GlobalWindows.create()).trigger(flink.PurgingTrigger.of(flink.CountTrigger.of(4)))${pairs}`
  expect(run(job(counted), inputs).rows).toEqual([
    ...['a 1/10', 'a 1/30', 'a 2/10', 'a 2/30'],
    ...['a 4/40', 'a 4/50', 'a 5/40', 'a 5/50'],
  ])
  const late: Inputs = [
    [...inputs[0], ['a', 10, 6]],
    [...inputs[1], ['a', 1700, 60]],
  ]
  const strict = run(job(tumbling + pairs), late)
  expect(strict.of('late-element').map(({ tag, value }) => [tag, value])).toEqual([
    [null, '{"one":{"key":"a","at":10,"n":6}}'],
  ])
  const lenient = run(job(`${tumbling}.allowedLateness(ms(5000))${pairs}`), late)
  expect(lenient.rows.slice(4)).toEqual([...lenient.rows.slice(0, 4), 'a 6/10', 'a 6/30'])
})

test('[WIN-22, WIN-23] when a TaskManager is lost, what both inputs had put into the windows comes back', () => {
  const seen = run(job(tumbling + pairs), inputs, {
    until: 8_000,
    config: { ...config, 'restart-strategy.type': 'fixed-delay' },
    script: [
      [700, { kind: 'trigger-checkpoint' }],
      [1_000, { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }],
    ],
  })
  expect(seen.rows).toEqual(['a 1/10', 'a 1/30', 'a 2/10', 'a 2/30'])
  expect(
    seen.transcript(
      'checkpoint-completed',
      'task-manager-lost',
      'window-element-added',
      'window-fired',
    ),
  ).toMatchInlineSnapshot(`
    "      312  join/0      window [0, 1000) of a takes {"one":{"key":"a","at":100,"n":1}}
          313  join/0      window [0, 1000) of a takes {"two":{"key":"a","at":150,"n":10}}
          612  join/0      window [0, 1000) of a takes {"one":{"key":"a","at":200,"n":2}}
          613  join/0      window [0, 1000) of c takes {"two":{"key":"c","at":250,"n":20}}
          782  checkpoint 1 completed after 82 ms      978 B
          912  join/0      window [0, 1000) of b takes {"one":{"key":"b","at":300,"n":3}}
          913  join/0      window [0, 1000) of a takes {"two":{"key":"a","at":900,"n":30}}
         1000  TaskManager 1 lost
         2062  join/0      window [0, 1000) of b takes {"one":{"key":"b","at":300,"n":3}}
         2063  join/0      window [0, 1000) of a takes {"two":{"key":"a","at":900,"n":30}}
         2064  join/0      window [1000, 2000) of a takes {"one":{"key":"a","at":1500,"n":4}}
         2065  join/0      window [1000, 2000) of a takes {"two":{"key":"a","at":1600,"n":40}}
         2066  join/0      window [1000, 2000) of a takes {"one":{"key":"a","at":1501,"n":5}}
         2067  join/0      window [1000, 2000) of a takes {"two":{"key":"a","at":1601,"n":50}}
         2260  join/0      window [0, 1000) of c fires with {"two":{"key":"c","at":250,"n":20}}  on-time
         2260  join/0      window [0, 1000) of a fires with [{"one":{"key":"a","at":100,"n":1}},{"two":{"key":"a","at":150,"n":10}},{"one":{"key":"a","at":200,"n":2}},{"two":{"key":"a","at":900,"n":30}}]  on-time
         2260  join/0      window [0, 1000) of b fires with {"one":{"key":"b","at":300,"n":3}}  on-time"
  `)
})

test('[WIN-22, WIN-23] a job restored from a savepoint joins the same pairs', () => {
  const text = job(tumbling + pairs)
  const whole = run(text, inputs)
  const first = run(text, inputs, {
    until: 1_000,
    script: [[700, { kind: 'trigger-savepoint', label: 'join', then: 'stop' }]],
  })
  expect(first.rows).toEqual([])
  const second = run(text, inputs, {
    until: 4_000,
    startAt: 1_000,
    restoreFrom: { run: first, checkpoint: 1 },
  })
  expect(second.rows).toEqual(whole.rows)
})
