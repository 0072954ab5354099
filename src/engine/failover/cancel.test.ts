/** A job that a person cancels. */
import { expect, test } from 'vitest'
import type { TaskManagerId } from '../../model/index.ts'
import { keyedJob, orders, simulate } from '../testing/simulate.ts'

const everySecond = { 'execution.checkpointing.interval': '1 s' }

test('[REC-12] a cancelled job ends when its tasks have answered, and drains nothing', () => {
  const run = simulate(keyedJob(), {
    until: 3_000,
    config: everySecond,
    script: [[450, { kind: 'cancel-job' }]],
    scenario: { topics: orders([['A', 12]]) },
  })
  expect(
    run.transcript('task-status-changed', 'job-status-changed').split('\n').slice(-6).join('\n'),
  ).toMatchInlineSnapshot(`
      "      450  job CANCELLING                          cancelled by a person
            450  orders/0  CANCELING                               attempt 0
            450  count/0   CANCELING                               attempt 0
            550  orders/0  CANCELED                                attempt 0
            550  count/0   CANCELED                                attempt 0
            550  job CANCELED                            cancelled by a person"
    `)
  expect(run.rows).toHaveLength(4)
})

test('[REC-12] a job that is cancelled while it waits to restart does not restart', () => {
  const run = simulate(keyedJob(), {
    until: 5_000,
    config: everySecond,
    script: [
      [450, { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }],
      [1_449, { kind: 'cancel-job' }],
    ],
    scenario: { topics: orders([['A', 12]]) },
  })
  expect(run.transcript('job-status-changed').split('\n').slice(-3).join('\n'))
    .toMatchInlineSnapshot(`
      "      450  job RESTARTING                          TaskManager 1 is lost
           1449  job CANCELLING                          cancelled by a person
           1549  job CANCELED                            cancelled by a person"
    `)
  expect(run.events.filter(({ kind }) => kind === 'restore-started')).toHaveLength(0)
})

test('[REC-12] the JobManager is lost before its tasks have answered: the next one goes on with the job', () => {
  const run = simulate(keyedJob(), {
    until: 5_000,
    config: { ...everySecond, 'high-availability.type': 'ZOOKEEPER' },
    script: [
      [1_450, { kind: 'cancel-job' }],
      [1_500, { kind: 'kill-job-manager' }],
    ],
    scenario: { topics: orders([['A', 12]]) },
  })
  expect(run.transcript('job-status-changed', 'restore-started', 'snapshot-discarded'))
    .toMatchInlineSnapshot(`
    "        0  job CREATED                             submitted
            0  job RUNNING                             deployed
         1406  chk-1 discarded
         1450  job CANCELLING                          cancelled by a person
         1500  job SUSPENDED                           the JobManager is gone; another will take over
         2000  job CREATED                             recovered
         2000  job RUNNING                             recovered
         2000  restore from chk-2
         2406  chk-2 discarded
         3406  chk-3 discarded
         4406  chk-4 discarded"
  `)
  expect(run.of('checkpoint-completed').length).toBeGreaterThan(1)
})
