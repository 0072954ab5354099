/** What a receiver reads from its channels. Flink: Buffer, AbstractEvent. */
import type {
  BarrierElement,
  RecordElement,
  StreamElement,
  WatermarkElement,
  WatermarkStatusElement,
} from '../../model/index.ts'

/** What travels in buffers: it needs credit, and unaligned checkpoints persist it. */
export type DataElement = (RecordElement | WatermarkElement | WatermarkStatusElement) & {
  /** The channel of an earlier parallelism it was in (CK-224). Flink: SubtaskConnectionDescriptor. */
  readonly virtual?: string
}

/** Tells the receiver of a barrier that still waits behind data. Flink: EventAnnouncement. */
export interface AnnouncementElement {
  readonly kind: 'announcement'
  readonly barrier: BarrierElement
}

/** What a receiver reads: what was sent to it, and announcements of it. */
export type ReceivedElement = StreamElement | AnnouncementElement

/** Whether an element travels in a buffer. Flink: Buffer.isBuffer, in contrast to events. */
export function isData(element: ReceivedElement): element is DataElement {
  const { kind } = element
  return kind === 'record' || kind === 'watermark' || kind === 'watermark-status'
}
