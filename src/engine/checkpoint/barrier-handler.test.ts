/** What a task does about barriers that come too early, too late, or not at all. */
import { expect, test } from 'vitest'
import type { BarrierElement, CheckpointId, ElementId, VirtualTime } from '../../model/index.ts'
import { type BarrierMode, createBarrierHandler } from './barrier-handler.ts'
import type { Step } from './step.ts'

const id = 0 as ElementId
const at = (ms: number): VirtualTime => ms as VirtualTime

function barrier(checkpoint: number, alignment: BarrierElement['alignment'] = 'aligned') {
  return {
    kind: 'barrier',
    id,
    checkpoint: checkpoint as CheckpointId,
    triggeredAt: at(0),
    savepoint: false,
    alignment,
  } satisfies BarrierElement
}

const cancel = (checkpoint: number) =>
  ({ kind: 'cancel-marker', id, checkpoint: checkpoint as CheckpointId }) as const
const end = { kind: 'end-of-partition', id } as const

const unaligned = (alignedTimeout: number): BarrierMode => ({
  alignedTimeout,
  newestBarrier: () => null,
})

/** A task with so many channels; each line is an element, its channel, and what the task does. */
function task(channels: number, mode: BarrierMode = 'aligned') {
  const handler = createBarrierHandler(mode, channels, true)
  const say = (steps: readonly Step[]): string => steps.map(told).join(', ') || 'nothing'
  return {
    reads: (element: Parameters<typeof handler.received>[0], channel: number, now = 0): string =>
      say(handler.received(element, channel, at(now))),
    hearsOf: (element: BarrierElement, channel: number): string =>
      say(handler.announced(element, channel, at(0))),
    timer: (now: number): string => say(handler.timerFired(at(now))),
  }
}

function told(step: Step): string {
  switch (step.do) {
    case 'block':
    case 'resume':
    case 'prioritise':
      return `${step.do} ${step.channel}`
    case 'unblock-all':
      return `unblock ${step.channels.join(' ')}`
    case 'snapshot':
      return `${step.unaligned ? 'unaligned ' : ''}snapshot ${step.checkpoint}`
    case 'complete-alignment':
      return `aligned after ${step.duration}`
    case 'abort':
      return `give up ${step.checkpoint}: ${step.reason.replace('CHECKPOINT_DECLINED_', '')}`
    case 'arm-timer':
      return `timer at ${step.at}`
    default:
      return `${step.do} ${step.checkpoint}`
  }
}

test('[BAR-9] a newer barrier ends the alignment that is pending', () => {
  const join = task(3)
  expect(join.reads(barrier(1), 0)).toBe('block 0')
  expect(join.reads(barrier(2), 1)).toBe('unblock 0, give up 1: SUBSUMED, block 1')
})

test('[BAR-10] a barrier that comes too late is ignored, and its sender goes on', () => {
  const join = task(2)
  join.reads(barrier(1), 0)
  join.reads(barrier(2), 1)
  expect(join.reads(barrier(1), 1)).toBe('ignore 1, resume 1')
})

test('[BAR-11] a cancel marker ends the alignment of its checkpoint, and later barriers of it are too late', () => {
  const join = task(2)
  join.reads(barrier(1), 0)
  expect(join.reads(cancel(1), 1)).toBe('unblock 0, give up 1: ON_CANCELLATION_BARRIER')
  expect(join.reads(barrier(1), 1)).toBe('ignore 1, resume 1')
})

test('[BAR-11] of a pending checkpoint and a newer one that is cancelled, only the newer is declined', () => {
  const join = task(2)
  join.reads(barrier(1), 0)
  expect(join.reads(cancel(2), 1)).toBe('unblock 0, give up 2: ON_CANCELLATION_BARRIER')
})

test('[BAR-12] a channel that ends stands for its barrier', () => {
  const join = task(2)
  join.reads(barrier(1), 0, 10)
  expect(join.reads(end, 1, 25)).toBe('aligned after 15, snapshot 1, unblock 0')
  expect(join.reads(barrier(2), 0)).toBe('aligned after 0, block 0, snapshot 2, unblock 0')
})

test('[BAR-7] at least once, the last barrier takes the snapshot and older checkpoints are forgotten', () => {
  const join = task(2, 'at-least-once')
  expect(join.reads(barrier(1), 0)).toBe('nothing')
  expect(join.reads(barrier(2), 0)).toBe('nothing')
  expect(join.reads(barrier(2), 1, 30)).toBe('aligned after 30, snapshot 2')
  expect(join.reads(barrier(1), 1)).toBe('ignore 1')
})

test('[BAR-14] an unaligned barrier takes the snapshot at once, and what it overtook is persisted', () => {
  const join = task(2, unaligned(0))
  expect(join.reads(barrier(1, 'unaligned'), 0)).toBe('start-persisting 1, unaligned snapshot 1')
  expect(join.reads(barrier(1, 'unaligned'), 1, 40)).toBe('aligned after 40, stop-persisting 1')
})

test('[BAR-15] an announced barrier moves to the front when its time is over', () => {
  const join = task(2, unaligned(100))
  const timeoutable = barrier(1, 'timeoutable')
  expect(join.hearsOf(timeoutable, 0)).toBe('timer at 100')
  expect(join.timer(100)).toBe('prioritise 0')
  expect(join.reads(timeoutable, 0, 100)).toContain('unaligned snapshot 1')
})

test('[BAR-11, CK-61] a cancel marker of a checkpoint that is only announced here changes nothing', () => {
  const join = task(2, unaligned(100))
  const timeoutable = barrier(1, 'timeoutable')
  expect(join.hearsOf(timeoutable, 0)).toBe('timer at 100')
  expect(join.reads(cancel(1), 1)).toBe('nothing')
  expect(join.timer(100)).toBe('prioritise 0')
})

test('[BAR-15, CK-103] what is announced after the switch overtakes at once', () => {
  const join = task(3, unaligned(100))
  const timeoutable = barrier(1, 'timeoutable')
  join.hearsOf(timeoutable, 0)
  expect(join.reads(timeoutable, 0, 20)).toBe('block 0')
  expect(join.timer(100)).toBe('start-persisting 1, unaligned snapshot 1')
  expect(join.hearsOf(timeoutable, 1)).toBe('prioritise 1')
})

test('[BAR-15, CK-100] the last barrier that comes late, with no timer in between, leaves the checkpoint aligned', () => {
  const join = task(2, unaligned(100))
  const timeoutable = barrier(1, 'timeoutable')
  expect(join.reads(timeoutable, 0, 20)).toBe('timer at 100, block 0')
  expect(join.reads(timeoutable, 1, 150)).toBe(
    'aligned after 130, block 1, snapshot 1, unblock 0 1',
  )
})
