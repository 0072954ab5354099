/**
 * Data in flight as an unaligned snapshot holds it: a file for each end of a task, by channel, JSON at
 * a version. Flink: ChannelStateSerializer. What a record goes back to is this product's, and has no
 * share in its size.
 */
import { assert, encodeUtf8 } from '../../base/index.ts'
import type { EventTime, KeyGroup, WatermarkStatus } from '../../model/index.ts'
import type { DataElement } from '../network/element.ts'
import { fromWritten, toWritten } from './written-values.ts'

/** An element as it is written. */
export type WrittenElement =
  | {
      readonly record: unknown
      readonly timestamp: EventTime | null
      readonly key?: unknown
      readonly keyGroup?: KeyGroup
      /** The name of the source record it goes back to. */
      readonly from: string
    }
  | { readonly watermark: EventTime }
  | { readonly status: WatermarkStatus }

/** What was in flight in one channel, in its order. */
export interface ChannelData {
  /** The place of the edge among those of the task on this side. Flink: gateIdx, partitionIdx. */
  readonly edge: number
  /** The subtask at the other end, and how many there were of it. */
  readonly other: number
  readonly others: number
  readonly elements: readonly WrittenElement[]
}

/** `nameOf`: what a record goes back to, the same in every attempt. */
export function writtenElement(
  element: DataElement,
  nameOf: (origin: number) => string,
): WrittenElement {
  switch (element.kind) {
    case 'watermark':
      return { watermark: element.watermark }
    case 'watermark-status':
      return { status: element.status }
    case 'record': {
      const { value, timestamp, key, keyGroup, origin } = element
      const keyed = key === undefined ? {} : { key, keyGroup }
      return { record: value, timestamp, ...keyed, from: nameOf(origin) }
    }
  }
}

/** Bytes of an element. */
export function sizeOf(element: DataElement): number {
  return encodeUtf8(
    JSON.stringify({ ...writtenElement(element, () => ''), from: undefined }, toWritten),
  ).length
}

export function encodeInFlight(channels: readonly ChannelData[]): Uint8Array {
  return encodeUtf8(JSON.stringify({ version: 1, channels }, toWritten))
}

/** Reads what {@link encodeInFlight} wrote; its bytes were verified by checksum before. */
export function decodeInFlight(text: string): readonly ChannelData[] {
  const file = JSON.parse(text, fromWritten) as {
    version: number
    channels: readonly ChannelData[]
  }
  assert(file.version === 1, 'data in flight is of a version this engine reads')
  return file.channels
}
