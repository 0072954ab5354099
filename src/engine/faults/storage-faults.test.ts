/** What a learner breaks of storage, messages and slots, and what Flink makes of it. */
import { expect, test } from 'vitest'
import type { BlobId, Command, TaskManagerId } from '../../model/index.ts'
import {
  brokenRun as run,
  checkpoint,
  jobFacts,
  lastCount,
  one,
  two,
} from '../testing/broken-run.ts'
import type { Simulated } from '../testing/simulate.ts'

test('[FLT-7] storage that does not answer fails a checkpoint when it is triggered; one that fills up, when it is written', () => {
  const tolerant = { 'execution.checkpointing.tolerable-failed-checkpoints': '5' }
  const simulated = run(
    [
      [400, { kind: 'storage-trouble', trouble: 'unavailable', delay: 0, duration: 300 }],
      [500, checkpoint],
      [900, { kind: 'storage-trouble', trouble: 'full', delay: 0, duration: 300 }],
      [1_000, checkpoint],
      [1_400, { kind: 'storage-trouble', trouble: 'slow', delay: 250, duration: 300 }],
      [1_500, checkpoint],
    ],
    { config: tolerant },
  )
  expect(simulated.transcript(...jobFacts)).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   2 slots
            0  TaskManager 2 started                   2 slots
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
          400  storage does not answer                 to 700
          500  checkpoint 1 triggered                  command
          500  checkpoint 1 failed: IO_EXCEPTION       1 counted
          700  storage works again
          900  storage is full                         to 1200
         1000  checkpoint 2 triggered                  command
         1062  checkpoint 2 failed: CHECKPOINT_ASYNC_EXCEPTION  2 counted
         1200  storage works again
         1400  storage is slow                         to 1700
         1500  checkpoint 3 triggered                  command
         1700  storage works again
         1812  orders/0  acknowledged 3                          1 of 2
         1822  count/0   acknowledged 3                          2 of 2
         1832  checkpoint 3 completed after 332 ms     348 B"
  `)
  expect([...new Set([...simulated.blobs.keys()].map((blob) => blob.split('/')[0]))]).toEqual([
    'chk-3',
  ])
})

test('[FLT-8] a file of the newest checkpoint is deleted: nobody notices before a restart reads it', () => {
  const simulated = run([
    [500, checkpoint],
    [700, { kind: 'damage-snapshot', snapshot: '', fault: 'lost' }],
    [1_000, { kind: 'fail-task', subtask: 'orders#0' }],
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
          700  chk-1/b71731f1c0df9c3076c4a455334d0ad6-0 lost
         1000  orders/0  failed: injected failure
         1000  job RESTARTING                          injected failure
         1000  restart 1 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
         1100  job RUNNING                             restarted
         1100  restore from chk-1
         1150  count/0   failed: Could not restore from chk-1/b71731f1c0df9c3076c4a455334d0ad6-0: the bytes are no longer in checkpoint storage
         1150  job RESTARTING                          Could not restore from chk-1/b71731f1c0df9c3076c4a455334d0ad6-0: the bytes are no longer in checkpoint storage
         1150  restart 2 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
         1250  job RUNNING                             restarted
         1250  restore from chk-1
         1300  count/0   failed: Could not restore from chk-1/b71731f1c0df9c3076c4a455334d0ad6-0: the bytes are no longer in checkpoint storage
         1300  job RESTARTING                          Could not restore from chk-1/b71731f1c0df9c3076c4a455334d0ad6-0: the bytes are no longer in checkpoint storage
         1300  restart 3 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
         1400  job RUNNING                             restarted
         1400  restore from chk-1
         1450  count/0   failed: Could not restore from chk-1/b71731f1c0df9c3076c4a455334d0ad6-0: the bytes are no longer in checkpoint storage
         1450  restart refused                         FixedDelayRestartBackoffTimeStrategy(ma…
         1450  job FAILING                             Recovery is suppressed by FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=3, backoffTimeMS=100): Could not restore from chk-1/b71731f1c0df9c3076c4a455334d0ad6-0: the bytes are no longer in checkpoint storage
         1550  job FAILED                              Recovery is suppressed by FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=3, backoffTimeMS=100): Could not restore from chk-1/b71731f1c0df9c3076c4a455334d0ad6-0: the bytes are no longer in checkpoint storage"
  `)
})

const lose = (file: string): Command => ({
  kind: 'damage-snapshot',
  snapshot: '',
  file,
  fault: 'lost',
})

test('[FLT-12] without _metadata the job recovers from its newest checkpoint, behind the loss of its JobManager, too', () => {
  const simulated = run([
    [500, checkpoint],
    [700, lose('_metadata')],
    [1_000, { kind: 'fail-task', subtask: 'orders#0' }],
    [1_500, { kind: 'kill-job-manager' }],
  ])
  expect(simulated.of('snapshot-file-damaged')).toMatchObject([{ blob: 'chk-1/_metadata' }])
  expect(simulated.blobs.has('chk-1/_metadata' as BlobId)).toBe(false)
  expect(simulated.of('restore-started').map((restore) => restore.checkpoint)).toEqual([1, 1])
  expect(simulated.of('job-status-changed').at(-1)?.status).toBe('RUNNING')
})

test.each([
  ['lost', 'metadata_missing', "Cannot find meta data file '_metadata' in directory"],
  ['damaged', 'metadata_corrupt', 'Unexpected magic number'],
] as const)(
  '[FLT-12] a job that is given a snapshot whose _metadata is %s is refused, and says why',
  (fault, code, message) => {
    const savepoint = { kind: 'trigger-savepoint', label: 'mine', then: 'continue' } as const
    const before = run([
      [500, checkpoint],
      [700, savepoint],
      [900, { kind: 'damage-snapshot', snapshot: 'mine', file: '_metadata', fault }],
    ])
    const restored = (checkpoint: number): Simulated =>
      run([], { startAt: 4_000, until: 4_500, restoreFrom: { run: before, checkpoint } })
    expect(restored(2).of('job-refused')).toMatchObject([
      { code, message: expect.stringContaining(message) as string },
    ])
    expect(restored(2).of('job-status-changed').at(-1)?.status).toBe('FAILED')
    expect(restored(1).of('job-refused')).toEqual([])
  },
)

test('[FLT-8] a shared file of an increment that is gone fails the restore, whichever checkpoint wrote it', () => {
  const simulated = run(
    [
      [500, checkpoint],
      [1_000, checkpoint],
      [1_200, lose('shared')],
      [1_300, { kind: 'fail-task', subtask: 'count#0' }],
    ],
    {
      config: {
        'state.backend.type': 'rocksdb',
        'execution.checkpointing.incremental': 'true',
      },
    },
  )
  const [damaged] = simulated.of('snapshot-file-damaged')
  expect(damaged).toMatchObject({ checkpoint: 2 })
  expect(damaged?.blob).toMatch(/^shared\/.*-1-\d+\.sst$/)
  expect(simulated.of('task-failed').map(({ message }) => message)).toContainEqual(
    `Could not restore from ${damaged?.blob ?? ''}: the bytes are no longer in checkpoint storage`,
  )
})

test('[FLT-11] a file that a snapshot does not have cannot be lost', () => {
  const simulated = run([
    [500, checkpoint],
    [700, lose('shared')],
  ])
  expect(simulated.of('snapshot-file-damaged')).toEqual([])
  expect(simulated.of('command-without-effect')).toHaveLength(1)
})

test('[FLT-9] a lost notification is not sent again; the next one covers it', () => {
  const simulated = run([
    [400, { kind: 'delay-notification', subtask: 'count#0', delay: null }],
    [500, checkpoint],
    [1_000, checkpoint],
  ])
  expect(
    simulated.transcript('notification-delayed', 'checkpoint-completed', 'checkpoint-notified'),
  ).toMatchInlineSnapshot(`
    "      582  checkpoint 1 completed after 82 ms      346 B
          582  count/0   notification 1 lost
          587  orders/0  told of 1
         1082  checkpoint 2 completed after 82 ms      348 B
         1087  orders/0  told of 2
         1087  count/0   told of 2"
  `)
})

test('[FLT-9] the abort of a later checkpoint makes up for a lost notification', () => {
  const simulated = run(
    [
      [400, { kind: 'delay-notification', subtask: 'count#0', delay: null }],
      [500, checkpoint],
      [900, { kind: 'storage-trouble', trouble: 'full', delay: 0, duration: 300 }],
      [1_000, checkpoint],
    ],
    { config: { 'execution.checkpointing.tolerable-failed-checkpoints': '5' } },
  )
  expect(
    simulated.transcript('checkpoint-notified', 'checkpoint-failed', 'checkpoint-abort-notified'),
  ).toMatchInlineSnapshot(`
    "      587  orders/0  told of 1
         1062  checkpoint 2 failed: CHECKPOINT_ASYNC_EXCEPTION  1 counted
         1067  orders/0  told of the end of 2
         1067  count/0   told of 1
         1067  count/0   told of the end of 2"
  `)
})

test('[FLT-9] a late notification that a newer one has overtaken is ignored', () => {
  const simulated = run([
    [400, { kind: 'delay-notification', subtask: 'count#0', delay: 1_000 }],
    [500, checkpoint],
    [1_000, checkpoint],
  ])
  expect(simulated.transcript('notification-delayed', 'checkpoint-notified'))
    .toMatchInlineSnapshot(`
    "      582  count/0   notification 1 late by 1000
          587  orders/0  told of 1
         1087  orders/0  told of 2
         1087  count/0   told of 2"
  `)
})

test('[FLT-10] no replacement and no spare slot: each request for slots that times out is one more failure', () => {
  const simulated = run(
    [
      [500, { kind: 'kill-task-manager', taskManager: one, replaced: false }],
      [500, { kind: 'kill-task-manager', taskManager: two, replaced: false }],
    ],
    {
      config: { 'slot.request.timeout': '400 ms', 'restart-strategy.fixed-delay.attempts': '2' },
    },
  )
  expect(simulated.transcript(...jobFacts)).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   2 slots
            0  TaskManager 2 started                   2 slots
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
          500  TaskManager 1 lost
          500  job RESTARTING                          TaskManager 1 is lost
          500  restart 1 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
          500  TaskManager 2 lost
          600  job RUNNING                             restarted
         1000  slot request timed out                  0 of 1
         1000  job RESTARTING                          Could not acquire the minimum required resources.
         1000  restart 2 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
         1100  job RUNNING                             restarted
         1500  slot request timed out                  0 of 1
         1500  restart refused                         FixedDelayRestartBackoffTimeStrategy(ma…
         1500  job FAILING                             Recovery is suppressed by FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=2, backoffTimeMS=100): Could not acquire the minimum required resources.
         1600  job FAILED                              Recovery is suppressed by FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=2, backoffTimeMS=100): Could not acquire the minimum required resources."
  `)
})

test('[FLT-10] a TaskManager that is started by hand ends the wait', () => {
  const simulated = run([
    [500, { kind: 'kill-task-manager', taskManager: one, replaced: false }],
    [500, { kind: 'kill-task-manager', taskManager: two, replaced: false }],
    [1_500, { kind: 'start-task-manager', taskManager: two }],
  ])
  expect(simulated.transcript(...jobFacts)).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   2 slots
            0  TaskManager 2 started                   2 slots
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
          500  TaskManager 1 lost
          500  job RESTARTING                          TaskManager 1 is lost
          500  restart 1 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
          500  TaskManager 2 lost
          600  job RUNNING                             restarted
         1500  TaskManager 2 started                   2 slots
         1500  restore from nothing"
  `)
  expect(lastCount(simulated)).toBe('A#19 -> count 20')
})

test('[FLT-11] what there is not cannot be broken, and the command says so', () => {
  const simulated = run([
    [100, { kind: 'fail-task', subtask: 'nobody#0' }],
    [100, { kind: 'cut-link', from: 'count#0', to: 'orders#0' }],
    [100, { kind: 'damage-snapshot', snapshot: '', fault: 'lost' }],
    [100, { kind: 'stall-task-manager', taskManager: 9 as TaskManagerId, duration: 5 }],
  ])
  expect(simulated.transcript('command-without-effect')).toMatchInlineSnapshot(`
    "      100  no effect                               nobody#0 is not running
          100  no effect                               no channel leads from count#0 to orders#0
          100  no effect                               there is no completed checkpoint with a file of state
          100  no effect                               there is no TaskManager 9"
  `)
})

test('[FLT-8] the very file that is named is gone, of a savepoint too', () => {
  const files = ({ of }: ReturnType<typeof run>) => of('snapshot-uploaded').flatMap((e) => e.files)
  const takeBoth = [
    [500, checkpoint],
    [700, { kind: 'trigger-savepoint', label: 'mine', then: 'continue' }],
  ] as const
  const whole = run([...takeBoth])
  for (const { file } of files(whole)) {
    const simulated = run([
      ...takeBoth,
      [1_000, { kind: 'damage-snapshot', snapshot: file, fault: 'lost' }],
    ])
    expect(simulated.of('snapshot-file-damaged').map(({ blob }) => blob)).toEqual([file])
    expect([...simulated.blobs.keys()]).not.toContain(file)
  }
  expect(new Set(files(whole).map(({ file }) => file.split('/')[0]))).toEqual(
    new Set(['chk-1', 'savepoint-2']),
  )
})
