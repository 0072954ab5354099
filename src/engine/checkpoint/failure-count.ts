/** Temporary. */
import type { CheckpointId, SnapshotKind } from '../../model/index.ts'
import { type CheckpointFailureReason, failureReasons } from './failure-reason.ts'
export class FailureCount {
  readonly #tolerable: number
  #n = 0
  constructor(tolerable: number) {
    this.#tolerable = tolerable
  }
  succeeded(_: CheckpointId): void {
    this.#n = 0
  }
  failed(_: CheckpointId, kind: SnapshotKind, reason: CheckpointFailureReason) {
    const counted = failureReasons[reason].counted && kind === 'checkpoint'
    if (counted) this.#n++
    return { counted, failures: this.#n, failJob: this.#n > this.#tolerable }
  }
}
