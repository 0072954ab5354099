/** Checkpoint storage of a run that nobody keeps: it writes to memory, and can read what is kept. */
import type { BlobId, SnapshotManifest, StorageFault } from '../model/index.ts'
import type { RunBlobs } from '../run/index.ts'

export class TrialBlobs implements RunBlobs {
  readonly #kept: RunBlobs
  readonly #blobs = new Map<BlobId, Uint8Array>()

  /** `kept`: where a snapshot lies that the run restores from. Nothing is written there. */
  constructor(kept: RunBlobs) {
    this.#kept = kept
  }

  async put(blob: BlobId, bytes: Uint8Array): Promise<StorageFault | null> {
    // The bytes may be a view of a buffer that is used again.
    this.#blobs.set(blob, bytes.slice())
    return null
  }

  async get(blob: BlobId): Promise<Uint8Array | StorageFault> {
    return this.#blobs.get(blob) ?? this.#kept.get(blob)
  }

  async delete(blob: BlobId): Promise<void> {
    this.#blobs.delete(blob)
  }

  async putManifest(_: SnapshotManifest): Promise<StorageFault | null> {
    return null
  }

  async deleteManifest(_: SnapshotManifest): Promise<void> {
    // None was put.
  }
}
