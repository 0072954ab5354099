/**
 * What one subtask does for a checkpoint: barriers on, state copied, bytes uploaded, JobManager told.
 * Flink: SubtaskCheckpointCoordinatorImpl (CK-40 ff.). Alignment is decided by the barrier handler.
 */
import { assert } from '../../base/index.ts'
import type {
  BarrierAlignment,
  BlobId,
  CheckpointId,
  EventSeq,
  OperatorId,
  StateHandle,
  VirtualTime,
} from '../../model/index.ts'
import type { SnapshotContent } from '../../trace/index.ts'
import type { TaskEnding } from '../task/ending.ts'
import type { Subtask } from '../task/subtask.ts'
import {
  faultText,
  outcomeOf,
  snapshotPath,
  transferTime,
  writeSnapshot,
  type WrittenSnapshot,
} from './snapshot-writer.ts'

/** A snapshot as its barriers carry it. */
export interface SnapshotRequest {
  readonly checkpoint: CheckpointId
  readonly savepoint: boolean
  readonly triggeredAt: VirtualTime
  readonly alignment: BarrierAlignment
  /** The job stops with it. */
  readonly synchronous: boolean
}

/** What a subtask reports when its part is durable. Flink: AcknowledgeCheckpoint. */
export interface Acknowledgement {
  readonly request: SnapshotRequest
  readonly handles: readonly StateHandle[]
  readonly bytes: number
  readonly startDelay: number
  readonly alignment: number
  readonly sync: number
  readonly async: number
  /** Operators with a union list in it: CK-231. */
  readonly withUnion: readonly OperatorId[]
  /** What the task was when it took the snapshot. */
  readonly task: 'running' | 'operators-finished' | 'restored-as-finished'
}

/** The JobManager's end; messages to it take the time of a message. */
export interface CheckpointResponder {
  acknowledge(subtask: Subtask, ack: Acknowledgement, cause: EventSeq): void
  decline(
    subtask: Subtask,
    checkpoint: CheckpointId,
    refusal: { readonly reason: string; readonly message: string },
    cause: EventSeq,
  ): void
}

/** How long alignment took, as the barrier handler measured it. */
export interface AlignmentTimes {
  readonly startDelay: number
  readonly alignment: number
}

export interface TaskCheckpointOptions {
  readonly subtask: Subtask
  readonly responder: CheckpointResponder
  /** Virtual ms of the asynchronous part; null: by the cost model. */
  readonly uploadCost: number | null
  readonly ending: TaskEnding
}

export class TaskCheckpoints {
  readonly #options: TaskCheckpointOptions
  /** Uploads under way: what an abort cancels. */
  readonly #uploading = new Set<CheckpointId>()
  /** How many uploads are under way, cancelled ones included. */
  #uploads = 0
  #lastCompleted = -1

  constructor(options: TaskCheckpointOptions) {
    this.#options = options
    options.ending.watchUploads(() => this.#uploads)
  }

  /**
   * Takes the snapshot: barrier to all outputs first (CK-43), then the synchronous part, then
   * `afterSync`, then the upload while the task goes on.
   */
  perform(
    request: SnapshotRequest,
    times: AlignmentTimes,
    cause: EventSeq,
    afterSync: (cause: EventSeq) => void,
  ): void {
    const { subtask, ending } = this.#options
    const { sim } = subtask
    const { checkpoint, synchronous, ...barrier } = request
    if (synchronous) ending.stopsWith(checkpoint)
    ending.takesPart(checkpoint)
    for (const output of subtask.chain.outputs)
      output.barrier({ checkpoint, ...barrier, ...(synchronous && { synchronous }) }, cause)
    subtask.chain.source?.rememberFor(checkpoint)
    const until = (sim.now + sim.costs.snapshotSync) as VirtualTime
    const started = sim.record(
      { kind: 'snapshot-started', subtask: subtask.id, checkpoint, until },
      cause,
    )
    subtask.startWork(sim.costs.snapshotSync, () => {
      const taken = this.#take(request, times, started)
      afterSync(taken)
    })
  }

  /** The JobManager says that a checkpoint completed; smaller ones count as covered (CK-116). */
  completed(checkpoint: CheckpointId, cause: EventSeq): void {
    if (checkpoint <= this.#lastCompleted) return
    this.#lastCompleted = checkpoint
    const { subtask } = this.#options
    const seq = subtask.sim.record(
      { kind: 'checkpoint-notified', subtask: subtask.id, checkpoint },
      cause,
    )
    subtask.chain.checkpointCompleted(checkpoint, seq)
    this.#options.ending.checkpointCompleted(checkpoint, seq)
  }

  /** The JobManager says that a checkpoint will not complete: its upload here is cancelled. */
  aborted(checkpoint: CheckpointId, cause: EventSeq): void {
    const { subtask } = this.#options
    const seq = subtask.sim.record(
      { kind: 'checkpoint-abort-notified', subtask: subtask.id, checkpoint },
      cause,
    )
    this.#uploading.delete(checkpoint)
    subtask.chain.checkpointAborted(checkpoint, seq)
    this.#options.ending.checkpointAborted(checkpoint)
  }

  /** This task gives a checkpoint up: the JobManager and the receivers are told (CK-61). */
  declined(checkpoint: CheckpointId, reason: string, cause: EventSeq): void {
    const { subtask, responder } = this.#options
    const aborted = subtask.sim.record(
      { kind: 'checkpoint-aborted-on-task', subtask: subtask.id, checkpoint, reason },
      cause,
    )
    for (const output of subtask.chain.outputs) output.cancelMarker(checkpoint, aborted)
    responder.decline(subtask, checkpoint, { reason, message: '' }, aborted)
  }

  #take(request: SnapshotRequest, times: AlignmentTimes, cause: EventSeq): EventSeq {
    const { subtask, uploadCost } = this.#options
    const { sim } = subtask
    const { checkpoint, triggeredAt: timestamp } = request
    const snapshots = subtask.chain.snapshots({ checkpoint, timestamp }, cause)
    const directory = snapshotPath(request.checkpoint, request.savepoint)
    const written = writeSnapshot(sim, directory, subtask.scheduled.index, snapshots)
    const { storageWrite, storageWritePerMb } = sim.costs
    const duration =
      written.handles.length === 0
        ? 0
        : (uploadCost ?? transferTime(storageWrite, storageWritePerMb, written.bytes)) +
          sim.trouble.slowness
    const taken = sim.record(
      {
        kind: 'snapshot-taken',
        subtask: subtask.id,
        checkpoint: request.checkpoint,
        bytes: written.bytes,
        due: (sim.now + duration) as VirtualTime,
        content: joined(snapshots.map(({ snapshot }) => snapshot.shown)),
      },
      cause,
    )
    const task = this.#task
    const begun = sim.now
    this.#uploading.add(request.checkpoint)
    this.#uploads++
    sim.after(duration, {
      awaits: () => unsettled(sim.blobs, written),
      happen: () => {
        // The uploading thread stands still with all others of its process.
        subtask.whenAwake(() => {
          this.#uploaded(request, { written, times, async: sim.now - begun, task }, taken)
        })
      },
    })
    return taken
  }

  get #task(): Acknowledgement['task'] {
    const { subtask, ending } = this.#options
    if (subtask.chain.isDeployedAsFinished) return 'restored-as-finished'
    return ending.hasFinishedOperators ? 'operators-finished' : 'running'
  }

  #uploaded(request: SnapshotRequest, upload: Upload, cause: EventSeq): void {
    this.#uploads--
    this.#reportUpload(request, upload, cause)
    this.#options.ending.uploaded()
  }

  #reportUpload(request: SnapshotRequest, upload: Upload, cause: EventSeq): void {
    const { subtask, responder } = this.#options
    const { sim } = subtask
    const { checkpoint } = request
    const { handles, bytes } = upload.written
    const fault = outcomeOf(sim, handles)
    const wanted = this.#uploading.delete(checkpoint) && subtask.isAlive
    if (!wanted) {
      deleteBlobs(sim.blobs, handles)
      return
    }
    if (fault !== null) {
      deleteBlobs(sim.blobs, handles)
      const refusal = { reason: 'CHECKPOINT_ASYNC_EXCEPTION', message: faultText(fault) }
      responder.decline(subtask, checkpoint, refusal, cause)
      return
    }
    const uploaded = sim.record(
      { kind: 'snapshot-uploaded', subtask: subtask.id, checkpoint, bytes },
      cause,
    )
    const ack = {
      request,
      handles,
      bytes,
      ...upload.times,
      sync: sim.costs.snapshotSync,
      async: upload.async,
      withUnion: upload.written.withUnion,
      task: upload.task,
    }
    responder.acknowledge(subtask, ack, uploaded)
  }
}

interface Upload {
  readonly written: WrittenSnapshot
  readonly times: AlignmentTimes
  readonly async: number
  readonly task: Acknowledgement['task']
}

interface Blobs {
  request(effect: { readonly kind: 'delete-blob'; readonly blob: BlobId }): void
  isSettled(blob: BlobId): boolean
}

function unsettled(blobs: Blobs, written: WrittenSnapshot): readonly BlobId[] {
  return written.handles.map(({ blob }) => blob).filter((blob) => !blobs.isSettled(blob))
}

/** What nobody will refer to leaves checkpoint storage. */
export function deleteBlobs(blobs: Blobs, handles: readonly StateHandle[]): void {
  for (const { blob } of handles) blobs.request({ kind: 'delete-blob', blob })
}

function joined(contents: readonly SnapshotContent[]): SnapshotContent {
  assert(contents.length <= 1_000, 'a chain is not that long')
  return {
    offsets: contents.flatMap((content) => content.offsets),
    states: contents.flatMap((content) => content.states),
    timers: contents.reduce((sum, content) => sum + content.timers, 0),
  }
}
