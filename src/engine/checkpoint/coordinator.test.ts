/** When the JobManager triggers, what a busy slot does to a request, and what a failure counts. */
import { expect, test } from 'vitest'
import {
  type BlobId,
  type Command,
  operatorIdOfUid,
  type StorageFault,
  type TaskManagerId,
} from '../../model/index.ts'
import type { Scenario } from '../../scenario/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, orders, type Simulated, simulate } from '../testing/simulate.ts'

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

/** One record keeps `count` busy for so long; barriers wait behind it. */
function busyFor(ms: number): Partial<Scenario> {
  return { topics: orders([['A', 1]]), recordCosts: { count: ms } }
}

test('[CHK-3, CHK-5, CHK-6] a tick that meets a busy slot waits, and min-pause drops it when the slot is free', () => {
  const run = simulate(keyedJob(), {
    until: 42_000,
    config: {
      'execution.checkpointing.interval': '10 s',
      'execution.checkpointing.min-pause': '5 s',
    },
    scenario: busyFor(18_000),
  })
  expect(run.transcript(...decisions)).toMatchInlineSnapshot(`
    "     5098  checkpoint 1 triggered                  timer
        18178  checkpoint 1 completed after 13080 ms   260 B
        18178  checkpoint rejected: MINIMUM_TIME_BETWEEN_CHECKPOINTS  timer
        23178  checkpoint 2 triggered                  timer
        23260  checkpoint 2 completed after 82 ms      260 B
        23260  checkpoint 1 subsumed
        23260  chk-1 discarded
        33178  checkpoint 3 triggered                  timer
        33260  checkpoint 3 completed after 82 ms      260 B
        33260  checkpoint 2 subsumed
        33260  chk-2 discarded"
  `)
})

test('[CHK-3, CHK-5] without a pause, the ticks that waited run back to back', () => {
  const run = simulate(keyedJob(), {
    until: 40_000,
    config: { 'execution.checkpointing.interval': '10 s' },
    scenario: busyFor(25_000),
  })
  expect(run.transcript(...decisions)).toMatchInlineSnapshot(`
    "     3683  checkpoint 1 triggered                  timer
        25178  checkpoint 1 completed after 21495 ms   260 B
        25178  checkpoint 2 triggered                  timer
        25260  checkpoint 2 completed after 82 ms      260 B
        25260  checkpoint 1 subsumed
        25260  chk-1 discarded
        25260  checkpoint 3 triggered                  timer
        25342  checkpoint 3 completed after 82 ms      260 B
        25342  checkpoint 2 subsumed
        25342  chk-2 discarded
        33683  checkpoint 4 triggered                  timer
        33765  checkpoint 4 completed after 82 ms      260 B
        33765  checkpoint 3 subsumed
        33765  chk-3 discarded"
  `)
})

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
          16113  count/0   snapshot 1 taken, 157 B                 due 16163
          16125  count/0   snapshot 2 taken, 157 B                 due 16175
          16178  checkpoint 1 completed after 12178 ms   260 B
          16183  orders/0  told of 1
          16183  count/0   told of 1
          16190  savepoint mine completed after 6190 ms  260 B
          16190  checkpoint 3 triggered                  command
          16197  orders/0  snapshot 3 taken, 103 B                 due 16247
          16207  count/0   snapshot 3 taken, 157 B                 due 16257
          16272  checkpoint 3 completed after 82 ms      260 B
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
      ...fails(1),
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
         2082  savepoint mine completed after 82 ms    260 B
         3010  checkpoint rejected: NOT_ALL_REQUIRED_TASKS_RUNNING  command
         5000  checkpoint 3 triggered                  command
         5082  checkpoint 3 completed after 82 ms      260 B"
  `)
})

const never = { 'execution.checkpointing.interval': '3650 d', 'restart-strategy.type': 'none' }

/** Checkpoint storage refuses the piece of `count` in these snapshots. */
function fails(...checkpoints: readonly number[]): [number, Command][] {
  return checkpoints.map((id) => [0, storageFault(`chk-${id}`, 'quota-exceeded')])
}

function storageFault(snapshot: string, fault: StorageFault): Command {
  return { kind: 'storage-fault', blob: `${snapshot}/${countId}-0` as BlobId, fault }
}

const countId = operatorIdOfUid('count')

interface Steps {
  readonly steps: readonly { readonly trigger: string; readonly jobStatus: string }[]
  readonly finalStatus: string
  readonly failureCauseChain: readonly { readonly message: string }[]
}

/** A golden run h-*: what became of each snapshot, and of the job. */
function declined(tolerable: number, snapshots: readonly Command[], ...failing: string[]) {
  const run = simulate(keyedJob(), {
    until: 10_000,
    config: {
      ...never,
      'execution.checkpointing.tolerable-failed-checkpoints': String(tolerable),
      'execution.checkpointing.timeout': '400 ms',
    },
    script: [
      ...failing.map((path): [number, Command] => [0, storageFault(path, 'blocked')]),
      ...snapshots.map((command, at): [number, Command] => [1_000 * (at + 1), command]),
    ],
    scenario: { topics: orders([['A', 2]]) },
  })
  const ends = run.events.flatMap((event) =>
    event.kind === 'checkpoint-completed' || event.kind === 'checkpoint-failed' ? [event] : [],
  )
  const failed = run.of('job-status-changed').find(({ status }) => status === 'FAILED')
  return {
    triggers: ends.map(({ kind }) => kind.replace('checkpoint-', '')),
    reasons: run.of('checkpoint-failed').map(({ reason }) => reason),
    status: run.of('job-status-changed').at(-1)?.status,
    message: failed?.reason,
  }
}

test('[CHK-18, CHK-19] tolerable 2: the third declined checkpoint in a row fails the job, as on Flink', () => {
  const expected = golden<Steps>('h-declined-tolerable-2')
  const seen = declined(2, [checkpoint, checkpoint, checkpoint], 'chk-1', 'chk-2', 'chk-3')
  expect(seen.triggers).toEqual(expected.steps.map(({ trigger }) => trigger))
  expect(seen.status).toBe(expected.finalStatus)
  expect(seen.reasons.at(-1)).toBe('CHECKPOINT_ASYNC_EXCEPTION')
  expect(seen.message).toContain(expected.failureCauseChain[0]?.message)
})

test('[CHK-19] a completed checkpoint begins the count anew', () => {
  const four = [checkpoint, checkpoint, checkpoint, checkpoint]
  expect(declined(1, four, 'chk-1', 'chk-3')).toMatchObject({
    triggers: ['failed', 'completed', 'failed', 'completed'],
    status: 'RUNNING',
  })
})

test('[SAV-5] a savepoint that a task declines counts like a checkpoint, as on Flink', () => {
  const expected = golden<Steps>('h-savepoint-declined')
  const seen = declined(0, [savepoint('mine')], 'savepoint-1')
  expect(seen.triggers).toEqual(expected.steps.map(({ trigger }) => trigger))
  expect(seen.status).toBe(expected.finalStatus)
})

test('[CHK-17, CHK-19] a checkpoint that expires counts, and one is too many by default, as on Flink', () => {
  const expected = golden<Steps>('h-timeout-tolerable-0')
  const run = simulate(keyedJob(), {
    until: 10_000,
    config: { ...never, 'execution.checkpointing.timeout': '400 ms' },
    script: [[1_000, checkpoint]],
    scenario: busyFor(3_000),
  })
  expect(run.of('job-status-changed').at(-1)?.status).toBe(expected.finalStatus)
  expect(run.transcript(...decisions, 'restart-refused', 'job-status-changed'))
    .toMatchInlineSnapshot(`
      "        0  job CREATED                             submitted
              0  job RUNNING                             deployed
           1000  checkpoint 1 triggered                  command
           1400  checkpoint 1 failed: CHECKPOINT_EXPIRED  1 counted
           1400  restart refused                         NoRestartBackoffTimeStrategy
           1400  job FAILING                             Recovery is suppressed by NoRestartBackoffTimeStrategy: Exceeded checkpoint tolerable failure threshold. CHECKPOINT_EXPIRED
           1500  job FAILED                              Recovery is suppressed by NoRestartBackoffTimeStrategy: Exceeded checkpoint tolerable failure threshold. CHECKPOINT_EXPIRED"
    `)
})

test('[CHK-20] what is given up leaves nothing behind: tasks are told, uploads are cancelled', () => {
  const run = simulate(keyedJob(), {
    until: 10_000,
    config: {
      ...never,
      'execution.checkpointing.timeout': '400 ms',
      'execution.checkpointing.tolerable-failed-checkpoints': '5',
    },
    script: [[1_000, checkpoint]],
    scenario: { topics: orders([['A', 1]]), uploadCosts: { count: 396 } },
  })
  expect(
    run.transcript(
      ...decisions,
      'snapshot-taken',
      'snapshot-uploaded',
      'checkpoint-acknowledged',
      'acknowledgement-ignored',
      'checkpoint-abort-notified',
    ),
  ).toMatchInlineSnapshot(`
    "     1000  checkpoint 1 triggered                  command
         1007  orders/0  snapshot 1 taken, 103 B                 due 1057
         1017  count/0   snapshot 1 taken, 157 B                 due 1413
         1057  orders/0  snapshot 1 uploaded                     103 B
         1062  orders/0  acknowledged 1                          1 of 2
         1400  checkpoint 1 failed: CHECKPOINT_EXPIRED  1 counted
         1405  orders/0  told of the end of 1
         1405  count/0   told of the end of 1"
  `)
  expect([...run.blobs.keys()]).toEqual([])
})

test('[CHK-21] an acknowledgement that comes too late is ignored, and its bytes are deleted', () => {
  const run = simulate(keyedJob(), {
    until: 10_000,
    config: {
      ...never,
      'execution.checkpointing.timeout': '400 ms',
      'execution.checkpointing.tolerable-failed-checkpoints': '5',
    },
    script: [[1_000, checkpoint]],
    scenario: { topics: orders([['A', 1]]), uploadCosts: { count: 380 } },
  })
  expect(run.transcript('checkpoint-failed', 'snapshot-uploaded', 'acknowledgement-ignored'))
    .toMatchInlineSnapshot(`
      "     1057  orders/0  snapshot 1 uploaded                     103 B
           1397  count/0   snapshot 1 uploaded                     157 B
           1400  checkpoint 1 failed: CHECKPOINT_EXPIRED  1 counted
           1402  count/0   acknowledged 1 too late"
    `)
  expect([...run.blobs.keys()]).toEqual([])
})

test('[SAV-5] a savepoint that expires does not count against the job', () => {
  const run = simulate(keyedJob(), {
    until: 10_000,
    config: { ...never, 'execution.checkpointing.timeout': '400 ms' },
    script: [[1_000, savepoint('mine')]],
    scenario: busyFor(3_000),
  })
  expect(run.of('checkpoint-failed').map(({ counted }) => counted)).toEqual([false])
  expect(run.of('job-status-changed').at(-1)?.status).toBe('RUNNING')
})

test('[CHK-14] a checkpoint whose _metadata cannot be written has failed, and counts', () => {
  const run = simulate(keyedJob(), {
    until: 3_000,
    config: never,
    script: [
      [0, { kind: 'storage-fault', blob: 'chk-1/_metadata' as BlobId, fault: 'quota-exceeded' }],
      [1_000, checkpoint],
    ],
    scenario: { topics: orders([['A', 1]]) },
  })
  expect(run.of('checkpoint-acknowledged')).toHaveLength(2)
  expect(run.of('checkpoint-failed')).toMatchObject([
    { reason: 'FINALIZE_CHECKPOINT_FAILURE', counted: true },
  ])
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
          267  count/0   snapshot 1 taken, 157 B                 due 317
          307  orders/0  snapshot 1 uploaded                     103 B
          312  orders/0  acknowledged 1                          1 of 2
          317  count/0   snapshot 1 uploaded                     157 B
          322  count/0   acknowledged 1                          2 of 2
          332  checkpoint 1 completed after 82 ms      260 B
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
          167  count/0   snapshot 1 taken, 260 B                 due 2817
          250  checkpoint 2 triggered                  command
          257  orders/0  snapshot 2 taken, 103 B                 due 1337
          267  count/0   snapshot 2 taken, 109 B                 due 1407
         1422  checkpoint 2 completed after 1172 ms    212 B
         1422  checkpoint 1 failed: CHECKPOINT_SUBSUMED  not counted"
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

test('[CHK-22] so many are kept as num-retained says', () => {
  const run = simulate(keyedJob(), {
    until: 5_000,
    config: { ...never, 'execution.checkpointing.num-retained': '2' },
    script: [1_000, 2_000, 3_000, 4_000].map((at) => [at, checkpoint] as const),
    scenario: { topics: orders([['A', 2]]) },
  })
  expect(run.manifests.map((manifest) => manifest.checkpoint)).toEqual([3, 4])
  expect(directories(run)).toEqual(['chk-3', 'chk-4'])
})

/** What of the job's snapshots is in checkpoint storage. */
function directories(run: Simulated): string[] {
  return [...new Set([...run.blobs.keys()].map((blob) => blob.split('/')[0] ?? ''))]
}

const endings = {
  cancel: { kind: 'cancel-job' },
  'stop-with-savepoint': { kind: 'trigger-savepoint', label: 'mine', then: 'stop' },
  fail: { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId },
} as const satisfies Record<string, Command>

for (const retention of ['default', 'delete_on_cancellation', 'retain_on_cancellation'])
  for (const [ending, command] of Object.entries(endings))
    test(`[CHK-23] ${retention}, ${ending}: what stays of the checkpoints is what Flink left`, () => {
      const name = `g-hashmap-${retention}-retained1-${ending}`
      const listings = Object.values(golden<Readonly<Record<string, readonly string[]>>>(name))
      const run = simulate(keyedJob(), {
        until: 9_000,
        config: {
          ...never,
          ...(retention === 'default'
            ? {}
            : {
                'execution.checkpointing.externalized-checkpoint-retention':
                  retention.toUpperCase(),
              }),
        },
        script: [...[1_000, 2_000, 3_000].map((at) => [at, checkpoint] as const), [4_000, command]],
        scenario: { topics: orders([['A', 2]]) },
      })
      const left = directories(run).filter((path) => path.startsWith('chk-'))
      const expected = listings.at(-1)?.filter((path) => /^chk-\d+\/$/.test(path)) ?? []
      expect(left.map((path) => `${path}/`)).toEqual(expected)
    })
