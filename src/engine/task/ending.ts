/**
 * How a task comes to its end: its operators are finished, its receivers told, and it closes when
 * nothing it has sent can be lost any more. Flink: StreamTask.endData and afterInvoke (CK-232).
 */
import { assert } from '../../base/index.ts'
import type { CheckpointId, EventSeq } from '../../model/index.ts'
import { TaskException } from './failure.ts'
import type { Subtask } from './subtask.ts'

export interface TaskEndingOptions {
  readonly subtask: Subtask
  /** Checkpoints are on, and go on after tasks have finished (CK-234). */
  readonly awaitsFinalCheckpoint: boolean
  /** The JobManager hears that the input has ended (CK-233). */
  readonly endOfData: (cause: EventSeq) => void
  /** The task is FINISHED. */
  readonly finished: (cause: EventSeq) => void
}

export class TaskEnding {
  readonly #options: TaskEndingOptions
  #endOfData: EventSeq | null = null
  /** Records and events: nothing at all comes any more. */
  #inputEnded = false
  /** Channels whose receiver has not yet processed all records. */
  #unprocessed = 0
  /** The first checkpoint the task took part in after its operators were finished. */
  #finalMinimum: CheckpointId | null = null
  /** The savepoint the job stops with; no other checkpoint lets the task go then. */
  #synchronous: CheckpointId | null = null
  #finalCompleted: EventSeq | null = null
  #closing = false
  /** How many snapshots are on their way to storage. */
  #pendingUploads = () => 0
  #planned = false

  constructor(options: TaskEndingOptions) {
    this.#options = options
  }

  /** Whether the operators are finished: a snapshot taken now says so. Flink: finishedOperators. */
  get hasFinishedOperators(): boolean {
    return this.#endOfData !== null
  }

  /** Whether the task takes no message any more. Flink: its mailbox is closed. */
  get isClosing(): boolean {
    return this.#closing
  }

  /** A task that closes waits for what it still uploads. Flink: waitForPendingCheckpoints. */
  watchUploads(pending: () => number): void {
    this.#pendingUploads = pending
  }

  /** No record comes any more: finishes the operators, then calls `then`. Flink: endData. */
  endData(drain: boolean, cause: EventSeq | null, then: (cause: EventSeq) => void): void {
    const { subtask } = this.#options
    const { sim, chain } = subtask
    const reached = sim.record({ kind: 'end-of-data-reached', subtask: subtask.id, drain }, cause)
    chain.finish(drain, reached, () => {
      this.#endOfData = reached
      for (const output of chain.outputs) {
        output.endOfData(drain, reached)
        this.#unprocessed += output.links.length
      }
      if (drain) this.#options.endOfData(reached)
      if (this.#options.awaitsFinalCheckpoint)
        sim.record({ kind: 'final-checkpoint-awaited', subtask: subtask.id }, reached)
      then(reached)
    })
  }

  /** All channels have ended, or the source reads nothing more. Flink: DataInputStatus.END_OF_INPUT. */
  endInput(): void {
    assert(this.hasFinishedOperators, 'operators are finished before the input ends')
    this.#inputEnded = true
    this.#planClose()
  }

  /** A receiver has processed all records of one channel. Flink: getAllDataProcessedFuture. */
  dataProcessed(): void {
    this.#unprocessed--
    this.#planClose()
  }

  /** The job stops with that savepoint. Flink: setSynchronousSavepoint. */
  stopsWith(checkpoint: CheckpointId): void {
    this.#synchronous = checkpoint
  }

  /** The task takes part in a checkpoint. */
  takesPart(checkpoint: CheckpointId): void {
    if (this.hasFinishedOperators) this.#finalMinimum ??= checkpoint
  }

  /** A checkpoint has completed, and the operators know. */
  checkpointCompleted(checkpoint: CheckpointId, cause: EventSeq): void {
    const isFinal =
      this.#synchronous === null
        ? this.#finalMinimum !== null && checkpoint >= this.#finalMinimum
        : checkpoint === this.#synchronous
    if (!isFinal) return
    this.#finalCompleted ??= cause
    this.#planClose()
  }

  /** A task that has stopped cannot go on: it fails, and the job starts anew (CK-180). */
  checkpointAborted(checkpoint: CheckpointId): void {
    if (checkpoint === this.#synchronous)
      throw new TaskException('stop-with-savepoint-failed', 'Stop-with-savepoint failed.')
  }

  /** An upload is over. */
  uploaded(): void {
    if (this.#closing) this.#planClose()
  }

  get #awaitsCompletion(): boolean {
    const { awaitsFinalCheckpoint } = this.#options
    return (awaitsFinalCheckpoint || this.#synchronous !== null) && this.#finalCompleted === null
  }

  get #mayClose(): boolean {
    if (!this.#inputEnded || this.#awaitsCompletion) return false
    return this.#unprocessed === 0 || !this.#options.awaitsFinalCheckpoint
  }

  #planClose(): void {
    if (this.#planned || !this.#mayClose) return
    this.#planned = true
    this.#options.subtask.mailWhenFree(() => {
      this.#planned = false
      this.#close()
    })
  }

  /** Behind all messages that have come until now; those that come later find the task closing. */
  #close(): void {
    const { subtask, awaitsFinalCheckpoint } = this.#options
    if (!this.#mayClose) return
    if (!this.#closing && subtask.hasMail) {
      this.#planClose()
      return
    }
    this.#closing = true
    if (awaitsFinalCheckpoint && this.#pendingUploads() > 0) return
    const cause = this.#finalCompleted ?? this.#endOfData
    assert(cause !== null, 'a task that closes has reached the end of its data')
    subtask.chain.close(cause)
    for (const output of subtask.chain.outputs) output.endOfPartition(cause)
    subtask.stop()
    this.#options.finished(subtask.become('FINISHED', cause))
  }
}
