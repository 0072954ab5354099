/**
 * At-least-once: barriers are counted and nothing ever waits. Records that follow a barrier on a
 * fast channel are already in the state when the snapshot is taken, and come again after a restore.
 *
 * Flink: CheckpointBarrierTracker (CK-69 to CK-75).
 */
import { assert } from '../../base/index.ts'
import type { BarrierElement, CheckpointId, VirtualTime } from '../../model/index.ts'
import type { Decision, Step } from './step.ts'

/** Checkpoints of which some barriers are missing; a further one pushes the oldest out (CK-69). */
const maxTracked = 50

interface Tracked {
  readonly checkpoint: CheckpointId
  /** Null: only a cancel marker has been seen. */
  readonly barrier: BarrierElement | null
  readonly arrived: readonly number[]
  /** Open channels when the first barrier came. */
  readonly target: number
  readonly aborted: boolean
}

export interface Tracking {
  readonly open: number
  /** Oldest first. */
  readonly tracked: readonly Tracked[]
  /** The newest id ever tracked, -1 before the first. */
  readonly newest: number
  /** The alignment of the checkpoint that began last; Flink measures one at a time. */
  readonly clock: {
    readonly checkpoint: CheckpointId
    readonly startedAt: VirtualTime
    readonly startDelay: number
  } | null
}

export function newTracking(channels: number): Tracking {
  return { open: channels, tracked: [], newest: -1, clock: null }
}

/** A barrier was read. CK-70, CK-71, CK-72. */
export function trackBarrier(
  state: Tracking,
  barrier: BarrierElement,
  channel: number,
  now: VirtualTime,
): Decision<Tracking> {
  const { checkpoint } = barrier
  const isNew = checkpoint > state.newest
  const startDelay = Math.max(0, now - barrier.triggeredAt)
  const clock = isNew ? { checkpoint, startedAt: now, startDelay } : state.clock
  if (isNew && state.open === 1) {
    // Flink does not note the id here either: nothing waits, so nothing has to be remembered.
    return { next: { ...state, clock }, steps: triggered({ ...state, clock }, barrier, now) }
  }
  const at = state.tracked.findIndex((other) => other.checkpoint === checkpoint)
  const known = state.tracked[at]
  if (known !== undefined) {
    const counted = withChannel(known, channel)
    return isComplete(counted)
      ? complete(state, at, now)
      : { next: { ...state, tracked: state.tracked.with(at, counted) }, steps: [] }
  }
  if (!isNew) return { next: state, steps: [{ do: 'ignore', checkpoint }] }
  const first = { checkpoint, barrier, arrived: [channel], target: state.open, aborted: false }
  const tracked = [...state.tracked, first].slice(-maxTracked)
  return { next: { ...state, tracked, newest: checkpoint, clock }, steps: [] }
}

/** A cancel marker was read. CK-73. */
export function trackCancelMarker(
  state: Tracking,
  checkpoint: CheckpointId,
  channel: number,
): Decision<Tracking> {
  if (checkpoint > state.newest && state.open === 1) {
    return { next: { ...state, clock: null }, steps: [cancelled(checkpoint)] }
  }
  const older = state.tracked.filter((other) => other.checkpoint < checkpoint)
  const steps = older.filter(({ aborted }) => !aborted).map((other) => cancelled(other.checkpoint))
  const [known, ...newer] = state.tracked.slice(older.length)
  if (known?.checkpoint === checkpoint) {
    if (!known.aborted) steps.push(cancelled(checkpoint))
    // Its other barriers are still counted, so that the entry can go once all have been seen.
    const counted = withChannel({ ...known, aborted: true }, channel)
    const tracked = isComplete(counted) ? newer : [counted, ...newer]
    return { next: { ...state, tracked }, steps }
  }
  const rest = state.tracked.slice(older.length)
  if (checkpoint <= state.newest) return { next: { ...state, tracked: rest }, steps }
  const marked = {
    checkpoint,
    barrier: null,
    arrived: [channel],
    target: state.open,
    aborted: true,
  }
  return {
    next: { ...state, tracked: [marked, ...rest], newest: checkpoint },
    steps: [...steps, cancelled(checkpoint)],
  }
}

/** A channel has ended; `counts`: it stands for its barriers, else it ends all checkpoints. CK-74. */
export function trackEndOfPartition(
  state: Tracking,
  ended: { readonly channel: number; readonly now: VirtualTime; readonly counts: boolean },
): Decision<Tracking> {
  const open = state.open - 1
  if (!ended.counts) {
    const steps = state.tracked
      .filter(({ aborted }) => !aborted)
      .map(({ checkpoint }): Step => ({
        do: 'abort',
        checkpoint,
        reason: 'CHECKPOINT_DECLINED_INPUT_END_OF_STREAM',
      }))
    return { next: { ...state, open, tracked: [], clock: null }, steps }
  }
  const tracked = state.tracked.map((other) => withChannel(other, ended.channel))
  const next = { ...state, open, tracked }
  const at = tracked.findLastIndex(isComplete)
  return at === -1 ? { next, steps: [] } : complete(next, at, ended.now)
}

/** All barriers of one are in: it and everything older is forgotten, and it alone is triggered. */
function complete(state: Tracking, at: number, now: VirtualTime): Decision<Tracking> {
  const done = state.tracked[at]
  assert(done !== undefined, 'what is complete was tracked')
  const next = { ...state, tracked: state.tracked.slice(at + 1) }
  if (done.aborted || done.barrier === null) return { next, steps: [] }
  return { next, steps: triggered(state, done.barrier, now) }
}

function triggered(state: Tracking, barrier: BarrierElement, now: VirtualTime): readonly Step[] {
  const { checkpoint } = barrier
  const clock = state.clock?.checkpoint === checkpoint ? state.clock : null
  const duration = clock === null ? 0 : now - clock.startedAt
  return [
    { do: 'complete-alignment', checkpoint, duration, startDelay: clock?.startDelay ?? 0 },
    { do: 'snapshot', checkpoint, barrier, unaligned: false },
  ]
}

function withChannel(tracked: Tracked, channel: number): Tracked {
  if (tracked.arrived.includes(channel)) return tracked
  return { ...tracked, arrived: [...tracked.arrived, channel] }
}

function isComplete({ arrived, target }: Tracked): boolean {
  return arrived.length === target
}

function cancelled(checkpoint: CheckpointId): Step {
  return { do: 'abort', checkpoint, reason: 'CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER' }
}
