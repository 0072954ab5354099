/** What outlives the tasks that wrote it: pieces of a snapshot, and its manifest (Flink: `_metadata`). */
import type { BlobId, CheckpointId, OperatorId, VirtualTime } from './ids.ts'

/** A half-open stretch of key groups would not be Flink's: both ends are included. */
export interface KeyGroupRange {
  readonly start: number
  readonly end: number
}

/** Stands for a checkpoint where a file was written for none: the task that wrote it owns it (CK-168). */
export const ownedByTask = 0 as CheckpointId

/** One subtask's piece of a snapshot, for one operator. Flink: OperatorSubtaskState. */
export interface StateHandle {
  readonly operator: OperatorId
  readonly subtask: number
  readonly blob: BlobId
  /** Length of the blob in bytes; checked on reading. */
  readonly bytes: number
  /** CRC-32 of the blob; checked on reading. */
  readonly checksum: number
  /** Null where the operator has no keyed state. */
  readonly keyGroups: KeyGroupRange | null
  /** Absent in the first snapshots there were: `split` where there are no key groups, else `none`. */
  readonly operatorState?: OperatorStateKind
  /**
   * Absent: the blob is this snapshot's own. Else a file that later snapshots may refer to: which one
   * wrote it, {@link ownedByTask} for a log and what it builds on. Flink: shared state of an
   * IncrementalRemoteKeyedStateHandle, or a ChangelogStateBackendHandle.
   */
  readonly sharedSince?: CheckpointId
  /**
   * Absent: state of the operator. Else data that was in flight: of the input channels of a task whose
   * head the operator is, or of the outputs of one whose tail it is. Flink: InputStateHandle,
   * OutputStateHandle.
   */
  readonly inFlight?: InFlightSide
  /** With `inFlight`: the edges it is of, as places among those of the task on that side. */
  readonly inFlightEdges?: readonly number[]
}

/** At which end of a channel data was in flight: in the receiver's queue, or in the sender's. */
export type InFlightSide = 'input' | 'output'

/**
 * What operator state a piece has: none; lists that are dealt out when the parallelism changes;
 * also a union list or a broadcast map, of which every subtask reads every piece again.
 */
export type OperatorStateKind = 'none' | 'split' | 'for-all'

/** What a snapshot remembers of an operator. Flink: OperatorState in `_metadata`. */
export interface SnapshotOperator {
  readonly id: OperatorId
  readonly uid: string | null
  readonly name: string
  readonly parallelism: number
  readonly maxParallelism: number
  /** Which of its subtasks had finished when the snapshot was taken; absent: none of them. */
  readonly finished?: 'fully' | readonly number[]
  /** Of a hybrid source. */
  readonly enumerator?: HybridEnumeratorState
}

/** What a snapshot remembers of the JobManager's side of a hybrid source. Flink: HybridSourceEnumeratorState. */
export interface HybridEnumeratorState {
  /** Place, among its sources, of the one that was read. */
  readonly index: number
  /** What readers that lagged behind were still to get. */
  readonly pending: readonly {
    readonly reader: number
    readonly index: number
    readonly splits: readonly {
      readonly topic: string
      readonly partition: number
      readonly offset: number
      readonly stop: number | null
    }[]
  }[]
}

/** Flink: checkpoints are the job's, savepoints the user's (CK-1 ff.). */
export type SnapshotKind = 'checkpoint' | 'savepoint' | 'stop-with-savepoint'

/** Whose files keyed state is in. Flink: HashMapStateBackend, EmbeddedRocksDBStateBackend. */
export type NativeBackend = 'HASHMAP' | 'ROCKSDB'

/** All there is to know of a completed snapshot but its bytes. Flink: CheckpointMetadata. */
export interface SnapshotManifest {
  readonly version: 1
  readonly checkpoint: CheckpointId
  readonly kind: SnapshotKind
  /** The learner's name for a savepoint; null for a checkpoint. */
  readonly label: string | null
  readonly jobName: string
  /** Where it lies: what `flink run -s` takes. Absent in the first snapshots there were. */
  readonly path?: string
  readonly triggeredAt: VirtualTime
  readonly completedAt: VirtualTime
  readonly operators: readonly SnapshotOperator[]
  readonly handles: readonly StateHandle[]
  /** Which backend can read its keyed state; absent: every one, for it is a canonical savepoint. */
  readonly native?: NativeBackend
  /** What has become of its file `_metadata`; absent: it is there. A restore by its path cannot read it. */
  readonly metadata?: 'lost' | 'damaged'
}
