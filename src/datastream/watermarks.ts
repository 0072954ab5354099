/**
 * What a learner's own generator of watermarks is made of, and Flink's generators. Flink: package
 * org.apache.flink.api.common.eventtime.
 */
import { type EventTime, maxWatermark, minWatermark, MisuseError } from '../model/index.ts'
import { Duration } from './duration.ts'
import { checkedDuration } from './checked-duration.ts'

/** Says that no record with a timestamp up to its own is to be expected any more (WMK-1). Flink: Watermark. */
export class Watermark {
  /** The end of event time: what a source sends when it has ended. */
  static readonly MAX_WATERMARK = new Watermark(maxWatermark)
  readonly #timestamp: EventTime

  /** A watermark at `timestamp`, ms of event time. */
  constructor(timestamp: number) {
    if (!Number.isSafeInteger(timestamp)) {
      const got = typeof timestamp === 'number' ? String(timestamp) : typeof timestamp
      throw new MisuseError('watermark_not_whole', { got })
    }
    this.#timestamp = timestamp as EventTime
  }

  /** Its timestamp, ms of event time. */
  getTimestamp(): number {
    return this.#timestamp
  }
}

/** Where a generator's watermarks go. A watermark that is not higher than the last one is dropped (WMK-2). Flink: WatermarkOutput. */
export interface WatermarkOutput {
  /** Sends a watermark; an output that was idle is active again, if the watermark is higher (WMK-10). */
  emitWatermark(watermark: Watermark): void
  /** Receivers no longer wait for this output (WMK-9). */
  markIdle(): void
  /** Receivers wait for this output again. */
  markActive(): void
}

/** Makes watermarks: from records as they pass, or from time to time. Flink: WatermarkGenerator. */
export interface WatermarkGenerator<T> {
  /** Called for each record, after it went on; may look at it, remember it, or emit a watermark at once. */
  onEvent(event: T, eventTimestamp: number, output: WatermarkOutput): void
  /** Called every `pipeline.auto-watermark-interval`: 200 ms unless set (WMK-2). */
  onPeriodicEmit(output: WatermarkOutput): void
}

/** A clock that only tells how much time has passed. Flink: RelativeClock. */
export interface RelativeClock {
  /** Milliseconds since some moment in the past. */
  relativeTimeMillis(): number
}

/** What the maker of a generator is given. Flink: WatermarkGeneratorSupplier.Context. */
export interface WatermarkGeneratorContext {
  /** A clock that stands still while the task is back-pressured or waits for alignment (WMK-11). */
  getInputActivityClock(): RelativeClock
}

/** Makes a generator for each split, or for each subtask. Flink: WatermarkGeneratorSupplier. */
export interface WatermarkGeneratorSupplier<T> {
  /** A new generator, which nobody else uses. */
  createWatermarkGenerator(context: WatermarkGeneratorContext): WatermarkGenerator<T>
}

/** The highest timestamp so far, minus the bound, minus 1 ms (WMK-1). Flink: BoundedOutOfOrdernessWatermarks. */
export class BoundedOutOfOrdernessWatermarks<T> implements WatermarkGenerator<T> {
  readonly #bound: number
  #highest: number

  /** `maxOutOfOrderness`: how much older than the newest record one may be and still be on time. */
  constructor(maxOutOfOrderness: Duration) {
    const call = 'BoundedOutOfOrdernessWatermarks'
    this.#bound = checkedDuration(maxOutOfOrderness, call, 0)
    this.#highest = minWatermark + this.#bound + 1
  }

  /** Remembers the highest timestamp; emits nothing (WMK-2). */
  onEvent(_event: T, eventTimestamp: number): void {
    if (eventTimestamp > this.#highest) this.#highest = eventTimestamp
  }

  /** Emits the watermark as it is now. */
  onPeriodicEmit(output: WatermarkOutput): void {
    output.emitWatermark(new Watermark(this.#highest - this.#bound - 1))
  }
}

/** For timestamps that never go back: a bound of 0. Flink: AscendingTimestampsWatermarks. */
export class AscendingTimestampsWatermarks<T> extends BoundedOutOfOrdernessWatermarks<T> {
  /** A generator for timestamps that never go back. */
  constructor() {
    super(Duration.ofMillis(0))
  }
}

/** Makes none. Flink: NoWatermarksGenerator. */
export class NoWatermarksGenerator<T> implements WatermarkGenerator<T> {
  /** Does nothing. */
  onEvent(_event: T): void {
    // Event time stands still.
  }

  /** Does nothing. */
  onPeriodicEmit(_output: WatermarkOutput): void {
    // Event time stands still.
  }
}

/**
 * Marks the output idle when no record came for a while. The countdown begins at the first periodic
 * call that saw no record since the one before; the output is idle at the first call at which more
 * than the timeout has passed (WMK-9). Flink: WatermarksWithIdleness.
 */
export class WatermarksWithIdleness<T> implements WatermarkGenerator<T> {
  readonly #watermarks: WatermarkGenerator<T>
  readonly #timeout: number
  readonly #clock: RelativeClock
  #sawRecord = false
  /** When the countdown began; null: it does not run. */
  #inactiveSince: number | null = null
  #idle = false

  /** Adds idleness after `idleTimeout`, by `clock`, to another generator. */
  constructor(watermarks: WatermarkGenerator<T>, idleTimeout: Duration, clock: RelativeClock) {
    this.#watermarks = watermarks
    this.#timeout = checkedDuration(idleTimeout, 'WatermarksWithIdleness', 1)
    this.#clock = clock
  }

  /** Every record is activity, also one that moves no watermark. */
  onEvent(event: T, eventTimestamp: number, output: WatermarkOutput): void {
    this.#watermarks.onEvent(event, eventTimestamp, output)
    this.#sawRecord = true
    this.#idle = false
  }

  /** While idle, no watermark is made. */
  onPeriodicEmit(output: WatermarkOutput): void {
    if (!this.#timedOut()) {
      this.#watermarks.onPeriodicEmit(output)
    } else if (!this.#idle) {
      output.markIdle()
      this.#idle = true
    }
  }

  #timedOut(): boolean {
    if (this.#sawRecord) {
      this.#sawRecord = false
      this.#inactiveSince = null
      return false
    }
    const now = this.#clock.relativeTimeMillis()
    if (this.#inactiveSince === null) {
      this.#inactiveSince = now
      return false
    }
    return now - this.#inactiveSince > this.#timeout
  }
}
