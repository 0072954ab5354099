/** What happened in a run, and nothing about how it is shown. */
export { decodeBatch, encodeBatch } from './codec.ts'
export { batchEncoder } from './encode.ts'
export { type Row, rows } from './rows.ts'
export type { FactKind, TraceEvent, TraceFact } from './event.ts'
export type { FailurePlace } from './fact/task.ts'
export { TraceHash } from './hash.ts'
export { TraceLog, type Trace, type TraceSink } from './log.ts'
export { TraceNames } from './names.ts'
export {
  longestNarration,
  narrate,
  type Narration,
  type NarrationPart,
  stepOf,
} from './narration.ts'
export { entriesAnEvent, type RestoredEntries, type SnapshotContent } from './shapes.ts'
export type { Glyph, StepClass } from './telling/telling.ts'
export { transcriptLine, transcriptOf } from './transcript.ts'
