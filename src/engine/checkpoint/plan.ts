/**
 * Whom a checkpoint asks, whom it waits for, and who counts although it has finished.
 * Flink: DefaultCheckpointPlanCalculator (CK-33, CK-34, CK-228).
 */
import type { ScheduledChannel, SubtaskId } from '../../model/index.ts'

/** A subtask as the plan looks at it. */
export interface PlannedTask {
  readonly id: SubtaskId
  readonly status: string
}

export interface CheckpointPlan {
  /** They take their snapshot, or begin to, when the JobManager says so. */
  readonly trigger: readonly SubtaskId[]
  /** They acknowledge, and are told what becomes of the checkpoint. */
  readonly waitFor: readonly SubtaskId[]
  readonly finished: readonly SubtaskId[]
}

/** Why there is no plan, in Flink's words; the reason is NOT_ALL_REQUIRED_TASKS_RUNNING. */
export interface NoPlan {
  readonly message: string
}

/** `afterTasksFinish`: execution.checkpointing.checkpoints-after-tasks-finish. */
export function checkpointPlan(
  tasks: readonly PlannedTask[],
  channels: readonly ScheduledChannel[],
  afterTasksFinish: boolean,
): CheckpointPlan | NoPlan {
  const finished = tasks.filter(({ status }) => status === 'FINISHED').map(({ id }) => id)
  if (finished.length > 0 && !afterTasksFinish)
    return {
      message:
        'Some tasks of the job have already finished and checkpointing with finished tasks is not enabled.',
    }
  const rest = tasks.filter(({ status }) => status !== 'FINISHED')
  if (rest.length === 0 || rest.some(({ status }) => status !== 'RUNNING'))
    return { message: 'Checkpoint triggering task is not being executed at the moment.' }
  const waitFor = rest.map(({ id }) => id)
  const running = new Set(waitFor)
  const hasRunningSender = new Set(
    channels.filter(({ from }) => running.has(from)).map(({ to }) => to),
  )
  return { trigger: waitFor.filter((id) => !hasRunningSender.has(id)), waitFor, finished }
}
