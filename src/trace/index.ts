/** What happened in a run, and nothing about how it is shown. */
export { decodeBatch, encodeBatch, TraceDecodeError } from './codec.ts'
export { factKinds, factTable, type FactKind, type TraceEvent, type TraceFact } from './event.ts'
export type { FailurePlace } from './fact/task.ts'
export { TraceHash } from './hash.ts'
export { TraceLog, type Trace, type TraceSink } from './log.ts'
export type { SnapshotContent } from './shapes.ts'
