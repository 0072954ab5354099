/**
 * Completed checkpoints, oldest first, and what becomes of them: kept, subsumed, discarded.
 * Flink: CompletedCheckpointStore, CheckpointsCleaner (CK-129 ff.).
 */
import type { BlobId, CheckpointSettings, EventSeq, SnapshotManifest } from '../../model/index.ts'
import type { JobStatus } from '../cluster/job-status.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { snapshotPath } from './snapshot-writer.ts'

export class SnapshotStore {
  readonly #sim: Simulation
  readonly #settings: CheckpointSettings
  #kept: SnapshotManifest[] = []

  constructor(sim: Simulation, settings: CheckpointSettings) {
    this.#sim = sim
    this.#settings = settings
  }

  get latest(): SnapshotManifest | null {
    return this.#kept.at(-1) ?? null
  }

  /** A snapshot completed: its manifest makes it reachable; a checkpoint may subsume older ones. */
  add(manifest: SnapshotManifest, cause: EventSeq): void {
    this.#sim.blobs.request({ kind: 'put-manifest', manifest })
    if (manifest.kind !== 'checkpoint') return
    this.#kept.push(manifest)
    while (this.#kept.length > Math.max(1, this.#settings.numRetained)) {
      const oldest = this.#kept.shift() as SnapshotManifest
      const subsumed = this.#sim.record(
        { kind: 'checkpoint-subsumed', checkpoint: oldest.checkpoint },
        cause,
      )
      this.#discard(oldest, subsumed)
    }
  }

  /** CK-134: what the retention policy keeps when a job ends this way. */
  jobEnds(status: Extract<JobStatus, 'FAILED' | 'CANCELED' | 'FINISHED'>, cause: EventSeq): void {
    if (isKept(this.#settings.retention, status)) return
    for (const manifest of this.#kept) this.#discard(manifest, cause)
    this.#kept = []
  }

  #discard(manifest: SnapshotManifest, cause: EventSeq): void {
    const { checkpoint } = manifest
    const { blobs } = this.#sim
    // CK-132: `_metadata` first, so that nothing finds a snapshot whose files are going.
    blobs.request({ kind: 'delete-manifest', manifest })
    blobs.request({
      kind: 'delete-blob',
      blob: `${snapshotPath(checkpoint, false)}/_metadata` as BlobId,
    })
    for (const { blob } of manifest.handles) blobs.request({ kind: 'delete-blob', blob })
    this.#sim.record({ kind: 'snapshot-discarded', checkpoint }, cause)
  }
}

function isKept(
  retention: CheckpointSettings['retention'],
  status: 'FAILED' | 'CANCELED' | 'FINISHED',
): boolean {
  switch (retention) {
    case 'NO_EXTERNALIZED_CHECKPOINTS':
      return false
    case 'DELETE_ON_CANCELLATION':
      return status === 'FAILED'
    case 'RETAIN_ON_CANCELLATION':
      return status !== 'FINISHED'
  }
}
