import { expect, test } from 'vitest'
import { type CheckpointId, failureReasons } from '../../model/index.ts'
import { type CheckpointFailure, CheckpointFailureManager } from './failure-manager.ts'

const failure = (
  checkpoint: number | null,
  more: Partial<CheckpointFailure> = {},
): CheckpointFailure => ({
  checkpoint: checkpoint as CheckpointId | null,
  kind: 'checkpoint',
  reason: 'CHECKPOINT_EXPIRED',
  byTask: false,
  ...more,
})

test('[CK-121] five of the 24 reasons count', () => {
  const counted = Object.entries(failureReasons).filter(([, reason]) => reason.counted)
  expect(Object.keys(failureReasons)).toHaveLength(24)
  expect(counted.map(([name]) => name).sort()).toEqual([
    'CHECKPOINT_ASYNC_EXCEPTION',
    'CHECKPOINT_DECLINED',
    'CHECKPOINT_EXPIRED',
    'FINALIZE_CHECKPOINT_FAILURE',
    'IO_EXCEPTION',
  ])
})

test('[CK-127] by default a single timeout fails the job', () => {
  expect(new CheckpointFailureManager(0).failed(failure(1))).toBe('fail-job')
})

test('[CK-122, CK-124] one checkpoint counts once, and a success forgets', () => {
  const manager = new CheckpointFailureManager(1)
  expect(manager.failed(failure(1))).toBeNull()
  expect(manager.failed(failure(1))).toBeNull()
  expect(manager.failures).toBe(1)
  manager.succeeded(2 as CheckpointId)
  expect(manager.failures).toBe(0)
  expect(manager.failed(failure(1))).toBeNull()
  expect(manager.failures).toBe(0)
})

test('[CK-125] a savepoint the JobManager gives up harms nobody; one a task declines counts', () => {
  const manager = new CheckpointFailureManager(0)
  expect(manager.failed(failure(1, { kind: 'savepoint' }))).toBeNull()
  const declined = { byTask: true, reason: 'CHECKPOINT_ASYNC_EXCEPTION' } as const
  expect(manager.failed(failure(2, { ...declined, kind: 'savepoint' }))).toBe('fail-task')
  const ignored = { byTask: true, reason: 'CHECKPOINT_SUBSUMED' } as const
  expect(manager.failed(failure(3, { ...ignored, kind: 'stop-with-savepoint' }))).toBe('fail-job')
})
