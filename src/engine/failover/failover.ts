/**
 * What the JobManager does about a failure: ask the restart strategy, cancel, wait, deploy again.
 * Flink: ExecutionFailureHandler, DefaultScheduler.restartTasksWithDelay (CK-241 ff.).
 */
import type { Random } from '../../base/index.ts'
import type {
  EventSeq,
  JobSettings,
  SnapshotManifest,
  SubtaskId,
  TaskManagerId,
  VirtualTime,
} from '../../model/index.ts'
import { snapshotPath } from '../checkpoint/snapshot-writer.ts'
import type { JobStatusTracker } from '../cluster/job-status.ts'
import type { Simulation } from '../kernel/simulation.ts'
import type { TaskFailure } from '../task/failure.ts'
import type { Subtask } from '../task/subtask.ts'
import {
  initialRestartState,
  onFailure,
  type RestartState,
  strategyName,
} from './restart-strategy.ts'

/** What a failover needs of the job it brings back. */
export interface FailingJob {
  readonly status: JobStatusTracker
  readonly isOver: boolean
  readonly allSubtasks: readonly SubtaskId[]
  /** Subtasks that restart together with this one. */
  regionOf(subtask: SubtaskId): readonly SubtaskId[]
  /** Snapshots under way are given up, and none begins until the tasks are deployed again. */
  suspendCheckpoints(cause: EventSeq): void
  cancel(ids: readonly SubtaskId[], cause: EventSeq): void
  cancelled(ids: readonly SubtaskId[], cause: EventSeq): void
  /**
   * New executions, deployed once there are slots for them. `isGlobal`: the job as a whole had failed, and
   * coordinators of operators begin anew, too. Flink: restoreLatestCheckpointedStateToAll, …ToSubtasks.
   */
  restart(ids: readonly SubtaskId[], isGlobal: boolean, cause: EventSeq): void
  /** The job is RUNNING again. */
  startCheckpoints(): void
  end(status: 'FAILED', reason: string, cause: EventSeq): void
}

export interface FailoverOptions {
  readonly sim: Simulation
  readonly settings: JobSettings
  readonly job: FailingJob
  /** Draws the jitter of exponential delay. */
  readonly random: Random
}

export class Failover {
  readonly #options: FailoverOptions
  #strategy: RestartState
  /** Subtasks that wait for their restart. Flink: verticesWaitingForRestart. */
  readonly #waiting = new Set<SubtaskId>()
  /** The newest plan for each subtask; a restart by an older one is void. Flink: ExecutionVertexVersioner. */
  readonly #planOf = new Map<SubtaskId, number>()
  #plans = 0
  #restarts = 0
  #isGone = false

  constructor(options: FailoverOptions) {
    this.#options = options
    this.#strategy = initialRestartState(options.settings.restart)
  }

  taskFailed(subtask: Subtask, failure: TaskFailure, cause: EventSeq): void {
    this.#handle(this.#options.job.regionOf(subtask.id), failure.message, cause)
  }

  tasksLost(subtasks: readonly Subtask[], taskManager: TaskManagerId, cause: EventSeq): void {
    const { job } = this.#options
    const regions = new Set(subtasks.flatMap(({ id }) => job.regionOf(id)))
    this.#handle([...regions], `TaskManager ${taskManager} is lost`, cause)
  }

  /** The JobManager is gone, and with it what was counted and planned. */
  retire(): void {
    this.#isGone = true
  }

  /** Slots did not come in time. Flink: NoResourceAvailableException, a failure for the strategy to judge. */
  slotsMissing(subtasks: readonly SubtaskId[], cause: EventSeq): void {
    this.#handle(subtasks, 'Could not acquire the minimum required resources.', cause)
  }

  /** A failure of the job as a whole, not of one task. */
  jobFailed(message: string, cause: EventSeq): void {
    const { job } = this.#options
    if (!job.isOver) this.#handle(job.allSubtasks, message, cause, true)
  }

  #handle(ids: readonly SubtaskId[], message: string, cause: EventSeq, isGlobal = false): void {
    const { sim, settings, job, random } = this.#options
    if (this.#isGone) return
    // A job that is being ended for good does not come back because one more task fails.
    if (job.status.current === 'FAILING' || job.status.current === 'CANCELLING') return
    const { next, decision } = onFailure(settings.restart, this.#strategy, sim.now, random)
    this.#strategy = next
    const strategy = strategyName(settings.restart, next)
    if (!decision.canRestart) {
      const refused = sim.record({ kind: 'restart-refused', strategy }, cause)
      this.giveUp(`Recovery is suppressed by ${strategy}: ${message}`, refused)
      return
    }
    const plan = ++this.#plans
    for (const id of ids) {
      this.#waiting.add(id)
      this.#planOf.set(id, plan)
    }
    if (decision.newAttempt) this.#restarts++
    if (job.status.current !== 'RESTARTING') job.status.become('RESTARTING', message, cause)
    job.suspendCheckpoints(cause)
    const delay = Math.max(decision.delay, sim.costs.deploy)
    const scheduled = sim.record(
      {
        kind: 'restart-scheduled',
        attempt: this.#restarts,
        delay: decision.delay,
        due: (sim.now + delay) as VirtualTime,
        strategy,
      },
      cause,
    )
    job.cancel(ids, scheduled)
    sim.after(sim.costs.deploy, {
      happen: () => {
        job.cancelled(ids, scheduled)
      },
    })
    sim.after(delay, {
      happen: () => {
        const isWanted = !this.#isGone && job.status.current === 'RESTARTING'
        if (isWanted) this.#restart(plan, isGlobal, scheduled)
      },
    })
  }

  /** Subtasks for which a newer failure has planned anew restart by that plan (CK-243). */
  #restart(plan: number, isGlobal: boolean, cause: EventSeq): void {
    const { job } = this.#options
    const ids = [...this.#waiting]
      .filter((id) => this.#planOf.get(id) === plan)
      .sort((a, b) => a - b)
    if (ids.length === 0) return
    for (const id of ids) this.#waiting.delete(id)
    const runs = this.#waiting.size === 0
    job.restart(ids, isGlobal, runs ? job.status.become('RUNNING', 'restarted', cause) : cause)
    if (runs) job.startCheckpoints()
  }

  /** The tasks are about to be deployed from a snapshot, or from nothing. */
  restoreStarts(from: SnapshotManifest | null, cause: EventSeq): EventSeq {
    const checkpoint = from?.checkpoint ?? null
    const path = from === null ? null : snapshotPath(from.checkpoint, from.kind !== 'checkpoint')
    return this.#options.sim.record({ kind: 'restore-started', checkpoint, path }, cause)
  }

  /** The job fails for good. */
  giveUp(reason: string, cause: EventSeq): void {
    const { sim, job } = this.#options
    if (this.#isGone) return
    if (job.status.current === 'FAILING' || job.status.current === 'CANCELLING') return
    const failing = job.status.become('FAILING', reason, cause)
    job.suspendCheckpoints(failing)
    job.cancel(job.allSubtasks, failing)
    sim.after(sim.costs.deploy, {
      happen: () => {
        if (job.isOver || this.#isGone) return
        job.cancelled(job.allSubtasks, failing)
        job.end('FAILED', reason, failing)
      },
    })
  }
}
