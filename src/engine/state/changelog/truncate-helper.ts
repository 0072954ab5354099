/**
 * Up to where the log may be truncated: what is materialised, and what a checkpoint that has been subsumed had.
 * Flink: ChangelogTruncateHelper (CK-167).
 */
import type { CheckpointId } from '../../../model/index.ts'

export class TruncateHelper {
  readonly #uploadedTo = new Map<CheckpointId, number>()
  readonly #truncate: (to: number) => void
  #subsumedTo: number | null = null
  #materializedTo: number | null = null

  constructor(truncate: (to: number) => void) {
    this.#truncate = truncate
  }

  checkpoint(checkpoint: CheckpointId, uploadedTo: number): void {
    this.#uploadedTo.set(checkpoint, uploadedTo)
  }

  subsumed(checkpoint: CheckpointId): void {
    const to = this.#uploadedTo.get(checkpoint)
    if (to === undefined) return
    this.#subsumedTo = to
    for (const id of this.#uploadedTo.keys()) if (id <= checkpoint) this.#uploadedTo.delete(id)
    this.#truncateIfKnown()
  }

  materialized(to: number): void {
    this.#materializedTo = to
    this.#truncateIfKnown()
  }

  #truncateIfKnown(): void {
    if (this.#subsumedTo === null || this.#materializedTo === null) return
    this.#truncate(Math.min(this.#subsumedTo, this.#materializedTo))
  }
}
