/**
 * What a person broke and that goes on for a while, as the engine asks for it on its way. All is well
 * until somebody breaks something: then `src/engine/faults` sets these.
 */
import type { CheckpointId, ScheduledChannel, StorageFault, SubtaskId } from '../../model/index.ts'

export interface Trouble {
  /** Virtual ms that a transfer to or from checkpoint storage takes longer. */
  slowness: number
  /** What each write meets now. */
  writes: StorageFault | null
  /** What each read meets now. */
  reads: StorageFault | null
  /** Virtual ms that a channel takes longer, for links that are built anew. */
  linkDelay: (channel: ScheduledChannel) => number
  /** Virtual ms by which the word of a completed checkpoint is late; null: it is lost. */
  notificationDelay: (checkpoint: CheckpointId, subtask: SubtaskId) => number | null
}

export function noTrouble(): Trouble {
  return {
    slowness: 0,
    writes: null,
    reads: null,
    linkDelay: () => 0,
    notificationDelay: () => 0,
  }
}
