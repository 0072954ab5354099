/** Why a checkpoint fails. Flink: CheckpointFailureReason; what counts: CheckpointFailureManager. */

/** What Flink knows of a reason, and when one meets it. */
interface FailureReason {
  /** Failed before anything ran. Flink: isPreFlight. */
  readonly preFlight: boolean
  /** Counts against tolerable-failed-checkpoints (CK-121). */
  readonly counted: boolean
  readonly when: string
}

export const failureReasons = {
  PERIODIC_SCHEDULER_SHUTDOWN: {
    preFlight: true,
    counted: false,
    when: 'A periodic trigger came after the timer was stopped.',
  },
  TOO_MANY_CHECKPOINT_REQUESTS: {
    preFlight: true,
    counted: false,
    when: 'The queue of requests is full.',
  },
  MINIMUM_TIME_BETWEEN_CHECKPOINTS: {
    preFlight: true,
    counted: false,
    when: 'The pause after the last completed checkpoint is not over.',
  },
  NOT_ALL_REQUIRED_TASKS_RUNNING: {
    preFlight: true,
    counted: false,
    when: 'Some task is not RUNNING: deploying, restoring, or finished with the feature off.',
  },
  IO_EXCEPTION: {
    preFlight: true,
    counted: true,
    when: 'An input or output problem at trigger time.',
  },
  BLOCKING_OUTPUT_EXIST: {
    preFlight: true,
    counted: false,
    when: 'A savepoint of a job with blocking edges.',
  },
  CHECKPOINT_ASYNC_EXCEPTION: {
    preFlight: false,
    counted: true,
    when: 'A task could not upload its state.',
  },
  CHANNEL_STATE_SHARED_STREAM_EXCEPTION: {
    preFlight: false,
    counted: false,
    when: 'Another subtask that shares the channel-state file failed.',
  },
  CHECKPOINT_EXPIRED: {
    preFlight: false,
    counted: true,
    when: 'It did not complete before its timeout.',
  },
  CHECKPOINT_SUBSUMED: {
    preFlight: false,
    counted: false,
    when: 'A newer checkpoint completed first.',
  },
  CHECKPOINT_DECLINED: {
    preFlight: false,
    counted: true,
    when: 'The synchronous snapshot of an operator failed; the task fails too.',
  },
  CHECKPOINT_DECLINED_TASK_NOT_READY: {
    preFlight: false,
    counted: false,
    when: 'The request reached a task that is not running.',
  },
  CHECKPOINT_DECLINED_TASK_CLOSING: {
    preFlight: false,
    counted: false,
    when: 'The task is shutting down, or union state is only partly finished.',
  },
  CHECKPOINT_DECLINED_SUBSUMED: {
    preFlight: false,
    counted: false,
    when: 'A newer barrier arrived before the alignment ended.',
  },
  CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER: {
    preFlight: false,
    counted: false,
    when: 'A cancel marker arrived.',
  },
  CHECKPOINT_DECLINED_INPUT_END_OF_STREAM: {
    preFlight: false,
    counted: false,
    when: 'An input ended during the alignment, with checkpoints after tasks finish off.',
  },
  CHECKPOINT_COORDINATOR_SHUTDOWN: {
    preFlight: false,
    counted: false,
    when: 'The job ends.',
  },
  CHECKPOINT_COORDINATOR_SUSPEND: {
    preFlight: false,
    counted: false,
    when: 'The job left RUNNING: it restarts or stops.',
  },
  JOB_FAILOVER_REGION: {
    preFlight: false,
    counted: false,
    when: 'Tasks are being restarted.',
  },
  TASK_FAILURE: {
    preFlight: false,
    counted: false,
    when: 'The trigger on the task threw.',
  },
  TASK_CHECKPOINT_FAILURE: {
    preFlight: false,
    counted: false,
    when: 'Bookkeeping of a task.',
  },
  UNKNOWN_TASK_CHECKPOINT_NOTIFICATION_FAILURE: {
    preFlight: false,
    counted: false,
    when: 'Bookkeeping of a notification.',
  },
  FINALIZE_CHECKPOINT_FAILURE: {
    preFlight: false,
    counted: true,
    when: 'The metadata could not be written, or the store did not take it.',
  },
  TRIGGER_CHECKPOINT_FAILURE: {
    preFlight: false,
    counted: false,
    when: 'Any other problem while triggering.',
  },
} as const satisfies Record<string, FailureReason>

export type CheckpointFailureReason = keyof typeof failureReasons
