/** Operator state: lists that are dealt out, lists that everybody gets, maps that everybody keeps. */
import { expect, test } from 'vitest'
import type { Command } from '../../model/index.ts'
import type { Scenario } from '../../scenario/index.ts'
import { type Simulated, simulate, type SimulateOptions } from '../testing/simulate.ts'

const savepoint: Command = { kind: 'trigger-savepoint', label: 'one', then: 'stop' }

const head = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const read = (topic: string) =>
  env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics(topic)
      .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.noWatermarks<any>(), topic).uid(topic)
`

/** Keeps what it has seen in a list of its own, and tells at the start what is in it. */
const buffering = (parallelism: number, call = 'getListState') => `${head}
class Buffer extends flink.RichMapFunction<any, any> {
  declare seen: flink.ListState<number>
  initializeState(ctx: flink.FunctionInitializationContext) {
    this.seen = ctx.getOperatorStateStore().${call}(new flink.ListStateDescriptor('seen', flink.Types.LONG))
    console.log(this.getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() + ': ' + [...this.seen.get()])
  }
  override map(row: any) { this.seen.add(row.n); return row.n }
  snapshotState() {}
}
read('a').rebalance().map(new Buffer()).uid('buffer').setParallelism(${parallelism}).print().uid('out')
env.execute('buffer')`

function topic(...values: readonly unknown[]): Scenario['topics'][string] {
  const records = values.map((value) => ({
    key: null,
    value: JSON.stringify(value),
    timestamp: null,
  }))
  return { spacing: 10, partitions: [records] }
}

const numbers = { a: topic(...[1, 2, 3, 4, 5, 6, 7].map((n) => ({ n }))), b: topic() }

function run(job: string, options: Partial<SimulateOptions> = {}): Simulated {
  return simulate(job, { until: 2_000, scenario: { topics: numbers }, ...options })
}

const stopped = (job: string) => run(job, { script: [[1_000, savepoint]] })
const logged = (simulated: Simulated) => simulated.of('logged').map(({ text }) => text)

const after = (job: string, then: string) => {
  const before = stopped(job)
  return logged(run(then, { restoreFrom: { run: before, checkpoint: 1 } })).toSorted()
}

test('[OPS-3] a list is dealt out in even runs when the parallelism changes, and stays where it was when not', () => {
  const two = after(buffering(2), buffering(2))
  const all = two.flatMap((line) => line.split(': ')[1]?.split(',') ?? []).map(Number)
  expect(all.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7])
  const sizes = (lines: readonly string[]) =>
    lines.map((line) => line.split(': ')[1]?.split(',').filter(Boolean).length ?? 0)
  expect(sizes(two).toSorted()).toEqual([3, 4])
  expect(sizes(after(buffering(2), buffering(3)))).toEqual([3, 2, 2])
  expect(sizes(after(buffering(3), buffering(1)))).toEqual([7])
})

test('[OPS-2] what snapshotState puts into its list is in that snapshot, and comes back', () => {
  const late = buffering(1)
    .replace('override map', 'rows: number[] = []\n  override map')
    .replace('this.seen.add(row.n)', 'this.rows.push(row.n)')
    .replace('snapshotState() {}', 'snapshotState() { this.seen.update(this.rows) }')
  expect(after(late, late)).toEqual(['0: 1,2,3,4,5,6,7'])
  const told = stopped(late).of('operator-state-changed')
  expect(told.map(({ change, size }) => [change, size])).toEqual([['replaced', 7]])
})

test('[OPS-4] a union list is given whole to every subtask, also at the same parallelism', () => {
  const union = (parallelism: number) => buffering(parallelism, 'getUnionListState')
  for (const parallelism of [2, 3]) {
    const lines = after(union(2), union(parallelism))
    expect(lines).toHaveLength(parallelism)
    for (const line of lines)
      expect(line.split(': ')[1]?.split(',').map(Number).toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7])
  }
})

test('[OPS-6] a list that nobody asks for is in the next savepoint all the same', () => {
  const without = buffering(2)
    .replace(/this\.seen = .*\n.*console\.log.*/, '')
    .replace('this.seen.add(row.n);', '')
  const first = stopped(buffering(2))
  const second = run(without, {
    restoreFrom: { run: first, checkpoint: 1 },
    script: [[1_000, savepoint]],
  })
  const newest = second.manifests.at(-1)?.checkpoint ?? 0
  const third = run(buffering(2), { restoreFrom: { run: second, checkpoint: newest } })
  const numbersIn = logged(third).flatMap((line) => line.split(': ')[1]?.split(',') ?? [])
  expect(numbersIn.map(Number).toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('[OPS-3] one name is one mode', () => {
  const both = buffering(1).replace(
    'console.log',
    `ctx.getOperatorStateStore().getUnionListState(new flink.ListStateDescriptor('seen')); console.log`,
  )
  expect(run(both).of('task-failed')[0]).toMatchObject({ code: 'operator_state_mode' })
})

/** Rules come over a broadcast stream; records are multiplied by what their rule says. */
const rules = (options: { keyed?: boolean; state?: string; onRule?: string } = {}) => {
  const { keyed = false, state = 'rules', onRule = '' } = options
  const base = keyed
    ? 'KeyedBroadcastProcessFunction<any, any, any, any>'
    : 'BroadcastProcessFunction<any, any, any>'
  return `${head}
const rules = new flink.MapStateDescriptor('rules', flink.Types.STRING, flink.Types.LONG)
const asked = new flink.MapStateDescriptor('${state}', flink.Types.STRING, flink.Types.LONG)
const sum = new flink.ValueStateDescriptor('sum', flink.Types.LONG)
class Apply extends flink.${base} {
  processElement(row: any, ctx: any, out: any) {
    const factor = ctx.getBroadcastState(asked).get(row.k)
    ${keyed ? `const s = this.getRuntimeContext().getState(sum); s.update((s.value() ?? 0) + row.n)` : ''}
    out.collect(row.k + row.n * (factor ?? 0))
  }
  processBroadcastElement(rule: any, ctx: any, out: any) {
    ctx.getBroadcastState(asked).put(rule.k, rule.f)
    ${onRule}
  }
}
read('a')${keyed ? '.keyBy((r: any) => r.k)' : '.rebalance()'}.connect(read('b').broadcast(rules)).process(new Apply())
  .uid('apply').setParallelism(2).print().uid('out').setParallelism(1)
env.execute('rules')`
}

const abc = [
  { k: 'x', n: 1 },
  { k: 'y', n: 2 },
  { k: 'x', n: 3 },
]
const rows = topic(...abc)
const withRules = { a: { ...rows, spacing: 200 }, b: topic({ k: 'x', f: 10 }, { k: 'y', f: 100 }) }

test('[OPS-5] a broadcast record reaches every subtask, which keeps its own copy and snapshots it', () => {
  const first = run(rules(), { scenario: { topics: withRules }, script: [[1_000, savepoint]] })
  expect(first.rows.toSorted()).toEqual(['x10', 'x30', 'y200'])
  const second = run(rules().replace('.setParallelism(2)', '.setParallelism(3)'), {
    restoreFrom: { run: first, checkpoint: 1 },
    scenario: { topics: { a: topic(...abc, { k: 'x', n: 5 }), b: withRules.b } },
  })
  expect(second.rows).toEqual(['x50'])
  const restored = second.of('operator-state-registered')
  expect(restored.map(({ mode, size }) => [mode, size])).toEqual([['BROADCAST', 2]])
})

test('[OPS-5] the side of the records may only read, and only states that were declared', () => {
  const writing = rules().replace(
    'const factor',
    `ctx.getBroadcastState(asked).immutableEntries().iterator().remove(); const factor`,
  )
  const failed = (job: string) =>
    run(job, { scenario: { topics: withRules } }).of('task-failed')[0]?.code
  expect(failed(writing)).toBe('broadcast_state_read_only')
  expect(failed(rules({ state: 'others' }))).toBe('broadcast_state_not_declared')
})

test('[OPS-9] beside a keyed stream, applyToKeyedState is called for every key of the subtask', () => {
  const onRule = `ctx.applyToKeyedState(sum, (key: any, state: any) => { out.collect(key + ' had ' + state.value()) })`
  const b = { ...topic({ k: 'w', f: 1 }), spacing: 900 }
  const { rows: written } = run(rules({ keyed: true, onRule }), {
    scenario: { topics: { ...withRules, b } },
  })
  expect(written.filter((row) => row.includes('had')).toSorted()).toEqual(['x had 4', 'y had 2'])
})
