/**
 * How a function takes part in snapshots and hears of checkpoints.
 * Flink: org.apache.flink.streaming.api.checkpoint, org.apache.flink.runtime.state.
 */
import type { OperatorStateStore } from './operator-state.ts'
import type { KeyedStateStore } from './runtime-context.ts'

/** What `initializeState` is told. Flink: FunctionInitializationContext. */
export interface FunctionInitializationContext {
  /** Whether the task starts from a snapshot that has state of it (OPS-1). */
  isRestored(): boolean
  /** The number of that snapshot; null when there is none. */
  getRestoredCheckpointId(): number | null
  /** Where operator state comes from. */
  getOperatorStateStore(): OperatorStateStore
  /** Where keyed state comes from; only on a keyed stream. */
  getKeyedStateStore(): KeyedStateStore
}

/** What `snapshotState` is told. Flink: FunctionSnapshotContext. */
export interface FunctionSnapshotContext {
  /** The checkpoint's number; savepoints are counted with the checkpoints. */
  getCheckpointId(): number
  /** When the JobManager triggered it, in ms of the wall clock. */
  getCheckpointTimestamp(): number
}

/** A function with operator state, or with something to do before a snapshot. Flink: CheckpointedFunction. */
export interface CheckpointedFunction {
  /** Called for every start of every attempt, before `open` (OPS-1). */
  initializeState(context: FunctionInitializationContext): void
  /**
   * Called for each snapshot in its synchronous part, before the state is captured (OPS-2). What it
   * throws fails the task, however many failed checkpoints are tolerated.
   */
  snapshotState(context: FunctionSnapshotContext): void
}

/** A function that hears what became of checkpoints; it may miss some (OPS-7). Flink: CheckpointListener. */
export interface CheckpointListener {
  /** The checkpoint is complete: the job will not go back behind it. */
  notifyCheckpointComplete(checkpointId: number): void
  /** The checkpoint will not complete; what was to happen with it happens with a later one. */
  notifyCheckpointAborted?(checkpointId: number): void
}
