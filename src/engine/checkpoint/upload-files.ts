/** The files of snapshots: when they are there, which are whose, and how they go. */
import { assert } from '../../base/index.ts'
import type { BlobId, CheckpointId, StateHandle, VirtualTime } from '../../model/index.ts'
import type { SnapshotContent } from '../../trace/index.ts'
import type { WrittenSnapshot } from './snapshot-writer.ts'

/** When the files of its log are there. */
export function dueOf({ logs }: WrittenSnapshot): readonly VirtualTime[] {
  return logs.map(({ due }) => due)
}

interface Blobs {
  request(effect: { readonly kind: 'delete-blob'; readonly blob: BlobId }): void
  isSettled(blob: BlobId): boolean
}

/** What storage has not finished with. */
export function unsettled(blobs: Blobs, written: WrittenSnapshot): readonly BlobId[] {
  return written.uploads.map(({ blob }) => blob).filter((blob) => !blobs.isSettled(blob))
}

/** What nobody will refer to leaves checkpoint storage. */
export function deleteBlobs(blobs: Blobs, handles: readonly StateHandle[]): void {
  for (const { blob } of handles) blobs.request({ kind: 'delete-blob', blob })
}

/** The files that a snapshot itself has written. */
export function writtenBy(
  checkpoint: CheckpointId,
  handles: readonly StateHandle[],
): readonly StateHandle[] {
  return handles.filter(({ sharedSince }) => (sharedSince ?? checkpoint) === checkpoint)
}

/** What the snapshots of a chain’s operators hold, together. */
export function joined(contents: readonly SnapshotContent[]): SnapshotContent {
  assert(contents.length <= 1_000, 'a chain is not that long')
  return {
    offsets: contents.flatMap((content) => content.offsets),
    states: contents.flatMap((content) => content.states),
    timers: contents.reduce((sum, content) => sum + content.timers, 0),
  }
}
