/** What a learner breaks, and what Flink makes of it. */
import { expect, test } from 'vitest'
import type { Command, Occurrence } from '../../model/index.ts'
import { brokenRun as run, checkpoint, jobFacts, lastCount, one } from '../testing/broken-run.ts'

const next = (
  event: Partial<Occurrence> & Pick<Occurrence, 'fact'>,
  command: Extract<Command, { kind: 'at-next' }>['command'],
): Command => ({
  kind: 'at-next',
  event: { checkpoint: null, subtask: null, count: 1, ...event },
  command,
})

test('[FLT-1] a task fails when told to, and its region restarts from the newest checkpoint', () => {
  const simulated = run([
    [500, checkpoint],
    [1_000, { kind: 'fail-task', subtask: 'count#0' }],
  ])
  expect(simulated.transcript(...jobFacts)).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   2 slots
            0  TaskManager 2 started                   2 slots
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
          500  checkpoint 1 triggered                  command
          562  orders/0  acknowledged 1                          1 of 2
          572  count/0   acknowledged 1                          2 of 2
          582  checkpoint 1 completed after 82 ms      346 B
         1000  count/0   failed: injected failure
         1000  job RESTARTING                          injected failure
         1000  restart 1 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
         1100  job RUNNING                             restarted
         1100  restore from chk-1"
  `)
  expect(lastCount(simulated)).toBe('A#19 -> count 20')
})

test('[FLT-2] at the second acknowledgement of checkpoint 1: all have acknowledged, it is not complete, it is lost', () => {
  const event = { fact: 'checkpoint-acknowledged', checkpoint: 1, count: 2 } as const
  const simulated = run([
    [0, next(event, { kind: 'kill-task-manager', taskManager: one })],
    [500, checkpoint],
  ])
  expect(simulated.transcript(...jobFacts)).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   2 slots
            0  TaskManager 2 started                   2 slots
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
          500  checkpoint 1 triggered                  command
          562  orders/0  acknowledged 1                          1 of 2
          572  count/0   acknowledged 1                          2 of 2
          572  waited for checkpoint-acknowledged
          572  TaskManager 1 lost
          572  job RESTARTING                          TaskManager 1 is lost
          572  checkpoint 1 failed: CHECKPOINT_COORDINATOR_SUSPEND  not counted
          572  restart 1 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
          672  job RUNNING                             restarted
          672  restore from nothing
         1072  TaskManager 1 started                   2 slots"
  `)
})

test('[FLT-2] at the next barrier of a subtask', () => {
  const simulated = run([
    [
      0,
      next(
        { fact: 'barrier-received', subtask: 'count#0' },
        { kind: 'fail-task', subtask: 'count#0' },
      ),
    ],
    [500, checkpoint],
  ])
  expect(
    simulated.transcript('barrier-received', 'command-due', 'task-failed', 'checkpoint-failed'),
  ).toMatchInlineSnapshot(`
    "      515  count/0   barrier 1 from orders/0                 1 of 1
          515  waited for barrier-received
          515  count/0   failed: injected failure
          515  checkpoint 1 failed: CHECKPOINT_COORDINATOR_SUSPEND  not counted"
  `)
})

test('[FLT-3] an operator throws at its third record from now, once', () => {
  const simulated = run([
    [100, { kind: 'poison-operator', operator: 'count', record: 3, contains: null }],
  ])
  expect(simulated.of('task-failed').map(({ message, value }) => [message, value])).toEqual([
    ['injected failure in count', '{"key":"A","n":2}'],
  ])
  expect(lastCount(simulated)).toBe('A#19 -> count 20')
})

test('[FLT-3] a poison record fails every attempt, until the strategy allows no more', () => {
  const simulated = run([
    [0, { kind: 'poison-operator', operator: 'count', record: null, contains: '"n":4' }],
  ])
  expect(simulated.transcript('task-failed', 'restart-scheduled', 'restart-refused'))
    .toMatchInlineSnapshot(`
    "      512  count/0   failed: injected failure in count
          512  restart 1 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
          628  count/0   failed: injected failure in count
          628  restart 2 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
          744  count/0   failed: injected failure in count
          744  restart 3 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
          860  count/0   failed: injected failure in count
          860  restart refused                         FixedDelayRestartBackoffTimeStrategy(ma…"
  `)
  expect(simulated.of('job-status-changed').at(-1)?.status).toBe('FAILED')
})

test('[FLT-4] the JobManager dies: with high availability another goes on from the newest completed checkpoint', () => {
  const simulated = run([
    [500, checkpoint],
    [1_000, checkpoint],
    [1_030, { kind: 'kill-job-manager' }],
    [1_100, checkpoint],
    [2_500, checkpoint],
  ])
  expect(simulated.transcript(...jobFacts)).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   2 slots
            0  TaskManager 2 started                   2 slots
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
          500  checkpoint 1 triggered                  command
          562  orders/0  acknowledged 1                          1 of 2
          572  count/0   acknowledged 1                          2 of 2
          582  checkpoint 1 completed after 82 ms      346 B
         1000  checkpoint 2 triggered                  command
         1030  JobManager lost
         1030  job SUSPENDED                           the JobManager is gone; another will take over
         1100  no effect                               there is no JobManager to hear it
         1530  JobManager started                      chk-1
         1530  job CREATED                             recovered
         1530  job RUNNING                             recovered
         1530  restore from chk-1
         2500  checkpoint 3 triggered                  command
         2562  orders/0  acknowledged 3                          1 of 2
         2572  count/0   acknowledged 3                          2 of 2
         2582  checkpoint 3 completed after 82 ms      348 B"
  `)
  expect(lastCount(simulated)).toBe('A#19 -> count 20')
})

test('[FLT-4] without high availability nobody knows the job any more, and its checkpoints stay where they are', () => {
  const simulated = run(
    [
      [500, checkpoint],
      [1_000, { kind: 'kill-job-manager' }],
    ],
    { config: { 'high-availability.type': 'NONE' } },
  )
  expect(simulated.transcript(...jobFacts)).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   2 slots
            0  TaskManager 2 started                   2 slots
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
          500  checkpoint 1 triggered                  command
          562  orders/0  acknowledged 1                          1 of 2
          572  count/0   acknowledged 1                          2 of 2
          582  checkpoint 1 completed after 82 ms      346 B
         1000  JobManager lost
         1000  job SUSPENDED                           the JobManager is gone; without high availability nobody knows the job any more"
  `)
  expect(simulated.pause).toEqual({ why: 'job-finished' })
  // The tasks went on until they missed the JobManager's heartbeat.
  expect(lastCount(simulated)).toBe('A#18 -> count 19')
  expect([...simulated.blobs.keys()].some((blob) => blob.startsWith('chk-1/'))).toBe(true)
})

test('[FLT-5] a TaskManager that stands still for less than heartbeat.timeout only holds everything up', () => {
  const simulated = run([
    [400, { kind: 'stall-task-manager', taskManager: one, duration: 900 }],
    [500, checkpoint],
  ])
  expect(simulated.transcript(...jobFacts, 'snapshot-requested')).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   2 slots
            0  TaskManager 2 started                   2 slots
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
          400  TaskManager 1 stalled                   to 1300
          500  checkpoint 1 triggered                  command
         1300  TaskManager 1 awake
         1300  orders/0  asked for chk-1
         1357  orders/0  acknowledged 1                          1 of 2
         1367  count/0   acknowledged 1                          2 of 2
         1377  checkpoint 1 completed after 877 ms     346 B"
  `)
  expect(lastCount(simulated)).toBe('A#19 -> count 20')
})

test('[FLT-5] for longer: it is given up, the job restarts elsewhere, and the zombie still writes what it had in hand', () => {
  const simulated = run(
    [[415, { kind: 'stall-task-manager', taskManager: one, duration: 2_000 }]],
    { scenario: { cluster: { taskManagers: 2, slotsEach: 1 }, recordCosts: { count: 20 } } },
  )
  expect(simulated.transcript(...jobFacts)).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   1 slot
            0  TaskManager 2 started                   1 slot
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
          415  TaskManager 1 stalled                   to 2415
         1415  TaskManager 1 lost
         1415  job RESTARTING                          TaskManager 1 is lost
         1415  restart 1 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
         1515  job RUNNING                             restarted
         1515  restore from nothing
         2415  TaskManager 1 awake                     a zombie
         2420  TaskManager 1 started                   1 slot"
  `)
  // Not transactional: the record that was in hand is written twice, the second time after all others.
  expect(simulated.rows.filter((row) => row === 'A#3 -> count 4').length).toBe(2)
  expect(simulated.rows.slice(-2)).toEqual(['A#19 -> count 20', 'A#3 -> count 4'])
})

test('[FLT-6] a slow link delays, and nothing is lost or overtaken', () => {
  const simulated = run([
    [300, { kind: 'slow-link', from: 'orders#0', to: 'count#0', delay: 500, duration: 600 }],
  ])
  const taken = simulated.of('record-taken').map(({ at }) => at)
  expect(taken).toEqual([...taken].sort((a, b) => a - b))
  expect(simulated.transcript('link-slowed')).toMatchInlineSnapshot(`
    "      300  link from orders 1/1 to count 1/1 slowed by 500
          900  link from orders 1/1 to count 1/1 as before"
  `)
  expect(lastCount(simulated)).toBe('A#19 -> count 20')
})

test('[FLT-6] a connection that is reset fails its receiver', () => {
  const simulated = run([[300, { kind: 'cut-link', from: 'orders#0', to: 'count#0' }]])
  expect(simulated.transcript(...jobFacts)).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   2 slots
            0  TaskManager 2 started                   2 slots
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
          300  connection lost from orders 1/1 to count 1/1
          300  count/0   failed: Connection unexpectedly closed by remote task manager 1. This might indicate that the remote task manager was lost.
          300  job RESTARTING                          Connection unexpectedly closed by remote task manager 1. This might indicate that the remote task manager was lost.
          300  restart 1 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
          400  job RUNNING                             restarted
          400  restore from nothing"
  `)
  expect(lastCount(simulated)).toBe('A#19 -> count 20')
})
