/** Retained checkpoints and savepoints of this browser, as the restore dialog lists them. */
import type { SnapshotManifest } from '../model/index.ts'
import { seconds } from './format.ts'
import type { KeptSnapshot } from './dialogs/kept.ts'

interface Stored {
  readonly run: string
  readonly manifest: SnapshotManifest
  /** Real ms since 1970. */
  readonly writtenAt: number
}

/** What is needed of checkpoint storage. */
export interface SnapshotStore {
  /** A text where it cannot be read. */
  snapshots(): Promise<readonly Stored[] | string>
  deleteManifest(run: string, checkpoint: SnapshotManifest['checkpoint']): Promise<void>
}

/** Newest first. */
export async function keptSnapshots(store: SnapshotStore): Promise<readonly KeptSnapshot[]> {
  const found = await store.snapshots()
  return typeof found === 'string' ? [] : distinct(found)
}

/** Newest first; a run that was repeated made the same snapshots again, of which one is enough. */
export function distinct(stored: readonly Stored[]): readonly KeptSnapshot[] {
  const seen = new Set<string>()
  const kept: KeptSnapshot[] = []
  for (const one of stored.toReversed()) {
    const { manifest, run, writtenAt } = one
    const key = JSON.stringify([
      manifest.jobName,
      manifest.checkpoint,
      manifest.kind,
      manifest.label,
      manifest.triggeredAt,
      manifest.handles.map(({ checksum }) => checksum),
    ])
    if (seen.has(key)) continue
    seen.add(key)
    const bytes = manifest.handles.reduce((sum, handle) => sum + handle.bytes, 0)
    const when = new Date(writtenAt).toLocaleString(undefined, {
      dateStyle: 'medium',
      timeStyle: 'short',
    })
    const about = `${manifest.jobName}, at ${seconds(manifest.triggeredAt)} of its run, ${when}`
    kept.push({ manifest, run, bytes, about, here: false })
  }
  return kept
}
