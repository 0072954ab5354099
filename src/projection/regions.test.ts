/** Two pipelines without a channel between them: one fails, the other is left alone, in the picture too. */
import { expect, test } from 'vitest'
import { keyedJob, orders, simulate, type Simulated } from '../engine/testing/simulate.ts'
import type { EventSeq, SubtaskId, TaskManagerId } from '../model/index.ts'
import { TraceLog } from '../trace/index.ts'
import { clusterView, metrics, ProjectionCache, rowsOf, stateTable, tableOf } from './index.ts'

/** Subtask 0 of each vertex is one region, subtask 1 the other; each counts its records by key. */
const pipelines = keyedJob({ sources: 2, parallelism: 2 })
  .replace(
    '.keyBy((order: any) => order.key)',
    '.map((order: any) => order).setParallelism(2).disableChaining().name("pass").uid("pass")',
  )
  .replace('.process(new Count())', '.map((order: any) => order.key + order.n).disableChaining()')

const config = {
  'execution.checkpointing.interval': '500 ms',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.delay': '100 ms',
}

function run(): Simulated {
  return simulate(pipelines, {
    until: 3_500,
    config,
    scenario: {
      cluster: { taskManagers: 3, slotsEach: 1 },
      topics: orders([
        ['A', 100],
        ['B', 100],
      ]),
    },
    script: [[1_820, { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }]],
  })
}

const simulated = run()
const trace = new TraceLog()
trace.append(simulated.events)
const again = simulated.of('tasks-scheduled')[1]
const starts = again?.deployed ?? []
const scheduled = again?.seq ?? (0 as EventSeq)
const before = new ProjectionCache(clusterView, trace).at(scheduled)
const after = new ProjectionCache(clusterView, trace).at((scheduled + 1) as EventSeq)

test('only the subtasks of the failed region are deployed anew', () => {
  expect(starts).toHaveLength(before.subtasks.length / 2)
  for (const { id, index } of before.subtasks) expect(starts.includes(id)).toBe(index === 0)
})

test('the boxes, lanes and counters of the region that runs on stay as they are', () => {
  const runsOn = ({ id }: { readonly id: SubtaskId }) => !starts.includes(id)
  expect(after.subtasks.filter(runsOn)).toEqual(before.subtasks.filter(runsOn))
  expect(after.subtasks.filter(runsOn).some(({ recordsIn }) => recordsIn > 0)).toBe(true)
  expect(after.subtasks.filter((s) => !runsOn(s)).every(({ status }) => status === 'CREATED')).toBe(
    true,
  )
  const lanes = before.channels.filter(({ to }) => !starts.includes(to))
  expect(after.channels.filter(({ to }) => !starts.includes(to))).toEqual(lanes)
  const queued = (at: number) =>
    new ProjectionCache(metrics, trace).at(at as EventSeq).subtasks.filter((_, id) => {
      return !starts.includes(id as SubtaskId)
    })
  expect(queued(scheduled + 1)).toEqual(queued(scheduled))
})

test('[REC-2] the subtasks that run on keep their slots, although a TaskManager is gone', () => {
  const places = (at: number) =>
    new ProjectionCache(clusterView, trace)
      .at(at as EventSeq)
      .subtasks.filter(({ id }) => !starts.includes(id))
      .map(({ taskManager, slot }) => [taskManager, slot])
  expect(new Set(places(scheduled + 1).map(([id]) => id))).toEqual(new Set([2]))
  expect(places(scheduled + 1)).toEqual(places(scheduled))
  const moved = after.subtasks.filter(({ id }) => starts.includes(id))
  expect(new Set(moved.map(({ taskManager }) => taskManager))).toEqual(new Set([3]))
})

/** A second keyed pipeline, of parallelism 1, beside the first; the first fails once. */
const twoKeyed = keyedJob({
  setup: `const failed = new Set<string>()
env.fromSource(
    KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders').setGroupId('more')
      .setStartingOffsets(OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
    WatermarkStrategy.noWatermarks<any>(), 'payments')
  .uid('payments').keyBy((order: any) => order.key)
  .process(new Count()).uid('sums').name('sums').print().uid('sums-out')`,
  before: `.map((order: any) => {
    if (order.n === 12 && !failed.has('once')) { failed.add('once'); throw new Error('once') }
    return order
  })`,
})

const payments = orders([['A', 20]])['orders'] ?? {}

test('the key table and the box of a keyed region that runs on keep their keys', () => {
  const { events, of } = simulate(twoKeyed, {
    until: 3_000,
    config,
    scenario: { topics: { ...orders([['A', 20]]), payments } },
  })
  const log = new TraceLog()
  log.append(events)
  const [, second] = of('tasks-scheduled')
  const { graph, subtasks } = new ProjectionCache(clusterView, log).at(second?.seq as EventSeq)
  const sums = subtasks.find(({ vertex }) => graph?.vertices[vertex]?.name.startsWith('sums'))
  expect(second?.deployed).not.toContain(sums?.id)
  const rows = (at: number) =>
    rowsOf(
      tableOf(new ProjectionCache(stateTable, log).at(at as EventSeq), sums?.id as SubtaskId),
      0,
      9,
    )
  const seq = second?.seq ?? 0
  expect(rows(seq).map(({ key, values }) => [key, values[0]?.value])).toEqual([['A', '13']])
  expect(rows(seq + 1)).toEqual(rows(seq))
  expect(
    new ProjectionCache(clusterView, log).at((seq + 1) as EventSeq).subtasks[sums?.id ?? 0],
  ).toEqual(sums)
})
