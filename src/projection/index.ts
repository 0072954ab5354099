/** Questions about a run, answered by folding its trace. */
export { ProjectionCache } from './cache.ts'
export * from './cluster-view.ts'
export { clusterView } from './cluster/projection.ts'
export { keyLetters, type KeyLabel, type KeyLetters } from './key-letters.ts'
export {
  type KeyRow,
  type KeyTable,
  type PendingTimer,
  rowOf,
  rowsOf,
  type StateValue,
} from './key-table.ts'
export type { Projection } from './projection.ts'
export type { JobStatus, TaskStatus } from './status.ts'
export { phasesOf, type SnapshotPhases } from './subtask-snapshot.ts'
export { stepCount, type StepCountState } from './step-count.ts'
export { traceNames, type TraceNamesState } from './trace-names.ts'
