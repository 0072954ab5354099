/** What a subtask does because of a barrier: the vocabulary of the barrier handlers. */
import type {
  BarrierElement,
  CheckpointFailureReason,
  CheckpointId,
  VirtualTime,
} from '../../model/index.ts'

/** Channels are named by their index in the subtask's gate. Steps are carried out in order. */
export type Step =
  /** The barrier belongs to a checkpoint this subtask no longer takes part in. */
  | { readonly do: 'ignore'; readonly checkpoint: CheckpointId }
  /** The channel is booked as blocked; its sender has stopped by itself (CK-58). */
  | { readonly do: 'block'; readonly channel: number }
  /** Lets the sender of one channel go on that was never booked as blocked. */
  | { readonly do: 'resume'; readonly channel: number }
  /** Lets the senders of all blocked channels go on. */
  | { readonly do: 'unblock-all'; readonly channels: readonly number[] }
  /** The last barrier is in. Durations in ms: from the first one; from trigger to the first one. */
  | {
      readonly do: 'complete-alignment'
      readonly checkpoint: CheckpointId
      readonly duration: number
      readonly startDelay: number
    }
  /** Takes the snapshot and sends the barrier on. */
  | {
      readonly do: 'snapshot'
      readonly checkpoint: CheckpointId
      readonly barrier: BarrierElement
      readonly unaligned: boolean
    }
  /** Declines the checkpoint to the JobManager and sends a cancel marker on. */
  | {
      readonly do: 'abort'
      readonly checkpoint: CheckpointId
      readonly reason: CheckpointFailureReason
    }
  /** Moves an announced barrier in front of the data of its channel. */
  | { readonly do: 'prioritise'; readonly channel: number; readonly checkpoint: CheckpointId }
  /** From now on, the data that barriers overtake is persisted on all channels. */
  | { readonly do: 'start-persisting'; readonly checkpoint: CheckpointId }
  | { readonly do: 'stop-persisting'; readonly checkpoint: CheckpointId }
  /** Asks for `timerFired` at that time; an earlier one is void. */
  | { readonly do: 'arm-timer'; readonly at: VirtualTime }

/** A rule's answer: what is so from now on, and what has to be done. */
export interface Decision<State> {
  readonly next: State
  readonly steps: readonly Step[]
}
