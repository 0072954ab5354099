/** A TaskManager that was given up, and what of it still arrives. */
import { expect, test } from 'vitest'
import type { Command } from '../../model/index.ts'
import { brokenRun as run, checkpoint, jobFacts, lastCount, one } from '../testing/broken-run.ts'

const stall = (duration: number): Command => ({
  kind: 'stall-task-manager',
  taskManager: one,
  duration,
})
const acknowledging = [...jobFacts, 'snapshot-uploaded', 'acknowledgement-ignored'] as const
const twoMachines = { scenario: { cluster: { taskManagers: 2, slotsEach: 1 } } } as const

test('[FLT-5] the acknowledgement of a zombie arrives, is for no checkpoint that anybody waits for, and its files go', () => {
  const simulated = run(
    [
      [500, checkpoint],
      // Both tasks are uploading.
      [530, stall(2_000)],
    ],
    twoMachines,
  )
  expect(simulated.transcript(...acknowledging)).toMatchInlineSnapshot(`
    "        0  TaskManager 1 started                   1 slot
            0  TaskManager 2 started                   1 slot
            0  job CREATED                             submitted
            0  job RUNNING                             deployed
          500  checkpoint 1 triggered                  command
          530  TaskManager 1 stalled                   to 2530
         1530  TaskManager 1 lost
         1530  job RESTARTING                          TaskManager 1 is lost
         1530  checkpoint 1 failed: CHECKPOINT_COORDINATOR_SUSPEND  not counted
         1530  restart 1 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
         1630  job RUNNING                             restarted
         1630  restore from nothing
         2530  TaskManager 1 awake                     a zombie
         2530  orders/0  snapshot 1 uploaded                     103 B
         2530  count/0   snapshot 1 uploaded                     243 B
         2535  orders/0  acknowledged 1 too late
         2535  count/0   acknowledged 1 too late
         2535  TaskManager 1 started                   1 slot"
  `)
  expect([...simulated.blobs.keys()].filter((blob) => blob.startsWith('chk-1/'))).toEqual([])
  expect(lastCount(simulated)).toBe('A#19 -> count 20')
})

test('[FLT-5] what its tasks upload when it has gone on is given up with them', () => {
  const simulated = run(
    [
      [500, checkpoint],
      [530, stall(2_000)],
    ],
    {
      scenario: { ...twoMachines.scenario, uploadCosts: { count: 5_000 } },
      until: 7_000,
    },
  )
  expect(simulated.of('acknowledgement-ignored').map(({ subtask }) => subtask)).toEqual([0])
  expect([...simulated.blobs.keys()].filter((blob) => blob.startsWith('chk-1/'))).toEqual([])
})

test('[FLT-5] a task that stood still while its JobManager was lost lets go of what it uploaded when it goes on', () => {
  const simulated = run(
    [
      [500, checkpoint],
      [530, stall(800)],
      [600, { kind: 'kill-job-manager' }],
    ],
    twoMachines,
  )
  expect(simulated.of('acknowledgement-ignored')).toEqual([])
  expect([...simulated.blobs.keys()].filter((blob) => blob.startsWith('chk-1/'))).toEqual([])
  expect(lastCount(simulated)).toBe('A#19 -> count 20')
})
