/** A subtask as the cluster's view has it: what it does, holds and has done. */
import type {
  ChannelId,
  CheckpointId,
  ElementId,
  EventSeq,
  EventTime,
  KeyGroup,
  SubtaskId,
  TaskManagerId,
  VertexId,
  VirtualTime,
} from '../model/index.ts'
import type { KeyLabel } from './key-letters.ts'
import type { TaskStatus } from './status.ts'

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
  /** Its input has ended; it closes when one more snapshot completes. */
  readonly awaitsFinal: boolean
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
  /** Null while every asynchronous operator of its chain has a place in its queue (ASY-14). */
  readonly queueFull: { readonly since: VirtualTime; readonly queues: number } | null
  /** Rows it has made visible, if it is a sink. */
  readonly sink: SinkRows | null
  /** The snapshot it last took part in; what the phase bar shows. */
  readonly snapshot: SubtaskSnapshot | null
  /** Records that were too late for their windows or their join; null before the first. */
  readonly late: LateRecords | null
  readonly recordsIn: number
  readonly recordsOut: number
  /** Virtual ms spent on records so far, and on past waits for a place in a full queue of requests. */
  readonly busyMs: number
}

/** How many keys a {@link SubtaskView} lists. */
export const shownKeys = 8

export interface RecordInHand {
  readonly element: ElementId
  readonly label: KeyLabel | null
  readonly value: string
  readonly replayed: boolean
  /** It is not ahead of the subtask's watermark. */
  readonly late: boolean
  /** Null at a source. */
  readonly channel: ChannelId | null
  readonly since: VirtualTime
  readonly until: VirtualTime
}

/** Flink: numLateRecordsDropped, and what went to the output for late data. */
export interface LateRecords {
  readonly dropped: number
  readonly diverted: number
  readonly last: {
    readonly seq: EventSeq
    readonly at: VirtualTime
    readonly label: KeyLabel | null
    /** The side output it went to; null: it was dropped. */
    readonly tag: string | null
  }
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

/** Flink: CheckpointMetrics, as far as its phases do not tell it. Virtual ms and bytes. */
export interface ReportedSnapshot {
  /** From the first barrier to the last, though nothing may have waited. */
  readonly alignment: number
  /** Data in flight that was read between them, and that became part of the snapshot. */
  readonly processed: number
  readonly persisted: number
  readonly unaligned: boolean
}

/** One subtask's way through one snapshot; what has not happened yet is null. */
export interface SubtaskSnapshot {
  readonly checkpoint: CheckpointId
  readonly triggeredAt: VirtualTime
  /** Start of alignment: the first barrier, or the request at a source. End of start delay. */
  readonly startedAt: VirtualTime | null
  readonly arrived: number
  readonly expected: number
  /** Its own snapshot could begin: the last barrier is in, or an unaligned one needs not wait for it. */
  readonly alignedAt: VirtualTime | null
  /** The last barrier is in; null also where there are none to wait for. */
  readonly lastBarrierAt: VirtualTime | null
  readonly syncUntil: VirtualTime | null
  readonly syncEndedAt: VirtualTime | null
  readonly uploadDue: VirtualTime | null
  readonly uploadedAt: VirtualTime | null
  readonly acknowledgedAt: VirtualTime | null
  readonly abortedAt: VirtualTime | null
  readonly bytes: number
  /** Of all files its part refers to; 0 before they are stored. */
  readonly fullBytes: number
  /** What its acknowledgement says; null before. */
  readonly reported: ReportedSnapshot | null
  /** The event that says what is inside (`snapshot-taken`). */
  readonly content: EventSeq | null
  /** The event that says in which files (`snapshot-uploaded`). */
  readonly stored: EventSeq | null
}
