/** Where blobs lie: `<run>/<folder>/<file>`. */
import type { BlobId, CheckpointId } from '../model/index.ts'

/** The key under which a run's blob lies. */
export function blobKey(run: string, blob: BlobId): string {
  return blob.startsWith('/') ? blob.slice(1) : `${run}/${blob}`
}

/** The key of a run's manifest. */
export function manifestKey(run: string, checkpoint: CheckpointId): string {
  return `${run}/${checkpoint}`
}

/** The folder a blob's key is in. */
export function folderOfKey(key: string): string {
  return key.slice(0, key.lastIndexOf('/'))
}
