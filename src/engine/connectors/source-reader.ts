/** What differs between sources: which splits there are, when records are there, what they are. */
import type { CheckpointId, EventSeq, EventTime, VirtualTime } from '../../model/index.ts'
import type { SplitState } from '../state/piece.ts'

/** One split this reader reads: a partition, a file, a range. */
export interface Split {
  /** `topic-partition`, as messages and facts call it. */
  readonly name: string
  readonly topic: string
  readonly partition: number
  /** Of the next record to read. */
  offset: number
  /** The offset a bounded split ends at; null: it goes on for ever. */
  readonly stop: number | null
}

/** Takes a record and the timestamp its source gives it; null: none. */
export type EmitRecord = (value: unknown, timestamp: EventTime | null) => void

/** Which of its sources a reader reads. */
export interface SourceSuccession {
  /** Place of the source that is read; −1: none yet. */
  readonly current: number
  /** Whether the reader ends with it. */
  readonly isLast: boolean
  /** The reader of that source is made; the one before it is gone. */
  switchTo(index: number): void
}

/** The source's part in one subtask. Flink: SourceReader, with what its SplitEnumerator assigns. */
export interface SourceReader {
  /** Whether every split has watermarks of its own; otherwise the reader has them (WMK-3). */
  readonly splitsHaveWatermarks: boolean
  /** Whether single splits can stand still for watermark alignment. Flink: pauseOrResumeSplits. */
  readonly pausesSplits: boolean
  /** Whether it ends when all its splits have. */
  readonly bounded: boolean
  /** Whether its splits are part of snapshots. A source that cannot rewind has nothing to keep. */
  readonly rewinds: boolean
  /** Whether a split is begun only when the one before it has ended. */
  readonly oneSplitAtATime?: boolean
  /** Whether records have no timestamp at all, as those of a SourceFunction. */
  readonly givesNoTimestamps?: boolean
  /** Of a hybrid source: which of its sources it reads. Its splits come from the JobManager. */
  readonly succession?: SourceSuccession
  /** The splits a subtask begins with that restores none. */
  discover(): readonly SplitState[]
  /** When the split's next record is there; null: nobody knows. */
  availableAt(split: Split): VirtualTime | null
  /** What the next record looks like before it is deserialized. */
  preview(split: Split): { readonly key: string | null; readonly value: string }
  /** Reading the next record begins: it counts against a rate. */
  begin?(): void
  /** The timestamp of the next record as the source gives it; what was made for no record has it too. */
  read(split: Split, emit: EmitRecord): void
  /** Offsets that a completed checkpoint has made final. */
  checkpointCompleted?(
    checkpoint: CheckpointId,
    splits: readonly SplitState[],
    cause: EventSeq,
  ): void
}
