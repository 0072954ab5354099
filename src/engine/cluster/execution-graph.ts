/**
 * How often one JobManager has deployed each subtask. Another JobManager makes a graph of its own, and
 * begins to count anew. Flink: ExecutionGraph, Execution.
 */
import type { SubtaskId } from '../../model/index.ts'
import type { Execution } from '../task/execution.ts'

export class ExecutionGraph {
  /** From 0; those of later JobManagers are higher. Flink: ExecutionGraphID, which is drawn by lot. */
  readonly number: number
  readonly #attempts = new Map<SubtaskId, number>()

  constructor(number: number) {
    this.number = number
  }

  /** The subtask is not to run on, but anew. Flink: ExecutionVertex.resetForNewExecution. */
  next(subtask: SubtaskId): void {
    this.#attempts.set(subtask, this.of(subtask).attempt + 1)
  }

  /** The newest execution of the subtask. */
  of(subtask: SubtaskId): Execution {
    const attempt = this.#attempts.get(subtask) ?? 0
    return { attempt, id: this.number === 0 ? `${attempt}` : `${this.number}-${attempt}` }
  }
}
