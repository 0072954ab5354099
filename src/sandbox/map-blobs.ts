/** Checkpoint storage in a Map: what a run has stored, for as long as somebody holds it. */
import type { BlobId, SnapshotManifest, StorageFault } from '../model/index.ts'
import { type Effect, isWorkingFile, type RunBlobs } from '../run/index.ts'

export class MapBlobs implements RunBlobs {
  readonly manifests: SnapshotManifest[] = []
  readonly blobs: Map<BlobId, Uint8Array>
  /** What TaskManagers have on their disks: no snapshot leads there. */
  readonly workingFiles = new Map<BlobId, Uint8Array>()

  constructor(blobs: Map<BlobId, Uint8Array>) {
    this.blobs = blobs
  }

  async put(blob: BlobId, bytes: Uint8Array): Promise<StorageFault | null> {
    this.carryOut({ kind: 'put-blob', blob, bytes })
    return null
  }

  async get(blob: BlobId): Promise<Uint8Array | StorageFault> {
    return this.read(blob)
  }

  /** At once. A restored job names a blob `/<run>/<blob>`; here all runs share one Map. */
  read(blob: BlobId): Uint8Array | StorageFault {
    const withoutRun = blob.replace(/^\/[^/]+\//, '') as BlobId
    if (isWorkingFile(blob)) return this.workingFiles.get(blob) ?? 'lost'
    return this.blobs.get(blob) ?? this.blobs.get(withoutRun) ?? 'lost'
  }

  async delete(blob: BlobId): Promise<void> {
    this.carryOut({ kind: 'delete-blob', blob })
  }

  async putManifest(manifest: SnapshotManifest): Promise<StorageFault | null> {
    this.carryOut({ kind: 'put-manifest', manifest })
    return null
  }

  async deleteManifest(manifest: SnapshotManifest): Promise<void> {
    this.carryOut({ kind: 'delete-manifest', manifest })
  }

  #areaOf(blob: BlobId): Map<BlobId, Uint8Array> {
    return isWorkingFile(blob) ? this.workingFiles : this.blobs
  }

  /** At once. */
  carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'put-blob':
        this.#areaOf(effect.blob).set(effect.blob, effect.bytes)
        return
      case 'delete-blob':
        this.#areaOf(effect.blob).delete(effect.blob)
        return
      case 'put-manifest':
        this.#forget(effect.manifest)
        this.manifests.push(effect.manifest)
        return
      case 'delete-manifest':
        this.#forget(effect.manifest)
    }
  }

  #forget({ checkpoint }: SnapshotManifest): void {
    const at = this.manifests.findIndex((manifest) => manifest.checkpoint === checkpoint)
    if (at >= 0) this.manifests.splice(at, 1)
  }
}
