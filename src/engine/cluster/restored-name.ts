/** What the facts call the snapshot that a job was started from. */
import type { SnapshotManifest } from '../../model/index.ts'

/** Its label, or `chk-3`: `restoredFrom` of `job-submitted`. */
export function nameOfRestored({ label, checkpoint }: SnapshotManifest): string {
  return label ?? `chk-${checkpoint}`
}
