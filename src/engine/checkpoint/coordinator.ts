/**
 * When to trigger, whom to ask, when it is complete. Flink: CheckpointCoordinator.
 * Which request runs next, what a failure counts for and which checkpoints are kept are decided by
 * the pure rules beside this file. Messages to and from tasks take the time of a message.
 */
import { faultText } from '../kernel/transfers.ts'
import { assert, encodeUtf8 } from '../../base/index.ts'
import {
  type BlobId,
  type CheckpointFailureReason,
  type CheckpointId,
  type CheckpointType,
  type Command,
  type EventSeq,
  failureReasons,
  type OperatorId,
  type SnapshotManifest,
  type VirtualTime,
} from '../../model/index.ts'
import type { JobStatus } from '../cluster/job-status.ts'
import type { Subtask } from '../task/subtask.ts'
import { alignmentFor } from './checkpoint-options.ts'
import { countFinished, PendingCheckpoint, type ScheduledVertex } from './pending.ts'
import { checkpointPlan } from './plan.ts'
import { PeriodicTimer } from './periodic-timer.ts'
import type { CoordinatorSituation } from './request-decider.ts'
import { type QueuedRequest, Requests } from './requests.ts'
import { snapshotPath } from './snapshot-writer.ts'
import { SnapshotStore } from './snapshot-store.ts'
import { TaskMessages } from './task-messages.ts'
import type { Acknowledgement } from './acknowledgement.ts'
import type { CheckpointResponder } from './task-checkpoints.ts'
import { deleteBlobs, writtenBy } from './upload-files.ts'
import type { CoordinatorOptions, Inheritance } from './coordinator-options.ts'
import { CheckpointFailureManager, exceededTolerance, goesOn } from './failure-manager.ts'

type SavepointCommand = Extract<Command, { kind: 'trigger-savepoint' }>

export class CheckpointCoordinator implements CheckpointResponder {
  readonly #options: CoordinatorOptions
  readonly #timer: PeriodicTimer | null
  readonly #requests: Requests
  readonly #pending = new Map<CheckpointId, PendingCheckpoint>()
  readonly #store: SnapshotStore
  readonly #messages: TaskMessages
  readonly #failures: CheckpointFailureManager
  #nextId: number
  /** The sources that are in backlog, as each has said last. */
  readonly #backlogOperators = new Set<OperatorId>()
  #lastCompletion: VirtualTime | null = null
  /** The process is gone: what still comes for it, nobody hears. */
  #isGone = false

  constructor(options: CoordinatorOptions) {
    this.#options = options
    const { sim, settings } = options
    this.#nextId = options.inherited?.nextId ?? (options.restored?.checkpoint ?? 0) + 1
    this.#timer =
      settings.interval === null
        ? null
        : new PeriodicTimer({
            sim,
            random: sim.random('checkpoint-timer'),
            interval: settings.interval,
            minPause: settings.minPause,
            tick: () => {
              this.#tick()
            },
          })
    this.#requests = new Requests({
      sim,
      settings,
      situation: () => this.#situation,
      execute: (request) => {
        this.#trigger(request)
      },
      rearm: (delay) => {
        this.#timer?.rearm(delay)
      },
    })
    this.#store = options.inherited?.store ?? new SnapshotStore(sim, settings, options.restored)
    this.#messages = new TaskMessages(sim, options.tasks)
    this.#failures = new CheckpointFailureManager(settings.tolerableFailures)
  }

  /** The snapshot an automatic restart uses; null: none, the job starts empty. */
  get restorePoint(): SnapshotManifest | null {
    return this.#store.latest
  }

  /** What the store keeps, and what the job started from, oldest first. */
  get completed(): readonly SnapshotManifest[] {
    return this.#store.all
  }

  /** Those that were not disposed of, oldest first. */
  get savepoints(): readonly SnapshotManifest[] {
    return this.#store.savepoints
  }

  /** By the name of its directory, or its label; false: there is none. Flink: Dispatcher.disposeSavepoint. */
  disposeSavepoint(name: string, cause: EventSeq): boolean {
    return this.#store.disposeSavepoint(name, cause)
  }

  /** The JobManager is gone, without a word: nothing is aborted, deleted or told. */
  retire(): Inheritance {
    this.#isGone = true
    this.#timer?.stop()
    this.#pending.clear()
    return { store: this.#store, nextId: this.#nextId }
  }

  /** The job is RUNNING, again: periodic checkpoints begin with a fresh first delay. Flink: CheckpointCoordinatorDeActivator. */
  jobRuns(): void {
    this.#timer?.start()
  }

  /**
   * A source says whether it reads what has piled up; one that says nothing does not. While any does,
   * the interval is that of backlogs (CK-15). Flink: setIsProcessingBacklog.
   */
  setIsProcessingBacklog(operator: OperatorId, isProcessingBacklog: boolean): void {
    if (isProcessingBacklog) this.#backlogOperators.add(operator)
    else this.#backlogOperators.delete(operator)
    const { intervalDuringBacklog } = this.#options.settings
    if (this.#backlogOperators.size === 0 || intervalDuringBacklog === undefined)
      this.#timer?.resetInterval()
    else this.#timer?.setInterval(intervalDuringBacklog)
  }

  /** Stops the timer and aborts everything queued and pending (CK-16). */
  suspend(cause: EventSeq): void {
    this.#timer?.stop()
    this.#requests.dropAll('CHECKPOINT_COORDINATOR_SUSPEND')
    for (const pending of [...this.#pending.values()])
      this.#giveUp(pending, 'CHECKPOINT_COORDINATOR_SUSPEND', cause)
  }

  /** The job is over: what was retained stays by the rules of CK-134. */
  jobEnds(status: Extract<JobStatus, 'FAILED' | 'CANCELED' | 'FINISHED'>, cause: EventSeq): void {
    this.#timer?.stop()
    this.#requests.dropAll('CHECKPOINT_COORDINATOR_SHUTDOWN')
    for (const pending of [...this.#pending.values()])
      this.#giveUp(pending, 'CHECKPOINT_COORDINATOR_SHUTDOWN', cause)
    this.#store.jobEnds(status, cause)
  }

  /** By a person, or because the input of all tasks has ended (CK-233): min-pause does not count. */
  requestCheckpoint(
    by: 'command' | 'end-of-data',
    cause: EventSeq,
    type: CheckpointType = 'CONFIGURED',
  ): void {
    const full = type === 'FULL'
    const what = { kind: 'checkpoint', label: null, full, format: null, drain: false } as const
    this.#requests.submit({ ...what, by, forced: false, periodic: false, cause })
  }

  requestSavepoint(
    { label, then, format = 'CANONICAL' }: Omit<SavepointCommand, 'kind'>,
    cause: EventSeq,
  ): void {
    const stop = then !== 'continue'
    const kind = stop ? 'stop-with-savepoint' : 'savepoint'
    const drain = then === 'drain'
    // CK-177: the timer stops first, and with it everything pending and queued.
    if (stop) this.suspend(cause)
    // Without unaligned checkpoints it is forced: its barrier queues behind a pending one's (CK-4).
    this.#requests.submit({
      kind,
      label,
      full: false,
      format,
      drain,
      by: 'command',
      forced: !this.#options.settings.unaligned,
      periodic: false,
      cause,
    })
  }

  acknowledge(subtask: Subtask, ack: Acknowledgement, cause: EventSeq): void {
    const { sim } = this.#options
    sim.after(sim.costs.rpc, {
      happen: () => {
        this.#acknowledged(subtask, ack, cause)
      },
    })
  }

  decline(
    subtask: Subtask,
    checkpoint: CheckpointId,
    { reason, message }: { readonly reason: string; readonly message: string },
    cause: EventSeq,
  ): void {
    const { sim } = this.#options
    sim.after(sim.costs.rpc, {
      happen: () => {
        const pending = this.#pending.get(checkpoint)
        if (pending === undefined || this.#isGone) return
        const declined = sim.record(
          { kind: 'checkpoint-declined', subtask: subtask.id, checkpoint, reason, message },
          cause,
        )
        this.#fail(
          pending,
          { reason: reason as CheckpointFailureReason, message, byTask: true },
          declined,
        )
      },
    })
  }

  #tick(): void {
    const what = {
      kind: 'checkpoint',
      label: null,
      full: false,
      format: null,
      drain: false,
    } as const
    this.#requests.submit({ ...what, by: 'timer', forced: false, periodic: true, cause: null })
  }

  get #situation(): CoordinatorSituation {
    return {
      now: this.#options.sim.now,
      pending: this.#pending.size,
      // Files are deleted and triggers started within an instant here.
      cleaning: 0,
      isTriggering: false,
      lastCompletion: this.#lastCompletion,
    }
  }

  #trigger(request: QueuedRequest): void {
    const { sim, settings, tasks, channels } = this.#options
    const all = tasks().map(({ subtask: { id, status } }) => ({ id, status }))
    const plan = checkpointPlan(all, channels(), settings.afterTasksFinish)
    if ('message' in plan) {
      this.#requests.reject(request, 'NOT_ALL_REQUIRED_TASKS_RUNNING', plan.message)
      if (request.kind === 'stop-with-savepoint') this.#timer?.start()
      return
    }
    const checkpoint = this.#nextId++ as CheckpointId
    const { kind, label, format } = request
    // CK-38: of a snapshot that is not claimed, nothing may be shared.
    const full = kind === 'checkpoint' && (request.full || this.#store.isUnclaimed)
    const expiresAt = (sim.now + settings.timeout) as VirtualTime
    const cause = sim.record(
      {
        kind: 'checkpoint-triggered',
        checkpoint,
        snapshot: kind,
        label,
        full,
        format,
        by: request.by,
        expiresAt,
      },
      request.cause,
    )
    const pending = new PendingCheckpoint({
      checkpoint,
      kind,
      label,
      format,
      triggeredAt: sim.now,
      plan,
      drain: request.drain,
      cause,
      enumerators: this.#options.enumerators(),
    })
    this.#pending.set(checkpoint, pending)
    sim.agenda.plan(expiresAt, {
      happen: () => {
        if (this.#pending.get(checkpoint) === pending)
          this.#giveUp(pending, 'CHECKPOINT_EXPIRED', cause)
      },
    })
    if (sim.trouble.writes === 'unavailable') {
      // Its directory cannot be made: CK-30, step 4.
      const message = faultText(sim.trouble.writes)
      this.#fail(pending, { reason: 'IO_EXCEPTION', message, byTask: false }, cause)
      return
    }
    countFinished(sim, pending)
    const asked = new Set(plan.trigger)
    for (const task of tasks())
      if (asked.has(task.subtask.id))
        this.#messages.request(task, pending, {
          alignment: alignmentFor(settings, pending.isSavepoint),
          full,
          refused: (reason) => {
            this.decline(task.subtask, checkpoint, { reason, message: '' }, cause)
          },
        })
  }

  #acknowledged(subtask: Subtask, ack: Acknowledgement, cause: EventSeq): void {
    const { sim } = this.#options
    const { checkpoint } = ack.request
    if (this.#isGone) return
    const pending = this.#pending.get(checkpoint)
    if (pending === undefined) {
      sim.record({ kind: 'acknowledgement-ignored', subtask: subtask.id, checkpoint }, cause)
      deleteBlobs(sim.blobs, writtenBy(checkpoint, ack.handles))
      return
    }
    pending.acknowledge(subtask.id, ack)
    const { acknowledged, expected } = pending
    const last = sim.record(
      {
        kind: 'checkpoint-acknowledged',
        subtask: subtask.id,
        checkpoint,
        ...ack.metrics,
        acknowledged,
        expected,
      },
      cause,
    )
    if (pending.isComplete) this.#finalise(pending, last)
  }

  /** Writes `_metadata`; the snapshot is complete once that is durable (CK-110). */
  #finalise(pending: PendingCheckpoint, cause: EventSeq): void {
    const { sim, graph, storage, backend } = this.#options
    pending.finalising = true
    const vertices = this.#vertices
    const message = pending.objection(vertices)
    if (message !== null) {
      const reason = 'CHECKPOINT_DECLINED_TASK_CLOSING'
      this.#fail(pending, { reason, message, byTask: false }, cause)
      return
    }
    const duration = sim.costs.finalise + sim.trouble.slowness
    const completedAt = (sim.now + duration) as VirtualTime
    const manifest = pending.manifest({ graph, vertices, storage, backend, completedAt })
    const path = snapshotPath(pending.checkpoint, pending.isSavepoint)
    const blob = `${path}/_metadata` as BlobId
    sim.blobs.request({ kind: 'put-blob', blob, bytes: encodeUtf8(JSON.stringify(manifest)) })
    sim.after(duration, {
      awaits: () => (sim.blobs.isSettled(blob) ? [] : [blob]),
      happen: () => {
        const fault = sim.blobs.takeOutcome(blob)
        if (this.#isGone) return
        if (this.#pending.get(pending.checkpoint) !== pending) {
          sim.blobs.request({ kind: 'delete-blob', blob })
          return
        }
        if (fault === null) this.#complete(pending, manifest, cause)
        else {
          const reason = 'FINALIZE_CHECKPOINT_FAILURE'
          this.#fail(pending, { reason, message: faultText(fault), byTask: false }, cause)
        }
      },
    })
  }

  #complete(pending: PendingCheckpoint, manifest: SnapshotManifest, cause: EventSeq): void {
    const { sim } = this.#options
    const { checkpoint, kind, label } = pending
    this.#pending.delete(checkpoint)
    this.#failures.succeeded(checkpoint)
    const completed = sim.record(
      {
        kind: 'checkpoint-completed',
        checkpoint,
        snapshot: kind,
        label,
        path: snapshotPath(checkpoint, pending.isSavepoint),
        bytes: pending.bytes,
        duration: sim.now - pending.triggeredAt,
      },
      cause,
    )
    const subsumed = this.#store.add(manifest, completed)
    if (kind === 'stop-with-savepoint')
      this.#options.stopped(snapshotPath(checkpoint, true), completed)
    this.#lastCompletion = sim.now
    // CK-113: an ordinary savepoint completes without a word to the tasks.
    if (kind !== 'savepoint') this.#announce(pending, subsumed, completed)
    this.#requests.next()
  }

  #announce(
    { checkpoint }: PendingCheckpoint,
    subsumed: CheckpointId | null,
    cause: EventSeq,
  ): void {
    for (const older of [...this.#pending.values()])
      if (!older.isSavepoint && older.checkpoint < checkpoint)
        this.#giveUp(older, 'CHECKPOINT_SUBSUMED', cause)
    this.#messages.completed({ checkpoint, subsumed }, cause)
  }

  #giveUp(pending: PendingCheckpoint, reason: CheckpointFailureReason, cause: EventSeq): void {
    this.#fail(pending, { reason, message: '', byTask: false }, cause)
  }

  #fail(
    pending: PendingCheckpoint,
    failure: {
      readonly reason: CheckpointFailureReason
      readonly message: string
      readonly byTask: boolean
    },
    cause: EventSeq,
  ): void {
    const { sim } = this.#options
    const { checkpoint, kind, handles } = pending
    const { reason, message, byTask } = failure
    assert(this.#pending.delete(checkpoint), 'a snapshot fails once')
    const before = this.#failures.failures
    const consequence = this.#failures.failed({ checkpoint, kind, reason, byTask })
    // A consequence starts the count anew; the failure that brought it was one more.
    const failures = consequence === null ? this.#failures.failures : before + 1
    const counted = failures > before && failureReasons[reason].counted
    const failed = sim.record(
      { kind: 'checkpoint-failed', checkpoint, snapshot: kind, reason, message, counted, failures },
      cause,
    )
    deleteBlobs(sim.blobs, writtenBy(checkpoint, handles))
    this.#messages.aborted(checkpoint, this.#store.latest?.checkpoint ?? null, failed)
    if (consequence !== null) this.#options.failJob(exceededTolerance(reason), failed)
    else {
      // CK-180: checkpoints go on, but a task that has stopped throws when it hears of it.
      if (kind === 'stop-with-savepoint' && goesOn(reason)) this.#timer?.start()
      this.#requests.next()
    }
  }

  /** The vertices with their subtasks, as the tasks are deployed now. */
  get #vertices(): readonly ScheduledVertex[] {
    const { graph, tasks } = this.#options
    const scheduled = tasks().map(({ subtask }) => subtask.scheduled)
    return graph.vertices.map((vertex) => ({
      vertex,
      subtasks: scheduled.filter((one) => one.vertex === vertex.id),
    }))
  }
}
