/** The history of exceptions of real runs, in Flink's words. */
import { expect, test } from 'vitest'
import { keyedJob, orders, simulate, type Simulated } from '../engine/testing/simulate.ts'
import type { TaskManagerId } from '../model/index.ts'
import { exceptions } from './index.ts'

const config = {
  'execution.checkpointing.interval': '300 ms',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '100',
  'restart-strategy.fixed-delay.delay': '50 ms',
}
const topics = orders([
  ['A', 30],
  ['B', 30],
])
const fail = (subtask: string) => ({ kind: 'fail-task', subtask }) as const

function historyOf({ events }: Simulated, until = Infinity) {
  const state = exceptions.initial()
  for (const event of events) if (event.at <= until) exceptions.apply(state, event)
  return state
}

test('[VIEW-3] a task that fails is a root cause, with its execution, its TaskManager and its restart', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 3_000,
    config,
    script: [
      [700, fail('count#0')],
      [1_700, fail('orders#1')],
    ],
    scenario: { topics },
  })
  const { entries, truncated } = historyOf(run)
  expect(truncated).toBe(false)
  expect(entries.map(({ taskName }) => taskName)).toEqual([
    expect.stringMatching(/orders.* \(2\/2\) - execution #1$/),
    expect.stringMatching(/count.* \(1\/1\) - execution #0$/),
  ])
  const failures = run.of('task-failed').toReversed()
  expect(entries.map(({ seq, at }) => [seq, at])).toEqual(failures.map(({ seq, at }) => [seq, at]))
  for (const { taskManager, concurrent, consequence } of entries) {
    expect(taskManager).toBe(1)
    expect(concurrent).toEqual([])
    expect(consequence).toMatchObject({ kind: 'restart', delay: 50 })
  }
  expect(historyOf(run, 600).entries).toEqual([])
})

test('[VIEW-3] a lost TaskManager is one entry; its other tasks failed at the same time', () => {
  const kill = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId } as const
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 2_000,
    config,
    script: [[700, kill]],
    scenario: { topics },
  })
  const [entry, ...others] = historyOf(run).entries
  expect(others).toEqual([])
  expect(entry?.message).toBe('TaskManager 1 is lost')
  const lost = [entry?.subtask, ...(entry?.concurrent.map(({ subtask }) => subtask) ?? [])]
  expect(lost).toEqual([0, 1, 2])
})

/** Two pipelines without a channel between them: two regions. */
const regions = keyedJob({ sources: 2, parallelism: 2 })
  .replace(
    '.keyBy((order: any) => order.key)',
    '.map((order: any) => order).setParallelism(2).disableChaining().name("pass").uid("pass")',
  )
  .replace('.process(new Count())', '.map((order: any) => order.key + order.n).disableChaining()')

test('[VIEW-3] a failure while a restart is waited for is concurrent to its root cause', () => {
  const run = simulate(regions, {
    until: 4_000,
    config: {
      'execution.checkpointing.interval': '300 ms',
      'restart-strategy.type': 'exponential-delay',
      'restart-strategy.exponential-delay.initial-backoff': '1 s',
    },
    script: [
      [700, fail('pass#0')],
      [900, fail('pass#1')],
    ],
    scenario: { topics },
  })
  expect(run.of('task-failed').length).toBe(2)
  const { entries } = historyOf(run)
  expect(entries).toHaveLength(1)
  expect(entries[0]?.taskName).toMatch(/^pass.* \(1\/2\)/)
  expect(entries[0]?.concurrent.map(({ taskName }) => taskName)).toEqual([
    expect.stringMatching(/^pass.* \(2\/2\)/),
  ])
})

test('[VIEW-3] the last failure of a job that may not restart has failed it', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 3_000,
    config: { ...config, 'restart-strategy.type': 'none' },
    script: [[700, fail('count#0')]],
    scenario: { topics },
  })
  expect(historyOf(run).entries).toMatchObject([{ consequence: { kind: 'failed' } }])
})

test('[VIEW-3] too many checkpoints that failed are a failure of no task', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 3_000,
    config: { ...config, 'execution.checkpointing.timeout': '60 ms' },
    scenario: { topics, uploadCosts: { count: 500 } },
  })
  const [entry] = historyOf(run).entries
  expect(entry).toMatchObject({ taskName: null, subtask: null })
  expect(entry?.message).toContain('Exceeded checkpoint tolerable failure threshold')
})

test.each([
  [16, {}],
  [3, { 'web.exception-history-size': '3' }],
])('[VIEW-3] only the newest are kept: %i', (size, configured) => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 30_000,
    config: { ...config, ...configured },
    script: Array.from({ length: 20 }, (_, at) => [700 + 700 * at, fail('count#0')] as const),
    scenario: { topics },
  })
  expect(run.of('task-failed').length).toBeGreaterThan(16)
  const { entries, truncated } = historyOf(run)
  expect(entries).toHaveLength(size)
  expect(truncated).toBe(true)
  expect(entries[0]?.seq).toBe(run.of('task-failed').at(-1)?.seq)
})
