/** What a task is asked for by a barrier, and what it answers with. Flink: CheckpointOptions, AcknowledgeCheckpoint. */
import type {
  BarrierAlignment,
  CheckpointId,
  OperatorId,
  StateHandle,
  VirtualTime,
} from '../../model/index.ts'

/** A snapshot as its barriers carry it. */
export interface SnapshotRequest {
  readonly checkpoint: CheckpointId
  readonly savepoint: boolean
  /** A savepoint in the form of the job's backend. */
  readonly native: boolean
  /** It shares no file with an older checkpoint. */
  readonly full: boolean
  readonly triggeredAt: VirtualTime
  readonly alignment: BarrierAlignment
  /** The job stops with it. */
  readonly synchronous: boolean
}

/** What a subtask says of its part, durations in ms. Flink: CheckpointMetrics. */
export interface CheckpointMetrics {
  readonly bytes: number
  readonly startDelay: number
  readonly alignment: number
  readonly sync: number
  readonly async: number
  /** Bytes of data in flight: processed during the alignment; part of the snapshot. */
  readonly processed: number
  readonly persisted: number
  readonly unaligned: boolean
}

/** What a subtask reports when its part is durable. Flink: AcknowledgeCheckpoint. */
export interface Acknowledgement {
  readonly request: SnapshotRequest
  readonly handles: readonly StateHandle[]
  readonly metrics: CheckpointMetrics
  /** Operators with a union list in it: CK-231. */
  readonly withUnion: readonly OperatorId[]
  /** What the task was when it took the snapshot. */
  readonly task: 'running' | 'operators-finished' | 'restored-as-finished'
}
