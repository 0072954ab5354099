/** Where snapshots lie in checkpoint storage, as Flink lays them out (CK-152, CK-153). */
import type { CheckpointId, VirtualTime } from './ids.ts'
import { operatorIdOfUid } from './operator-id.ts'
import type { SnapshotKind } from './snapshot.ts'

/** Without a directory state travels to the JobManager, and is kept in its memory (CK-157). */
export const jobManagerMemory = 'memory of the JobManager'

/** A submitted job's place in checkpoint storage. */
export interface JobStorage {
  readonly jobId: string
  /** Flink: execution.checkpointing.dir. */
  readonly directory: string | null
  /** Flink: execution.checkpointing.savepoint-dir. */
  readonly savepointDirectory: string | null
}

/** When and from what a job was submitted: `restoredFrom` as `job-submitted` says it. */
export interface Submission {
  readonly name: string
  readonly at: VirtualTime
  readonly restoredFrom: string | null
}

/**
 * 32 hexadecimal digits. Flink draws a job's id by lot (JobID); here it is made from what was
 * submitted, so that one plan has one tree, and a job that goes on from a snapshot is another job.
 */
export function jobIdOf({ name, at, restoredFrom }: Submission): string {
  return operatorIdOfUid(
    restoredFrom === null ? `job ${name}` : `job ${name} from ${restoredFrom} at ${at}`,
  )
}

/** Where checkpoints are: the job's own directory. Flink: FsCheckpointStorageAccess. */
export function jobDirectory({ jobId, directory }: JobStorage): string {
  return `${directory ?? jobManagerMemory}/${jobId}`
}

/** Where savepoints are: without a directory of their own, beside the jobs. */
export function savepointDirectory({ directory, savepointDirectory }: JobStorage): string {
  return savepointDirectory ?? directory ?? jobManagerMemory
}

/** `savepoint-<first 6 digits of the job's id>-<12 digits>`: drawn by lot in Flink, derived here. */
function savepointName(jobId: string, checkpoint: CheckpointId): string {
  return `savepoint-${jobId.slice(0, 6)}-${operatorIdOfUid(`${jobId}/${checkpoint}`).slice(0, 12)}`
}

/** The name of a snapshot's directory. */
export function snapshotDirectoryName(
  { jobId }: Pick<JobStorage, 'jobId'>,
  checkpoint: CheckpointId,
  kind: SnapshotKind,
): string {
  return kind === 'checkpoint' ? `chk-${checkpoint}` : savepointName(jobId, checkpoint)
}

/** The whole path of a snapshot: what `flink run -s` takes. Flink: CompletedCheckpoint.getExternalPointer. */
export function snapshotLocation(
  storage: JobStorage,
  checkpoint: CheckpointId,
  kind: SnapshotKind,
): string {
  const parent = kind === 'checkpoint' ? jobDirectory(storage) : savepointDirectory(storage)
  return `${parent}/${snapshotDirectoryName(storage, checkpoint, kind)}`
}
