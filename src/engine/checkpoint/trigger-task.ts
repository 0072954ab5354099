/**
 * The JobManager's request at a task: sources take their snapshot, and so do tasks all of whose
 * senders have finished. Flink: Task.triggerCheckpointBarrier, StreamTask.triggerCheckpointAsync.
 */
import type { CheckpointFailureReason, EventSeq } from '../../model/index.ts'
import type { DeployedTask } from '../cluster/deployment.ts'
import type { SnapshotRequest } from './acknowledgement.ts'

/** Why a task does not even look at the request; null: it does (CK-36). */
export function refusalOf({ subtask, ending }: DeployedTask): CheckpointFailureReason | null {
  if (!subtask.isRunning) return 'CHECKPOINT_DECLINED_TASK_NOT_READY'
  return ending.isClosing ? 'CHECKPOINT_DECLINED_TASK_CLOSING' : null
}

/** Between two records: the snapshot, or the barrier on channels that have not ended yet (CK-229). */
export function begin(
  { subtask, checkpoints, ending, source, barriers }: DeployedTask,
  request: SnapshotRequest,
  drain: boolean,
  cause: EventSeq,
): void {
  if (barriers?.triggered(request, cause) === true) return
  source?.goOn()
  const { sim } = subtask
  const perform = () => {
    const startDelay = sim.now - request.triggeredAt
    const times = { startDelay, alignment: 0, processed: 0 }
    checkpoints.perform(request, { times, persisting: false }, cause, () => undefined)
  }
  if (source === null || !request.synchronous) {
    perform()
    return
  }
  ending.stopsWith(request.checkpoint)
  source.stop(drain, cause, perform)
}
