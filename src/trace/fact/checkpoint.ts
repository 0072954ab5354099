/** Facts of checkpoints and savepoints, from trigger to discard. */
import type { SnapshotContent, StoredFiles } from '../shapes.ts'
import { field, nullable, oneOf, shaped } from '../field.ts'
import { isSnapshotContent, isStoredFiles } from '../shapes.ts'

const snapshotKind = oneOf('checkpoint', 'savepoint', 'stop-with-savepoint')

export const checkpointFacts = {
  'checkpoint-triggered': {
    says: 'The JobManager started a snapshot and asks for barriers: the sources, and tasks all of whose senders have finished. A `full` one shares no file with an older checkpoint (Flink: CheckpointType.FULL_CHECKPOINT). `format`: of a savepoint.',
    fields: {
      checkpoint: field.checkpoint,
      snapshot: snapshotKind,
      label: nullable(field.text),
      full: field.flag,
      format: nullable(oneOf('CANONICAL', 'NATIVE')),
      by: oneOf('timer', 'command', 'end-of-data'),
      expiresAt: field.time,
    },
  },
  'checkpoint-request-rejected': {
    says: 'A request for a snapshot did not run. Flink: CheckpointFailureReason (pre-flight).',
    fields: {
      snapshot: snapshotKind,
      by: oneOf('timer', 'command', 'end-of-data'),
      reason: field.text,
      message: field.text,
    },
  },
  'snapshot-requested': {
    says: 'The JobManager’s request reached a subtask.',
    fields: { subtask: field.subtask, checkpoint: field.checkpoint },
  },
  'barrier-received': {
    says: 'A subtask read a barrier; `arrived` of `expected` channels have delivered it.',
    fields: {
      subtask: field.subtask,
      channel: field.channel,
      element: field.element,
      checkpoint: field.checkpoint,
      arrived: field.count,
      expected: field.count,
    },
  },
  'barrier-ignored': {
    says: 'A subtask read a barrier of a checkpoint it no longer takes part in.',
    fields: {
      subtask: field.subtask,
      channel: field.channel,
      element: field.element,
      checkpoint: field.checkpoint,
    },
  },
  'cancel-marker-received': {
    says: 'A subtask read a cancel marker.',
    fields: {
      subtask: field.subtask,
      channel: field.channel,
      element: field.element,
      checkpoint: field.checkpoint,
    },
  },
  'alignment-completed': {
    says: 'The last barrier is in; `duration` counts from the first.',
    fields: {
      subtask: field.subtask,
      checkpoint: field.checkpoint,
      duration: field.duration,
      startDelay: field.duration,
    },
  },
  'checkpoint-aborted-on-task': {
    says: 'A subtask gave a checkpoint up.',
    fields: { subtask: field.subtask, checkpoint: field.checkpoint, reason: field.text },
  },
  'snapshot-started': {
    says: 'The synchronous part of a subtask’s snapshot began: it processes nothing until `until`.',
    fields: { subtask: field.subtask, checkpoint: field.checkpoint, until: field.time },
  },
  'snapshot-taken': {
    says: 'The synchronous part is over; the bytes go to checkpoint storage until `due`.',
    fields: {
      subtask: field.subtask,
      checkpoint: field.checkpoint,
      bytes: field.bytes,
      due: field.time,
      content: shaped<SnapshotContent>('what is inside', isSnapshotContent),
    },
  },
  'snapshot-uploaded': {
    says: 'Checkpoint storage holds the subtask’s bytes; `files` are all that its part refers to, also those an earlier checkpoint wrote.',
    fields: {
      subtask: field.subtask,
      checkpoint: field.checkpoint,
      bytes: field.bytes,
      files: shaped<StoredFiles>('list of file and bytes', isStoredFiles),
    },
  },
  'checkpoint-acknowledged': {
    says: 'The JobManager has a subtask’s acknowledgement. Durations as in Flink’s statistics.',
    fields: {
      subtask: field.subtask,
      checkpoint: field.checkpoint,
      bytes: field.bytes,
      startDelay: field.duration,
      alignment: field.duration,
      sync: field.duration,
      async: field.duration,
      /** In flight, in bytes: read between the first and the last barrier; part of the snapshot. */
      processed: field.bytes,
      persisted: field.bytes,
      unaligned: field.flag,
      acknowledged: field.count,
      expected: field.count,
    },
  },
  'finished-subtask-counted': {
    says: 'A subtask had finished before the checkpoint was triggered: it counts as acknowledged. Flink: CheckpointCoordinator.reportFinishedTasks.',
    fields: {
      subtask: field.subtask,
      checkpoint: field.checkpoint,
      acknowledged: field.count,
      expected: field.count,
    },
  },
  'acknowledgement-ignored': {
    says: 'An acknowledgement came too late: its checkpoint is over.',
    fields: { subtask: field.subtask, checkpoint: field.checkpoint },
  },
  'checkpoint-declined': {
    says: 'A subtask told the JobManager that it cannot take part. Flink: CheckpointFailureReason.',
    fields: {
      subtask: field.subtask,
      checkpoint: field.checkpoint,
      reason: field.text,
      message: field.text,
    },
  },
  'checkpoint-completed': {
    says: 'All acknowledgements are in and `_metadata` is durable: the job can restart from here.',
    fields: {
      checkpoint: field.checkpoint,
      snapshot: snapshotKind,
      label: nullable(field.text),
      path: field.text,
      bytes: field.bytes,
      duration: field.duration,
    },
  },
  'checkpoint-failed': {
    says: 'A snapshot ended without completing. `counted`: against tolerable-failed-checkpoints.',
    fields: {
      checkpoint: field.checkpoint,
      snapshot: snapshotKind,
      reason: field.text,
      message: field.text,
      counted: field.flag,
      failures: field.count,
    },
  },
  'checkpoint-notified': {
    says: 'A subtask learned that a checkpoint completed: what it held back for it may go out.',
    fields: { subtask: field.subtask, checkpoint: field.checkpoint },
  },
  'checkpoint-abort-notified': {
    says: 'A subtask learned that a checkpoint will not complete.',
    fields: { subtask: field.subtask, checkpoint: field.checkpoint },
  },
  'checkpoint-subsumed': {
    says: 'A newer checkpoint took the place of this one in the completed store.',
    fields: { checkpoint: field.checkpoint },
  },
  'snapshot-claimed': {
    says: 'The job owns the snapshot it starts from, and deletes it once it is subsumed. Flink: RecoveryClaimMode.CLAIM.',
    fields: { checkpoint: field.checkpoint },
  },
  'snapshot-discarded': {
    says: 'The bytes of a snapshot were deleted from checkpoint storage.',
    fields: { checkpoint: field.checkpoint },
  },
} as const
