/** The checkpoint behind the end of the input, when it fails: tasks wait for another, as long as it takes. */
import { expect, test } from 'vitest'
import type { Command, StorageFault } from '../../model/index.ts'
import { keyedJob, orders, type Simulated, simulate, storageFault } from '../testing/simulate.ts'

const bounded = keyedJob().replace(
  '.setStartingOffsets',
  '.setBounded(OffsetsInitializer.latest()).setStartingOffsets',
)

const told = [
  'checkpoint-triggered',
  'checkpoint-failed',
  'checkpoint-completed',
  'checkpoint-notified',
  'restore-started',
  'task-status-changed',
  'job-status-changed',
] as const

const restarting = {
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '3',
  'restart-strategy.fixed-delay.delay': '100 ms',
}

function run(
  config: Readonly<Record<string, string>>,
  script: readonly (readonly [number, Command])[],
): Simulated {
  return simulate(bounded, {
    until: 8_000,
    config: { 'execution.checkpointing.interval': '3650 d', ...restarting, ...config },
    script,
    scenario: { topics: orders([['A', 2]], 0) },
  })
}

/** What became of tasks and checkpoints when the input had ended. */
const behindEnd = (simulated: Simulated): string =>
  simulated
    .transcript(...told)
    .split('\n')
    .filter((line) => !line.startsWith('        0') && !/^\s+0 /.test(line))
    .join('\n')

const failing = (fault: StorageFault): readonly (readonly [number, Command])[] => [
  [0, storageFault('chk-1', fault)],
]
const patient = { 'execution.checkpointing.tolerable-failed-checkpoints': '5' }

test('[END-2, END-3, CK-232, CK-233] it is declined: tasks stay RUNNING, and the next periodic checkpoint lets them finish', () => {
  const periodic = run(
    { ...patient, 'execution.checkpointing.interval': '3 s' },
    failing('quota-exceeded'),
  )
  expect(behindEnd(periodic)).toMatchInlineSnapshot(`
    "       18  checkpoint 1 triggered                  end-of-data
           90  checkpoint 1 failed: CHECKPOINT_ASYNC_EXCEPTION  1 counted
         1111  checkpoint 2 triggered                  timer
         1193  checkpoint 2 completed after 82 ms      343 B
         1198  orders/0  told of 2
         1198  orders/0  FINISHED                                attempt 0
         1198  count/0   told of 2
         1208  count/0   FINISHED                                attempt 0
         1213  job FINISHED                            all tasks have finished"
  `)
  expect(periodic.rows).toEqual(['A#0 -> count 1', 'A#1 -> count 2'])
})

test('[END-2, CK-233] nobody asks for another: the job is RUNNING until a person does', () => {
  const waiting = run(patient, failing('quota-exceeded'))
  expect(waiting.of('job-status-changed').at(-1)?.status).toBe('RUNNING')
  const asked = run(patient, [
    ...failing('quota-exceeded'),
    [5_000, { kind: 'trigger-checkpoint' }],
  ])
  expect(behindEnd(asked)).toMatchInlineSnapshot(`
    "       18  checkpoint 1 triggered                  end-of-data
           90  checkpoint 1 failed: CHECKPOINT_ASYNC_EXCEPTION  1 counted
         5000  checkpoint 2 triggered                  command
         5082  checkpoint 2 completed after 82 ms      343 B
         5087  orders/0  told of 2
         5087  orders/0  FINISHED                                attempt 0
         5087  count/0   told of 2
         5097  count/0   FINISHED                                attempt 0
         5102  job FINISHED                            all tasks have finished"
  `)
})

test('[END-2, CHK-19] none may fail: the job restarts from nothing, reads its input again, and finishes', () => {
  const restarted = run({}, failing('quota-exceeded'))
  expect(behindEnd(restarted)).toMatchInlineSnapshot(`
    "       18  checkpoint 1 triggered                  end-of-data
           90  checkpoint 1 failed: CHECKPOINT_ASYNC_EXCEPTION  1 counted
           90  job RESTARTING                          Exceeded checkpoint tolerable failure threshold. The latest checkpoint failed due to Asynchronous task checkpoint failed., view the Checkpoint History tab or the Job Manager log to find out why continuous checkpoints failed.
           90  orders/0  CANCELING                               attempt 0
           90  count/0   CANCELING                               attempt 0
          190  orders/0  CANCELED                                attempt 0
          190  count/0   CANCELED                                attempt 0
          190  job RUNNING                             restarted
          190  restore from nothing
          190  orders/0  DEPLOYING                               attempt 1
          190  orders/0  INITIALIZING                            attempt 1
          190  orders/0  RUNNING                                 attempt 1
          190  count/0   DEPLOYING                               attempt 1
          190  count/0   INITIALIZING                            attempt 1
          190  count/0   RUNNING                                 attempt 1
          208  checkpoint 2 triggered                  end-of-data
          290  checkpoint 2 completed after 82 ms      343 B
          295  orders/0  told of 2
          295  orders/0  FINISHED                                attempt 1
          295  count/0   told of 2
          305  count/0   FINISHED                                attempt 1
          310  job FINISHED                            all tasks have finished"
  `)
})

test('[END-2, CHK-17] it expires: that counts, too', () => {
  const expired = run({ ...patient, 'execution.checkpointing.timeout': '300 ms' }, [
    [0, { kind: 'storage-trouble', trouble: 'slow', delay: 1_000, duration: 500 }],
    [2_000, { kind: 'trigger-checkpoint' }],
  ])
  expect(behindEnd(expired)).toMatchInlineSnapshot(`
    "       18  checkpoint 1 triggered                  end-of-data
          318  checkpoint 1 failed: CHECKPOINT_EXPIRED  1 counted
         2000  checkpoint 2 triggered                  command
         2082  checkpoint 2 completed after 82 ms      343 B
         2087  orders/0  told of 2
         2087  orders/0  FINISHED                                attempt 0
         2087  count/0   told of 2
         2097  count/0   FINISHED                                attempt 0
         2102  job FINISHED                            all tasks have finished"
  `)
})

test('[END-2, FLT-4] the JobManager is lost meanwhile: the next one finds no completed checkpoint behind the end, and all is read again', () => {
  const led = run({ 'high-availability.type': 'ZOOKEEPER' }, [[60, { kind: 'kill-job-manager' }]])
  expect(behindEnd(led)).toMatchInlineSnapshot(`
    "       18  checkpoint 1 triggered                  end-of-data
           60  job SUSPENDED                           the JobManager is gone; another will take over
          560  orders/0  FAILED                                  attempt 0
          560  count/0   FAILED                                  attempt 0
          560  job CREATED                             recovered
          560  job RUNNING                             recovered
          560  restore from nothing
          560  orders/0  DEPLOYING                               attempt 0
          560  orders/0  INITIALIZING                            attempt 0
          560  orders/0  RUNNING                                 attempt 0
          560  count/0   DEPLOYING                               attempt 0
          560  count/0   INITIALIZING                            attempt 0
          560  count/0   RUNNING                                 attempt 0
          578  checkpoint 2 triggered                  end-of-data
          660  checkpoint 2 completed after 82 ms      343 B
          665  orders/0  told of 2
          665  orders/0  FINISHED                                attempt 0
          665  count/0   told of 2
          675  count/0   FINISHED                                attempt 0
          680  job FINISHED                            all tasks have finished"
  `)
  expect(led.rows).toEqual([
    ...['A#0 -> count 1', 'A#1 -> count 2'],
    ...['A#0 -> count 1', 'A#1 -> count 2'],
  ])
})
