/**
 * Which of the requested snapshots is started next, and which are dropped.
 * Flink: CheckpointRequestDecider (CK-18 to CK-28).
 */
import { assert } from '../../base/index.ts'
import type { CheckpointFailureReason, SnapshotKind, VirtualTime } from '../../model/index.ts'

/** A request for a snapshot, as far as the decision looks at it. */
export interface SnapshotRequest {
  readonly kind: SnapshotKind
  /** Runs however many are pending: a savepoint while unaligned checkpoints are disabled (CK-4). */
  readonly forced: boolean
  /** By the timer, in contrast to a person. */
  readonly periodic: boolean
}

export interface DeciderSettings {
  readonly maxConcurrent: number
  /** Virtual ms from the completion of one snapshot to the start of the next periodic one. */
  readonly minPause: number
  readonly maxQueued: number
}

/** Flink: CheckpointRequestDecider.DEFAULT_MAX_QUEUED_REQUESTS (CK-27). */
export const maxQueuedRequests = 1_000

/** What is so at the coordinator when it asks. */
export interface CoordinatorSituation {
  readonly now: VirtualTime
  /** Snapshots that are under way, savepoints included (CK-22). */
  readonly pending: number
  /** Checkpoints whose files are being deleted. */
  readonly cleaning: number
  /** Whether another request is in its start phase. */
  readonly isTriggering: boolean
  /** When the last snapshot of any kind completed; null: never (CK-25). */
  readonly lastCompletion: VirtualTime | null
}

export interface RequestDecision<R> {
  readonly execute: R | null
  readonly rejected: readonly { readonly request: R; readonly reason: CheckpointFailureReason }[]
  /** The timer has to be armed anew for this many virtual ms from now; null: it goes on as it is. */
  readonly rescheduleIn: number | null
}

/** Owns the queue of requests; whoever owns the decider starts what it says. */
export class CheckpointRequestDecider<R extends SnapshotRequest> {
  readonly #settings: DeciderSettings
  /** In the order in which they would run. */
  #queue: readonly R[] = []

  constructor(settings: DeciderSettings) {
    assert(settings.maxConcurrent > 0 && settings.maxQueued > 0, 'room for one request at least')
    this.#settings = settings
  }

  get queue(): readonly R[] {
    return this.#queue
  }

  /** A new request: it, another one or none runs now. */
  submit(request: R, situation: CoordinatorSituation): RequestDecision<R> {
    const { maxQueued } = this.#settings
    const last = this.#queue.at(-1)
    if (this.#queue.length >= maxQueued && last?.periodic === false) {
      return rejecting(request, 'TOO_MANY_CHECKPOINT_REQUESTS')
    }
    const place = this.#queue.findIndex((other) => runsBefore(request, other))
    const at = place === -1 ? this.#queue.length : place
    this.#queue = this.#queue.toSpliced(at, 0, request)
    const [excess] = this.#queue.slice(maxQueued)
    this.#queue = this.#queue.slice(0, maxQueued)
    const decision = this.next(situation)
    if (excess === undefined) return decision
    const { rejected } = rejecting(excess, 'TOO_MANY_CHECKPOINT_REQUESTS')
    return { ...decision, rejected: [...rejected, ...decision.rejected] }
  }

  /** Something ended that may have held requests back (CK-19). */
  next(situation: CoordinatorSituation): RequestDecision<R> {
    const { maxConcurrent, minPause } = this.#settings
    const { now, pending, cleaning, isTriggering, lastCompletion } = situation
    const head = this.#queue[0]
    if (head === undefined || isTriggering || cleaning > maxConcurrent) return nothing
    if (pending >= maxConcurrent) return head.forced ? this.#take(head) : nothing
    const pauseLeft = lastCompletion === null ? 0 : lastCompletion + minPause - now
    if (head.periodic && !head.forced && pauseLeft > 0) {
      this.#queue = this.#queue.slice(1)
      return {
        ...rejecting(head, 'MINIMUM_TIME_BETWEEN_CHECKPOINTS'),
        rescheduleIn: pauseLeft,
      }
    }
    return this.#take(head)
  }

  /** The timer was stopped: nothing queued will run (CK-16). Answers what was dropped. */
  abortAll(): readonly R[] {
    const dropped = this.#queue
    this.#queue = []
    return dropped
  }

  #take(head: R): RequestDecision<R> {
    this.#queue = this.#queue.slice(1)
    return { execute: head, rejected: [], rescheduleIn: null }
  }
}

const nothing = { execute: null, rejected: [], rescheduleIn: null } as const

function rejecting<R>(request: R, reason: CheckpointFailureReason): RequestDecision<R> {
  return { execute: null, rejected: [{ request, reason }], rescheduleIn: null }
}

/** Savepoints first, then forced ones, then a person's; of equals, the older one (CK-18). */
function runsBefore(newer: SnapshotRequest, older: SnapshotRequest): boolean {
  return rank(newer) < rank(older)
}

function rank({ kind, forced, periodic }: SnapshotRequest): number {
  return (kind === 'checkpoint' ? 4 : 0) + (forced ? 0 : 2) + (periodic ? 1 : 0)
}
