/**
 * Unaligned checkpoints, and aligned ones that turn unaligned when they take too long: a barrier
 * overtakes the data in front of it, and that data becomes part of the snapshot.
 *
 * Flink: AbstractAlternatingAlignedBarrierHandlerState and the AlternatingXxxUnaligned states
 * (CK-79, CK-85 to CK-88, CK-95 to CK-104).
 */
import type { BarrierElement, CheckpointId, VirtualTime } from '../../model/index.ts'
import { blockSender, finishAligned, forget, release } from './alignment.ts'
import {
  abort,
  allArrived,
  andThen,
  type Arrival,
  begin,
  type Collecting,
  isObsolete,
  isPending,
  type PhaseRules,
} from './collecting.ts'
import type { Decision, Step } from './step.ts'

/** What decides besides the barriers themselves. */
export interface AlternatingOptions {
  /** Flink: execution.checkpointing.aligned-checkpoint-timeout, in ms. */
  readonly alignedTimeout: number
  /** The newest checkpoint of which some channel holds the barrier (InputGate.newestBarrier). */
  readonly newestBarrier: () => CheckpointId | null
  /** Whether data of a snapshot with another parallelism is still being read; never, where absent. */
  readonly isRecovering?: () => boolean
}

/** The rules while unaligned checkpoints are enabled: every phase is possible. */
export function alternatingRules(options: AlternatingOptions): PhaseRules {
  const rules: PhaseRules = {
    barrier(state, arrival) {
      return isUnaligned(state)
        ? unalignedBarrier(state, arrival, rules, options)
        : alignedBarrier(state, arrival, rules, options)
    },
    ended(state, arrival) {
      return endedBarrier(forget(state, arrival.channel), arrival, rules, options)
    },
    abandoned(state, checkpoint) {
      return state.phase === 'collecting-unaligned'
        ? finishUnaligned(state, checkpoint)
        : release(state)
    },
    timeout(barrier, now) {
      if (barrier.alignment !== 'timeoutable') return null
      const due = barrier.triggeredAt + options.alignedTimeout
      return Math.max(due, now) as VirtualTime
    },
  }
  return rules
}

/** A barrier is in a channel's queue, behind data. CK-96, CK-103. */
export function onAnnouncement(
  state: Collecting,
  arrival: Arrival,
  rules: PhaseRules,
): Decision<Collecting> {
  const { barrier, channel, now } = arrival
  return andThen(begin(state, barrier, now, rules), (begun) => {
    if (isObsolete(begun, barrier.checkpoint)) return { next: begun, steps: [] }
    if (isUnaligned(begun)) {
      const { checkpoint } = barrier
      return { next: begun, steps: [{ do: 'prioritise', channel, checkpoint }] }
    }
    const others = begun.announced.filter((other) => other !== channel)
    return { next: { ...begun, announced: [...others, channel] }, steps: [] }
  })
}

/** The aligned timeout is over. CK-97, CK-98. */
export function onTimer(
  state: Collecting,
  now: VirtualTime,
  rules: PhaseRules,
  options: AlternatingOptions,
): Decision<Collecting> {
  if (state.timerAt === null || now < state.timerAt) return { next: state, steps: [] }
  const fired = { ...state, timerAt: null }
  if (!isPending(fired) || fired.barrier === null || isUnaligned(fired)) {
    return { next: fired, steps: [] }
  }
  return turnUnaligned(fired, fired.barrier, rules, options)
}

function isUnaligned({ phase }: Collecting): boolean {
  return phase === 'waiting-for-first-unaligned' || phase === 'collecting-unaligned'
}

function alignedBarrier(
  state: Collecting,
  arrival: Arrival,
  rules: PhaseRules,
  options: AlternatingOptions,
): Decision<Collecting> {
  const { barrier, channel, now } = arrival
  if (barrier.alignment === 'unaligned') {
    // An upstream task has timed out: this one follows at once, whatever its timer says (CK-102).
    return andThen(turnUnaligned(state, barrier, rules, options), (turned) =>
      isPending(turned) ? unalignedBarrier(turned, arrival, rules, options) : unchanged(turned),
    )
  }
  const announced = state.announced.filter((other) => other !== channel)
  const blocked = blockSender({ ...state, announced }, arrival)
  return andThen(blocked, (next) => {
    if (allArrived(next)) return finishAligned(next, arrival)
    if (!isTimedOut(barrier, now, options)) return unchanged({ ...next, phase: 'collecting' })
    return andThen(turnUnaligned(next, barrier, rules, options), (turned) =>
      isPending(turned)
        ? unalignedBarrier(turned, { ...arrival, barrier: asUnaligned(barrier) }, rules, options)
        : unchanged(turned),
    )
  })
}

function unalignedBarrier(
  state: Collecting,
  arrival: Arrival,
  rules: PhaseRules,
  options: AlternatingOptions,
): Decision<Collecting> {
  const { barrier } = arrival
  // An aligned barrier that comes too late to align: its sender has stopped all the same (CK-88).
  const booked = barrier.alignment === 'unaligned' ? unchanged(state) : blockSender(state, arrival)
  const started =
    state.phase === 'collecting-unaligned'
      ? booked
      : andThen(booked, (next) => startUnaligned(next, barrier, rules, options))
  return andThen(started, (next) =>
    isPending(next) && allArrived(next)
      ? finishUnaligned(next, barrier.checkpoint)
      : unchanged(next),
  )
}

function endedBarrier(
  state: Collecting,
  arrival: Arrival,
  rules: PhaseRules,
  options: AlternatingOptions,
): Decision<Collecting> {
  const { barrier, now } = arrival
  switch (state.phase) {
    case 'waiting-for-first':
    case 'waiting-for-first-unaligned':
      return unchanged(state)
    case 'collecting-unaligned':
      return allArrived(state) ? finishUnaligned(state, barrier.checkpoint) : unchanged(state)
    case 'collecting':
      if (allArrived(state)) return finishAligned(state, arrival)
      return isTimedOut(barrier, now, options)
        ? turnUnaligned(state, barrier, rules, options)
        : unchanged(state)
  }
}

/** What was announced overtakes; with a barrier already read, the snapshot is due now. */
function turnUnaligned(
  state: Collecting,
  barrier: BarrierElement,
  rules: PhaseRules,
  options: AlternatingOptions,
): Decision<Collecting> {
  const { checkpoint } = barrier
  const channels = state.announced.toSorted((a, b) => a - b)
  const steps = channels.map((channel): Step => ({ do: 'prioritise', channel, checkpoint }))
  const next: Collecting = { ...state, announced: [] }
  if (state.phase === 'waiting-for-first') {
    return { next: { ...next, phase: 'waiting-for-first-unaligned' }, steps }
  }
  return andThen({ next, steps }, (turned) => startUnaligned(turned, barrier, rules, options))
}

/** Persists what barriers overtake, and takes the snapshot at once (CK-79, CK-87). */
function startUnaligned(
  state: Collecting,
  barrier: BarrierElement,
  rules: PhaseRules,
  options: AlternatingOptions,
): Decision<Collecting> {
  const { checkpoint } = barrier
  // Flink: RescalingStreamTaskNetworkInput.prepareSnapshot.
  if (options.isRecovering?.() === true)
    return abort(state, checkpoint, 'CHECKPOINT_DECLINED_TASK_NOT_READY', rules)
  const newest = options.newestBarrier()
  if (newest !== null && newest > checkpoint) {
    return abort(state, checkpoint, 'CHECKPOINT_SUBSUMED', rules)
  }
  return {
    next: { ...state, phase: 'collecting-unaligned' },
    steps: [
      { do: 'start-persisting', checkpoint },
      { do: 'snapshot', checkpoint, barrier: asUnaligned(barrier), unaligned: true },
    ],
  }
}

function finishUnaligned(state: Collecting, checkpoint: CheckpointId): Decision<Collecting> {
  const { next, steps } = release(state)
  return { next, steps: [{ do: 'stop-persisting', checkpoint }, ...steps] }
}

/** Strictly later than the timeout: at the very moment it is the timer that decides (CK-99). */
function isTimedOut(
  barrier: BarrierElement,
  now: VirtualTime,
  { alignedTimeout }: AlternatingOptions,
): boolean {
  return barrier.alignment === 'timeoutable' && alignedTimeout < now - barrier.triggeredAt
}

function asUnaligned(barrier: BarrierElement): BarrierElement {
  return { ...barrier, alignment: 'unaligned' }
}

function unchanged(state: Collecting): Decision<Collecting> {
  return { next: state, steps: [] }
}
