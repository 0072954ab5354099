/** What is seen of tasks that come to their end. */
import { expect, test } from 'vitest'
import { simulate } from '../engine/testing/simulate.ts'
import type { TraceEvent } from '../trace/index.ts'
import { checkpoints, clusterView, phasesOf, type Projection } from './index.ts'

const run = simulate(
  `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const slow = env.fromSource(
  new flink.DataGeneratorSource((n: number) => n, 20, flink.RateLimiterStrategy.perSecond(10)),
  flink.WatermarkStrategy.noWatermarks<any>(), 'slow').uid('slow')
env.fromData(1, 2).uid('few').union(slow).rebalance().map((n: any) => n).uid('out').print()
env.execute('ends')`,
  { until: 10_000, config: { 'execution.checkpointing.interval': '400 ms' } },
)

/** The state behind the first event for which `holds`, or at the end. */
function behind<S>(projection: Projection<S>, holds: (event: TraceEvent) => boolean): S {
  const state = projection.initial()
  for (const event of run.events) {
    projection.apply(state, event)
    if (holds(event)) break
  }
  return state
}

test('a task at its end waits for its final snapshot, then it is finished, and its channels have ended', () => {
  const waiting = behind(clusterView, ({ kind }) => kind === 'final-checkpoint-awaited')
  expect(waiting.subtasks.filter(({ awaitsFinal }) => awaitsFinal)).toHaveLength(1)
  const over = behind(clusterView, () => false)
  expect(over.subtasks.map(({ activity }) => activity.kind)).toEqual([
    'finished',
    'finished',
    'finished',
  ])
  expect(over.channels.every(({ ended, elements }) => ended && elements.length === 0)).toBe(true)
  expect(over.jobManager.status).toBe('FINISHED')
  expect(over.jobManager.pending).toEqual([])
})

test('a finished subtask is in the history with zero values, and counts as acknowledged', () => {
  const { history } = behind(checkpoints, () => false)
  const row = history.find(({ subtasks }) => subtasks.some(({ content }) => content === null))
  expect(row?.phase).not.toBe('failed')
  expect(row?.acknowledged).toBe(3)
  const [zero] = row?.subtasks.filter(({ content }) => content === null) ?? []
  if (row === undefined || zero === undefined) throw new Error('a subtask had finished')
  expect(zero.acknowledgedAt).toBe(row.triggeredAt)
  expect(phasesOf(zero, row.triggeredAt)).toEqual({
    startDelay: 0,
    alignment: 0,
    sync: 0,
    async: 0,
  })
  expect(history.at(-1)?.by).toBe('end-of-data')
})
