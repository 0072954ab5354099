/** What the facts call the snapshot that a job was started from, and whose it is. */
import type { CheckpointSettings, RecoveryClaimMode, SnapshotManifest } from '../../model/index.ts'
import type { RunPlan } from '../../run/index.ts'

/** Its label, or `chk-3`: `restoredFrom` of `job-submitted`. */
export function nameOfRestored({ label, checkpoint }: SnapshotManifest): string {
  return label ?? `chk-${checkpoint}`
}

/** What the line of the restore says, else what config.yaml says. Flink: SavepointRestoreSettings, StateRecoveryOptions. */
export function claimModeOf(
  { restoreFrom }: RunPlan,
  { claimMode }: CheckpointSettings,
): RecoveryClaimMode {
  return restoreFrom?.claimMode ?? claimMode ?? 'NO_CLAIM'
}
