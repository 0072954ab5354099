/** Facts of what a person broke, and of what Flink makes of it. */
import { field, nullable, oneOf } from '../field.ts'

export const faultFacts = {
  'command-without-effect': {
    says: 'There is nothing a command could act on: no such subtask, snapshot or TaskManager, or no JobManager to hear it.',
    fields: { reason: field.text },
  },
  'command-due': {
    says: 'What a command waited for has happened, and it takes effect.',
    fields: { waitedFor: field.text },
  },
  'job-manager-lost': {
    says: 'The JobManager process is gone, with all it had in memory: pending snapshots, statistics, what the restart strategy counted.',
    fields: {},
  },
  'job-manager-started': {
    says: 'Another JobManager is leader and recovers the job from the high availability store. Flink: JobMasterServiceLeadershipRunner.grantLeadership.',
    fields: { checkpoint: nullable(field.checkpoint) },
  },
  'task-manager-stalled': {
    says: 'All threads of a TaskManager stand still: a long garbage collection.',
    fields: { taskManager: field.taskManager, until: field.time },
  },
  'task-manager-awake': {
    says: 'The threads of a TaskManager go on. `lost`: the JobManager has given it up meanwhile, and what it still does counts for nothing: Flink users call it a zombie.',
    fields: { taskManager: field.taskManager, lost: field.flag },
  },
  'link-slowed': {
    says: 'Every element of a channel takes `delay` virtual ms longer; 0: it is as it was.',
    fields: { channel: field.channel, delay: field.duration },
  },
  'connection-lost': {
    says: 'The connection behind a channel is reset; its receiver fails. Flink: RemoteTransportException.',
    fields: { channel: field.channel },
  },
  'storage-trouble-started': {
    says: 'Checkpoint storage does not answer, has no room, or is slow.',
    fields: {
      trouble: oneOf('unavailable', 'full', 'slow'),
      delay: field.duration,
      until: field.time,
    },
  },
  'storage-trouble-ended': {
    says: 'Checkpoint storage works again.',
    fields: {},
  },
  'snapshot-file-damaged': {
    says: 'A file of a completed snapshot is deleted or corrupted in checkpoint storage.',
    fields: {
      checkpoint: field.checkpoint,
      blob: field.blob,
      fault: oneOf('lost', 'damaged'),
    },
  },
  'notification-delayed': {
    says: 'A notifyCheckpointComplete is late by `delay` virtual ms, or lost (null). It is not sent again.',
    fields: {
      subtask: field.subtask,
      checkpoint: field.checkpoint,
      delay: nullable(field.duration),
    },
  },
  'slot-request-timed-out': {
    says: 'The job waited for slots longer than slot.request.timeout. Flink: NoResourceAvailableException.',
    fields: { needed: field.count, offered: field.count },
  },
} as const
