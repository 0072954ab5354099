/**
 * What the JobManager says to tasks about checkpoints: messages that take the time of one, are not
 * repeated, and may be late or lost (CK-116). Flink: CheckpointCoordinator.sendAcknowledgeMessages,
 * sendAbortedMessages; TaskExecutorGateway.
 */
import type {
  BarrierAlignment,
  CheckpointFailureReason,
  CheckpointId,
  EventSeq,
} from '../../model/index.ts'
import type { DeployedTask } from '../cluster/deployment.ts'
import type { Simulation } from '../kernel/simulation.ts'
import type { PendingCheckpoint } from './pending.ts'
import { begin, refusalOf } from './trigger-task.ts'

export interface TriggerOptions {
  readonly alignment: BarrierAlignment
  readonly full: boolean
  /** The task does not even look at the request. */
  readonly refused: (reason: CheckpointFailureReason) => void
}

/** A checkpoint completed, and which one left the store of completed ones because of it; null: none. */
interface Completion {
  readonly checkpoint: CheckpointId
  readonly subsumed: CheckpointId | null
}

export class TaskMessages {
  readonly #sim: Simulation
  readonly #tasks: () => readonly DeployedTask[]

  constructor(sim: Simulation, tasks: () => readonly DeployedTask[]) {
    this.#sim = sim
    this.#tasks = tasks
  }

  /** The message to a task without running senders: between two records it begins (CK-37). */
  request(task: DeployedTask, pending: PendingCheckpoint, how: TriggerOptions): void {
    const sim = this.#sim
    const { checkpoint, triggeredAt, isSavepoint, kind, drain, cause } = pending
    const { subtask } = task
    this.#after(0, () => {
      const refusal = refusalOf(task)
      if (refusal !== null) {
        how.refused(refusal)
        return
      }
      const isUrgent = how.alignment === 'unaligned'
      subtask.mailWhenFree(() => {
        const requested = sim.record(
          { kind: 'snapshot-requested', subtask: subtask.id, checkpoint },
          cause,
        )
        const request = {
          checkpoint,
          triggeredAt,
          savepoint: isSavepoint,
          native: pending.format === 'NATIVE',
          full: how.full,
          alignment: how.alignment,
          synchronous: kind === 'stop-with-savepoint',
        }
        begin(task, request, drain, requested)
      }, isUrgent)
    })
  }

  /** notifyCheckpointComplete, to every task, with the checkpoint that left the store because of it. */
  completed(completion: Completion, cause: EventSeq): void {
    const { checkpoint } = completion
    const sim = this.#sim
    const inTime: DeployedTask[] = []
    for (const task of this.#tasks()) {
      const { id: subtask } = task.subtask
      const delay = sim.trouble.notificationDelay(checkpoint, subtask)
      if (delay === 0) {
        inTime.push(task)
        continue
      }
      const late = sim.record({ kind: 'notification-delayed', subtask, checkpoint, delay }, cause)
      if (delay !== null) this.#tellCompleted([task], { ...completion, delay }, late)
    }
    this.#tellCompleted(inTime, { ...completion, delay: 0 }, cause)
  }

  /** Aborts are sent to all tasks, whatever the reason (CK-119); they name the newest that completed (CK-118). */
  aborted(checkpoint: CheckpointId, latest: CheckpointId | null, cause: EventSeq): void {
    const told = this.#tasks()
    this.#after(0, () => {
      for (const { subtask, checkpoints } of told)
        if (subtask.isRunning)
          subtask.mail(() => {
            if (latest !== null) checkpoints.completed(latest, cause)
            checkpoints.aborted(checkpoint, cause)
          })
    })
  }

  #tellCompleted(
    told: readonly DeployedTask[],
    { checkpoint, subsumed, delay }: Completion & { readonly delay: number },
    cause: EventSeq,
  ): void {
    this.#after(delay, () => {
      for (const { subtask, checkpoints } of told)
        if (subtask.isRunning)
          subtask.mail(() => {
            checkpoints.completed(checkpoint, cause)
            if (subsumed !== null) subtask.chain.checkpointSubsumed(subsumed)
          })
    })
  }

  #after(delay: number, happen: () => void): void {
    const sim = this.#sim
    sim.after(sim.costs.rpc + delay, { happen })
  }
}
