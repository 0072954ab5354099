/** Operator and broadcast state, rule by rule: what is copied when, in which order, and who may do what. */
import { expect, test } from 'vitest'
import { decodeUtf8 } from '../../base/index.ts'
import type { Command } from '../../model/index.ts'
import type { Scenario } from '../../scenario/index.ts'
import { type Simulated, simulate, type SimulateOptions } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const kill: Command = { kind: 'kill-task-manager', taskManager: 1 as never }

const head = (watermarks = 'noWatermarks') => `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const read = (topic: string) =>
  env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics(topic)
      .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.${watermarks}<any>(), topic).uid(topic)
`

function topic(spacing: number, ...values: readonly object[]): Scenario['topics'][string] {
  const records = values.map((value, n) => ({
    key: null,
    value: JSON.stringify(value),
    timestamp: n * spacing,
  }))
  return { spacing, partitions: [records] }
}

function run(job: string, topics: Scenario['topics'], more: Partial<SimulateOptions> = {}) {
  const { scenario, ...rest } = more
  return simulate(job, { until: 2_500, ...rest, scenario: { ...scenario, topics } })
}

const logged = (simulated: Simulated) => simulated.of('logged').map(({ text }) => text)

test.each(['hashmap', 'copying-hashmap'])(
  '[OPS-2] with %s operator state is live objects on the heap, copied in the synchronous part (OS-3)',
  (backend) => {
    const job = `${head()}
class Count extends flink.RichMapFunction<any, any> {
  declare seen: flink.ListState<any>
  initializeState(ctx: flink.FunctionInitializationContext) {
    this.seen = ctx.getOperatorStateStore().getListState(new flink.ListStateDescriptor('seen'))
    console.log(JSON.stringify([...this.seen.get()]))
  }
  override map(row: any) {
    if ([...this.seen.get()].length === 0) this.seen.add({ n: 0 })
    for (const one of this.seen.get()) one.n++
    return [...this.seen.get()][0].n
  }
  snapshotState() {}
}
read('a').map(new Count()).uid('count').disableChaining().print().uid('out')
env.execute('count')`
    const rows = Array.from({ length: 8 }, (_, n) => ({ n }))
    const seen = run(
      job,
      { a: topic(100, ...rows) },
      {
        config: {
          'state.backend.type': backend,
          'execution.checkpointing.interval': '3650 d',
          'restart-strategy.type': 'fixed-delay',
        },
        scenario: { uploadCosts: { count: 400 } },
        script: [
          [250, checkpoint],
          [750, kill],
        ],
      },
    )
    expect(seen.of('checkpoint-completed')[0]?.at).toBeGreaterThan(600)
    expect(seen.rows.slice(0, 6)).toEqual(['1', '2', '3', '4', '5', '6'])
    expect(logged(seen)).toEqual(['[]', '[{"n":2}]'])
  },
)

/** `onRule` and `onRow`: what the two sides do, with `rules` at hand. */
function rules(options: { onRule: string; onRow?: string; keyed?: boolean; watermarks?: string }) {
  const { onRule, onRow = '', keyed = false, watermarks } = options
  const base = keyed
    ? 'KeyedBroadcastProcessFunction<any, any, any, any>'
    : 'BroadcastProcessFunction<any, any, any>'
  return `${head(watermarks)}
const named = new flink.MapStateDescriptor<string, any>('rules', flink.Types.STRING)
const sum = new flink.ValueStateDescriptor('sum', flink.Types.LONG)
class Apply extends flink.${base} {
  processElement(row: any, ctx: any, out: any) {
    const rules = ctx.getBroadcastState(named)
    ${onRow}
  }
  processBroadcastElement(rule: any, ctx: any, out: any) {
    const rules = ctx.getBroadcastState(named)
    ${onRule}
  }
}
read('a')${keyed ? '.keyBy((r: any) => r.k)' : '.rebalance()'}.connect(read('b').broadcast(named)).process(new Apply())
  .uid('apply').setParallelism(2).print().uid('out').setParallelism(1)
env.execute('rules')`
}

test('[OPS-5] every subtask snapshots its own whole copy (OS-12)', () => {
  const seen = run(
    rules({ onRule: 'rules.put(rule.k, rule.f)' }),
    { a: topic(100), b: topic(10, { k: 'x', f: 1 }, { k: 'y', f: 2 }) },
    { script: [[500, checkpoint]] },
  )
  const blobs = seen.manifests[0]?.handles.map(({ blob }) =>
    decodeUtf8(seen.blobs.get(blob) as Uint8Array),
  )
  const copies = (blobs ?? []).filter((text) => text.includes('BROADCAST'))
  expect(copies).toHaveLength(2)
  const entries = [
    ['x', 1],
    ['y', 2],
  ]
  for (const copy of copies) expect(JSON.parse(copy)).toMatchObject({ lists: [{ entries }] })
})

test('[OPS-5] broadcast state is a map in the order of Java’s HashMap, with all its calls (OS-13, OS-14)', () => {
  const onRule = `
    rules.putAll([['b', 1], ['aa', 2], ['a', 3], ['B', 4], ['zz', 5]])
    rules.put('abc', 6)
    out.collect([...rules.entries()].map(([key]) => key).join())
    rules.remove('zz')
    const iterator = rules.iterator()
    while (iterator.hasNext()) if (iterator.next()[1] < 4) iterator.remove()
    out.collect([...rules.immutableEntries()].map(([key, value]) => key + value).join() + rules.contains('b') + rules.get('B'))
    rules.clear()
    out.collect('left: ' + [...rules.entries()].length)`
  const { rows } = run(rules({ onRule }).replace('setParallelism(2)', 'setParallelism(1)'), {
    a: topic(100),
    b: topic(10, {}),
  })
  expect(rows).toEqual(['aa,zz,a,b,B,abc', 'B4,abc6false4', 'left: 0'])
})

test('[OPS-5] the side of the records gets the values themselves, not copies (OS-14)', () => {
  const { rows } = run(
    rules({
      onRule: `rules.put('x', { f: 1 })`,
      onRow: `rules.get('x').f++; out.collect(rules.get('x').f)`,
    }).replace('setParallelism(2)', 'setParallelism(1)'),
    { a: { ...topic(300, {}, {}), spacing: 300 }, b: topic(10, {}) },
  )
  expect(rows).toEqual(['2', '3'])
})

test('[OPS-5] the side of the records is refused every change (OS-14, OS-15)', () => {
  for (const call of ["put('x', 1)", 'putAll(new Map())', "remove('x')", 'clear()', 'iterator()']) {
    const seen = run(rules({ onRule: '', onRow: `rules.${call}` }), {
      a: topic(100, {}),
      b: topic(10),
    })
    expect([call, seen.of('task-failed')[0]?.code]).toEqual([call, 'broadcast_state_read_only'])
  }
})

test('[OPS-5] a record that is there before its rule finds none (OS-19)', () => {
  const { rows } = run(
    rules({
      onRule: 'rules.put(rule.k, rule.f)',
      onRow: 'out.collect(row.n + " " + rules.get("x"))',
    }),
    {
      a: topic(200, { n: 1 }, { n: 2 }, { n: 3 }),
      b: { ...topic(10, { k: 'y', f: 0 }, { k: 'x', f: 9 }), spacing: 300 },
    },
  )
  expect(rows).toEqual(['1 null', '2 null', '3 9'])
})

test('[OPS-5] rules of different senders may come to each subtask in another order (OS-16)', () => {
  const onRule = `console.log(this.getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() + rule.k)`
  const job = rules({ onRule }).replace(
    "read('b').broadcast",
    "read('b').setParallelism(2).broadcast",
  )
  const one = (k: string) => ({ key: null, value: JSON.stringify({ k }), timestamp: null })
  const seen = run(
    job,
    { a: topic(100), b: { spacing: 50, partitions: [[one('x')], [one('y')]] } },
    {
      scenario: {
        channelDelays: [
          { from: 'b#0', to: 'apply#0', delay: 200 },
          { from: 'b#1', to: 'apply#1', delay: 200 },
        ],
      },
    },
  )
  const orderOf = (subtask: string) =>
    logged(seen)
      .filter((text) => text.startsWith(subtask))
      .map((text) => text.slice(1))
  expect(orderOf('0').toSorted()).toEqual(['x', 'y'])
  expect(orderOf('1')).toEqual(orderOf('0').toReversed())
})

test('[OPS-9] the side of the rules has no timers, and no key of its own (OS-17, OS-18)', () => {
  const keyed = (onRule: string, a: Scenario['topics'][string]) =>
    run(
      rules({
        keyed: true,
        onRow: `const s = this.getRuntimeContext().getState(sum); s.update((s.value() ?? 0) + row.n)`,
        onRule,
      }).replace('setParallelism(2)', 'setParallelism(1)'),
      { a, b: { ...topic(10, {}), spacing: 500 } },
    )
  const state = `out.collect('sees ' + this.getRuntimeContext().getState(sum).value())`
  const rows = topic(10, { k: 'x', n: 1 }, { k: 'y', n: 2 })
  const late = { ...rows, spacing: 900 }
  const timers = keyed('ctx.timerService()', rows).of('task-failed')[0]
  expect(timers?.code).toBe('timers_without_key')
  // Before any keyed record there is no key; afterwards it is still that of the last one, as in Flink.
  expect(keyed(state, late).of('task-failed')[0]?.code).toBe('no_key_set')
  expect(keyed(state, rows).rows).toEqual(['sees 2'])
})

test('[WMK-16] a broadcast stream without watermarks holds event time back (OS-20)', () => {
  const clock = (watermarks: string, b: Scenario['topics'][string]) =>
    run(rules({ onRule: '', watermarks }), { a: topic(100, {}, {}, {}, {}, {}), b })
      .of('watermark-advanced')
      .filter(({ subtask }) => subtask === 2)
      .map(({ watermark }) => watermark)
  expect(clock('forMonotonousTimestamps', topic(100, {}))).toEqual([-1])
  expect(clock('forMonotonousTimestamps', topic(100))).toEqual([])
})
