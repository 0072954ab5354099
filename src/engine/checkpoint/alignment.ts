/**
 * Aligned checkpoints, exactly-once: a channel that has delivered its barrier waits for the rest.
 * Records behind the barrier of a fast channel would otherwise be in a snapshot that claims to end
 * before them, and recovery would count them twice.
 *
 * Flink: AbstractAlignedBarrierHandlerState and its two states (CK-57, CK-59).
 */
import type { CheckpointId, VirtualTime } from '../../model/index.ts'
import {
  allArrived,
  type Arrival,
  barrierRead,
  cancelMarkerRead,
  type Collecting,
  partitionEnded,
  type PhaseRules,
} from './collecting.ts'
import type { Decision, Step } from './step.ts'

/** A barrier was read from a channel. */
export function onBarrier(state: Collecting, arrival: Arrival): Decision<Collecting> {
  return barrierRead(state, arrival, alignedRules)
}

/** A cancel marker was read from any channel. */
export function onCancelMarker(state: Collecting, checkpoint: CheckpointId): Decision<Collecting> {
  return cancelMarkerRead(state, checkpoint, alignedRules)
}

/** A channel has ended; `counts`: it stands for its barrier, else it ends the checkpoint. */
export function onEndOfPartition(
  state: Collecting,
  ended: { readonly channel: number; readonly now: VirtualTime; readonly counts: boolean },
): Decision<Collecting> {
  return partitionEnded(state, ended, alignedRules)
}

/** Books a channel as blocked: its sender has stopped after the barrier. */
function block(state: Collecting, channel: number): Decision<Collecting> {
  return {
    next: { ...state, blocked: [...state.blocked, channel] },
    steps: [{ do: 'block', channel }],
  }
}

/** As {@link block}, where it was a barrier that came in, and not a request (CK-229). */
export function blockSender(
  state: Collecting,
  { channel, isRequest }: Arrival,
): Decision<Collecting> {
  return isRequest === true ? { next: state, steps: [] } : block(state, channel)
}

/** Releases every blocked channel; the next barrier finds nothing begun. */
export function release(state: Collecting): Decision<Collecting> {
  // By index, so that the order in which senders go on is one everybody can foresee.
  const channels = state.blocked.toSorted((a, b) => a - b)
  return {
    next: { ...state, blocked: [], announced: [], phase: 'waiting-for-first' },
    steps: channels.length === 0 ? [] : [{ do: 'unblock-all', channels }],
  }
}

/** Takes the aligned snapshot, and only then releases (CK-59). */
export function finishAligned(state: Collecting, { barrier }: Arrival): Decision<Collecting> {
  const snapshot: Step = {
    do: 'snapshot',
    checkpoint: barrier.checkpoint,
    barrier,
    unaligned: false,
  }
  const { next, steps } = release(state)
  return { next, steps: [snapshot, ...steps] }
}

/** An ended channel has no sender that could be released (CK-66). */
export function forget(state: Collecting, channel: number): Collecting {
  return {
    ...state,
    blocked: state.blocked.filter((other) => other !== channel),
    announced: state.announced.filter((other) => other !== channel),
  }
}

const alignedRules: PhaseRules = {
  barrier(state, arrival) {
    const blocked = blockSender(state, arrival)
    if (!allArrived(blocked.next)) {
      return { next: { ...blocked.next, phase: 'collecting' }, steps: blocked.steps }
    }
    const { next, steps } = finishAligned(blocked.next, arrival)
    return { next, steps: [...blocked.steps, ...steps] }
  },
  ended(state, arrival) {
    const rest = forget(state, arrival.channel)
    return allArrived(rest) ? finishAligned(rest, arrival) : { next: rest, steps: [] }
  },
  abandoned: release,
  timeout: () => null,
}
