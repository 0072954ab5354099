import { expect, test } from 'vitest'
import type { BarrierElement, CheckpointId, ElementId, VirtualTime } from '../../model/index.ts'
import { onBarrier, onCancelMarker, onEndOfPartition } from './alignment.ts'
import { createBarrierHandler } from './barrier-handler.ts'
import { newCollecting } from './collecting.ts'
import type { Step } from './step.ts'

const barrier = (checkpoint: number): BarrierElement => ({
  kind: 'barrier',
  id: 0 as ElementId,
  checkpoint: checkpoint as CheckpointId,
  triggeredAt: 100 as VirtualTime,
  savepoint: false,
  alignment: 'aligned',
})
const from = (channel: number, checkpoint: number, now: number) => ({
  barrier: barrier(checkpoint),
  channel,
  now: now as VirtualTime,
})
const told = (steps: readonly Step[]) => steps.map((step) => step.do)

test('[CK-56, CK-57, CK-59] the faster channel waits; the last barrier takes the snapshot, then releases', () => {
  const first = onBarrier(newCollecting(2), from(1, 1, 110))
  expect(first.steps).toEqual([{ do: 'block', channel: 1 }])
  expect(onBarrier(first.next, from(0, 1, 160)).steps).toEqual([
    { do: 'complete-alignment', checkpoint: 1, duration: 50, startDelay: 10 },
    { do: 'block', channel: 0 },
    { do: 'snapshot', checkpoint: 1, barrier: barrier(1), unaligned: false },
    { do: 'unblock-all', channels: [0, 1] },
  ])
})

test('[CK-57] with one channel there is nothing to wait for', () => {
  const { steps } = onBarrier(newCollecting(1), from(0, 1, 110))
  expect(steps[0]).toEqual({ do: 'complete-alignment', checkpoint: 1, duration: 0, startDelay: 10 })
  expect(told(steps)).toContain('snapshot')
})

test('[CK-55] a newer barrier ends the alignment of the older checkpoint', () => {
  const aligning = onBarrier(newCollecting(2), from(0, 1, 110)).next
  expect(onBarrier(aligning, from(1, 2, 120)).steps).toEqual([
    { do: 'unblock-all', channels: [0] },
    { do: 'abort', checkpoint: 1, reason: 'CHECKPOINT_DECLINED_SUBSUMED' },
    { do: 'block', channel: 1 },
  ])
})

test('[CK-54, CK-63] a barrier of a cancelled checkpoint does not block', () => {
  const aligning = onBarrier(newCollecting(2), from(0, 1, 110)).next
  const cancelled = onCancelMarker(aligning, 1 as CheckpointId)
  expect(told(cancelled.steps)).toEqual(['unblock-all', 'abort'])
  expect(onBarrier(cancelled.next, from(1, 1, 120)).steps).toEqual([
    { do: 'ignore', checkpoint: 1 },
    { do: 'resume', channel: 1 },
  ])
})

test('[CK-64] a channel that ends stands for its barrier', () => {
  const aligning = onBarrier(newCollecting(2), from(0, 1, 110)).next
  const ended = { channel: 1, now: 130 as VirtualTime, counts: true }
  expect(told(onEndOfPartition(aligning, ended).steps)).toEqual([
    'complete-alignment',
    'snapshot',
    'unblock-all',
  ])
})

test('[CK-65] unless checkpoints after tasks finish are off', () => {
  const aligning = onBarrier(newCollecting(2), from(0, 1, 110)).next
  const ended = { channel: 1, now: 130 as VirtualTime, counts: false }
  expect(onEndOfPartition(aligning, ended).steps).toContainEqual({
    do: 'abort',
    checkpoint: 1,
    reason: 'CHECKPOINT_DECLINED_INPUT_END_OF_STREAM',
  })
})

test('a handler knows how far the alignment is', () => {
  const handler = createBarrierHandler('aligned', 3, true)
  const progress = () => [handler.pending, handler.arrived, handler.expected]
  handler.received(barrier(1), 2, 110 as VirtualTime)
  expect(progress()).toEqual([1, 1, 3])
  expect(handler.blocked).toEqual([2])
  handler.received(barrier(1), 0, 120 as VirtualTime)
  expect(progress()).toEqual([1, 2, 3])
  expect(handler.alignmentStartedAt).toBe(110)
  handler.received(barrier(1), 1, 130 as VirtualTime)
  expect(progress()).toEqual([null, 3, 3])
  expect(handler.blocked).toEqual([])
})

test('[CK-70, CK-71] at least once, barriers are counted and nobody waits', () => {
  const handler = createBarrierHandler('at-least-once', 2, true)
  expect(handler.received(barrier(1), 0, 110 as VirtualTime)).toEqual([])
  expect([handler.pending, handler.arrived, handler.expected]).toEqual([1, 1, 2])
  expect(told(handler.received(barrier(1), 1, 115 as VirtualTime))).toEqual([
    'complete-alignment',
    'snapshot',
  ])
})

test('[CK-79, CK-85] unaligned, the first barrier takes the snapshot and the last one ends it', () => {
  const handler = createBarrierHandler({ alignedTimeout: 0, newestBarrier: () => null }, 2, true)
  const unaligned: BarrierElement = { ...barrier(1), alignment: 'unaligned' }
  expect(told(handler.received(unaligned, 1, 110 as VirtualTime))).toEqual([
    'start-persisting',
    'snapshot',
  ])
  expect(handler.blocked).toEqual([])
  expect(told(handler.received(unaligned, 0, 140 as VirtualTime))).toEqual([
    'complete-alignment',
    'stop-persisting',
  ])
})

test('[CK-96, CK-98] an alignment that takes too long turns unaligned', () => {
  const handler = createBarrierHandler({ alignedTimeout: 50, newestBarrier: () => null }, 2, true)
  const timeoutable: BarrierElement = { ...barrier(1), alignment: 'timeoutable' }
  expect(handler.announced(timeoutable, 1, 110 as VirtualTime)).toEqual([
    { do: 'arm-timer', at: 150 },
  ])
  expect(told(handler.received(timeoutable, 1, 120 as VirtualTime))).toEqual(['block'])
  handler.announced(timeoutable, 0, 130 as VirtualTime)
  expect(handler.timerFired(149 as VirtualTime)).toEqual([])
  expect(told(handler.timerFired(150 as VirtualTime))).toEqual([
    'prioritise',
    'start-persisting',
    'snapshot',
  ])
})

test('[CK-99] a barrier read at the very moment of the timeout is still aligned, and leaves it to the timer; a ms later it is not', () => {
  const timeoutable: BarrierElement = { ...barrier(1), alignment: 'timeoutable' }
  const readAt = (now: number) => {
    const handler = createBarrierHandler({ alignedTimeout: 50, newestBarrier: () => null }, 2, true)
    const steps = told(handler.received(timeoutable, 1, now as VirtualTime))
    return { steps, handler }
  }
  // It was triggered at 100. Flink: SingleCheckpointBarrierHandler.isTimedOut, strictly later.
  const { steps, handler } = readAt(150)
  expect(steps).toEqual(['arm-timer', 'block'])
  expect(told(handler.timerFired(150 as VirtualTime))).toEqual(['start-persisting', 'snapshot'])
  expect(readAt(151).steps).toEqual(['arm-timer', 'block', 'start-persisting', 'snapshot'])
})
