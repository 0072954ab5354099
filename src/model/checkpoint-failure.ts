/** Why a checkpoint fails. Flink: CheckpointFailureReason; what counts: CheckpointFailureManager. */

/** What Flink knows of a reason, and when one meets it. */
interface FailureReason {
  /** Failed before anything ran. Flink: isPreFlight. */
  readonly preFlight: boolean
  /** Counts against tolerable-failed-checkpoints (CK-121). */
  readonly counted: boolean
  /** Flink's words, as in the history of checkpoints and in the failure of a job. */
  readonly text: string
  readonly when: string
}

export const failureReasons = {
  PERIODIC_SCHEDULER_SHUTDOWN: {
    preFlight: true,
    counted: false,
    text: 'Periodic checkpoint scheduler is shut down.',
    when: 'A periodic trigger came after the timer was stopped.',
  },
  TOO_MANY_CHECKPOINT_REQUESTS: {
    preFlight: true,
    counted: false,
    text: 'The maximum number of queued checkpoint requests exceeded',
    when: 'The queue of requests is full.',
  },
  MINIMUM_TIME_BETWEEN_CHECKPOINTS: {
    preFlight: true,
    counted: false,
    text: 'The minimum time between checkpoints is still pending. Checkpoint will be triggered after the minimum time.',
    when: 'The pause after the last completed checkpoint is not over.',
  },
  NOT_ALL_REQUIRED_TASKS_RUNNING: {
    preFlight: true,
    counted: false,
    text: 'Not all required tasks are currently running.',
    when: 'Some task is not RUNNING: deploying, restoring, or finished with the feature off.',
  },
  IO_EXCEPTION: {
    preFlight: true,
    counted: true,
    text: 'An Exception occurred while triggering the checkpoint. IO-problem detected.',
    when: 'An input or output problem at trigger time.',
  },
  BLOCKING_OUTPUT_EXIST: {
    preFlight: true,
    counted: false,
    text: 'Blocking output edge exists in running tasks.',
    when: 'A savepoint of a job with blocking edges.',
  },
  CHECKPOINT_ASYNC_EXCEPTION: {
    preFlight: false,
    counted: true,
    text: 'Asynchronous task checkpoint failed.',
    when: 'A task could not upload its state.',
  },
  CHANNEL_STATE_SHARED_STREAM_EXCEPTION: {
    preFlight: false,
    counted: false,
    text: 'The checkpoint was aborted due to exception of other subtasks sharing the ChannelState file.',
    when: 'Another subtask that shares the channel-state file failed.',
  },
  CHECKPOINT_EXPIRED: {
    preFlight: false,
    counted: true,
    text: 'Checkpoint expired before completing.',
    when: 'It did not complete before its timeout.',
  },
  CHECKPOINT_SUBSUMED: {
    preFlight: false,
    counted: false,
    text: 'Checkpoint has been subsumed.',
    when: 'A newer checkpoint completed first.',
  },
  CHECKPOINT_DECLINED: {
    preFlight: false,
    counted: true,
    text: 'Checkpoint was declined.',
    when: 'The synchronous snapshot of an operator failed; the task fails too.',
  },
  CHECKPOINT_DECLINED_TASK_NOT_READY: {
    preFlight: false,
    counted: false,
    text: 'Checkpoint was declined (tasks not ready)',
    when: 'The request reached a task that is not running.',
  },
  CHECKPOINT_DECLINED_TASK_CLOSING: {
    preFlight: false,
    counted: false,
    text: "Checkpoint was declined (task's operators partially closed)",
    when: 'The task is shutting down, or union state is only partly finished.',
  },
  CHECKPOINT_DECLINED_SUBSUMED: {
    preFlight: false,
    counted: false,
    text: 'Checkpoint was canceled because a barrier from newer checkpoint was received.',
    when: 'A newer barrier arrived before the alignment ended.',
  },
  CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER: {
    preFlight: false,
    counted: false,
    text: 'Task received cancellation from one of its inputs',
    when: 'A cancel marker arrived.',
  },
  CHECKPOINT_DECLINED_INPUT_END_OF_STREAM: {
    preFlight: false,
    counted: false,
    text: 'Checkpoint was declined because one input stream is finished',
    when: 'An input ended during the alignment, with checkpoints after tasks finish off.',
  },
  CHECKPOINT_COORDINATOR_SHUTDOWN: {
    preFlight: false,
    counted: false,
    text: 'CheckpointCoordinator shutdown.',
    when: 'The job ends.',
  },
  CHECKPOINT_COORDINATOR_SUSPEND: {
    preFlight: false,
    counted: false,
    text: 'Checkpoint Coordinator is suspending.',
    when: 'The job left RUNNING: it restarts or stops.',
  },
  JOB_FAILOVER_REGION: {
    preFlight: false,
    counted: false,
    text: 'FailoverRegion is restarting.',
    when: 'Tasks are being restarted.',
  },
  TASK_FAILURE: {
    preFlight: false,
    counted: false,
    text: 'Task has failed.',
    when: 'The trigger on the task threw.',
  },
  TASK_CHECKPOINT_FAILURE: {
    preFlight: false,
    counted: false,
    text: 'Task local checkpoint failure.',
    when: 'Bookkeeping of a task.',
  },
  UNKNOWN_TASK_CHECKPOINT_NOTIFICATION_FAILURE: {
    preFlight: false,
    counted: false,
    text: 'Unknown task for the checkpoint to notify.',
    when: 'Bookkeeping of a notification.',
  },
  FINALIZE_CHECKPOINT_FAILURE: {
    preFlight: false,
    counted: true,
    text: 'Failure to finalize checkpoint.',
    when: 'The metadata could not be written, or the store did not take it.',
  },
  TRIGGER_CHECKPOINT_FAILURE: {
    preFlight: false,
    counted: false,
    text: 'Failure to trigger Checkpoint.',
    when: 'Any other problem while triggering.',
  },
} as const satisfies Record<string, FailureReason>

export type CheckpointFailureReason = keyof typeof failureReasons
