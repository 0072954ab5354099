/** Tasks that are deployed again although the snapshot says that all of their vertex had finished. */
import { expect, test, vi } from 'vitest'
import type { Command, JobVertex, OperatorId, SnapshotManifest } from '../../model/index.ts'
import { TimestampsAndWatermarksOperator } from '../operators/timestamps-and-watermarks.ts'
import { isFinishedIn } from '../cluster/restore.ts'
import { simulate } from '../testing/simulate.ts'

/** A ends after three numbers, on a road with a function of its own; B goes on. */
const job = `import * as flink from 'flink'
class Logged extends flink.RichMapFunction<any, any> {
  override open() { console.log('open') }
  override map(n: any) { console.log('map ' + n); return n }
  override close() { console.log('close') }
}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const numbers = (name: string, count: number) => env.fromSource(
  new flink.DataGeneratorSource((n: number) => n, count, flink.RateLimiterStrategy.perSecond(10)),
  flink.WatermarkStrategy.forMonotonousTimestamps<any>().withTimestampAssigner({ extractTimestamp: (n: number) => n }),
  name).uid(name)
numbers('A', 3).map(new Logged()).uid('logged').name('logged').disableChaining()
  .union(numbers('B', 1_000)).rebalance().map((n: number) => n).uid('all').name('all').setParallelism(1).print().uid('out')
env.execute('two sources')`

const checkpoint: Command = { kind: 'trigger-checkpoint' }

test('[END-6, CK-235] a vertex that had finished runs no code, sends the last watermark and the end again, and acknowledges as finished', () => {
  const run = simulate(job, {
    until: 6_000,
    config: {
      'execution.checkpointing.interval': '1 h',
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': '5',
      'restart-strategy.fixed-delay.delay': '100 ms',
    },
    script: [
      // The first lets the tasks of A's road finish; the second one knows that they have.
      [1_000, checkpoint],
      [1_500, checkpoint],
      [2_000, { kind: 'fail-task', subtask: 'all#0' }],
      [3_000, checkpoint],
      [4_000, { kind: 'fail-task', subtask: 'all#0' }],
    ],
    scenario: { cluster: { taskManagers: 2, slotsEach: 2 } },
  })
  const restored = run
    .transcript(
      'restored-as-finished',
      'record-taken',
      'watermark-emitted',
      'end-of-data-received',
      'end-of-partition-received',
      'checkpoint-acknowledged',
      'task-status-changed',
    )
    .split('\n')
    .filter((line) => /logged\/0 /.test(line.slice(0, 20)))
  const [second = 0, third = 0] = restored
    .flatMap((line, at) => (line.includes('DEPLOYING') ? [at] : []))
    .slice(1)
  expect(restored.slice(second, third).join('\n')).toMatchInlineSnapshot(`
    "     2100  logged/0  DEPLOYING                               attempt 1
         2100  logged/0  INITIALIZING                            attempt 1
         2100  logged/0  restored as finished
         2100  logged/0  RUNNING                                 attempt 1
         2110  logged/0  sends watermark 9007199254740991 to all/0  due 2120
         2110  logged/0  end of data of A/0                      1 of 1
         3022  logged/0  acknowledged 3                          2 of 4
         3087  logged/0  end of A/0
         3087  logged/0  FINISHED                                attempt 1"
  `)
  expect(run.of('restore-started').map((restore) => restore.checkpoint)).toEqual([2, 3])
  // Of checkpoint 3 it says again that it had finished, so that the next attempt runs no code either.
  expect(restored.slice(third).join('\n')).toContain('restored as finished')
  // What it writes is what the first attempt wrote.
  expect(run.of('logged').map(({ text }) => text)).toEqual([
    ...['open', 'map 0', 'map 1', 'map 2', 'close'],
  ])
})

/** As above, with an operator behind the function that has something to do at its end. */
const withEnd = job.replace(
  "name('logged').disableChaining()",
  `name('logged').disableChaining().assignTimestampsAndWatermarks(
    flink.WatermarkStrategy.forMonotonousTimestamps<any>().withTimestampAssigner({ extractTimestamp: (n: number) => n })).uid('end')`,
)

test('[END-6, CK-235] finish() is not called again of what had finished', () => {
  const finish = vi.spyOn(TimestampsAndWatermarksOperator.prototype, 'finish')
  const run = simulate(withEnd, {
    until: 6_000,
    config: { 'execution.checkpointing.interval': '1 h' },
    script: [
      [1_000, checkpoint],
      [1_500, checkpoint],
      [2_000, { kind: 'fail-task', subtask: 'all#0' }],
      // It lets the task close that was restored as finished.
      [4_000, checkpoint],
    ],
    scenario: { cluster: { taskManagers: 2, slotsEach: 2 } },
  })
  const restored = run.of('restored-as-finished').map(({ subtask }) => subtask)
  const ended = run.of('end-of-data-reached').map(({ subtask }) => subtask)
  // Its data ends once in each attempt.
  for (const subtask of restored) expect(ended.filter((one) => one === subtask)).toHaveLength(2)
  expect(restored.length).toBeGreaterThan(0)
  expect(finish).toHaveBeenCalledTimes(1)
  finish.mockRestore()
})

test('[END-6, CK-235] a vertex has finished when each of its operators has, fully', () => {
  const vertex = { operators: [{ id: 'a' }, { id: 'b' }] } as unknown as JobVertex
  const saved = (id: string, finished?: 'fully' | readonly number[]) => ({
    ...{ id: id as OperatorId, uid: id, name: id, parallelism: 1, maxParallelism: 128 },
    ...(finished !== undefined && { finished }),
  })
  const isFinished = (...operators: readonly ReturnType<typeof saved>[]) =>
    isFinishedIn({ operators } as unknown as SnapshotManifest, vertex)
  expect(isFinished(saved('a', 'fully'), saved('b', 'fully'))).toBe(true)
  expect(isFinished(saved('a', 'fully'), saved('b'))).toBe(false)
  expect(isFinished(saved('a', 'fully'))).toBe(false)
  expect(isFinished(saved('a', 'fully'), saved('b', [0]))).toBe(false)
})
