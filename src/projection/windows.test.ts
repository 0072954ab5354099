/** The windows projection, over runs of real jobs. */
import { expect, test } from 'vitest'
import { compileModules } from '../compile/index.ts'
import type { ConfigEntry, Seed, SubtaskId, TaskManagerId, VirtualTime } from '../model/index.ts'
import { runToEnd } from '../sandbox/inline-runner.ts'
import { emptyScenario, type Scenario } from '../scenario/index.ts'
import { windows, windowsOf, type WindowsState } from './windows.ts'

type Row = readonly [key: string, at: number]

function fold(more: string, rows: readonly Row[], script: Scenario['script'] = []): WindowsState {
  const job = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders').setGroupId('g')
      .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.forMonotonousTimestamps<any>(), 'orders')
  .uid('orders').keyBy((o: any) => o.key)${more}.reduce((a: any) => a).uid('windows').print().uid('out')
env.execute('windows')`
  const records = rows.map(([key, at]) => ({
    key,
    value: JSON.stringify({ key, at }),
    timestamp: at,
  }))
  const scenario: Scenario = {
    ...emptyScenario,
    title: 'Windows',
    files: { 'job.ts': job },
    topics: { orders: { spacing: 300, partitions: [records] } },
    script,
  }
  const compiled = compileModules(scenario.files)
  if ('misuses' in compiled) throw new Error(JSON.stringify(compiled))
  const plan = {
    scenario,
    seed: 1 as Seed,
    commands: [],
    restoreFrom: null,
    startAt: 0 as VirtualTime,
  }
  const interval = script.length > 0 ? '400 ms' : '3650 d'
  const configuration: ConfigEntry[] = [
    { key: 'execution.checkpointing.interval', value: interval, line: 1 },
  ]
  const until = 300 * (rows.length + 3) + (script.length > 0 ? 3_000 : 0)
  const executable = { plan, modules: compiled.modules, configuration }
  const { events } = runToEnd(executable, until as VirtualTime)
  const state = windows.initial()
  for (const event of events) windows.apply(state, event)
  return state
}

function told(state: WindowsState) {
  return state.rows.flatMap((_, subtask) =>
    windowsOf(state, subtask as SubtaskId).map(
      ({ key, window, status, elements, timing }) =>
        `${key} ${window} ${status} ${elements} ${timing ?? 'not fired'}`,
    ),
  )
}

const tumbling = '.window(flink.TumblingEventTimeWindows.of(flink.Duration.ofMillis(1000)))'

test('windows are open, fired and cleaned, with how many records are in each', () => {
  const rows: Row[] = [
    ['a', 100],
    ['a', 200],
    ['b', 1500],
    ['b', 1600],
    ['a', 50],
  ]
  const state = fold(tumbling, rows)
  expect(told(state)).toEqual(['a [0, 1000) cleaned 2 on-time', 'b [1000, 2000) open 2 not fired'])
  expect(state.dropped).toBe(1)
  expect(state.late.map(({ timestamp, watermark, tag }) => [timestamp, watermark, tag])).toEqual([
    [50, 1599, null],
  ])
})

test('a window that is fired stays while lateness is allowed', () => {
  const state = fold(`${tumbling}.allowedLateness(flink.Duration.ofMillis(5000))`, [
    ['a', 100],
    ['a', 1500],
    ['a', 1600],
    ['a', 200],
  ])
  expect(told(state)[0]).toBe('a [0, 1000) fired 2 late')
})

test('windows that merge become one row', () => {
  const sessions = '.window(flink.EventTimeSessionWindows.withGap(flink.Duration.ofMillis(1000)))'
  const state = fold(sessions, [
    ['a', 100],
    ['a', 900],
    ['a', 1500],
  ])
  expect(told(state)).toEqual(['a [100, 2500) open 3 not fired'])
  const [row] = state.rows.flatMap((_, subtask) => windowsOf(state, subtask as SubtaskId))
  expect(row?.span).toEqual({ start: 100, end: 2500 })
})

test('after a restore windows are as they were in the snapshot', () => {
  const rows: Row[] = [
    ['a', 100],
    ['a', 200],
    ['a', 300],
  ]
  const command = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId } as const
  const state = fold(tumbling, rows, [{ at: 1_000, command }])
  expect(told(state)).toEqual(['a [0, 1000) open 3 not fired'])
})

test('a copy does not change with what it was copied from', () => {
  const state = fold(tumbling, [['a', 100]])
  const copy = windows.copy(state)
  const added = { kind: 'window-element-added', subtask: 1, operator: 0, key: 'z' } as const
  const event = {
    ...added,
    window: '[0, 1000)',
    timestamp: 1,
    value: '1',
    seq: 9,
    at: 9,
    cause: null,
  }
  windows.apply(state, event as never)
  expect(told(copy)).not.toEqual(told(state))
})
