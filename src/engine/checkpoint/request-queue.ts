/** Requests for snapshots, in the order they may run; one decision at a time (CK-18 ff.). */
import type { EventSeq, SnapshotKind, VirtualTime } from '../../model/index.ts'
import type { CheckpointFailureReason } from './failure-reason.ts'

export interface QueuedRequest {
  readonly kind: SnapshotKind
  readonly label: string | null
  readonly periodic: boolean
  readonly cause: EventSeq | null
}

export interface RequestQueueOptions {
  readonly maxConcurrent: number
  readonly minPause: number
  readonly situation: () => { readonly now: VirtualTime; readonly pending: number }
  readonly execute: (request: QueuedRequest) => void
  readonly rejected: (request: QueuedRequest, reason: CheckpointFailureReason) => void
  readonly rearm: (delay: number) => void
}

export class RequestQueue {
  readonly #o: RequestQueueOptions
  readonly #q: QueuedRequest[] = []
  #last = -1e15
  constructor(options: RequestQueueOptions) {
    this.#o = options
  }
  submit(request: QueuedRequest): void {
    this.#q.push(request)
    this.#q.sort((a, b) => Number(a.kind === 'checkpoint') - Number(b.kind === 'checkpoint'))
    this.poll()
  }
  poll(): void {
    const head = this.#q[0]
    if (head === undefined) return
    const { now, pending } = this.#o.situation()
    if (pending >= this.#o.maxConcurrent && head.kind === 'checkpoint') return
    this.#q.shift()
    const rest = this.#last + this.#o.minPause - now
    if (head.periodic && rest > 0) {
      this.#o.rejected(head, 'MINIMUM_TIME_BETWEEN_CHECKPOINTS')
      this.#o.rearm(rest)
      return
    }
    this.#o.execute(head)
  }
  completed(now: VirtualTime): void {
    this.#last = now
  }
  abortAll(reason: CheckpointFailureReason): void {
    for (const r of this.#q.splice(0)) this.#o.rejected(r, reason)
  }
}
