/**
 * How a job comes to FINISHED: all its input has ended, or it is stopped with a savepoint. Flink:
 * VertexEndOfDataListener, DefaultExecutionGraph.jobVertexFinished, StopWithSavepointTerminationHandler.
 */
import type { CheckpointSettings, EventSeq, SubtaskId } from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'
import type { Subtask, TaskStatus } from '../task/subtask.ts'
import type { JobStatusTracker } from './job-status.ts'

/** What this must know of the job, and do with it. */
export interface EndingJob {
  readonly status: JobStatusTracker
  readonly isOver: boolean
  readonly allSubtasks: readonly SubtaskId[]
  /** Null: never deployed. */
  statusOf(subtask: SubtaskId): TaskStatus | null
  end(status: 'FINISHED', reason: string, cause: EventSeq): void
}

export interface JobEndOptions {
  readonly sim: Simulation
  readonly settings: CheckpointSettings
  readonly job: EndingJob
  /** The input of all tasks has ended. */
  readonly requestCheckpoint: (cause: EventSeq) => void
  /** The job fails, whatever its restart strategy says. */
  readonly failForGood: (reason: string, cause: EventSeq) => void
}

/** A savepoint that has completed, and with which the job stops. */
interface Stopping {
  readonly path: string
  readonly cause: EventSeq
}

const terminal: readonly (TaskStatus | null)[] = ['FINISHED', 'CANCELED', 'FAILED']

export class JobEnd {
  readonly #options: JobEndOptions
  readonly #endOfData = new Set<SubtaskId>()
  #stopping: Stopping | null = null
  #isGone = false

  constructor(options: JobEndOptions) {
    this.#options = options
  }

  /** The JobManager is gone: what tasks say to it, nobody hears. */
  retire(): void {
    this.#isGone = true
    this.#stopping = null
  }

  /** A task says that its input has ended; once all have, a checkpoint lets them finish (CK-233). */
  endOfData(subtask: Subtask, cause: EventSeq): void {
    const { sim, settings, job, requestCheckpoint } = this.#options
    if (settings.interval === null || !settings.afterTasksFinish) return
    sim.after(sim.costs.rpc, {
      happen: () => {
        if (this.#isGone || (!subtask.isRunning && subtask.status !== 'FINISHED')) return
        this.#endOfData.add(subtask.id)
        if (job.allSubtasks.every((id) => this.#endOfData.has(id))) requestCheckpoint(cause)
      },
    })
  }

  /** These subtasks begin anew. */
  restarts(subtasks: readonly SubtaskId[]): void {
    for (const id of subtasks) this.#endOfData.delete(id)
  }

  /** A task says that it is FINISHED; once all are, the job is. */
  finished(subtask: Subtask, cause: EventSeq): void {
    const { sim, job } = this.#options
    sim.after(sim.costs.rpc, {
      happen: () => {
        if (this.#isGone || job.isOver || subtask.status !== 'FINISHED') return
        this.taskEnded()
        if (job.status.current !== 'RUNNING') return
        if (!job.allSubtasks.every((id) => job.statusOf(id) === 'FINISHED')) return
        const stopped = this.#stopping !== null
        job.end('FINISHED', stopped ? 'stopped with a savepoint' : 'all tasks have finished', cause)
      },
    })
  }

  /** The savepoint of a stop has completed: all tasks finish now, or the job fails. */
  stopsWith(path: string, cause: EventSeq): void {
    this.#stopping = { path, cause }
    this.taskEnded()
  }

  /**
   * A task has come to an end, good or bad. Of a job that stops, all must FINISH: what one has not
   * committed would be committed by no restart, for the savepoint is not what one goes back to (CK-181).
   */
  taskEnded(): void {
    const { job, failForGood } = this.#options
    const stopping = this.#stopping
    if (stopping === null || job.isOver) return
    const states = job.allSubtasks.map((id) => job.statusOf(id))
    if (!states.every((status) => terminal.includes(status))) return
    if (states.every((status) => status === 'FINISHED')) return
    this.#stopping = null
    const { path, cause } = stopping
    failForGood(
      `A savepoint has been created at: ${path}, but the corresponding job didn't terminate successfully. The savepoint is consistent, but might have uncommitted transactions. If you want to commit the transactions please restart a job from this savepoint.`,
      cause,
    )
  }
}
