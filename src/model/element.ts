/** What travels through a channel. Flink: StreamElement, and the events of the network stack. */
import type { CheckpointId, ElementId, EventTime, KeyGroup, VirtualTime } from './ids.ts'

/** A record on its way. `key` is set on hash-partitioned edges only. */
export interface RecordElement {
  readonly kind: 'record'
  readonly id: ElementId
  /** The source record it goes back to: what keeps colour and letter in the picture. */
  readonly origin: ElementId
  readonly value: unknown
  readonly timestamp: EventTime | null
  readonly key: unknown
  readonly keyGroup: KeyGroup
}

export interface WatermarkElement {
  readonly kind: 'watermark'
  readonly id: ElementId
  readonly watermark: EventTime
}

/** Whether receivers wait for watermarks of a sender. Flink: WatermarkStatus. */
export type WatermarkStatus = 'ACTIVE' | 'IDLE'

/** Tells receivers that a sender became idle, or active again. */
export interface WatermarkStatusElement {
  readonly kind: 'watermark-status'
  readonly id: ElementId
  readonly status: WatermarkStatus
}

/** How a barrier travels. Flink: CheckpointOptions.AlignmentType. */
export type BarrierAlignment =
  'aligned' | 'unaligned' | 'timeoutable' | 'at-least-once' | 'forced-aligned'

export interface BarrierElement {
  readonly kind: 'barrier'
  readonly id: ElementId
  readonly checkpoint: CheckpointId
  /** The JobManager's clock when it triggered: zero of start delay and aligned timeout. */
  readonly triggeredAt: VirtualTime
  readonly savepoint: boolean
  /** Whether the job stops with it: the task ends once it has completed. Flink: SnapshotType.isSynchronous. */
  readonly synchronous?: boolean
  /** Whether it shares no file with an older one. Flink: FULL_CHECKPOINT. */
  readonly full?: boolean
  /** A savepoint in the form of the backend, in files of its own. Flink: SavepointFormatType.NATIVE. */
  readonly native?: boolean
  readonly alignment: BarrierAlignment
}

/** Flink: CancelCheckpointMarker. */
export interface CancelMarkerElement {
  readonly kind: 'cancel-marker'
  readonly id: ElementId
  readonly checkpoint: CheckpointId
}

/**
 * The sender's operators have finished, or were stopped with a savepoint: no record follows, only
 * barriers. `drain`: it is the end of the input, not a pause of it. Flink: EndOfData, StopMode.
 */
export interface EndOfDataElement {
  readonly kind: 'end-of-data'
  readonly id: ElementId
  readonly drain: boolean
}

/** The sender is done, and nothing follows at all. Flink: EndOfPartitionEvent. */
export interface EndOfPartitionElement {
  readonly kind: 'end-of-partition'
  readonly id: ElementId
}

export type StreamElement =
  | RecordElement
  | WatermarkElement
  | WatermarkStatusElement
  | BarrierElement
  | CancelMarkerElement
  | EndOfDataElement
  | EndOfPartitionElement
