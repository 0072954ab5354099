/** Questions about a run, answered by folding its trace. */
export * from './cluster-view.ts'
export type { KeyLabel } from './key-letters.ts'
export type { Projection } from './projection.ts'
export type { JobStatus, TaskStatus } from './status.ts'
