/**
 * Which barriers of one checkpoint a subtask has seen, and which checkpoint that is. What it does
 * about them depends on the rules of the phase: see alignment.ts and unaligned.ts.
 *
 * Flink: SingleCheckpointBarrierHandler (CK-53 to CK-56, CK-61 to CK-66).
 */
import { assert } from '../../base/index.ts'
import type {
  BarrierElement,
  CheckpointFailureReason,
  CheckpointId,
  VirtualTime,
} from '../../model/index.ts'
import type { Decision, Step } from './step.ts'

/** Flink: the four AlternatingXxx states; only the first two without unaligned checkpoints. */
export type Phase =
  'waiting-for-first' | 'collecting' | 'waiting-for-first-unaligned' | 'collecting-unaligned'

/** All a subtask remembers of barriers. Ids are -1 before the first. */
export interface Collecting {
  readonly current: number
  /** The newest checkpoint that is finished or cancelled here. */
  readonly over: number
  readonly open: number
  /** Open channels when the current checkpoint began. */
  readonly target: number
  readonly arrived: readonly number[]
  readonly blocked: readonly number[]
  /** The first barrier, or announcement, of the pending checkpoint. */
  readonly barrier: BarrierElement | null
  readonly phase: Phase
  /** Channels whose barrier is announced and not read. */
  readonly announced: readonly number[]
  /** When the checkpoint stops to be aligned. */
  readonly timerAt: VirtualTime | null
  readonly clock: AlignmentClock | null
}

/** Flink: CheckpointBarrierHandler's alignment metrics. */
interface AlignmentClock {
  readonly startedAt: VirtualTime
  readonly startDelay: number
}

export interface Arrival {
  /** The JobManager's request stands for a barrier: the sender has finished and is not stopped. */
  readonly isRequest?: boolean
  readonly barrier: BarrierElement
  readonly channel: number
  readonly now: VirtualTime
}

/** What differs between aligned and unaligned checkpoints. */
export interface PhaseRules {
  /** A barrier of the current checkpoint was read; its channel is among `arrived`. */
  barrier(state: Collecting, arrival: Arrival): Decision<Collecting>
  /** A channel that `arrived` contains has ended while a checkpoint is pending. */
  ended(state: Collecting, arrival: Arrival): Decision<Collecting>
  /** The pending checkpoint is given up. */
  abandoned(state: Collecting, checkpoint: CheckpointId): Decision<Collecting>
  /** A checkpoint has begun: when does it stop to be aligned? Null: never. */
  timeout(barrier: BarrierElement, now: VirtualTime): VirtualTime | null
}

export function newCollecting(channels: number): Collecting {
  return {
    current: -1,
    over: -1,
    open: channels,
    target: 0,
    arrived: [],
    blocked: [],
    barrier: null,
    phase: 'waiting-for-first',
    announced: [],
    timerAt: null,
    clock: null,
  }
}

/** Whether a checkpoint has begun and is neither finished nor cancelled (CK-53). */
export function isPending(state: Collecting): boolean {
  return state.current !== state.over && state.current >= 0
}

/** Whether all barriers of the current checkpoint are in. */
export function allArrived(state: Collecting): boolean {
  return state.arrived.length === state.target
}

/** Whether a barrier, or its announcement, comes too late to matter (CK-54). */
export function isObsolete(state: Collecting, checkpoint: CheckpointId): boolean {
  return checkpoint < state.current || (checkpoint === state.current && !isPending(state))
}

/** First does one thing, then, with the state it left, another. */
export function andThen<State>(
  first: Decision<State>,
  second: (state: State) => Decision<State>,
): Decision<State> {
  const { next, steps } = second(first.next)
  return { next, steps: [...first.steps, ...steps] }
}

/** A barrier was read. CK-54, CK-55, CK-56. */
export function barrierRead(
  state: Collecting,
  arrival: Arrival,
  rules: PhaseRules,
): Decision<Collecting> {
  const { barrier, channel, now } = arrival
  if (isObsolete(state, barrier.checkpoint)) {
    const steps: Step[] = [{ do: 'ignore', checkpoint: barrier.checkpoint }]
    if (barrier.alignment !== 'unaligned' && arrival.isRequest !== true)
      steps.push({ do: 'resume', channel })
    return { next: state, steps }
  }
  return andThen(begin(state, barrier, now, rules), (begun) =>
    arrive(begun, arrival, rules.barrier, now),
  )
}

/** A newer checkpoint replaces the one that is pending; an equal or older one changes nothing. */
export function begin(
  state: Collecting,
  barrier: BarrierElement,
  now: VirtualTime,
  rules: PhaseRules,
): Decision<Collecting> {
  if (barrier.checkpoint <= state.current) return { next: state, steps: [] }
  const cleared = isPending(state)
    ? abort(state, state.current as CheckpointId, 'CHECKPOINT_DECLINED_SUBSUMED', rules)
    : { next: state, steps: [] }
  const timerAt = rules.timeout(barrier, now)
  return {
    next: {
      ...cleared.next,
      current: barrier.checkpoint,
      barrier,
      arrived: [],
      target: state.open,
      timerAt,
      clock: null,
    },
    steps: timerAt === null ? cleared.steps : [...cleared.steps, { do: 'arm-timer', at: timerAt }],
  }
}

/** A cancel marker was read. CK-61, CK-62. */
export function cancelMarkerRead(
  state: Collecting,
  checkpoint: CheckpointId,
  rules: PhaseRules,
): Decision<Collecting> {
  const concerns =
    checkpoint > state.current || (checkpoint === state.current && state.arrived.length > 0)
  if (!concerns) return { next: state, steps: [] }
  return abort(state, checkpoint, 'CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER', rules)
}

/** A channel has ended. CK-64 with checkpoints after tasks finish, CK-65 without. */
export function partitionEnded(
  state: Collecting,
  ended: { readonly channel: number; readonly now: VirtualTime; readonly counts: boolean },
  rules: PhaseRules,
): Decision<Collecting> {
  const next = { ...state, open: state.open - 1 }
  if (!isPending(next)) return { next, steps: [] }
  if (!ended.counts) {
    const current = next.current as CheckpointId
    return abort(next, current, 'CHECKPOINT_DECLINED_INPUT_END_OF_STREAM', rules)
  }
  assert(next.barrier !== null, 'a pending checkpoint has begun with a barrier')
  const arrival = { barrier: next.barrier, channel: ended.channel, now: ended.now }
  return arrive(next, arrival, rules.ended, ended.now)
}

/** Gives up a checkpoint. One older than it that is pending ends without a word (CK-62). */
export function abort(
  state: Collecting,
  checkpoint: CheckpointId,
  reason: CheckpointFailureReason,
  rules: PhaseRules,
): Decision<Collecting> {
  const { next, steps } = rules.abandoned(state, checkpoint)
  return {
    next: {
      ...next,
      current: Math.max(state.current, checkpoint),
      over: Math.max(state.over, checkpoint),
      barrier: null,
      arrived: [],
      target: 0,
      timerAt: null,
      clock: null,
    },
    steps: [...steps, { do: 'abort', checkpoint, reason }],
  }
}

function arrive(
  state: Collecting,
  arrival: Arrival,
  rule: PhaseRules['barrier'],
  now: VirtualTime,
): Decision<Collecting> {
  const { barrier, channel } = arrival
  const arrived = state.arrived.includes(channel) ? state.arrived : [...state.arrived, channel]
  const clock = state.clock ?? {
    startedAt: now,
    startDelay: Math.max(0, now - barrier.triggeredAt),
  }
  const counted: Collecting = { ...state, arrived, clock }
  const checkpoint = barrier.checkpoint
  const duration = now - clock.startedAt
  const last: readonly Step[] = allArrived(counted)
    ? [{ do: 'complete-alignment', checkpoint, duration, startDelay: clock.startDelay }]
    : []
  const decision = andThen({ next: counted, steps: last }, (next) => rule(next, arrival))
  return allArrived(decision.next) ? { ...decision, next: finished(decision.next) } : decision
}

function finished(state: Collecting): Collecting {
  return { ...state, over: state.current, arrived: [], timerAt: null }
}
