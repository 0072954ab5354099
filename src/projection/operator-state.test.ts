/** Operator state as it stands in a run: rules that are broadcast, and lists that are dealt out. */
import { expect, test } from 'vitest'
import type { TaskManagerId } from '../model/index.ts'
import { emptyScenario, type Scenario } from '../scenario/index.ts'
import { operatorStates, type OperatorStatesState } from './operator-state.ts'
import { eventsOf } from './testing/sample-run.ts'

const job = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.enableCheckpointing(500)
const read = (topic: string) => env.fromSource(
  flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics(topic).setGroupId('g')
    .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
  flink.WatermarkStrategy.noWatermarks<any>(), topic).uid(topic).setParallelism(1)
const rules = new flink.MapStateDescriptor<string, any>('rules', flink.Types.STRING, flink.Types.LONG)
class Apply extends flink.BroadcastProcessFunction<any, any, any> {
  processElement(row: any, ctx: any, out: any) { out.collect(row) }
  processBroadcastElement(rule: any, ctx: any) {
    const state = ctx.getBroadcastState(rules)
    if (rule.f === 0) state.remove(rule.k)
    else state.put(rule.k, rule.f)
  }
}
class Buffer extends flink.RichMapFunction<any, any> {
  list: any
  seen: any[] = []
  initializeState(ctx: any) {
    this.list = ctx.getOperatorStateStore().getListState(new flink.ListStateDescriptor<any>('buffer', flink.Types.STRING))
    this.seen = [...this.list.get()]
  }
  snapshotState() { this.list.update(this.seen) }
  map(row: any) { this.seen.push(row.k); return row }
}
read('a').rebalance().connect(read('b').broadcast(rules)).process(new Apply()).uid('apply').setParallelism(2)
  .map(new Buffer()).uid('buffer').setParallelism(2).print().uid('out').setParallelism(2)
env.execute('rules')`

const record = (value: object) => ({ key: null, value: JSON.stringify(value), timestamp: 0 })
const scenario: Scenario = {
  ...emptyScenario,
  files: { 'job.ts': job },
  topics: {
    a: { spacing: 150, partitions: [['x', 'y', 'z', 'w', 'v', 'u'].map((k) => record({ k }))] },
    b: {
      spacing: 100,
      partitions: [
        [
          { k: 'r1', f: 5 },
          { k: 'r2', f: 6 },
          { k: 'r1', f: 7 },
          { k: 'r2', f: 0 },
        ].map(record),
      ],
    },
  },
}

function after(until: number, script: Scenario['script'] = []): OperatorStatesState {
  const state = operatorStates.initial()
  for (const event of eventsOf({ ...scenario, script }, until)) operatorStates.apply(state, event)
  return state
}

const shown = ({ rows }: OperatorStatesState, name: string) =>
  rows
    .filter(({ state }) => state === name)
    .map(({ subtask, mode, entries, size }) => ({
      subtask,
      mode,
      entries: entries.map(({ key, value }) => (key === null ? value : `${key}: ${value}`)),
      size,
    }))

const rule = (subtask: number, entries: readonly string[]) => ({
  ...{ subtask, mode: 'BROADCAST', entries, size: entries.length },
})

test('[OPS-5] every subtask has its own copy of the rules: put, changed, removed', () => {
  expect(shown(after(260), 'rules')).toEqual([
    rule(2, ['r1: 5', 'r2: 6']),
    rule(3, ['r1: 5', 'r2: 6']),
  ])
  expect(shown(after(1_200), 'rules')).toEqual([rule(2, ['r1: 7']), rule(3, ['r1: 7'])])
})

test('[OPS-4] a list holds what its function put there at the last snapshot, and again after a restart', () => {
  const before = shown(after(1_800), 'buffer')
  expect(before.map(({ mode }) => mode)).toEqual(['SPLIT_DISTRIBUTE', 'SPLIT_DISTRIBUTE'])
  expect(before.flatMap(({ entries }) => entries)).toHaveLength(6)
  const kill = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId } as const
  const restarted = after(60_000, [{ at: 1_900, command: kill }])
  expect(shown(restarted, 'rules')).toEqual([rule(2, ['r1: 7']), rule(3, ['r1: 7'])])
  const values = shown(restarted, 'buffer').flatMap(({ entries }) => entries)
  expect(values.toSorted()).toEqual(['"u"', '"v"', '"w"', '"x"', '"y"', '"z"'])
})
