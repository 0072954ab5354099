/** Rows of the State panel, over a run with every kind of state; and the lanes of windows. */
import { expect, test } from 'vitest'
import { clusterView, stateTable } from '../../projection/index.ts'
import { eventsOf } from '../../projection/testing/sample-run.ts'
import { emptyScenario, type Scenario } from '../../scenario/index.ts'
import { lanesOf } from './lanes.ts'
import { stateRows } from './rows.ts'

const job = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.enableCheckpointing(500)
class Keep extends flink.KeyedProcessFunction<string, any, any> {
  last: any
  all: any
  by: any
  open() {
    const context = this.getRuntimeContext()
    const { Types } = flink
    this.last = context.getState(new flink.ValueStateDescriptor('last', Types.LONG))
    this.all = context.getListState(new flink.ListStateDescriptor('all', Types.LONG))
    this.by = context.getMapState(new flink.MapStateDescriptor('by', Types.STRING, Types.LONG))
  }
  processElement(row: any, ctx: any) {
    this.last.update(row.n)
    this.all.add(row.n)
    this.by.put(row.who, row.n)
    ctx.timerService().registerEventTimeTimer(5_000 - row.n)
    ctx.timerService().registerProcessingTimeTimer(60_000)
  }
}
env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('a').setGroupId('g')
      .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.forMonotonousTimestamps<any>(), 'a').uid('a').setParallelism(1)
  .keyBy((row: any) => row.k).process(new Keep()).uid('keep').setParallelism(1).print().uid('out').setParallelism(1)
env.execute('keep')`

function rowsAfter(until: number) {
  const values = [
    { k: 'x', who: 'ann', n: 1 },
    { k: 'x', who: 'bob', n: 2 },
    { k: 'y', who: 'ann', n: 3 },
    { k: 'x', who: 'ann', n: 4 },
  ]
  const records = values.map((value) => ({ key: null, value: JSON.stringify(value), timestamp: 0 }))
  const scenario: Scenario = {
    ...emptyScenario,
    files: { 'job.ts': job },
    topics: { a: { spacing: 300, partitions: [records] } },
  }
  const [cluster, tables] = [clusterView.initial(), stateTable.initial()]
  for (const event of eventsOf(scenario, until)) {
    clusterView.apply(cluster, event)
    stateTable.apply(tables, event)
  }
  return stateRows(cluster, tables)
}

test('a row for each state of a key: its kind, its elements or entries, what a checkpoint has', () => {
  const { rows, snapshot } = rowsAfter(1_300)
  const ofX = rows.filter(({ key }) => key === 'x')
  expect(snapshot).toBe('in chk-2')
  expect(ofX.map(({ state, described }) => [state, described?.kind])).toEqual([
    ['last', 'value'],
    ['all', 'list'],
    ['by', 'map'],
  ])
  expect(ofX[0]).toMatchObject({ value: { text: '4' }, stored: { text: '2' } })
  expect(ofX[1]?.value).toMatchObject({ form: 'list', elements: ['1', '2', '4'], total: 3 })
  expect(ofX[2]?.value).toMatchObject({ form: 'map', text: '{ann: 4, bob: 2}' })
  expect(ofX[2]?.stored).toMatchObject({ text: '{ann: 1, bob: 2}' })
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
})

test('timers stand in the order in which they fire, event time first', () => {
  expect(
    rowsAfter(1_300).timers.map(({ key, domain, timestamp }) => [key, domain, timestamp]),
  ).toEqual([
    ['x', 'event-time', 4_996],
    ['y', 'event-time', 4_997],
    ['x', 'event-time', 4_998],
    ['x', 'event-time', 4_999],
    ['x', 'processing-time', 60_000],
    ['y', 'processing-time', 60_000],
  ])
})

test('windows that overlap lie in lanes; those that only touch share one', () => {
  const spans = [
    { start: 0, end: 10 },
    { start: 10, end: 20 },
    { start: 5, end: 15 },
    { start: 15, end: 25 },
    { start: 6, end: 8 },
  ]
  expect(lanesOf(spans)).toEqual([0, 0, 1, 1, 2])
})
