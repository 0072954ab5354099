/** Snapshots that fail: what counts, what is too many, and what is left behind. */
import { expect, test } from 'vitest'
import type { BlobId, Command } from '../../model/index.ts'
import type { Scenario } from '../../scenario/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, orders, simulate, storageFault } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const savepoint: Command = { kind: 'trigger-savepoint', label: 'mine', then: 'continue' }

const decisions = ['checkpoint-triggered', 'checkpoint-completed', 'checkpoint-failed'] as const

const never = { 'execution.checkpointing.interval': '3650 d', 'restart-strategy.type': 'none' }

/** One record keeps `count` busy for so long; barriers wait behind it. */
function busyFor(ms: number): Partial<Scenario> {
  return { topics: orders([['A', 1]]), recordCosts: { count: ms } }
}

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
  const seen = declined(0, [savepoint], 'savepoint-1')
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
           1400  job FAILING                             Recovery is suppressed by NoRestartBackoffTimeStrategy: Exceeded checkpoint tolerable failure threshold. The latest checkpoint failed due to Checkpoint expired before completing., view the Checkpoint History tab or the Job Manager log to find out why continuous checkpoints failed.
           1500  job FAILED                              Recovery is suppressed by NoRestartBackoffTimeStrategy: Exceeded checkpoint tolerable failure threshold. The latest checkpoint failed due to Checkpoint expired before completing., view the Checkpoint History tab or the Job Manager log to find out why continuous checkpoints failed."
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
         1017  count/0   snapshot 1 taken, 243 B                 due 1413
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
           1397  count/0   snapshot 1 uploaded                     243 B
           1400  checkpoint 1 failed: CHECKPOINT_EXPIRED  1 counted
           1402  count/0   acknowledged 1 too late"
    `)
  expect([...run.blobs.keys()]).toEqual([])
})

test('[SAV-5] a savepoint that expires does not count against the job', () => {
  const run = simulate(keyedJob(), {
    until: 10_000,
    config: { ...never, 'execution.checkpointing.timeout': '400 ms' },
    script: [[1_000, savepoint]],
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

test('[STO-1, CK-157] in the memory of the JobManager a piece of state of more than 5 MB fails its checkpoint; in a directory it does not', () => {
  const job = keyedJob({
    body: "this.count.update('x'.repeat(order.n * 1_000_000))",
  }).replace('flink.Types.LONG', 'flink.Types.STRING')
  const run = (config: Readonly<Record<string, string>>, megabytes: number) =>
    simulate(job, {
      until: 5_000,
      config: { ...never, 'execution.checkpointing.tolerable-failed-checkpoints': '1', ...config },
      script: [[1_000, checkpoint]],
      scenario: {
        topics: {
          orders: {
            spacing: 1,
            partitions: [[{ key: 'A', value: JSON.stringify({ key: 'A', n: megabytes }) }]],
          },
        },
      } as never,
    })
  const large = run({}, 6)
  expect(large.of('checkpoint-declined').map(({ reason, message }) => [reason, message])).toEqual([
    [
      'CHECKPOINT_ASYNC_EXCEPTION',
      expect.stringMatching(
        /^Size of the state is larger than the maximum permitted memory-backed state\. Size=6\d{6}, maxSize=5242880\. Consider using a different checkpoint storage, like the FileSystemCheckpointStorage\.$/,
      ),
    ],
  ])
  expect(large.blobs.size).toBe(0)
  expect(run({}, 5).of('checkpoint-completed')).toHaveLength(1)
  const inDirectory = { 'execution.checkpointing.dir': 'file:///checkpoints' }
  expect(run(inDirectory, 6).of('checkpoint-completed')).toHaveLength(1)
  const through = { ...inDirectory, 'execution.checkpointing.storage': 'jobmanager' }
  expect(run(through, 6).of('checkpoint-declined')).toHaveLength(1)
  expect(run(through, 5).of('checkpoint-completed')).toHaveLength(1)
})
