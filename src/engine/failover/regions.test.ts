/** Pipelines without a channel between them: which subtasks restart when one fails. */
import { expect, test } from 'vitest'
import type { Scenario } from '../../scenario/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, simulate } from '../testing/simulate.ts'

const fixedDelay = (attempts: number, delay: string) => ({
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': String(attempts),
  'restart-strategy.fixed-delay.delay': delay,
})

/** Two pipelines without a channel between them; the record after `fails` fails once for each key. */
const pipelines = keyedJob({ sources: 2, setup: 'const failed = new Set<string>()' }).replace(
  /\.keyBy[\s\S]*?\.print\(\)[^\n]*/,
  `.map((order: any) => {
    if (order.n === order.fails && !failed.has(order.key)) {
      failed.add(order.key)
      throw new Error('injected failure')
    }
    return order.key + '#' + order.n
  }).setParallelism(2).disableChaining().name('pass').uid('pass').print().setParallelism(2)`,
)

/** Twelve records of A and of B, each with the number of the one that fails. */
function failingAt(fails: Readonly<Record<string, number>>): Scenario['topics'] {
  const partitions = ['A', 'B'].map((key) =>
    Array.from({ length: 12 }, (_, n) => ({
      key,
      value: JSON.stringify({ key, n, fails: fails[key] ?? -1 }),
      timestamp: null,
    })),
  )
  return { orders: { spacing: 100, partitions } }
}

test('[REC-2] subtasks without a channel between them fail and restart alone, as on Flink', () => {
  const run = simulate(pipelines, {
    until: 4_000,
    config: { ...fixedDelay(3, '100 ms'), 'execution.checkpointing.interval': '3650 d' },
    script: [[520, { kind: 'trigger-checkpoint' }]],
    scenario: { topics: failingAt({ B: 6 }) },
  })
  expect(run.transcript('task-status-changed', 'partition-assigned', 'job-status-changed'))
    .toMatchInlineSnapshot(`
      "        0  job CREATED                             submitted
              0  job RUNNING                             deployed
              0  orders/0             DEPLOYING                               attempt 0
              0  orders/0             INITIALIZING                            attempt 0
              0  orders/0             reads orders-1                          from 0
              0  orders/0             RUNNING                                 attempt 0
              0  orders/1             DEPLOYING                               attempt 0
              0  orders/1             INITIALIZING                            attempt 0
              0  orders/1             reads orders-0                          from 0
              0  orders/1             RUNNING                                 attempt 0
              0  pass/0               DEPLOYING                               attempt 0
              0  pass/0               INITIALIZING                            attempt 0
              0  pass/0               RUNNING                                 attempt 0
              0  pass/1               DEPLOYING                               attempt 0
              0  pass/1               INITIALIZING                            attempt 0
              0  pass/1               RUNNING                                 attempt 0
              0  Print to Std. Out/0  DEPLOYING                               attempt 0
              0  Print to Std. Out/0  INITIALIZING                            attempt 0
              0  Print to Std. Out/0  RUNNING                                 attempt 0
              0  Print to Std. Out/1  DEPLOYING                               attempt 0
              0  Print to Std. Out/1  INITIALIZING                            attempt 0
              0  Print to Std. Out/1  RUNNING                                 attempt 0
            712  pass/0               FAILED                                  attempt 0
            712  job RESTARTING                          Error: injected failure
            712  orders/0             CANCELING                               attempt 0
            712  Print to Std. Out/0  CANCELING                               attempt 0
            812  orders/0             CANCELED                                attempt 0
            812  Print to Std. Out/0  CANCELED                                attempt 0
            812  job RUNNING                             restarted
            812  orders/0             DEPLOYING                               attempt 1
            812  orders/0             INITIALIZING                            attempt 1
            812  pass/0               DEPLOYING                               attempt 1
            812  pass/0               INITIALIZING                            attempt 1
            812  pass/0               RUNNING                                 attempt 1
            812  Print to Std. Out/0  DEPLOYING                               attempt 1
            812  Print to Std. Out/0  INITIALIZING                            attempt 1
            812  Print to Std. Out/0  RUNNING                                 attempt 1
            862  orders/0             reads orders-1                          from 5
            862  orders/0             RUNNING                                 attempt 1"
    `)
  interface Regions {
    readonly startsPerSubtask: { readonly srcA: readonly number[] }
    readonly lastRestoredOffset: { readonly srcA: readonly number[] }
  }
  const expected = golden<Regions>('j-region-srcA-1')
  const starts = [1, 0].map(
    (subtask) =>
      run
        .of('task-status-changed')
        .filter((event) => event.subtask === subtask && event.status === 'RUNNING').length,
  )
  expect(starts).toEqual(expected.startsPerSubtask.srcA)
  const offsets = [1, 0].map(
    (subtask) =>
      run.of('partition-assigned').findLast((event) => event.subtask === subtask)?.offset,
  )
  expect(offsets).toEqual(expected.lastRestoredOffset.srcA)
})

test('[REC-2] j-full-srcB-0: with failover strategy full all subtasks restart, as on Flink', () => {
  const expected = golden<{
    readonly startsPerSubtask: Readonly<Record<string, readonly number[]>>
    readonly lastRestoredOffset: { readonly srcB: readonly number[] }
    readonly attemptNumbers: Readonly<Record<string, number>>
  }>('j-full-srcB-0')
  const run = simulate(pipelines, {
    until: 4_000,
    config: {
      ...fixedDelay(3, '100 ms'),
      'execution.checkpointing.interval': '3650 d',
      'jobmanager.execution.failover-strategy': 'full',
    },
    script: [[520, { kind: 'trigger-checkpoint' }]],
    scenario: { topics: failingAt({ B: 6 }) },
  })
  const attempts = new Map<number, number[]>()
  for (const { subtask, status, attempt } of run.of('task-status-changed'))
    if (status === 'RUNNING') attempts.set(subtask, [...(attempts.get(subtask) ?? []), attempt])
  for (const starts of Object.values(expected.startsPerSubtask).flat())
    for (const seen of attempts.values()) expect(seen).toHaveLength(starts)
  for (const attempt of Object.values(expected.attemptNumbers))
    for (const seen of attempts.values()) expect(seen.at(-1)).toBe(attempt)
  const offsets = [0, 1].map(
    (subtask) => run.of('partition-assigned').findLast((e) => e.subtask === subtask)?.offset,
  )
  expect(offsets).toEqual(expected.lastRestoredOffset.srcB)
})

test('[REC-11, CK-243] regions that wait for their restart do so each for itself; the job is RUNNING, with checkpoints, once none waits', () => {
  const run = simulate(pipelines, {
    until: 2_100,
    config: { ...fixedDelay(3, '1 s'), 'execution.checkpointing.interval': '200 ms' },
    scenario: { topics: failingAt({ A: 3, B: 6 }) },
  })
  expect(
    run
      .transcript(
        'task-failed',
        'restart-scheduled',
        'restore-started',
        'partition-assigned',
        'job-status-changed',
        'checkpoint-triggered',
      )
      .split('\n')
      .slice(2)
      .join('\n'),
  ).toMatchInlineSnapshot(`
    "        0  orders/0             reads orders-1                          from 0
            0  orders/1             reads orders-0                          from 0
           86  checkpoint 1 triggered                  timer
          286  checkpoint 2 triggered                  timer
          412  pass/1               failed: Error: injected failure         job.ts:32
          412  job RESTARTING                          Error: injected failure
          412  restart 1 in 1000                       FixedDelayRestartBackoffTimeStrategy(ma…
          712  pass/0               failed: Error: injected failure         job.ts:32
          712  restart 2 in 1000                       FixedDelayRestartBackoffTimeStrategy(ma…
         1412  restore from chk-2
         1462  orders/1             reads orders-0                          from 2
         1712  job RUNNING                             restarted
         1712  restore from chk-2
         1762  orders/0             reads orders-1                          from 2
         1941  checkpoint 3 triggered                  timer"
  `)
})
