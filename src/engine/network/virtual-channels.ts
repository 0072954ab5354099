/**
 * A channel into which data of several channels of an earlier parallelism is read back. Its watermark
 * is the smallest of theirs, and it is idle when all are. Flink: DemultiplexingRecordDeserializer.
 */
import type { EventTime, WatermarkStatus } from '../../model/index.ts'

interface VirtualChannel {
  watermark: EventTime | null
  status: WatermarkStatus
}

export class VirtualChannels {
  readonly #channels: ReadonlyMap<string, VirtualChannel>
  /** Elements that were put back and not read yet. */
  #left = 0
  #isSenderDone = false

  /** `names`: of the channels there were. */
  constructor(names: readonly string[]) {
    this.#channels = new Map(names.map((name) => [name, { watermark: null, status: 'ACTIVE' }]))
  }

  /** Whether all that was in flight has been read. */
  get isOver(): boolean {
    return this.#isSenderDone && this.#left === 0
  }

  /** An element is in the receiver's queue, or in the sender's. */
  put(): void {
    this.#left++
  }

  /** The sender has put back all it had. Flink: EndOfChannelStateEvent. */
  senderDone(): void {
    this.#isSenderDone = true
  }

  /** The receiver has read one of them. */
  taken(): void {
    this.#left--
  }

  /** What the channel says when one of those it is made of does; null: nothing yet. */
  watermark(name: string, watermark: EventTime): EventTime | null {
    const channel = this.#channels.get(name)
    if (channel !== undefined) channel.watermark = watermark
    let least: EventTime = watermark
    for (const { watermark: one } of this.#channels.values()) {
      if (one === null) return null
      if (one < least) least = one
    }
    return least
  }

  status(name: string, status: WatermarkStatus): WatermarkStatus {
    const channel = this.#channels.get(name)
    if (channel !== undefined) channel.status = status
    return [...this.#channels.values()].some((one) => one.status === 'ACTIVE') ? 'ACTIVE' : 'IDLE'
  }
}
