/**
 * Second copies of what tasks wrote for checkpoints, on the disks of their TaskManagers. What a copy is
 * good for is for others to say; here are its bytes.
 * Flink: TaskLocalStateStoreImpl, LocalSnapshotDirectoryProvider (execution.checkpointing.local-backup.enabled).
 * Simplified: writing a copy takes no time, for Flink writes both streams at once.
 */
import type { BlobId } from '../../model/index.ts'
import type { Effect } from '../../run/index.ts'

export class LocalCopies {
  readonly #bytes = new Map<BlobId, Uint8Array>()

  /** Looks at what goes to checkpoint storage: files of checkpoints are copied, those of savepoints never. */
  sees(effect: Effect): void {
    if (effect.kind === 'put-blob' && checkpointOf(effect.blob) !== null)
      this.#bytes.set(effect.blob, effect.bytes)
    // TaskLocalStateStoreImpl.confirmCheckpoint: older copies go once a checkpoint is complete.
    if (effect.kind === 'put-manifest' && effect.manifest.kind === 'checkpoint')
      this.#prune(effect.manifest.checkpoint)
  }

  get(blob: BlobId): Uint8Array | undefined {
    return this.#bytes.get(blob)
  }

  #prune(completed: number): void {
    for (const blob of this.#bytes.keys())
      if ((checkpointOf(blob) ?? completed) < completed) this.#bytes.delete(blob)
  }
}

function checkpointOf(blob: BlobId): number | null {
  const number = /^chk-(\d+)\//.exec(blob)?.[1]
  return number === undefined ? null : Number(number)
}
