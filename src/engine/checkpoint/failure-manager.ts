/**
 * Counts checkpoint failures in a row, and says when they are too many for the job.
 * Flink: CheckpointFailureManager (CK-121 to CK-128).
 */
import {
  type CheckpointFailureReason,
  type CheckpointId,
  failureReasons,
  type SnapshotKind,
} from '../../model/index.ts'

/** A snapshot that failed. */
export interface CheckpointFailure {
  /** Null: it failed before it got an id. */
  readonly checkpoint: CheckpointId | null
  readonly kind: SnapshotKind
  readonly reason: CheckpointFailureReason
  /** Whether a task declined it, in contrast to the JobManager giving it up. */
  readonly byTask: boolean
}

/** What becomes of the job: it fails as a whole, or the task that declined fails. */
export type FailureConsequence = 'fail-job' | 'fail-task'

/** What the job fails with. Flink: EXCEEDED_CHECKPOINT_TOLERABLE_FAILURE_MESSAGE (CK-128). */
export function exceededTolerance(reason: CheckpointFailureReason): string {
  return `Exceeded checkpoint tolerable failure threshold. The latest checkpoint failed due to ${failureReasons[reason].text}, view the Checkpoint History tab or the Job Manager log to find out why continuous checkpoints failed.`
}

/** Flink: UNLIMITED_TOLERABLE_FAILURE_NUMBER; with it, nothing is counted. */
const unlimited = 0x7fffffff

export class CheckpointFailureManager {
  readonly #tolerable: number
  readonly #counted = new Set<CheckpointId>()
  #failures = 0
  #lastSucceeded = -Infinity

  /** Flink: execution.checkpointing.tolerable-failed-checkpoints. */
  constructor(tolerable: number) {
    this.#tolerable = tolerable
  }

  /** Failures in a row that count, since the last success or the last job failure. */
  get failures(): number {
    return this.#failures
  }

  /** A snapshot failed: what the job has to bear, or null. */
  failed(failure: CheckpointFailure): FailureConsequence | null {
    // What failed before anything ran is the JobManager's, whoever reports it.
    if (failure.byTask && !failureReasons[failure.reason].preFlight) {
      // The job waits for a stop-with-savepoint that will never complete (CK-125).
      if (failure.kind === 'stop-with-savepoint') return 'fail-job'
      return this.#check(failure) ? 'fail-task' : null
    }
    if (failure.kind !== 'checkpoint') return null
    return this.#check(failure) ? 'fail-job' : null
  }

  /** A snapshot of any kind completed. An older one than the last changes nothing (CK-124). */
  succeeded(checkpoint: CheckpointId): void {
    if (checkpoint <= this.#lastSucceeded) return
    this.#lastSucceeded = checkpoint
    this.#clear()
  }

  #check({ checkpoint, reason }: CheckpointFailure): boolean {
    if (checkpoint !== null && checkpoint <= this.#lastSucceeded) return false
    if (this.#tolerable !== unlimited && failureReasons[reason].counted) this.#count(checkpoint)
    if (this.#failures <= this.#tolerable) return false
    this.#clear()
    return true
  }

  /** One checkpoint counts once; one without id cannot be told from another (CK-122). */
  #count(checkpoint: CheckpointId | null): void {
    if (checkpoint !== null) {
      if (this.#counted.has(checkpoint)) return
      this.#counted.add(checkpoint)
    }
    this.#failures++
  }

  #clear(): void {
    this.#failures = 0
    this.#counted.clear()
  }
}

/** Whether the coordinator goes on after a failure for that reason. */
export function goesOn(reason: CheckpointFailureReason): boolean {
  return reason !== 'CHECKPOINT_COORDINATOR_SUSPEND' && reason !== 'CHECKPOINT_COORDINATOR_SHUTDOWN'
}
