/**
 * What a drawing of the cluster needs to know at a cursor: the answer of the projection
 * `clusterView`. Plain read-only data; where something is between two instants, both are in here
 * (`sentAt` and `due`, `since` and `until`), and the drawing interpolates with virtual time.
 */
import type {
  CheckpointId,
  EventSeq,
  JobGraph,
  JobSettings,
  Schedule,
  SnapshotKind,
  SubtaskId,
  TaskManagerId,
  VirtualTime,
} from '../model/index.ts'
import type { ChannelView } from './channel-view.ts'
import type { PartitionView } from './partition-view.ts'
import type { JobStatus } from './status.ts'
import type { SubtaskView } from './subtask-view.ts'

export interface ClusterView {
  /** How many events have happened: the cursor's number. */
  readonly events: number
  /** Virtual ms of the last of them. */
  readonly at: VirtualTime
  /** Null until a job is submitted. */
  readonly graph: JobGraph | null
  readonly settings: JobSettings | null
  /** Of the last deployment. */
  readonly schedule: Schedule | null
  readonly jobManager: JobManagerView
  /** In the order of their numbers, lost ones included. */
  readonly taskManagers: readonly TaskManagerView[]
  /** By {@link SubtaskId}. */
  readonly subtasks: readonly SubtaskView[]
  /** By {@link ChannelId}. */
  readonly channels: readonly ChannelView[]
  /** In the order of topic and partition number. */
  readonly partitions: readonly PartitionView[]
  /** What lies in checkpoint storage, oldest first. */
  readonly shelf: readonly ShelfItem[]
  /** The failure the job has not yet recovered from; null while all is well. */
  readonly failure: FailureView | null
  /** How often the job has been restarted. */
  readonly restarts: number
}

export interface JobManagerView {
  /** Null before a job is submitted. */
  readonly status: JobStatus | null
  readonly reason: string
  readonly since: VirtualTime
  /** Snapshots that are under way, oldest first. */
  readonly pending: readonly PendingSnapshot[]
  /** The last snapshot that ended, one way or the other. */
  readonly last: EndedSnapshot | null
  /** The restart that is waited for. */
  readonly restart: { readonly attempt: number; readonly due: VirtualTime } | null
  /** What the job is being restored from, between restart and running. */
  readonly restoring: {
    readonly checkpoint: CheckpointId | null
    readonly since: VirtualTime
  } | null
  /** Tasks are SCHEDULED, and there are no slots for them. */
  readonly waitsForSlots: boolean
  /** Why the job was refused; null unless it was. */
  readonly refused: { readonly code: string; readonly message: string } | null
}

export interface PendingSnapshot {
  readonly checkpoint: CheckpointId
  readonly snapshot: SnapshotKind
  readonly label: string | null
  readonly triggeredAt: VirtualTime
  readonly expiresAt: VirtualTime
  /** By {@link SubtaskId}: when the acknowledgement arrived, or null. */
  readonly acknowledgedAt: readonly (VirtualTime | null)[]
  readonly acknowledged: number
  readonly expected: number
}

export interface EndedSnapshot extends PendingSnapshot {
  readonly endedAt: VirtualTime
  readonly outcome: 'completed' | 'failed'
  /** Why it failed; empty when completed. */
  readonly reason: string
}

export interface TaskManagerView {
  readonly id: TaskManagerId
  readonly slots: number
  readonly slotsTaken: number
  readonly startedAt: VirtualTime
  /** Null while it is there. */
  readonly lostAt: VirtualTime | null
  /** Since when its threads stand still; null: they do not. */
  readonly stalledAt: VirtualTime | null
}

export interface ShelfItem {
  readonly checkpoint: CheckpointId
  readonly snapshot: SnapshotKind
  readonly label: string | null
  readonly phase: 'in-progress' | 'completed' | 'failed' | 'subsumed'
  readonly acknowledged: number
  readonly expected: number
  readonly bytes: number
  /** Virtual ms when it was triggered, and when it ended (null: in progress). */
  readonly triggeredAt: VirtualTime
  readonly endedAt: VirtualTime | null
  /** Null until completed. */
  readonly path: string | null
  /** Why it failed; null otherwise. */
  readonly reason: string | null
  /** The job goes back to this one: outlined from the failure to the end of the restore. */
  readonly restoreFrom: boolean
}

/** What is known of the failure the job is recovering from. */
export interface FailureView {
  readonly seq: EventSeq
  readonly at: VirtualTime
  /** TaskManagers that were lost; empty when an exception was the reason. */
  readonly taskManagers: readonly TaskManagerId[]
  /** Null unless an exception was the reason. */
  readonly exception: {
    readonly subtask: SubtaskId
    readonly code: string
    readonly message: string
    readonly value: string | null
  } | null
  /** Subtasks that were on the lost TaskManagers or threw, as they were just before. */
  readonly subtasks: readonly SubtaskView[]
  /** The channels from and to them, as they were just before. */
  readonly channels: readonly ChannelView[]
  /** Records in their input channels. */
  readonly recordsLost: number
  /** Snapshots that were under way and are abandoned. */
  readonly abandoned: readonly CheckpointId[]
  /** The newest completed checkpoint; null: the job begins anew. */
  readonly restoreFrom: CheckpointId | null
}
