/**
 * What a drawing of the cluster needs to know at a cursor: the answer of the projection
 * `clusterView`. Plain read-only data; where something is between two instants, both are in here
 * (`sentAt` and `due`, `since` and `until`), and the drawing interpolates with virtual time.
 */
import type {
  ChannelId,
  CheckpointId,
  ElementId,
  EventSeq,
  EventTime,
  JobGraph,
  JobSettings,
  KeyGroup,
  Schedule,
  SnapshotKind,
  SubtaskId,
  TaskManagerId,
  VertexId,
  VirtualTime,
  WatermarkStatus,
} from '../model/index.ts'
import type { KeyLabel } from './key-letters.ts'
import type { JobStatus, TaskStatus } from './status.ts'

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
}

/** What a subtask is doing, as the picture says it. */
export type SubtaskActivity =
  | { readonly kind: 'created' }
  | { readonly kind: 'deploying' }
  | {
      readonly kind: 'restoring'
      readonly checkpoint: CheckpointId | null
      /** Virtual ms when the bytes are there; null when none are on their way. */
      readonly until: VirtualTime | null
    }
  | { readonly kind: 'running' }
  | {
      readonly kind: 'aligning'
      readonly checkpoint: CheckpointId
      readonly arrived: number
      readonly expected: number
    }
  | {
      readonly kind: 'snapshot-sync'
      readonly checkpoint: CheckpointId
      readonly until: VirtualTime
    }
  | {
      readonly kind: 'uploading'
      readonly checkpoint: CheckpointId
      readonly until: VirtualTime
      readonly bytes: number
    }
  /** Stored; the acknowledgement is on its way or in, and the checkpoint is not over. */
  | { readonly kind: 'acknowledged'; readonly checkpoint: CheckpointId }
  | { readonly kind: 'finished' }
  | { readonly kind: 'cancelling' }
  | { readonly kind: 'cancelled' }
  /** By an exception. */
  | { readonly kind: 'failed' }
  /** With its TaskManager. */
  | { readonly kind: 'lost' }

export interface SubtaskView {
  readonly id: SubtaskId
  readonly vertex: VertexId
  /** Counted from 0; shown from 1. */
  readonly index: number
  readonly parallelism: number
  readonly taskManager: TaskManagerId
  readonly slot: number
  readonly attempt: number
  readonly status: TaskStatus
  readonly activity: SubtaskActivity
  /** Virtual ms since when `activity` is of its kind. */
  readonly since: VirtualTime
  /** The record in its hands. */
  readonly processing: RecordInHand | null
  /** Its own event-time clock; null before the first watermark. */
  readonly watermark: EventTime | null
  /** Keys with state, at most {@link shownKeys} of them, in order of first appearance. */
  readonly keys: readonly KeyedValue[]
  readonly keyCount: number
  /** Splits it reads; empty unless it is a source. */
  readonly splits: readonly SourceSplit[]
  /** Null while all output channels take elements. */
  readonly backPressured: { readonly since: VirtualTime; readonly channel: ChannelId } | null
  /** Rows it has made visible, if it is a sink. */
  readonly sink: SinkRows | null
  /** The snapshot it last took part in; what the phase bar shows. */
  readonly snapshot: SubtaskSnapshot | null
  readonly recordsIn: number
  readonly recordsOut: number
  /** Virtual ms spent on records so far. */
  readonly busyMs: number
}

/** How many keys a {@link SubtaskView} lists. */
export const shownKeys = 8

export interface RecordInHand {
  readonly element: ElementId
  readonly label: KeyLabel | null
  readonly value: string
  readonly replayed: boolean
  /** Null at a source. */
  readonly channel: ChannelId | null
  readonly since: VirtualTime
  readonly until: VirtualTime
}

export interface KeyedValue {
  readonly key: string
  readonly label: KeyLabel
  readonly keyGroup: KeyGroup
  /** Preview of the value of the first state registered; null when the key has none of it. */
  readonly value: string | null
  readonly writtenAt: VirtualTime
  /** The event that wrote it. */
  readonly seq: EventSeq
}

export interface SourceSplit {
  readonly topic: string
  readonly partition: number
  /** The next offset to read. */
  readonly next: number
  /** The offset in the newest snapshots this subtask took part in, newest first, at most three. */
  readonly snapshots: readonly { readonly checkpoint: CheckpointId; readonly offset: number }[]
}

export interface SinkRows {
  readonly count: number
  /** The newest last, at most five. */
  readonly recent: readonly SinkRow[]
}

export interface SinkRow {
  readonly seq: EventSeq
  readonly at: VirtualTime
  readonly subtask: SubtaskId
  readonly sink: string
  readonly topic: string | null
  readonly key: string | null
  readonly value: string
  readonly timestamp: EventTime | null
  readonly label: KeyLabel | null
  /** The same source record had made a row before: what a reader outside sees twice. */
  readonly duplicate: boolean
  readonly replayed: boolean
}

/** One subtask's way through one snapshot; what has not happened yet is null. */
export interface SubtaskSnapshot {
  readonly checkpoint: CheckpointId
  readonly triggeredAt: VirtualTime
  /** Start of alignment: the first barrier, or the request at a source. End of start delay. */
  readonly startedAt: VirtualTime | null
  readonly arrived: number
  readonly expected: number
  /** The last barrier is in. */
  readonly alignedAt: VirtualTime | null
  readonly syncUntil: VirtualTime | null
  readonly syncEndedAt: VirtualTime | null
  readonly uploadDue: VirtualTime | null
  readonly uploadedAt: VirtualTime | null
  readonly acknowledgedAt: VirtualTime | null
  readonly abortedAt: VirtualTime | null
  readonly bytes: number
  /** The event that says what is inside (`snapshot-taken`). */
  readonly content: EventSeq | null
}

export interface ChannelView {
  readonly id: ChannelId
  readonly from: SubtaskId
  readonly to: SubtaskId
  readonly edge: number
  /** The channel's number among the receiver's inputs. */
  readonly input: number
  readonly capacity: number
  /** Oldest first: in the lane, on the wire (`due` ahead of now), then waiting at the sender (`due` null). */
  readonly elements: readonly ElementView[]
  /** Set while the receiver does not read it; the barrier stands at the head of the lane. */
  readonly blocked: { readonly checkpoint: CheckpointId; readonly since: VirtualTime } | null
  /** Set when an end of it is gone; then `elements` are the ghosts of what was lost. */
  readonly lostAt: VirtualTime | null
  /** The last watermark read from it; null before any. */
  readonly watermark: EventTime | null
  /** Whether its sender is idle: the receiver does not wait for it. */
  readonly idle: boolean
  /** The receiver has read it to its end. */
  readonly ended: boolean
}

interface OnItsWay {
  readonly id: ElementId
  /** The event that put it into the channel. */
  readonly seq: EventSeq
  readonly emittedAt: VirtualTime
  /** When it left the sender; equal to `emittedAt` unless it waited for credit. */
  readonly sentAt: VirtualTime
  /** When it reaches the receiver's lane; null: it waits at the sender. */
  readonly due: VirtualTime | null
}

export type ElementView =
  | (OnItsWay & {
      readonly kind: 'record'
      readonly origin: ElementId
      readonly label: KeyLabel | null
      readonly value: string
      readonly timestamp: EventTime | null
      readonly replayed: boolean
    })
  | (OnItsWay & { readonly kind: 'watermark'; readonly watermark: EventTime })
  | (OnItsWay & { readonly kind: 'watermark-status'; readonly status: WatermarkStatus })
  | (OnItsWay & { readonly kind: 'barrier'; readonly checkpoint: CheckpointId })
  | (OnItsWay & { readonly kind: 'cancel-marker'; readonly checkpoint: CheckpointId })
  | (OnItsWay & { readonly kind: 'end-of-partition' })

export interface PartitionView {
  readonly topic: string
  readonly partition: number
  /** Records in the log; the offset the next one will get. */
  readonly end: number
  /** Null before it is assigned. */
  readonly reader: SubtaskId | null
  /** The next offset to read; null before it is assigned. */
  readonly next: number | null
  /** What the source committed to its consumer group; null before the first commit. */
  readonly committed: number | null
  /** One beyond the highest offset ever read: below it, a record that is read is read again. */
  readonly reached: number
  /** When a restore last took the reader back, and from which next offset; null before any. */
  readonly takenBack: { readonly at: VirtualTime; readonly from: number } | null
  /** Any record of the log, by offset. */
  readonly records: TapeRecords
  /** Where snapshots cut, oldest snapshot first; only those that are pending or on the shelf. */
  readonly marks: readonly { readonly checkpoint: CheckpointId; readonly offset: number }[]
}

/** The records of a partition by offset, from 0 to `length`. */
export interface TapeRecords {
  readonly length: number
  at(offset: number): TapeRecord | undefined
}

export interface TapeRecord {
  readonly key: string | null
  readonly label: KeyLabel | null
  readonly value: string
  readonly producedAt: VirtualTime
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
