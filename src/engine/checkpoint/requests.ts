/** Requests for snapshots: which wait, which runs next, which are turned away. Flink: CheckpointRequestDecider. */
import type {
  CheckpointFailureReason,
  CheckpointSettings,
  EventSeq,
  SavepointFormat,
} from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'
import {
  CheckpointRequestDecider,
  type CoordinatorSituation,
  maxQueuedRequests,
  type RequestDecision,
  type SnapshotRequest,
} from './request-decider.ts'

/** A request with what its facts say of it. */
export interface QueuedRequest extends SnapshotRequest {
  readonly label: string | null
  /** A person wants a checkpoint that shares no file with an older one (CK-39). */
  readonly full: boolean
  /** Of a savepoint: how it is written. */
  readonly format: SavepointFormat | null
  readonly by: 'timer' | 'command' | 'end-of-data'
  /** Of a stop-with-savepoint: whether the input ends with it. */
  readonly drain: boolean
  readonly cause: EventSeq | null
}

export interface RequestsOptions {
  readonly sim: Simulation
  readonly settings: CheckpointSettings
  readonly situation: () => CoordinatorSituation
  /** It is its turn. */
  readonly execute: (request: QueuedRequest) => void
  /** The periodic timer ticks too early: min-pause is not over for so many ms. */
  readonly rearm: (delay: number) => void
}

export class Requests {
  readonly #options: RequestsOptions
  readonly #decider: CheckpointRequestDecider<QueuedRequest>

  constructor(options: RequestsOptions) {
    this.#options = options
    const { maxConcurrent, minPause } = options.settings
    this.#decider = new CheckpointRequestDecider({
      maxConcurrent,
      minPause,
      maxQueued: maxQueuedRequests,
    })
  }

  submit(request: QueuedRequest): void {
    this.#follow(this.#decider.submit(request, this.#options.situation()))
  }

  /** Something ended that may have held requests back. */
  next(): void {
    this.#follow(this.#decider.next(this.#options.situation()))
  }

  dropAll(reason: CheckpointFailureReason): void {
    for (const request of this.#decider.abortAll()) this.reject(request, reason)
  }

  /** The request comes to nothing; `message` says more than the reason, or ''. */
  reject({ kind, by, cause }: QueuedRequest, reason: CheckpointFailureReason, message = ''): void {
    this.#options.sim.record(
      { kind: 'checkpoint-request-rejected', snapshot: kind, by, reason, message },
      cause,
    )
  }

  #follow({ execute, rejected, rescheduleIn }: RequestDecision<QueuedRequest>): void {
    for (const { request, reason } of rejected) this.reject(request, reason)
    if (rescheduleIn !== null) this.#options.rearm(rescheduleIn)
    if (execute !== null) this.#options.execute(execute)
  }
}
