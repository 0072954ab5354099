/**
 * What one subtask does for a checkpoint: barriers on, state copied, bytes uploaded, JobManager told.
 * Flink: SubtaskCheckpointCoordinatorImpl (CK-40 ff.). Alignment is decided by the barrier handler.
 */
import type { CheckpointId, EventSeq, StateHandle, VirtualTime } from '../../model/index.ts'
import type { TaskEnding } from '../task/ending.ts'
import type { Lineage } from '../connectors/lineage.ts'
import { TaskException } from '../task/failure.ts'
import type { Subtask } from '../task/subtask.ts'
import { mayBeUnaligned, withUnalignedSupported } from './checkpoint-options.ts'
import type { Acknowledgement, CheckpointMetrics, SnapshotRequest } from './acknowledgement.ts'
import {
  type AlignmentTimes,
  type InFlightOptions,
  InFlightSnapshot,
} from './in-flight-snapshot.ts'
import { faultText, transferTime } from '../kernel/transfers.ts'
import { outcomeOf, snapshotPath, writeSnapshot, type WrittenSnapshot } from './snapshot-writer.ts'
import { deleteBlobs, dueOf, joined, unsettled } from './upload-files.ts'

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

export interface TaskCheckpointOptions {
  readonly subtask: Subtask
  readonly responder: CheckpointResponder
  /** Virtual ms of the asynchronous part; null: by the cost model. */
  readonly uploadCost: number | null
  /** What one piece of state may have, bytes; null: no limit. */
  readonly maxStateSize: number | null
  /** Whether changes of state are logged. */
  readonly isLogged: boolean
  readonly ending: TaskEnding
  /** Flink: execution.checkpointing.aligned-checkpoint-timeout, ms. */
  readonly alignedTimeout: number
  readonly lineage: Lineage
  readonly placeOf: InFlightOptions['placeOf']
}

/** What is known when a snapshot begins. */
export interface SnapshotStart {
  readonly times: AlignmentTimes
  /** Whether inputs persist data in flight: then `inputClosed` follows, with the times. */
  readonly persisting: boolean
}

export class TaskCheckpoints {
  readonly #options: TaskCheckpointOptions
  /** Uploads under way: what an abort cancels. */
  readonly #uploading = new Set<CheckpointId>()
  /** Data in flight of snapshots that are not written yet. */
  readonly #inFlight = new Map<CheckpointId, Gathering>()
  /** How many uploads are under way, cancelled ones included. */
  #uploads = 0
  #lastCompleted = -1
  /** The newest checkpoint this task has begun, and given-up ones it has heard of before their barriers (CK-41). */
  #lastBegun = -1
  readonly #abortedAhead = new Set<CheckpointId>()

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
    start: SnapshotStart,
    cause: EventSeq,
    afterSync: (cause: EventSeq) => void,
  ): void {
    const { subtask, ending, alignedTimeout } = this.#options
    const { sim } = subtask
    const { checkpoint, synchronous, full, native, ...barrier } = request
    this.#lastBegun = checkpoint
    this.#checkFull(request)
    if (this.#abortedAhead.delete(checkpoint)) {
      afterSync(this.#giveUp(checkpoint, 'told of its end before the barriers were in', cause))
      return
    }
    const alignment = withUnalignedSupported(barrier.alignment, alignedTimeout)
    if (synchronous) ending.stopsWith(checkpoint)
    ending.takesPart(checkpoint)
    subtask.chain.prepareBarrier(checkpoint, cause)
    for (const output of subtask.chain.outputs)
      output.barrier(
        {
          checkpoint,
          ...barrier,
          alignment,
          ...(synchronous && { synchronous }),
          ...(full && { full }),
          ...(native && { native }),
        },
        cause,
      )
    if (mayBeUnaligned(alignment)) this.#gather({ ...request, alignment }, start, cause)
    subtask.chain.source?.rememberFor(checkpoint)
    const sync = sim.costs.snapshotSync + this.#flushTime(request)
    const until = (sim.now + sync) as VirtualTime
    const started = sim.record(
      { kind: 'snapshot-started', subtask: subtask.id, checkpoint, until },
      cause,
    )
    const take = (): void => {
      afterSync(this.#take(request, { times: start.times, sync }, started))
    }
    // All entries are counted for the trace, whatever of them is written.
    subtask.startWork(sync, take, subtask.chain.residence?.everything)
  }

  /** Flink: StreamTask.checkForcedFullSnapshotSupport (CK-171). */
  #checkFull({ full, savepoint, checkpoint }: SnapshotRequest): void {
    if (!full || savepoint || !this.#options.isLogged) return
    throw new TaskException(
      'full-snapshot-unsupported',
      `Could not perform checkpoint ${checkpoint}: Configured state backend (ChangelogStateBackend) does not support enforcing a full snapshot. If you are restoring in NO_CLAIM mode, please consider choosing CLAIM mode.`,
    )
  }

  /** The last barrier of a snapshot that persists data in flight is in: what of the inputs is in it. */
  inputClosed(
    checkpoint: CheckpointId,
    inputs: Parameters<InFlightSnapshot['inputClosed']>[0],
    times: AlignmentTimes,
  ): void {
    const gathering = this.#inFlight.get(checkpoint)
    if (gathering === undefined) return
    gathering.times = times
    gathering.data.inputClosed(inputs)
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
    this.#drop(checkpoint)
    if (checkpoint > this.#lastBegun) this.#abortedAhead.add(checkpoint)
    subtask.chain.checkpointAborted(checkpoint, seq)
    this.#options.ending.checkpointAborted(checkpoint)
  }

  /** This task gives a checkpoint up: the JobManager and the receivers are told (CK-61). */
  declined(checkpoint: CheckpointId, reason: string, cause: EventSeq): void {
    const { subtask, responder } = this.#options
    this.#abortedAhead.delete(checkpoint)
    const aborted = this.#giveUp(checkpoint, reason, cause)
    responder.decline(subtask, checkpoint, { reason, message: '' }, aborted)
  }

  /** Nothing of it is kept here, and receivers need not align for it. */
  #giveUp(checkpoint: CheckpointId, reason: string, cause: EventSeq): EventSeq {
    const { subtask } = this.#options
    const aborted = subtask.sim.record(
      { kind: 'checkpoint-aborted-on-task', subtask: subtask.id, checkpoint, reason },
      cause,
    )
    for (const output of subtask.chain.outputs) output.cancelMarker(checkpoint, aborted)
    this.#drop(checkpoint)
    return aborted
  }

  /** A store brings what it has in memory into files first, where a checkpoint consists of files (RB-17). */
  #flushTime({ savepoint, native }: SnapshotRequest): number {
    return savepoint && !native
      ? 0
      : (this.#options.subtask.chain.residence?.flushTime(native) ?? 0)
  }

  #take(
    request: SnapshotRequest,
    { times, sync }: Pick<Upload, 'times' | 'sync'>,
    cause: EventSeq,
  ): EventSeq {
    const { subtask } = this.#options
    const { sim } = subtask
    const { checkpoint, triggeredAt: timestamp, savepoint, full, native } = request
    const form = savepoint && !native ? 'canonical' : 'native'
    const files = native ? 'own' : full ? 'full' : 'shared'
    const snapshots = subtask.chain.snapshots({ checkpoint, timestamp, form, files }, cause)
    const directory = snapshotPath(request.checkpoint, request.savepoint)
    const written = writeSnapshot(sim, directory, subtask.scheduled.index, snapshots)
    const taken = sim.record(
      {
        kind: 'snapshot-taken',
        subtask: subtask.id,
        checkpoint: request.checkpoint,
        bytes: written.bytes,
        due: Math.max(sim.now + this.#transferTime(written), ...dueOf(written)) as VirtualTime,
        content: joined(snapshots.map(({ snapshot }) => snapshot.shown)),
      },
      cause,
    )
    const upload = { written, times, sync, since: sim.now, task: this.#task }
    this.#uploading.add(checkpoint)
    this.#uploads++
    const gathering = this.#inFlight.get(checkpoint)
    if (gathering === undefined) this.#upload(request, { ...upload, ...noneInFlight }, taken)
    else
      gathering.data.whenClosed(() => {
        this.#inFlight.delete(checkpoint)
        this.#upload(
          request,
          this.#withInFlight({ ...upload, ...noneInFlight }, gathering, directory),
          taken,
        )
      })
    return taken
  }

  /** Takes what barriers have overtaken in the outputs, and what they will overtake there. */
  #gather(request: SnapshotRequest, start: SnapshotStart, cause: EventSeq): void {
    const { subtask, lineage, placeOf, alignedTimeout } = this.#options
    const { checkpoint, alignment, triggeredAt } = request
    const { persisting, times } = start
    const data = new InFlightSnapshot({
      subtask,
      checkpoint,
      alignment,
      lineage,
      inputOpen: persisting,
      placeOf,
    })
    this.#inFlight.set(checkpoint, { data, times, unaligned: alignment === 'unaligned' })
    data.sent(subtask.chain.outputs, cause)
    if (!data.isUndecided) return
    const { sim } = subtask
    const due = Math.max(triggeredAt + alignedTimeout, sim.now) as VirtualTime
    sim.agenda.plan(due, {
      happen: () => {
        if (subtask.isRunning && data.isUndecided)
          subtask.mail(() => {
            data.timedOut(cause)
          })
      },
    })
  }

  /** All that can be in flight is: it goes to storage with the state, as one transfer (CST-3). */
  #withInFlight(upload: Upload, { data, times, unaligned }: Gathering, directory: string): Upload {
    const handles = data.write(directory)
    const bytes = handles.reduce((sum, handle) => sum + handle.bytes, 0)
    const { written } = upload
    return {
      ...upload,
      written: {
        ...written,
        handles: [...written.handles, ...handles],
        uploads: [...written.uploads, ...handles],
        bytes: written.bytes + bytes,
      },
      times,
      unaligned,
      persisted: data.persisted,
      elements: data.elements,
    }
  }

  /** The asynchronous part ends when its bytes are there, and not before all of them are known. */
  #upload(request: SnapshotRequest, upload: Upload, cause: EventSeq): void {
    const { subtask } = this.#options
    const { sim } = subtask
    const { checkpoint } = request
    const { since, written, elements, persisted } = upload
    const due = Math.max(
      sim.now,
      since + this.#transferTime(written),
      ...dueOf(written),
    ) as VirtualTime
    if (elements > 0 && this.#uploading.has(checkpoint)) {
      const fact = { kind: 'in-flight-written', subtask: subtask.id, checkpoint } as const
      sim.record({ ...fact, elements, bytes: persisted, due }, cause)
    }
    sim.agenda.plan(due, {
      awaits: () => unsettled(sim.blobs, written),
      happen: () => {
        // The uploading thread stands still with all others of its process.
        subtask.onOtherThread(() => {
          this.#uploaded(request, upload, cause)
        })
      },
    })
  }

  #transferTime({ uploads }: WrittenSnapshot): number {
    const { subtask, uploadCost } = this.#options
    const { costs, trouble } = subtask.sim
    if (uploads.length === 0) return 0
    const bytes = uploads.reduce((sum, one) => sum + one.bytes, 0)
    const { storageWrite, storageWritePerMb } = costs
    return (uploadCost ?? transferTime(storageWrite, storageWritePerMb, bytes)) + trouble.slowness
  }

  /** The checkpoint is given up: what is written of it will be deleted. */
  #drop(checkpoint: CheckpointId): void {
    this.#uploading.delete(checkpoint)
    this.#inFlight.get(checkpoint)?.data.drop()
    this.#inFlight.delete(checkpoint)
  }

  get #task(): Acknowledgement['task'] {
    const { subtask, ending } = this.#options
    if (subtask.chain.isDeployedAsFinished) return 'restored-as-finished'
    return ending.hasFinishedOperators ? 'operators-finished' : 'running'
  }

  /** Flink: MemCheckpointStreamFactory.checkSize (CK-157). */
  #tooLarge(uploads: readonly StateHandle[]): string | null {
    const { maxStateSize } = this.#options
    const large = uploads.find(({ bytes }) => maxStateSize !== null && bytes > maxStateSize)
    if (large === undefined) return null
    const sizes = `Size=${large.bytes}, maxSize=${maxStateSize ?? 0}`
    return `Size of the state is larger than the maximum permitted memory-backed state. ${sizes}. Consider using a different checkpoint storage, like the FileSystemCheckpointStorage.`
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
    const { handles, uploads, bytes } = upload.written
    const fault = outcomeOf(sim, uploads)
    const wanted = this.#uploading.delete(checkpoint) && (subtask.isAlive || subtask.isZombie)
    if (!wanted) {
      deleteBlobs(sim.blobs, uploads)
      return
    }
    const lost = fault ?? upload.written.logs.find((log) => log.fault !== null)?.fault ?? null
    const message = lost === null ? this.#tooLarge(uploads) : faultText(lost)
    if (message !== null) {
      deleteBlobs(sim.blobs, uploads)
      const refusal = { reason: 'CHECKPOINT_ASYNC_EXCEPTION', message }
      responder.decline(subtask, checkpoint, refusal, cause)
      return
    }
    const files = handles.map(({ blob, bytes: size }) => ({ file: blob, bytes: size }))
    const uploaded = sim.record(
      { kind: 'snapshot-uploaded', subtask: subtask.id, checkpoint, bytes, files },
      cause,
    )
    const metrics: CheckpointMetrics = {
      bytes,
      ...upload.times,
      sync: upload.sync,
      async: sim.now - upload.since,
      persisted: upload.persisted,
      unaligned: upload.unaligned,
    }
    const { task, written } = upload
    const ack = { request, handles, metrics, withUnion: written.withUnion, task }
    responder.acknowledge(subtask, ack, uploaded)
  }
}

interface Upload {
  readonly written: WrittenSnapshot
  readonly times: AlignmentTimes
  /** Virtual ms of the synchronous part. */
  readonly sync: number
  /** When the asynchronous part began. */
  readonly since: VirtualTime
  readonly task: Acknowledgement['task']
  /** Data in flight in it, and its bytes. */
  readonly elements: number
  readonly persisted: number
  readonly unaligned: boolean
}

const noneInFlight = { elements: 0, persisted: 0, unaligned: false } as const

/** A snapshot whose data in flight is not all known. */
interface Gathering {
  readonly data: InFlightSnapshot
  times: AlignmentTimes
  readonly unaligned: boolean
}
