/** A partition of the simulated Kafka as the cluster's view has it, with its records. */
import type { CheckpointId, SubtaskId, VirtualTime } from '../model/index.ts'
import type { KeyLabel } from './key-letters.ts'

export interface PartitionView {
  readonly topic: string
  readonly partition: number
  /** Records in the log; the offset the next one will get. */
  readonly end: number
  /** Null before it is assigned. */
  readonly reader: SubtaskId | null
  /** The next offset to read; null before it is assigned. */
  readonly next: number | null
  /** What the source committed to its consumer group; null before the first commit. */
  readonly committed: number | null
  /** One beyond the highest offset ever read: below it, a record that is read is read again. */
  readonly reached: number
  /** When a restore last took the reader back, and from which next offset; null before any. */
  readonly takenBack: { readonly at: VirtualTime; readonly from: number } | null
  /** Any record of the log, by offset. */
  readonly records: TapeRecords
  /** Where snapshots cut, oldest snapshot first; only those that are pending or on the shelf. */
  readonly marks: readonly { readonly checkpoint: CheckpointId; readonly offset: number }[]
}

/** The records of a partition by offset, from 0 to `length`. */
export interface TapeRecords {
  readonly length: number
  at(offset: number): TapeRecord | undefined
}

export interface TapeRecord {
  readonly key: string | null
  readonly label: KeyLabel | null
  readonly value: string
  readonly producedAt: VirtualTime
}
