/** What is seldom asked of the blob store: blobs of older versions, and what nobody needs any more. Fetched then. */
import { crc32 } from '../base/index.ts'
import type { BlobId } from '../model/index.ts'
import { isWorkingFile } from '../run/index.ts'
import { blobKey, folderOfKey } from './blob-keys.ts'
import type { StoredManifest } from './database.ts'

/** What an older version put. */
export interface OlderBlob {
  readonly bytes: unknown
  readonly length: unknown
  readonly hash?: undefined
  /** CRC-32. */
  readonly checksum: unknown
}

/** Whether they are the bytes that were put. */
export function isWhole(bytes: Uint8Array, { checksum }: OlderBlob): boolean {
  return crc32(bytes) === checksum
}

/** Those of the keys that no manifest leads to, and that no live run works with. */
export function orphans(
  keys: readonly string[],
  manifests: readonly StoredManifest[],
  live: ReadonlySet<string>,
): readonly string[] {
  const reachable = new Set(manifests.flatMap(keysOf))
  const folders = new Set(manifests.map(folderOf))
  return keys.filter((key) => {
    if (reachable.has(key) || folders.has(folderOfKey(key))) return false
    const [run = '', ...blob] = key.split('/')
    return !(live.has(run) && isWorkingFile(blob.join('/') as BlobId))
  })
}

function keysOf({ run, manifest }: StoredManifest): string[] {
  return manifest.handles.map(({ blob }) => blobKey(run, blob))
}

/** Flink: the snapshot's exclusive directory, where `_metadata` is too. */
function folderOf({ run, manifest }: StoredManifest): string {
  const prefix = manifest.kind === 'checkpoint' ? 'chk' : 'savepoint'
  return `${run}/${prefix}-${manifest.checkpoint}`
}
