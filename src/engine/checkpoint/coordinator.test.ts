/** When the JobManager triggers, what a busy slot does to a request, and what happens then. */
import { expect, test } from 'vitest'
import type { Command, TaskManagerId } from '../../model/index.ts'
import type { Scenario } from '../../scenario/index.ts'
import { keyedJob, orders, simulate, storageFault } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const savepoint = (label: string): Command => ({
  kind: 'trigger-savepoint',
  label,
  then: 'continue',
})

const decisions = [
  'checkpoint-triggered',
  'checkpoint-request-rejected',
  'checkpoint-completed',
  'checkpoint-subsumed',
  'snapshot-discarded',
  'checkpoint-failed',
] as const

const never = { 'execution.checkpointing.interval': '3650 d', 'restart-strategy.type': 'none' }

/** One record keeps `count` busy for so long; barriers wait behind it. */
function busyFor(ms: number): Partial<Scenario> {
  return { topics: orders([['A', 1]]), recordCosts: { count: ms } }
}

test('[CHK-8, SAV-1, SAV-3] a savepoint starts beside a pending checkpoint, ends behind it, and subsumes nothing', () => {
  const run = simulate(keyedJob(), {
    until: 20_000,
    config: { 'execution.checkpointing.interval': '3650 d' },
    script: [
      [4_000, checkpoint],
      [10_000, savepoint('mine')],
      [11_000, checkpoint],
    ],
    scenario: busyFor(16_000),
  })
  expect(run.transcript(...decisions, 'snapshot-taken', 'checkpoint-notified'))
    .toMatchInlineSnapshot(`
      "     4000  checkpoint 1 triggered                  command
           4007  orders/0  snapshot 1 taken, 103 B                 due 4057
          10000  savepoint mine triggered                command
          10007  orders/0  snapshot 2 taken, 103 B                 due 10057
          16113  count/0   snapshot 1 taken, 243 B                 due 16163
          16125  count/0   snapshot 2 taken, 243 B                 due 16175
          16178  checkpoint 1 completed after 12178 ms   346 B
          16183  orders/0  told of 1
          16183  count/0   told of 1
          16190  savepoint mine completed after 6190 ms  346 B
          16190  checkpoint 3 triggered                  command
          16197  orders/0  snapshot 3 taken, 103 B                 due 16247
          16207  count/0   snapshot 3 taken, 243 B                 due 16257
          16272  checkpoint 3 completed after 82 ms      346 B
          16272  checkpoint 1 subsumed
          16272  chk-1 discarded
          16277  orders/0  told of 3
          16277  count/0   told of 3"
    `)
})

test('[CHK-7] of waiting requests a savepoint goes first, then what a person asked for, then the timer', () => {
  const run = simulate(keyedJob(), {
    until: 30_000,
    config: { 'execution.checkpointing.interval': '8 s' },
    script: [[15_000, checkpoint]],
    scenario: busyFor(20_000),
  })
  const later = run.of('checkpoint-triggered').slice(1, 3)
  expect(later.map(({ by }) => by)).toEqual(['command', 'timer'])
})

test('[CHK-4] an interval below 10 ms means no periodic checkpoints; one below min-pause is raised to it', () => {
  const of = (interval: string, pause: string) =>
    simulate(keyedJob(), {
      until: 20_000,
      config: {
        'execution.checkpointing.interval': interval,
        'execution.checkpointing.min-pause': pause,
      },
      scenario: { topics: orders([['A', 1]]) },
    }).of('checkpoint-triggered')
  expect(of('9 ms', '0 ms')).toEqual([])
  const [first, second] = of('1 s', '6 s').map(({ at }) => at)
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(6_000)
})

test('[CHK-1, CHK-2, CHK-9] one counter numbers checkpoints and savepoints; a failed one keeps its number, a refused request gets none', () => {
  const run = simulate(keyedJob(), {
    until: 6_000,
    config: {
      'execution.checkpointing.interval': '3650 d',
      'execution.checkpointing.tolerable-failed-checkpoints': '1',
      'restart-strategy.type': 'fixed-delay',
    },
    script: [
      [0, storageFault('chk-1', 'quota-exceeded')],
      [1_000, checkpoint],
      [2_000, savepoint('mine')],
      [3_000, { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }],
      [3_010, checkpoint],
      [5_000, checkpoint],
    ],
    scenario: { topics: orders([['A', 2]]) },
  })
  expect(run.transcript(...decisions)).toMatchInlineSnapshot(`
    "     1000  checkpoint 1 triggered                  command
         1072  checkpoint 1 failed: CHECKPOINT_ASYNC_EXCEPTION  1 counted
         2000  savepoint mine triggered                command
         2082  savepoint mine completed after 82 ms    346 B
         3010  checkpoint rejected: NOT_ALL_REQUIRED_TASKS_RUNNING  command
         5000  checkpoint 3 triggered                  command
         5082  checkpoint 3 completed after 82 ms      346 B"
  `)
})

test('[CHK-10, CHK-11, CHK-12] sources are asked, barriers go on, copies are made, uploads end, acknowledgements arrive', () => {
  const run = simulate(keyedJob(), {
    until: 3_000,
    config: never,
    script: [[250, checkpoint]],
    scenario: { topics: orders([['A', 3]]) },
  })
  expect(
    run.transcript(
      'checkpoint-triggered',
      'snapshot-requested',
      'barrier-emitted',
      'barrier-received',
      'snapshot-started',
      'snapshot-taken',
      'snapshot-uploaded',
      'checkpoint-acknowledged',
      'checkpoint-completed',
      'checkpoint-notified',
    ),
  ).toMatchInlineSnapshot(`
    "      250  checkpoint 1 triggered                  command
          255  orders/0  asked for chk-1
          255  orders/0  sends barrier 1 to count/0              due 265
          255  orders/0  snapshot 1 started                      until 257
          257  orders/0  snapshot 1 taken, 103 B                 due 307
          265  count/0   barrier 1 from orders/0                 1 of 1
          265  count/0   snapshot 1 started                      until 267
          267  count/0   snapshot 1 taken, 243 B                 due 317
          307  orders/0  snapshot 1 uploaded                     103 B
          312  orders/0  acknowledged 1                          1 of 2
          317  count/0   snapshot 1 uploaded                     243 B
          322  count/0   acknowledged 1                          2 of 2
          332  checkpoint 1 completed after 82 ms      346 B
          337  orders/0  told of 1
          337  count/0   told of 1"
  `)
  expect(
    run
      .of('checkpoint-acknowledged')
      .map(({ startDelay, alignment, sync, async }) => ({ startDelay, alignment, sync, async })),
  ).toEqual([
    { startDelay: 5, alignment: 0, sync: 2, async: 50 },
    { startDelay: 15, alignment: 0, sync: 2, async: 50 },
  ])
})

test('[CHK-13, CST-3] a checkpoint that overtakes an older one subsumes it', () => {
  // The first snapshot is the larger one, and a byte takes 10 ms.
  const body = `if (order.n === 0) this.count.update('x'.repeat(100))
    else this.count.clear()`
  const run = simulate(keyedJob({ body }).replace('flink.Types.LONG', 'flink.Types.STRING'), {
    until: 9_000,
    config: { ...never, 'execution.checkpointing.max-concurrent-checkpoints': '2' },
    script: [
      [150, checkpoint],
      [250, checkpoint],
    ],
    scenario: { topics: orders([['A', 2]]), costs: { storageWritePerMb: 10_000_000 } },
  })
  expect(run.transcript(...decisions, 'snapshot-taken')).toMatchInlineSnapshot(`
    "      150  checkpoint 1 triggered                  command
          157  orders/0  snapshot 1 taken, 103 B                 due 1237
          167  count/0   snapshot 1 taken, 348 B                 due 3697
          250  checkpoint 2 triggered                  command
          257  orders/0  snapshot 2 taken, 103 B                 due 1337
          267  count/0   snapshot 2 taken, 197 B                 due 2287
         2302  checkpoint 2 completed after 2052 ms    300 B
         2302  checkpoint 1 failed: CHECKPOINT_SUBSUMED  not counted"
  `)
})

test('[CHK-13, CK-114] a pending savepoint is not subsumed by a checkpoint that overtakes it', () => {
  const body = `if (order.n === 0) this.count.update('x'.repeat(100))
    else this.count.clear()`
  const run = simulate(keyedJob({ body }).replace('flink.Types.LONG', 'flink.Types.STRING'), {
    until: 9_000,
    config: { ...never, 'execution.checkpointing.max-concurrent-checkpoints': '2' },
    script: [
      [150, savepoint('mine')],
      [250, checkpoint],
    ],
    scenario: { topics: orders([['A', 2]]), costs: { storageWritePerMb: 10_000_000 } },
  })
  expect(run.transcript(...decisions)).toMatchInlineSnapshot(`
    "      150  savepoint mine triggered                command
          250  checkpoint 2 triggered                  command
         2302  checkpoint 2 completed after 2052 ms    300 B
         3712  savepoint mine completed after 3562 ms  451 B"
  `)
})

test('[CHK-6, CK-25] min-pause is counted from what completed last, a savepoint too; what failed does not begin it anew', () => {
  const ticked = (command: Command, fault: boolean) =>
    simulate(keyedJob(), {
      until: 6_000,
      config: {
        'execution.checkpointing.interval': '10 s',
        'execution.checkpointing.min-pause': '5 s',
        'execution.checkpointing.tolerable-failed-checkpoints': '3',
      },
      script: [
        ...(fault ? [[0, storageFault('chk-1', 'quota-exceeded')] as const] : []),
        [3_000, command],
      ],
      scenario: busyFor(1),
    }).transcript(...decisions)
  expect(ticked(savepoint('mine'), false)).toMatchInlineSnapshot(`
    "     3000  savepoint mine triggered                command
         3082  savepoint mine completed after 82 ms    346 B
         5098  checkpoint rejected: MINIMUM_TIME_BETWEEN_CHECKPOINTS  timer"
  `)
  expect(ticked(checkpoint, true)).toMatchInlineSnapshot(`
    "     3000  checkpoint 1 triggered                  command
         3072  checkpoint 1 failed: CHECKPOINT_ASYNC_EXCEPTION  1 counted
         5098  checkpoint 2 triggered                  timer
         5180  checkpoint 2 completed after 82 ms      346 B"
  `)
})

test('[CHK-16] a task hears of a completed checkpoint between two records', () => {
  const run = simulate(keyedJob(), {
    until: 3_000,
    config: never,
    script: [[150, checkpoint]],
    scenario: { topics: orders([['A', 3]]), recordCosts: { count: 70 } },
  })
  const heard = run.of('checkpoint-notified').find(({ subtask }) => subtask === 1)
  const [completed] = run.of('checkpoint-completed')
  const busy = run
    .of('record-taken')
    .find(({ at, until }) => at < (completed?.at ?? 0) && until > (completed?.at ?? 0))
  expect(heard?.at).toBe(busy?.until)
})
