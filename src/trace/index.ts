/** What happened in a run, and nothing about how it is shown. */
export { decodeBatch, encodeBatch } from './codec.ts'
export { batchEncoder } from './encode.ts'
export { type Row, rows } from './rows.ts'
export type { FactKind, TraceEvent, TraceFact } from './event.ts'
export type { FailurePlace } from './fact/task.ts'
export { TraceHash } from './hash.ts'
export { TraceLog, type Trace, type TraceSink } from './log.ts'
export { TraceNames } from './names.ts'
export { longestNarration, narrate, type Narration, type NarrationPart } from './narration.ts'
export {
  entriesAnEvent,
  type RestoredEntries,
  type SnapshotContent,
  type StoreFile,
} from './shapes.ts'
export { type Glyph, glyphOf, type StepClass, stepOf } from './steps.ts'
export { transcriptLine, transcriptOf } from './transcript.ts'
