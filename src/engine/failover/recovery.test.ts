/** What dies with a TaskManager or an exception, and how the job comes back. */
import { expect, test } from 'vitest'
import type { Command, EventSeq, TaskManagerId } from '../../model/index.ts'
import { checkpoints, ProjectionCache } from '../../projection/index.ts'
import { TraceLog } from '../../trace/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, orders, type Simulated, simulate, storageFault } from '../testing/simulate.ts'

const kill = (taskManager: number): Command => ({
  kind: 'kill-task-manager',
  taskManager: taskManager as TaskManagerId,
})
const fixedDelay = (attempts: number, delay: string) => ({
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': String(attempts),
  'restart-strategy.fixed-delay.delay': delay,
})
const everySecond = { 'execution.checkpointing.interval': '1 s' }

/** The last count of each key. */
function counts(run: Simulated): Record<string, number> {
  return Object.fromEntries(
    run.rows.map((row) => [row.slice(0, 1), Number(row.slice(row.lastIndexOf(' ')))]),
  )
}

test('[REC-1, REC-4, REC-5, REC-8] a TaskManager dies; state and offsets go back to one checkpoint, and every record counts once', () => {
  const run = simulate(keyedJob({ sources: 2, parallelism: 2 }), {
    until: 8_000,
    config: { ...everySecond, ...fixedDelay(1, '1 s') },
    script: [[2_050, kill(2)]],
    scenario: {
      cluster: { taskManagers: 2, slotsEach: 1 },
      topics: orders([
        ['A', 40],
        ['B', 40],
      ]),
    },
  })
  expect(
    run.transcript(
      'checkpoint-completed',
      'task-manager-lost',
      'task-manager-started',
      'task-status-changed',
      'restart-scheduled',
      'job-status-changed',
      'restore-started',
      'state-read-started',
      'state-restored',
      'partition-assigned',
    ),
  ).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   1 slot
            0  TaskManager 2 started                   1 slot
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
            0  orders/0  DEPLOYING                               attempt 0
            0  orders/0  INITIALIZING                            attempt 0
            0  orders/0  reads orders-1                          from 0
            0  orders/0  RUNNING                                 attempt 0
            0  orders/1  DEPLOYING                               attempt 0
            0  orders/1  INITIALIZING                            attempt 0
            0  orders/1  reads orders-0                          from 0
            0  orders/1  RUNNING                                 attempt 0
            0  count/0   DEPLOYING                               attempt 0
            0  count/0   INITIALIZING                            attempt 0
            0  count/0   RUNNING                                 attempt 0
            0  count/1   DEPLOYING                               attempt 0
            0  count/1   INITIALIZING                            attempt 0
            0  count/1   RUNNING                                 attempt 0
          406  checkpoint 1 completed after 82 ms      691 B
         1406  checkpoint 2 completed after 82 ms      695 B
         2050  TaskManager 2 lost
         2050  orders/1  FAILED                                  attempt 0
         2050  count/1   FAILED                                  attempt 0
         2050  job RESTARTING                          TaskManager 2 is lost
         2050  restart 1 in 1000                       FixedDelayRestartBackoffTimeStrategy(ma…
         2050  orders/0  CANCELING                               attempt 0
         2050  count/0   CANCELING                               attempt 0
         2150  orders/0  CANCELED                                attempt 0
         2150  count/0   CANCELED                                attempt 0
         2550  TaskManager 2 started                   1 slot
         3050  job RUNNING                             restarted
         3050  restore from chk-2
         3050  orders/0  DEPLOYING                               attempt 1
         3050  orders/0  INITIALIZING                            attempt 1
         3050  orders/0  reads 104 B of chk-2                    due 3100
         3050  orders/1  DEPLOYING                               attempt 1
         3050  orders/1  INITIALIZING                            attempt 1
         3050  orders/1  reads 104 B of chk-2                    due 3100
         3050  count/0   DEPLOYING                               attempt 1
         3050  count/0   INITIALIZING                            attempt 1
         3050  count/0   reads 243 B of chk-2                    due 3100
         3050  count/1   DEPLOYING                               attempt 1
         3050  count/1   INITIALIZING                            attempt 1
         3050  count/1   reads 244 B of chk-2                    due 3100
         3100  orders/0  state of chk-2 restored                 1 value, 104 B
         3100  orders/0  reads orders-1                          from 13
         3100  orders/0  RUNNING                                 attempt 1
         3100  orders/1  state of chk-2 restored                 1 value, 104 B
         3100  orders/1  reads orders-0                          from 13
         3100  orders/1  RUNNING                                 attempt 1
         3100  count/0   state of chk-2 restored                 1 value, 243 B
         3100  count/0   RUNNING                                 attempt 1
         3100  count/1   state of chk-2 restored                 1 value, 244 B
         3100  count/1   RUNNING                                 attempt 1
         3446  checkpoint 3 completed after 82 ms      695 B
         4446  checkpoint 4 completed after 82 ms      695 B
         5446  checkpoint 5 completed after 82 ms      695 B
         6446  checkpoint 6 completed after 82 ms      695 B
         7446  checkpoint 7 completed after 82 ms      695 B"
  `)
  expect(run.of('record-read').some(({ replayed }) => replayed)).toBe(true)
  expect(counts(run)).toEqual({ A: 40, B: 40 })
})

test('[REC-4] before the first checkpoint there is nothing to go back to: the job starts empty', () => {
  const run = simulate(keyedJob(), {
    until: 3_000,
    config: fixedDelay(1, '100 ms'),
    script: [[450, kill(1)]],
    scenario: { topics: orders([['A', 6]]) },
  })
  expect(run.of('restore-started').map(({ checkpoint }) => checkpoint)).toEqual([null])
  expect(run.rows.slice(0, 6)).toEqual([
    'A#0 -> count 1',
    'A#1 -> count 2',
    'A#2 -> count 3',
    'A#3 -> count 4',
    'A#0 -> count 1',
    'A#1 -> count 2',
  ])
})

test('[REC-3, CHK-24] a failover aborts what is pending and begins the timer anew', () => {
  const run = simulate(keyedJob(), {
    until: 6_000,
    config: { ...everySecond, ...fixedDelay(1, '100 ms') },
    script: [[1_800, kill(1)]],
    scenario: { topics: orders([['A', 20]]), uploadCosts: { count: 700 } },
  })
  const failed = run.of('checkpoint-failed')
  expect(failed).toMatchObject([{ reason: 'CHECKPOINT_COORDINATOR_SUSPEND', counted: false }])
  const ticks = run.of('checkpoint-triggered').map(({ at }) => at)
  const [last = 0, first = 0] = [ticks.findLast((at) => at < 1_800), ticks.find((at) => at > 1_800)]
  expect((first - last) % 1_000).not.toBe(0)
})

interface Restarts {
  readonly taskStarts: number
  readonly restarts: number
  readonly finalStatus: string
  readonly expectedMinimumGapMsBetweenStarts?: readonly number[]
  readonly failureCauseChain: readonly { readonly message: string }[] | null
}

/** A golden run i-*: the first record always fails, or so many times. */
function failing(times: number, config: Readonly<Record<string, string>>) {
  const body = `if (failures++ < ${times}) throw new Error('injected failure')`
  const run = simulate(keyedJob({ setup: 'let failures = 0', body }), {
    until: 20_000,
    config,
    scenario: { topics: orders([['A', 1]]) },
  })
  const starts = run.of('task-status-changed').filter(({ status }) => status === 'RUNNING')
  return {
    run,
    taskStarts: starts.length / 2,
    restarts: run.of('restart-scheduled').length,
    status: run.of('job-status-changed').at(-1),
  }
}

test.each([
  ['i-none', { 'restart-strategy.type': 'none' }],
  ['i-fixed-delay-exhausted', fixedDelay(3, '50 ms')],
  [
    'i-failure-rate',
    {
      'restart-strategy.type': 'failure-rate',
      'restart-strategy.failure-rate.max-failures-per-interval': '2',
      'restart-strategy.failure-rate.failure-rate-interval': '60 s',
      'restart-strategy.failure-rate.delay': '50 ms',
    },
  ],
  [
    'i-exponential-delay',
    {
      'restart-strategy.type': 'exponential-delay',
      'restart-strategy.exponential-delay.initial-backoff': '100 ms',
      'restart-strategy.exponential-delay.max-backoff': '400 ms',
      'restart-strategy.exponential-delay.backoff-multiplier': '2.0',
      'restart-strategy.exponential-delay.jitter-factor': '0',
      'restart-strategy.exponential-delay.attempts-before-reset-backoff': '5',
    },
  ],
])(
  '[REC-1, REC-7, REC-9] %s: a strategy that allows no more ends the job, as on Flink',
  (name, config) => {
    const expected = golden<Restarts>(name)
    const { run, taskStarts, restarts, status } = failing(Infinity, config)
    const starts = run
      .of('task-status-changed')
      .filter((event) => event.status === 'RUNNING' && event.subtask === 1)
      .map(({ at }) => at)
    const gaps = expected.expectedMinimumGapMsBetweenStarts ?? []
    expect(starts).toHaveLength(gaps.length + 1)
    for (const [step, least] of gaps.entries())
      expect((starts[step + 1] ?? 0) - (starts[step] ?? 0)).toBeGreaterThanOrEqual(least)
    expect({ taskStarts, restarts, finalStatus: status?.status }).toMatchObject({
      taskStarts: expected.taskStarts,
      restarts: expected.restarts,
      finalStatus: expected.finalStatus,
    })
    const reason = status?.reason.replace(/(nextRestartTimestamp)=\d+/, '$1=<millis>')
    for (const { message } of expected.failureCauseChain ?? []) expect(reason).toContain(message)
  },
)

test('[REC-1] i-fixed-delay-recovers: three restarts, and the fourth start goes well, as on Flink', () => {
  const expected = golden<Restarts>('i-fixed-delay-recovers')
  const { taskStarts, restarts, status } = failing(3, fixedDelay(3, '50 ms'))
  expect({ taskStarts, restarts }).toMatchObject({
    taskStarts: expected.taskStarts,
    restarts: expected.restarts,
  })
  // Flink's job had a bounded source and finished; this one goes on waiting for records.
  expect(status?.status).toBe('RUNNING')
})

test('[REC-7] an exception in user code fails its task, and names operator, file, line and record', () => {
  const { run } = failing(Infinity, { 'restart-strategy.type': 'none' })
  const [failed] = run.of('task-failed')
  expect(failed).toMatchObject({
    code: 'user-code-exception',
    message: 'Error: injected failure',
    operator: 0,
    value: '{"key":"A","n":0}',
    place: { file: 'job.ts', line: 12 },
  })
})

test('[REC-6, REC-13] no slots, no restart: the job is RUNNING, its tasks are SCHEDULED, and its checkpoints fail', () => {
  const run = simulate(keyedJob(), {
    until: 2_600,
    config: { ...fixedDelay(5, '10 ms'), ...everySecond },
    script: [[450, kill(1)]],
    scenario: {
      cluster: { taskManagers: 1, slotsEach: 1 },
      topics: orders([['A', 6]]),
      costs: { taskManagerStart: 2_000 },
    },
  })
  expect(
    run.transcript(
      'task-manager-lost',
      'task-manager-started',
      'restart-scheduled',
      'job-status-changed',
      'tasks-scheduled',
      'restore-started',
      'task-status-changed',
      'checkpoint-request-rejected',
      'checkpoint-triggered',
    ),
  ).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   1 slot
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
            0  2 subtasks scheduled                    1 channel
            0  orders/0  DEPLOYING                               attempt 0
            0  orders/0  INITIALIZING                            attempt 0
            0  orders/0  RUNNING                                 attempt 0
            0  count/0   DEPLOYING                               attempt 0
            0  count/0   INITIALIZING                            attempt 0
            0  count/0   RUNNING                                 attempt 0
          324  checkpoint 1 triggered                  timer
          450  TaskManager 1 lost
          450  orders/0  FAILED                                  attempt 0
          450  count/0   FAILED                                  attempt 0
          450  job RESTARTING                          TaskManager 1 is lost
          450  restart 1 in 10                         FixedDelayRestartBackoffTimeStrategy(ma…
          550  job RUNNING                             restarted
          550  orders/0  SCHEDULED                               attempt 1
          550  count/0   SCHEDULED                               attempt 1
          864  checkpoint rejected: NOT_ALL_REQUIRED_TASKS_RUNNING  timer
         1864  checkpoint rejected: NOT_ALL_REQUIRED_TASKS_RUNNING  timer
         2450  TaskManager 1 started                   1 slot
         2450  restore from chk-1
         2450  2 subtasks scheduled                    1 channel
         2450  orders/0  DEPLOYING                               attempt 1
         2450  orders/0  INITIALIZING                            attempt 1
         2450  count/0   DEPLOYING                               attempt 1
         2450  count/0   INITIALIZING                            attempt 1
         2500  orders/0  RUNNING                                 attempt 1
         2500  count/0   RUNNING                                 attempt 1"
  `)
})

/** What the job of one TaskManager is called, and when. */
function phases(...script: readonly (readonly [number, Command])[]): readonly string[] {
  return simulate(keyedJob(), {
    until: 20_000,
    config: { ...fixedDelay(1, '1 s'), 'slot.request.timeout': '2 s' },
    script: [
      [500, { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId, replaced: false }],
      ...script,
    ],
    scenario: { cluster: { taskManagers: 1, slotsEach: 1 }, topics: orders([['A', 6]]) },
  })
    .of('job-status-changed')
    .map(({ at, status }) => `${at} ${status}`)
}

test('[REC-13] the job is RESTARTING while it waits for its restart, and RUNNING while it waits for slots', () => {
  const restarting = ['0 CREATED', '0 RUNNING', '500 RESTARTING']
  const waiting = [...restarting, '1500 RUNNING']
  // To have no slots in time is one failure more.
  expect(phases()).toEqual([...waiting, '3500 FAILING', '3600 FAILED'])
  const cancelled = (at: number) => phases([at, { kind: 'cancel-job' }])
  expect(cancelled(1_000)).toEqual([...restarting, '1000 CANCELLING', '1100 CANCELED'])
  expect(cancelled(2_000)).toEqual([...waiting, '2000 CANCELLING', '2100 CANCELED'])
})

test('[REC-4, CK-208] of several retained checkpoints a restart uses the newest that completed', () => {
  const run = simulate(keyedJob(), {
    until: 4_500,
    config: {
      ...everySecond,
      ...fixedDelay(3, '100 ms'),
      'execution.checkpointing.num-retained': '5',
    },
    script: [[3_500, kill(1)]],
    scenario: { topics: orders([['A', 40]]) },
  })
  const before = run.of('checkpoint-completed').filter(({ at }) => at < 3_500)
  expect(before.length).toBeGreaterThan(2)
  expect(run.of('checkpoint-subsumed')).toEqual([])
  expect(run.of('restore-started').map(({ checkpoint }) => checkpoint)).toEqual([
    before.at(-1)?.checkpoint,
  ])
})

test('[REC-10] bytes that cannot be read fail the task that needs them, and the restart strategy decides', () => {
  const run = simulate(keyedJob(), {
    until: 9_000,
    config: { ...everySecond, ...fixedDelay(2, '100 ms') },
    script: [
      [2_000, kill(1)],
      [2_010, storageFault('chk-2', 'lost')],
    ],
    scenario: { topics: orders([['A', 20]]) },
  })
  expect(
    run.transcript(
      'task-failed',
      'restart-scheduled',
      'restart-refused',
      'restore-started',
      'job-status-changed',
    ),
  ).toMatchInlineSnapshot(`
    "        0  job CREATED                             submitted
            0  job RUNNING                             deployed
         2000  job RESTARTING                          TaskManager 1 is lost
         2000  restart 1 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
         2100  job RUNNING                             restarted
         2100  restore from chk-2
         2150  count/0   failed: Could not restore from chk-2/b71731f1c0df9c3076c4a455334d0ad6-0: the bytes are no longer in checkpoint storage
         2150  job RESTARTING                          Could not restore from chk-2/b71731f1c0df9c3076c4a455334d0ad6-0: the bytes are no longer in checkpoint storage
         2150  restart 2 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
         2250  job RUNNING                             restarted
         2250  restore from chk-2
         2300  count/0   failed: Could not restore from chk-2/b71731f1c0df9c3076c4a455334d0ad6-0: the bytes are no longer in checkpoint storage
         2300  restart refused                         FixedDelayRestartBackoffTimeStrategy(ma…
         2300  job FAILING                             Recovery is suppressed by FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=2, backoffTimeMS=100): Could not restore from chk-2/b71731f1c0df9c3076c4a455334d0ad6-0: the bytes are no longer in checkpoint storage
         2400  job FAILED                              Recovery is suppressed by FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=2, backoffTimeMS=100): Could not restore from chk-2/b71731f1c0df9c3076c4a455334d0ad6-0: the bytes are no longer in checkpoint storage"
  `)
})

test('[CHK-25] a request that finds tasks not running is counted as failed and has no row; another JobManager counts anew', () => {
  const run = simulate(keyedJob(), {
    until: 5_000,
    config: {
      ...fixedDelay(3, '100 ms'),
      'execution.checkpointing.interval': '3650 d',
      'high-availability.type': 'ZOOKEEPER',
    },
    script: [
      [500, { kind: 'trigger-checkpoint' }],
      [1_000, kill(1)],
      // The tasks read their state: INITIALIZING is not enough.
      [1_120, { kind: 'trigger-checkpoint' }],
      [3_000, { kind: 'kill-job-manager' }],
    ],
    scenario: { topics: orders([['A', 30]]) },
  })
  expect(run.of('checkpoint-request-rejected').map(({ reason }) => reason)).toEqual([
    'NOT_ALL_REQUIRED_TASKS_RUNNING',
  ])
  const trace = new TraceLog()
  trace.append(run.events)
  const statistics = new ProjectionCache(checkpoints, trace)
  const lost = run.of('job-manager-lost')[0]?.seq ?? 0
  const before = statistics.at(lost as EventSeq)
  expect(before.counts).toMatchObject({ triggered: 2, completed: 1, failed: 1, restored: 1 })
  expect(before.history).toHaveLength(1)
  const after = statistics.at(trace.length as EventSeq)
  expect(after.counts).toMatchObject({ triggered: 0, completed: 0, failed: 0, restored: 1 })
})
