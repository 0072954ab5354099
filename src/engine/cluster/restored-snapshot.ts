/** The snapshot a job starts from, with blob names that say whose run they are of. */
import type { BlobId, SnapshotManifest } from '../../model/index.ts'
import type { RestoreRequest } from '../../run/index.ts'

/** The manifest as this run reads it: `/<run>/<blob>`. Its files are never deleted by it (NO_CLAIM). */
export function restoredSnapshot({ manifest, run }: RestoreRequest): SnapshotManifest {
  return {
    ...manifest,
    handles: manifest.handles.map((handle) => ({
      ...handle,
      blob: handle.blob.startsWith('/') ? handle.blob : (`/${run}/${handle.blob}` as BlobId),
    })),
  }
}
