/** What the world outside keeps of a job that fails. */
import { expect, test } from 'vitest'
import type { TaskManagerId } from '../../model/index.ts'
import { output, visibleRows } from '../../projection/index.ts'
import { simulate } from '../testing/simulate.ts'

/** Twelve orders, one each 100 ms; checkpoints every 500 ms; killed at 1,000 ms. */
function outside(sink: string) {
  const job = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.fromSource(new flink.DataGeneratorSource((n: number) => ({ id: n % 6, n }), 12,
    flink.RateLimiterStrategy.perSecond(10)), flink.WatermarkStrategy.noWatermarks<any>(), 'orders').uid('orders')
  .sinkTo(${sink}).uid('sink')
env.execute('job')`
  const run = simulate(job, {
    until: 30_000,
    config: { 'execution.checkpointing.interval': '500 ms' },
    script: [[1_000, { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }]],
    scenario: { cluster: { taskManagers: 1, slotsEach: 2 } },
  })
  const state = output.initial()
  for (const event of run.events) output.apply(state, event)
  const [shown] = state.sinks
  if (shown === undefined) throw new Error('the sink has written')
  return { run, shown, visible: visibleRows(shown) }
}

test('[SNK-2] a collecting sink has twice what a replay writes', () => {
  const { shown, visible } = outside("new flink.CollectSink<any>('all')")
  expect(visible.length).toBeGreaterThan(12)
  expect(shown.duplicates).toBe(visible.length - 12)
})

test('[SNK-4] an upsert table has one row for each key, whatever is replayed', () => {
  const { shown, visible } = outside("new flink.UpsertTableSink<any>('board', (row) => row.id)")
  expect(visible.map(({ key, value }) => [key, value])).toEqual(
    [6, 7, 8, 9, 10, 11].map((n) => [String(n - 6), `{"id":${n - 6},"n":${n}}`]),
  )
  expect(shown.rows.length).toBeGreaterThan(12)
})

test('[SNK-4] with a key that differs each time, replays leave rows of their own', () => {
  const { visible } = outside("new flink.UpsertTableSink<any>('board', () => Math.random())")
  expect(visible.length).toBeGreaterThan(12)
})

test('[SNK-5] a mail is not taken back: a replay sends it again, unless the service knows its key', () => {
  const twice = outside("new flink.OutboxSink<any>('mail')")
  expect(twice.shown.duplicates).toBeGreaterThan(0)
  const once = outside("new flink.OutboxSink<any>('mail', (mail) => mail.n)")
  expect(once.visible).toHaveLength(12)
  expect(once.run.of('mail-known')).toHaveLength(twice.shown.duplicates)
})

test('a key of a row is text, a number or a boolean', () => {
  const { run } = outsideOfBadKey()
  expect(run.of('task-failed')[0]).toMatchObject({ code: 'sink_key' })
})

function outsideOfBadKey() {
  const job = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.fromData(1).uid('one').sinkTo(new flink.UpsertTableSink<any>('board', () => null as never)).uid('sink')
env.execute('job')`
  return { run: simulate(job, { until: 500 }) }
}
