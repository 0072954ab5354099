/** Questions about a run, answered by folding its trace. */
export { adviceOn, type Remedy } from './advice.ts'
export { ProjectionCache } from './cache.ts'
export { effectsOf, whyOf } from './causes.ts'
export {
  type CheckpointCounts,
  type CheckpointRow,
  checkpoints,
  type CheckpointsState,
  slowestSubtask,
} from './checkpoints.ts'
export { shownHistory } from './shown-history.ts'
export * from './channel-view.ts'
export * from './cluster-view.ts'
export * from './partition-view.ts'
export * from './subtask-view.ts'
export { clusterView } from './cluster/projection.ts'
export {
  type ExceptionEntry,
  exceptions,
  type ExceptionsState,
  type RootException,
} from './exceptions.ts'
export type { Journal } from './fold/journal.ts'
export { jobManagerLine, type JobManagerLine } from './job-manager-line.ts'
export { isLate } from './late.ts'
export type { KeyLabel, KeyLetters } from './key-letters.ts'
export {
  descriptionOf,
  type KeyRow,
  type KeyTable,
  type KeyTablesState,
  type PendingTimer,
  rowOf,
  rowsOf,
  type StateDescription,
  type StateKind,
  type StateValue,
} from './key-table.ts'
export { countedIn, hasKeyedState, ledger, type LedgerRow, type LedgerState } from './ledger.ts'
export { logAround, type LogRow, type LogWindow } from './log.ts'
export {
  backPressuredMs,
  busyMs,
  metrics,
  type MetricsState,
  type SubtaskMetrics,
} from './metrics.ts'
export { type OperatorStateMode, type OperatorStateRow, operatorStates } from './operator-state.ts'
export { output, type OutputState, type SinkOutput, visibleRows } from './output.ts'
export { type PersistedElement, persistedElements } from './persisted.ts'
export { partsOf } from './preview-parts.ts'
export { handle, type Handlers, type Projection } from './projection.ts'
export {
  storage,
  type StorageState,
  type StoredFile,
  type StoredSnapshot,
  type SweptFile,
} from './storage/storage.ts'
export { sweepsOf } from './storage/sweeps.ts'
export { jobStorageOf, type StorageNode, storageTree, walkTree } from './storage/tree.ts'
export { rowInSnapshot, stateTable, tableOf } from './state-table.ts'
export type { JobStatus, TaskStatus } from './status.ts'
export { stepCount, type StepCountState } from './step-count.ts'
export {
  phasesOf,
  type PhaseSpan,
  type SnapshotPhases,
  type SnapshotSpans,
  spansOf,
} from './subtask-snapshot.ts'
export {
  barOf,
  type LagSample,
  type SnapshotBar,
  type TimelineMark,
  timelineMarks,
  type TimelineState,
} from './timeline-marks.ts'
export { traceNames, type TraceNamesState } from './trace-names.ts'
export {
  type ChannelWatermark,
  type GeneratedWatermark,
  type Holder,
  holderOf,
  type SplitWatermarkRow,
  type SubtaskWatermarks,
  watermarks,
  type WatermarksState,
} from './watermarks.ts'
export {
  spaceAmplification,
  stores,
  type StoreJob,
  type StoreLevels,
  type StoreRow,
  writeAmplification,
} from './stores.ts'
export { type WindowRow, windows, windowsOf, type WindowsState } from './windows.ts'
export { type TransactionRow, transactions, type TransactionsState } from './transactions.ts'
