import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { VirtualTime } from '../../model/index.ts'
import {
  CheckpointRequestDecider,
  type CoordinatorSituation,
  type SnapshotRequest,
} from './request-decider.ts'

const requests = fc.record<SnapshotRequest>({
  kind: fc.constantFrom('checkpoint', 'savepoint', 'stop-with-savepoint'),
  forced: fc.boolean(),
  periodic: fc.boolean(),
})
const situations = fc.record<CoordinatorSituation>({
  now: fc.nat(100).map((at) => at as VirtualTime),
  pending: fc.nat(3),
  cleaning: fc.nat(3),
  isTriggering: fc.boolean(),
  lastCompletion: fc.option(fc.nat(100).map((at) => at as VirtualTime)),
})
const settings = fc.record({
  maxConcurrent: fc.integer({ min: 1, max: 3 }),
  minPause: fc.nat(50),
  maxQueued: fc.integer({ min: 1, max: 5 }),
})

test('[CK-20, CK-21, CK-23, CK-27] whatever is asked, concurrency, pause and queue keep their limits', () => {
  fc.assert(
    fc.property(
      settings,
      fc.array(fc.tuple(fc.option(requests), situations)),
      ({ maxConcurrent, minPause, maxQueued }, steps) => {
        const decider = new CheckpointRequestDecider({ maxConcurrent, minPause, maxQueued })
        let waiting = 0
        for (const [request, situation] of steps) {
          const decision =
            request === null ? decider.next(situation) : decider.submit(request, situation)
          const { execute, rejected, rescheduleIn } = decision
          waiting += (request === null ? 0 : 1) - rejected.length - (execute === null ? 0 : 1)
          expect(decider.queue).toHaveLength(waiting)
          expect(waiting).toBeLessThanOrEqual(maxQueued)
          expect(rescheduleIn === null || rescheduleIn > 0).toBe(true)
          if (execute === null) continue
          const { now, pending, cleaning, isTriggering, lastCompletion } = situation
          expect(isTriggering || cleaning > maxConcurrent).toBe(false)
          if (execute.forced) continue
          expect(pending).toBeLessThan(maxConcurrent)
          if (execute.periodic && lastCompletion !== null) {
            expect(now - lastCompletion).toBeGreaterThanOrEqual(minPause)
          }
        }
      },
    ),
  )
})

test('[CK-18] a savepoint overtakes what is queued', () => {
  const decider = new CheckpointRequestDecider({ maxConcurrent: 1, minPause: 0, maxQueued: 10 })
  const busy = {
    now: 0 as VirtualTime,
    pending: 1,
    cleaning: 0,
    isTriggering: false,
    lastCompletion: null,
  }
  const checkpoint = { kind: 'checkpoint', forced: false, periodic: true } as const
  const savepoint = { kind: 'savepoint', forced: false, periodic: false } as const
  expect(decider.submit(checkpoint, busy).execute).toBeNull()
  expect(decider.submit(savepoint, busy).execute).toBeNull()
  expect(decider.next({ ...busy, pending: 0 }).execute).toBe(savepoint)
  expect(decider.next({ ...busy, pending: 0 }).execute).toBe(checkpoint)
})

test('[CK-23] inside the pause a periodic request is dropped and the timer armed anew', () => {
  const decider = new CheckpointRequestDecider({ maxConcurrent: 1, minPause: 100, maxQueued: 10 })
  const request = { kind: 'checkpoint', forced: false, periodic: true } as const
  const situation = {
    now: 130 as VirtualTime,
    pending: 0,
    cleaning: 0,
    isTriggering: false,
    lastCompletion: 100 as VirtualTime,
  }
  expect(decider.submit(request, situation)).toEqual({
    execute: null,
    rejected: [{ request, reason: 'MINIMUM_TIME_BETWEEN_CHECKPOINTS' }],
    rescheduleIn: 70,
  })
})
