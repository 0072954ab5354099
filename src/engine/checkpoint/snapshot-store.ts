/**
 * What becomes of completed snapshots: kept, subsumed, discarded; in facts, and in what the world is
 * asked to store and delete. Flink: StandaloneCompletedCheckpointStore, CheckpointsCleaner.
 */
import type {
  BlobId,
  CheckpointId,
  CheckpointSettings,
  EventSeq,
  RecoveryClaimMode,
  SnapshotKind,
  SnapshotManifest,
} from '../../model/index.ts'
import type { JobStatus } from '../cluster/job-status.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { CompletedCheckpointStore } from './completed-store.ts'
import { snapshotPath } from './snapshot-writer.ts'

interface Kept {
  readonly checkpoint: CheckpointId
  readonly kind: SnapshotKind
  readonly discardOnSubsumed: boolean
  /** Restored, and nothing may be built on its files. Flink: CheckpointProperties.isUnclaimed. */
  readonly unclaimed: boolean
  readonly manifest: SnapshotManifest
}

/**
 * What a restored snapshot is to the job, by the claim mode. Flink: CheckpointCoordinator.restoreSavepoint,
 * which gives it the job's own checkpoint properties, or those of a savepoint, or of an unclaimed snapshot.
 */
function propertiesOf(mode: RecoveryClaimMode): Omit<Kept, 'checkpoint' | 'manifest'> {
  switch (mode) {
    case 'CLAIM':
      return { kind: 'checkpoint', discardOnSubsumed: true, unclaimed: false }
    case 'LEGACY':
      return { kind: 'savepoint', discardOnSubsumed: false, unclaimed: false }
    case 'NO_CLAIM':
      return { kind: 'savepoint', discardOnSubsumed: false, unclaimed: true }
  }
}

export class SnapshotStore {
  readonly #sim: Simulation
  readonly #settings: CheckpointSettings
  readonly #completed: CompletedCheckpointStore<Kept>
  readonly #restored: SnapshotManifest | null
  /** Their owner's, not the job's: on storage, never in the store of completed checkpoints (CK-111). */
  #savepoints: readonly SnapshotManifest[] = []

  /** `restored`: the snapshot the job starts from; whose it is the settings say (CK-202, CK-204, CK-205). */
  constructor(sim: Simulation, settings: CheckpointSettings, restored: SnapshotManifest | null) {
    this.#sim = sim
    this.#settings = settings
    this.#restored = restored
    this.#completed = new CompletedCheckpointStore(Math.max(1, settings.numRetained))
    if (restored === null) return
    const { checkpoint } = restored
    const properties = propertiesOf(settings.claimMode ?? 'NO_CLAIM')
    this.#completed.add({ checkpoint, ...properties, manifest: restored })
  }

  /** What an automatic restart uses: the newest checkpoint, or what the job started from. */
  get latest(): SnapshotManifest | null {
    return this.#completed.latest?.manifest ?? null
  }

  /** No checkpoint has completed since the job started from a snapshot that it has not claimed. */
  get isUnclaimed(): boolean {
    return this.#completed.latest?.unclaimed === true
  }

  /** Oldest first. */
  get all(): readonly SnapshotManifest[] {
    return this.#completed.all.map(({ manifest }) => manifest)
  }

  /** Oldest first: they are their owner's, who disposes of them. */
  get savepoints(): readonly SnapshotManifest[] {
    return this.#savepoints
  }

  /** Deletes a savepoint, by its directory or its label; false: there is none. Flink: Checkpoints.disposeSavepoint. */
  disposeSavepoint(name: string, cause: EventSeq): boolean {
    const found = this.#savepoints.find((one) => isNamed(one, name))
    if (found === undefined) return false
    this.#savepoints = this.#savepoints.filter((one) => one !== found)
    // Savepoints share no file with anything (CK-1).
    this.#discard(found, new Set(), cause)
    return true
  }

  /**
   * A snapshot completed: its manifest makes it reachable; a checkpoint may subsume older ones. Answers the last of
   * these that is the job's to delete. Flink: CheckpointCoordinator.extractIdIfDiscardedOnSubsumed.
   */
  add(manifest: SnapshotManifest, cause: EventSeq): CheckpointId | null {
    this.#sim.blobs.request({ kind: 'put-manifest', manifest })
    // Savepoints are never used for automatic recovery (CK-111).
    if (manifest.kind !== 'checkpoint') {
      this.#savepoints = [...this.#savepoints, manifest]
      return null
    }
    const { checkpoint, kind } = manifest
    const { subsumed, discardable } = this.#completed.add({
      checkpoint,
      kind,
      ...{ discardOnSubsumed: true, unclaimed: false },
      manifest,
    })
    for (const one of subsumed)
      this.#sim.record({ kind: 'checkpoint-subsumed', checkpoint: one.checkpoint }, cause)
    const kept = filesOf(this.#completed.all)
    for (const one of discardable) this.#discard(one.manifest, kept, cause)
    const last = subsumed.at(-1)
    return last?.discardOnSubsumed === true ? last.checkpoint : null
  }

  /** CK-134: what the retention policy keeps when a job ends this way. */
  jobEnds(status: Extract<JobStatus, 'FAILED' | 'CANCELED' | 'FINISHED'>, cause: EventSeq): void {
    if (isKept(this.#settings.retention, status)) return
    const { all } = this.#completed
    const kept = filesOf(all.filter(({ discardOnSubsumed }) => !discardOnSubsumed))
    for (const { manifest, discardOnSubsumed } of all)
      if (discardOnSubsumed) this.#discard(manifest, kept, cause)
  }

  /** `kept`: files that stay, whoever else refers to them (CK-141). Flink: SharedStateRegistry. */
  #discard(manifest: SnapshotManifest, kept: ReadonlySet<BlobId>, cause: EventSeq): void {
    const { checkpoint, kind } = manifest
    const { blobs } = this.#sim
    if (manifest === this.#restored) {
      // Simplified (SAV-12): this run is rid of it, and yet can be run again from its beginning.
      this.#sim.record({ kind: 'snapshot-discarded', checkpoint }, cause)
      return
    }
    // CK-132: `_metadata` first, so that nothing finds a snapshot whose files are going.
    blobs.request({ kind: 'delete-manifest', manifest })
    const metadata = `${snapshotPath(checkpoint, kind !== 'checkpoint')}/_metadata` as BlobId
    blobs.request({ kind: 'delete-blob', blob: metadata })
    // What another run wrote is not this one's to delete, whatever refers to it.
    for (const { blob } of manifest.handles)
      if (!kept.has(blob) && !blob.startsWith('/')) blobs.request({ kind: 'delete-blob', blob })
    this.#sim.record({ kind: 'snapshot-discarded', checkpoint }, cause)
  }
}

/** Whether it is meant by `chk-3`, `savepoint-7` or its label. */
export function isNamed({ checkpoint, kind, label }: SnapshotManifest, name: string): boolean {
  return name === label || name === snapshotPath(checkpoint, kind !== 'checkpoint')
}

function filesOf(kept: readonly Kept[]): ReadonlySet<BlobId> {
  return new Set(kept.flatMap(({ manifest }) => manifest.handles.map(({ blob }) => blob)))
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
