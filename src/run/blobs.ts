/** Checkpoint storage as one run sees it: what a runner does the run's effects with. */
import type { BlobId, SnapshotManifest, StorageFault } from '../model/index.ts'

/**
 * What TaskManagers keep on their own disks, and checkpoint storage knows nothing of. It is gone with
 * the run: no snapshot refers to it.
 */
const workingArea = 'local/'

export function isWorkingFile(blob: BlobId): boolean {
  return blob.startsWith(workingArea)
}

/** `directory`: of whoever writes it, `piece`: files are written in pieces that are read one by one. */
export function workingFile(directory: string, file: number, piece: number): BlobId {
  return `${workingArea}${directory}/${file}.sst/${piece}` as BlobId
}

/**
 * Where the blobs of one run live. Nothing here throws or rejects: what storage did is a
 * `StorageFault`, which the engine meets as a fact of the simulated world.
 */
export interface RunBlobs {
  /** Null once the bytes are durable. */
  put(blob: BlobId, bytes: Uint8Array): Promise<StorageFault | null>
  /** The bytes as they were put, verified by length and checksum. */
  get(blob: BlobId): Promise<Uint8Array | StorageFault>
  delete(blob: BlobId): Promise<void>
  /** Makes the snapshot, and by it its blobs, survive the tab. */
  putManifest(manifest: SnapshotManifest): Promise<StorageFault | null>
  deleteManifest(manifest: SnapshotManifest): Promise<void>
}
