/** The worked timelines of the reference (section 26), as jobs. Those of increments are beside; W11 is in changelog-failures.test.ts, W13 in connectors/exactly-once-sink.test.ts. */
import { expect, test } from 'vitest'
import type { Command } from '../../model/index.ts'
import { keyedJob, orders, type SimulateOptions, simulate } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const manual = {
  'execution.checkpointing.interval': '3650 d',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '10',
  'restart-strategy.fixed-delay.delay': '10 ms',
}
const atLeastOnce = { ...manual, 'execution.checkpointing.mode': 'AT_LEAST_ONCE' }
const unaligned = { ...manual, 'execution.checkpointing.unaligned.enabled': 'true' }

/** B is a slow road: its barrier arrives late, and what A sends behind its own meets it. */
const twoRoads: SimulateOptions = {
  until: 1_500,
  config: manual,
  script: [[420, checkpoint]],
  scenario: {
    topics: orders([
      ['A', 7],
      ['B', 5],
    ]),
    channelDelays: [{ from: 'orders#0', to: 'count#0', delay: 300 }],
  },
}

const order = [
  'barrier-received',
  'channel-blocked',
  'channel-unblocked',
  'snapshot-taken',
  'state-updated',
] as const

/** What `count` did from the first barrier until a while after its snapshot. */
function around(run: ReturnType<typeof simulate>): string {
  const lines = run
    .transcript(...order)
    .split('\n')
    .filter((line) => line.includes('count/0'))
  const first = lines.findIndex((line) => line.includes('barrier 1'))
  return lines.slice(first - 1, first + 11).join('\n')
}

test('W1: aligned, what comes behind the first barrier waits at its sender, and is not in the snapshot', () => {
  expect(around(simulate(keyedJob({ sources: 2 }), twoRoads))).toMatchInlineSnapshot(`
    "      413  count/0   count[A] = 4                            group 104
          435  count/0   barrier 1 from orders/1                 1 of 2
          435  count/0   orders/1 blocked                        checkpoint 1
          512  count/0   count[B] = 2                            group 17
          612  count/0   count[B] = 3                            group 17
          712  count/0   count[B] = 4                            group 17
          735  count/0   barrier 1 from orders/0                 2 of 2
          735  count/0   orders/0 blocked                        checkpoint 1
          737  count/0   snapshot 1 taken, 293 B                 due 787
          737  count/0   orders/0 unblocked                      checkpoint 1
          737  count/0   orders/1 unblocked                      checkpoint 1
          748  count/0   count[A] = 5                            group 104"
  `)
})

test('W2: at least once, it is processed at once, is in the snapshot, and comes again after a restore', () => {
  const script = [
    [420, checkpoint],
    [1_000, { kind: 'fail-task', subtask: 'count#0' }],
  ] as const
  const run = simulate(keyedJob({ sources: 2 }), {
    ...twoRoads,
    config: atLeastOnce,
    script,
    until: 4_000,
  })
  expect(around(run)).toMatchInlineSnapshot(`
    "      413  count/0   count[A] = 4                            group 104
          435  count/0   barrier 1 from orders/1                 1 of 2
          512  count/0   count[B] = 2                            group 17
          513  count/0   count[A] = 5                            group 104
          612  count/0   count[B] = 3                            group 17
          613  count/0   count[A] = 6                            group 104
          712  count/0   count[B] = 4                            group 17
          713  count/0   count[A] = 7                            group 104
          735  count/0   barrier 1 from orders/0                 2 of 2
          737  count/0   snapshot 1 taken, 293 B                 due 787
          812  count/0   count[B] = 5                            group 17
         1162  count/0   count[A] = 8                            group 104"
  `)
  const last = (key: string) =>
    Number(
      run.rows
        .findLast((row) => row.startsWith(key))
        ?.split(' ')
        .at(-1),
    )
  expect([last('A'), last('B')]).toEqual([10, 5])
})

test('W3: unaligned, the first barrier takes the snapshot; what it overtook, and what is before the second, is persisted and replayed', () => {
  const congested: SimulateOptions = {
    ...twoRoads,
    until: 6_000,
    config: unaligned,
    script: [
      [420, checkpoint],
      [1_000, { kind: 'fail-task', subtask: 'count#0' }],
    ],
    scenario: {
      topics: orders([
        ['A', 7],
        ['B', 7],
      ]),
      channelCapacity: 2,
      recordCosts: { count: 300 },
    },
  }
  const run = simulate(keyedJob({ sources: 2 }), congested)
  expect(
    run.transcript(
      'barrier-received',
      'in-flight-persisted',
      'snapshot-taken',
      'checkpoint-completed',
      'restore-started',
      'element-restored',
      'partition-assigned',
    ),
  ).toMatchInlineSnapshot(`
    "        0  orders/0  reads orders-1                          from 0
            0  orders/1  reads orders-0                          from 0
          425  orders/0  1 element in flight to count/0          in 1, 68 B
          425  orders/1  1 element in flight to count/0          in 1, 69 B
          427  orders/0  snapshot 1 taken, 103 B                 due 477
          427  orders/1  snapshot 1 taken, 103 B                 due 477
          711  count/0   barrier 1 from orders/0                 1 of 2
          711  count/0   2 elements in flight from orders/0      in 1, 136 B
          711  count/0   2 elements in flight from orders/1      in 1, 138 B
          713  count/0   snapshot 1 taken, 293 B                 due 763
          713  count/0   barrier 1 from orders/1                 2 of 2
          778  checkpoint 1 completed after 358 ms     1.3 kB
         1100  restore from chk-1
         1150  orders/0  reads orders-1                          from 4
         1150  orders/0  has B again to count/0
         1150  orders/1  reads orders-0                          from 4
         1150  orders/1  has A again to count/0
         1150  count/0   has B again from orders/0
         1150  count/0   has B again from orders/0
         1150  count/0   has A again from orders/1
         1150  count/0   has A again from orders/1"
  `)
})

test('W4: aligned with a timeout of 100 ms: the barrier waits so long, then the rest is persisted instead', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    ...twoRoads,
    config: { ...unaligned, 'execution.checkpointing.aligned-checkpoint-timeout': '100 ms' },
  })
  expect(
    run.transcript(
      'checkpoint-triggered',
      'barrier-announced',
      'barrier-received',
      'channel-blocked',
      'alignment-timed-out',
      'snapshot-taken',
      'channel-unblocked',
      'in-flight-persisted',
      'state-updated',
      'checkpoint-completed',
    ),
  ).toMatchInlineSnapshot(`
    "      112  count/0   count[A] = 1                            group 104
          212  count/0   count[A] = 2                            group 104
          312  count/0   count[A] = 3                            group 104
          412  count/0   count[B] = 1                            group 17
          413  count/0   count[A] = 4                            group 104
          420  checkpoint 1 triggered                  command
          427  orders/0  snapshot 1 taken, 103 B                 due 477
          427  orders/1  snapshot 1 taken, 103 B                 due 477
          435  count/0   barrier 1 from orders/1 announced
          435  count/0   barrier 1 from orders/1                 1 of 2
          435  count/0   orders/1 blocked                        checkpoint 1
          512  count/0   count[B] = 2                            group 17
          520  count/0   alignment for 1 timed out
          522  count/0   snapshot 1 taken, 293 B                 due 572
          611  count/0   1 element in flight from orders/0       in 1, 68 B
          612  count/0   count[B] = 3                            group 17
          711  count/0   1 element in flight from orders/0       in 1, 68 B
          712  count/0   count[B] = 4                            group 17
          735  count/0   barrier 1 from orders/0 announced
          735  count/0   barrier 1 from orders/0                 2 of 2
          735  count/0   orders/0 blocked                        checkpoint 1
          735  count/0   orders/0 unblocked                      checkpoint 1
          735  count/0   orders/1 unblocked                      checkpoint 1
          746  count/0   count[A] = 5                            group 104
          747  count/0   count[A] = 6                            group 104
          748  count/0   count[A] = 7                            group 104
          750  checkpoint 1 completed after 330 ms     748 B
         1046  count/0   count[B] = 5                            group 17"
  `)
})

const decisions = [
  'checkpoint-triggered',
  'checkpoint-request-rejected',
  'checkpoint-completed',
  'checkpoint-failed',
] as const

/** The first tick comes after a random delay: one record holds barriers up until `busy` ms. */
function ticking(config: Readonly<Record<string, string>>, busy: number) {
  return simulate(keyedJob(), {
    until: 45_000,
    config: { 'execution.checkpointing.interval': '10 s', ...config },
    scenario: { topics: orders([['A', 1]]), recordCosts: { count: busy } },
  })
}

test('[CHK-3, CHK-5, CHK-6] W5: a tick that waited is dropped by min-pause, and the timer is armed for the rest of it', () => {
  const run = ticking({ 'execution.checkpointing.min-pause': '5 s' }, 18_000)
  expect(run.transcript(...decisions)).toMatchInlineSnapshot(`
    "     5098  checkpoint 1 triggered                  timer
        18178  checkpoint 1 completed after 13080 ms   346 B
        18178  checkpoint rejected: MINIMUM_TIME_BETWEEN_CHECKPOINTS  timer
        23178  checkpoint 2 triggered                  timer
        23260  checkpoint 2 completed after 82 ms      346 B
        33178  checkpoint 3 triggered                  timer
        33260  checkpoint 3 completed after 82 ms      346 B
        43178  checkpoint 4 triggered                  timer
        43260  checkpoint 4 completed after 82 ms      346 B"
  `)
})

test('[CHK-3, CHK-5] W6: without a pause the ticks that waited run one after the other, and the next tick is on time', () => {
  expect(ticking({}, 25_000).transcript(...decisions)).toMatchInlineSnapshot(`
    "     3683  checkpoint 1 triggered                  timer
        25178  checkpoint 1 completed after 21495 ms   346 B
        25178  checkpoint 2 triggered                  timer
        25260  checkpoint 2 completed after 82 ms      346 B
        25260  checkpoint 3 triggered                  timer
        25342  checkpoint 3 completed after 82 ms      346 B
        33683  checkpoint 4 triggered                  timer
        33765  checkpoint 4 completed after 82 ms      346 B
        43683  checkpoint 5 triggered                  timer
        43765  checkpoint 5 completed after 82 ms      346 B"
  `)
})

test('W7: a savepoint starts beside a pending checkpoint, and waits for it where unaligned checkpoints are on', () => {
  const asked = (config: Readonly<Record<string, string>>) =>
    simulate(keyedJob(), {
      until: 20_000,
      config,
      script: [
        [4_000, checkpoint],
        [10_000, { kind: 'trigger-savepoint', label: 'mine', then: 'continue' }],
      ],
      scenario: { topics: orders([['A', 1]]), recordCosts: { count: 16_000 } },
    }).transcript(...decisions, 'checkpoint-subsumed')
  expect(asked(manual)).toMatchInlineSnapshot(`
    "     4000  checkpoint 1 triggered                  command
        10000  savepoint mine triggered                command
        16178  checkpoint 1 completed after 12178 ms   346 B
        16190  savepoint mine completed after 6190 ms  346 B"
  `)
  expect(asked(unaligned)).toMatchInlineSnapshot(`
    "     4000  checkpoint 1 triggered                  command
        16178  checkpoint 1 completed after 12178 ms   346 B
        16178  savepoint mine triggered                command
        16260  savepoint mine completed after 82 ms    346 B"
  `)
})

test('W8: tolerance 0: a checkpoint that expires fails the job, again and again, after a longer delay each time', () => {
  const run = simulate(keyedJob(), {
    until: 400_000,
    config: {
      'execution.checkpointing.interval': '1 s',
      'execution.checkpointing.timeout': '60 s',
      'restart-strategy.type': 'exponential-delay',
    },
    scenario: { topics: orders([['A', 1]]), recordCosts: { count: 1_000_000 } },
  })
  expect(run.transcript('checkpoint-triggered', 'checkpoint-failed', 'restart-scheduled'))
    .toMatchInlineSnapshot(`
    "      324  checkpoint 1 triggered                  timer
        60324  checkpoint 1 failed: CHECKPOINT_EXPIRED  1 counted
        60324  restart 1 in 1000                       ExponentialDelayRestartBackoffTimeStrat…
        61638  checkpoint 2 triggered                  timer
       121638  checkpoint 2 failed: CHECKPOINT_EXPIRED  1 counted
       121638  restart 2 in 1631                       ExponentialDelayRestartBackoffTimeStrat…
       123548  checkpoint 3 triggered                  timer
       183548  checkpoint 3 failed: CHECKPOINT_EXPIRED  1 counted
       183548  restart 3 in 2145                       ExponentialDelayRestartBackoffTimeStrat…
       186463  checkpoint 4 triggered                  timer
       246463  checkpoint 4 failed: CHECKPOINT_EXPIRED  1 counted
       246463  restart 4 in 3606                       ExponentialDelayRestartBackoffTimeStrat…
       250778  checkpoint 5 triggered                  timer
       310778  checkpoint 5 failed: CHECKPOINT_EXPIRED  1 counted
       310778  restart 5 in 4566                       ExponentialDelayRestartBackoffTimeStrat…
       316193  checkpoint 6 triggered                  timer
       376193  checkpoint 6 failed: CHECKPOINT_EXPIRED  1 counted
       376193  restart 6 in 7220                       ExponentialDelayRestartBackoffTimeStrat…
       383917  checkpoint 7 triggered                  timer"
  `)
  const [restarting] = run.of('job-status-changed').filter(({ status }) => status === 'RESTARTING')
  expect(restarting?.reason).toMatch(/^Exceeded checkpoint tolerable failure threshold\./)
})

test('W14: a failover aborts what is pending and queued; ticks in between are rejected, and leave no row', () => {
  const run = simulate(keyedJob(), {
    until: 6_000,
    config: { ...manual, 'restart-strategy.fixed-delay.delay': '2 s' },
    script: [
      [1_000, checkpoint],
      [1_010, checkpoint],
      [1_020, checkpoint],
      [1_500, { kind: 'fail-task', subtask: 'count#0' }],
      [2_000, checkpoint],
      [4_500, checkpoint],
    ],
    scenario: { topics: orders([['A', 3]]), recordCosts: { count: 800 } },
  })
  expect(
    run.transcript(...decisions, 'job-status-changed', 'task-status-changed', 'restart-scheduled'),
  ).toMatchInlineSnapshot(`
    "        0  job CREATED                             submitted
            0  job RUNNING                             deployed
            0  orders/0  DEPLOYING                               attempt 0
            0  orders/0  INITIALIZING                            attempt 0
            0  orders/0  RUNNING                                 attempt 0
            0  count/0   DEPLOYING                               attempt 0
            0  count/0   INITIALIZING                            attempt 0
            0  count/0   RUNNING                                 attempt 0
         1000  checkpoint 1 triggered                  command
         1500  count/0   FAILED                                  attempt 0
         1500  job RESTARTING                          injected failure
         1500  checkpoint rejected: CHECKPOINT_COORDINATOR_SUSPEND  command
         1500  checkpoint rejected: CHECKPOINT_COORDINATOR_SUSPEND  command
         1500  checkpoint 1 failed: CHECKPOINT_COORDINATOR_SUSPEND  not counted
         1500  restart 1 in 2000                       FixedDelayRestartBackoffTimeStrategy(ma…
         1500  orders/0  CANCELING                               attempt 0
         1600  orders/0  CANCELED                                attempt 0
         2000  checkpoint rejected: NOT_ALL_REQUIRED_TASKS_RUNNING  command
         3500  job RUNNING                             restarted
         3500  orders/0  DEPLOYING                               attempt 1
         3500  orders/0  INITIALIZING                            attempt 1
         3500  orders/0  RUNNING                                 attempt 1
         3500  count/0   DEPLOYING                               attempt 1
         3500  count/0   INITIALIZING                            attempt 1
         3500  count/0   RUNNING                                 attempt 1
         4500  checkpoint 2 triggered                  command
         5978  checkpoint 2 completed after 1478 ms    346 B"
  `)
})

test('W15: the source ends, tasks finish their operators and wait; one more checkpoint, and the job is FINISHED', () => {
  const bounded = keyedJob().replace(
    '.setStartingOffsets',
    '.setBounded(OffsetsInitializer.latest()).setStartingOffsets',
  )
  const run = simulate(bounded, {
    until: 5_000,
    config: manual,
    scenario: { topics: orders([['A', 2]], 0) },
  })
  expect(
    run.transcript(
      ...decisions,
      'end-of-data-received',
      'checkpoint-notified',
      'task-status-changed',
      'job-status-changed',
    ),
  ).toMatchInlineSnapshot(`
    "        0  job CREATED                             submitted
            0  job RUNNING                             deployed
            0  orders/0  DEPLOYING                               attempt 0
            0  orders/0  INITIALIZING                            attempt 0
            0  orders/0  RUNNING                                 attempt 0
            0  count/0   DEPLOYING                               attempt 0
            0  count/0   INITIALIZING                            attempt 0
            0  count/0   RUNNING                                 attempt 0
           13  count/0   end of data of orders/0                 1 of 1
           18  checkpoint 1 triggered                  end-of-data
          100  checkpoint 1 completed after 82 ms      343 B
          105  orders/0  told of 1
          105  orders/0  FINISHED                                attempt 0
          105  count/0   told of 1
          115  count/0   FINISHED                                attempt 0
          120  job FINISHED                            all tasks have finished"
  `)
})
