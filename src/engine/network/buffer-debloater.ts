/**
 * How much may be in flight to a task so that it is consumed within a target time, as pure numbers.
 * Flink: ThroughputCalculator, BufferSizeEMA, BufferDebloater.
 * Simplified: Flink makes buffers smaller; here a buffer holds one element, so channels have fewer of them.
 */
import type { DebloatSettings } from '../../model/index.ts'

/** Records per second while there was something to do; time without input does not count. */
export class ThroughputCalculator {
  #records = 0
  /** Virtual ms measured in this period. */
  #measured = 0
  /** Null: not measuring. */
  #since: number | null = null
  #last = 0

  incoming(now: number): void {
    this.#since ??= now
    this.#records++
  }

  /** Nothing to read. */
  pause(now: number): void {
    if (this.#since !== null) this.#measured += now - this.#since
    this.#since = null
  }

  resume(now: number): void {
    this.#since ??= now
  }

  /** Of the period that ends now; the one before, if nothing was measured. */
  calculate(now: number): number {
    if (this.#since !== null) {
      this.#measured += now - this.#since
      this.#since = now
    }
    if (this.#measured > 0) this.#last = (this.#records / this.#measured) * 1_000
    this.#records = 0
    this.#measured = 0
    return this.#last
  }
}

/** What a period of measuring comes to. */
export interface Debloated {
  /** Places of each channel. */
  readonly places: number
  /** Virtual ms that what may be in flight takes to be consumed. */
  readonly timeToConsume: number
}

export class BufferDebloater {
  readonly #settings: DebloatSettings
  readonly #most: number
  readonly #alpha: number
  /** The moving average. */
  #average: number
  #announced: number

  /** `most`: places a channel has without it. */
  constructor(settings: DebloatSettings, most: number) {
    this.#settings = settings
    this.#most = most
    this.#alpha = 2 / (settings.samples + 1)
    this.#average = most
    this.#announced = most
  }

  /** Null: as good as before, nothing is announced. `channels`: how many have something in flight. */
  recalculate(throughput: number, channels: number): Debloated | null {
    const inUse = Math.max(1, channels)
    const desired = (throughput * this.#settings.target) / 1_000 / inUse
    // Not more than twice: it grows no faster than it shrinks.
    const wanted = Math.min(desired, 2 * this.#average)
    this.#average += this.#alpha * (wanted - this.#average)
    this.#average = Math.max(1, Math.min(this.#average, this.#most))
    const places = Math.round(this.#average)
    if (this.#isClose(places)) return null
    this.#announced = places
    const timeToConsume = Math.floor((places * inUse * 1_000) / Math.max(1, throughput))
    return { places, timeToConsume }
  }

  #isClose(places: number): boolean {
    if (places === this.#announced) return true
    if (places <= 1 || places >= this.#most) return false
    const delta = Math.floor(this.#announced * (this.#settings.threshold / 100))
    return Math.abs(places - this.#announced) < delta
  }
}
