/**
 * The event-time clock of a task with several input channels: the minimum over them.
 * Flink: StatusWatermarkValve. Left out: idle channels (WatermarkStatus); every channel counts.
 */
import { type EventTime, maxWatermark, minWatermark } from '../../model/index.ts'

export class WatermarkValve {
  readonly #channels: EventTime[]
  #current = minWatermark

  constructor(channels: number) {
    this.#channels = Array.from({ length: channels }, () => minWatermark)
  }

  get current(): EventTime {
    return this.#current
  }

  /** The new minimum when it moved, else null. A watermark that goes back on its channel is ignored. */
  advance(channel: number, watermark: EventTime): EventTime | null {
    if (watermark <= (this.#channels[channel] as EventTime)) return null
    this.#channels[channel] = watermark
    let minimum: EventTime = maxWatermark
    for (const at of this.#channels) if (at < minimum) minimum = at
    if (minimum <= this.#current) return null
    this.#current = minimum
    return minimum
  }
}

/** Makes watermarks from records. Flink: BoundedOutOfOrdernessWatermarks; monotonous is bound 0. */
export class BoundedOutOfOrdernessWatermarks {
  readonly #bound: number
  #highest: number

  /** `bound` in ms of event time. */
  constructor(bound: number) {
    this.#bound = bound
    this.#highest = minWatermark + bound + 1
  }

  onEvent(timestamp: EventTime): void {
    if (timestamp > this.#highest) this.#highest = timestamp
  }

  /** `highest timestamp − bound − 1`, or the minimum before any record. */
  get watermark(): EventTime {
    return (this.#highest - this.#bound - 1) as EventTime
  }
}
