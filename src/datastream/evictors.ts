/** What is taken out of a window around its firing. Flink: Evictor, CountEvictor, TimeEvictor, DeltaEvictor. */
import { MisuseError } from '../model/index.ts'
import { Duration } from './duration.ts'
import type { StateIterable } from './state.ts'
import { deltaOf, type DeltaFunction } from './triggers.ts'
import type { Window } from './windows.ts'

/** A record in a window, with its event time. Flink: TimestampedValue. */
export interface TimestampedValue<T> {
  /** The record. */
  getValue(): T
  /** Its event time in ms; where it has none, the smallest there is. */
  getTimestamp(): number
  /** Whether it has an event time. */
  hasTimestamp(): boolean
}

/** What an evictor may ask. Flink: Evictor.EvictorContext. */
export interface EvictorContext {
  /** The simulated cluster's wall clock, in ms. */
  getCurrentProcessingTime(): number
  /** How far event time has come in this subtask. */
  getCurrentWatermark(): number
}

/** Takes records out of a window before or after its function runs (WIN-16). Flink: Evictor. */
export abstract class Evictor<T, W extends Window> {
  /** Called before the function runs; what `elements.iterator().remove()` takes out is gone. */
  abstract evictBefore(
    elements: StateIterable<TimestampedValue<T>>,
    size: number,
    window: W,
    evictorContext: EvictorContext,
  ): void

  /** Called after the function has run. */
  abstract evictAfter(
    elements: StateIterable<TimestampedValue<T>>,
    size: number,
    window: W,
    evictorContext: EvictorContext,
  ): void

  /** As Flink writes it. */
  toString(): string {
    return this.constructor.name
  }
}

/** What Flink's own evictors share: one way to evict, before or after. The class is Barrier Lab's own. */
export abstract class OneWayEvictor<T> extends Evictor<T, Window> {
  private readonly doEvictAfter: boolean

  /** @internal */
  protected constructor(doEvictAfter: boolean) {
    super()
    this.doEvictAfter = doEvictAfter
  }

  /** See {@link Evictor.evictBefore}. */
  override evictBefore(elements: StateIterable<TimestampedValue<T>>, size: number): void {
    if (!this.doEvictAfter) this.evict(elements, size)
  }

  /** See {@link Evictor.evictAfter}. */
  override evictAfter(elements: StateIterable<TimestampedValue<T>>, size: number): void {
    if (this.doEvictAfter) this.evict(elements, size)
  }

  /** @internal */
  protected abstract evict(elements: StateIterable<TimestampedValue<T>>, size: number): void
}

/** Keeps so many records, the newest (WIN-16). Flink: CountEvictor. */
export class CountEvictor extends OneWayEvictor<unknown> {
  private readonly maxCount: number

  private constructor(maxCount: number, doEvictAfter: boolean) {
    super(doEvictAfter)
    this.maxCount = maxCount
  }

  /** Drops records from the front until there are `maxCount`. */
  static of(maxCount: number, doEvictAfter = false): CountEvictor {
    if (!Number.isSafeInteger(maxCount))
      throw new MisuseError('whole_number_expected', {
        what: 'CountEvictor.of',
        got: String(maxCount),
      })
    return new CountEvictor(maxCount, doEvictAfter)
  }

  /** @internal */
  protected override evict(elements: StateIterable<TimestampedValue<unknown>>, size: number): void {
    const iterator = elements.iterator()
    for (let surplus = size - this.maxCount; surplus > 0 && iterator.hasNext(); surplus--) {
      iterator.next()
      iterator.remove()
    }
  }

  /** As Flink writes it. */
  override toString(): string {
    return `CountEvictor(${this.maxCount})`
  }
}

/** Keeps records of the last so many ms, counted from the newest (WIN-16). Flink: TimeEvictor. */
export class TimeEvictor extends OneWayEvictor<unknown> {
  private readonly windowSize: number

  private constructor(windowSize: number, doEvictAfter: boolean) {
    super(doEvictAfter)
    this.windowSize = windowSize
  }

  /** Drops records as old as `windowSize` before the newest, or older. */
  static of(windowSize: Duration, doEvictAfter = false): TimeEvictor {
    if (!(windowSize instanceof Duration))
      throw new MisuseError('duration_expected', { what: 'TimeEvictor.of' })
    return new TimeEvictor(windowSize.toMillis(), doEvictAfter)
  }

  /** @internal */
  protected override evict(elements: StateIterable<TimestampedValue<unknown>>): void {
    const times = [...elements]
    if (times[0]?.hasTimestamp() !== true) return
    const newest = times.reduce((most, one) => Math.max(most, one.getTimestamp()), -Infinity)
    removeWhere(elements, (element) => element.getTimestamp() <= newest - this.windowSize)
  }

  /** As Flink writes it. */
  override toString(): string {
    return `TimeEvictor(${this.windowSize})`
  }
}

/** Keeps records that are near the newest by a distance of yours (WIN-16). Flink: DeltaEvictor. */
export class DeltaEvictor<T> extends OneWayEvictor<T> {
  private readonly threshold: number
  private readonly delta: DeltaFunction<T>

  private constructor(threshold: number, delta: DeltaFunction<T>, doEvictAfter: boolean) {
    super(doEvictAfter)
    this.threshold = threshold
    this.delta = delta
  }

  /** Drops records whose distance to the last one is `threshold` or more. */
  static of<T>(
    threshold: number,
    deltaFunction: DeltaFunction<T> | ((oldDataPoint: T, newDataPoint: T) => number),
    doEvictAfter = false,
  ): DeltaEvictor<T> {
    return new DeltaEvictor(threshold, deltaOf(deltaFunction, 'DeltaEvictor.of'), doEvictAfter)
  }

  /** @internal */
  protected override evict(elements: StateIterable<TimestampedValue<T>>): void {
    const last = [...elements].at(-1)
    if (last === undefined) return
    const reaches = (element: TimestampedValue<T>) =>
      this.delta.getDelta(element.getValue(), last.getValue()) >= this.threshold
    removeWhere(elements, reaches)
  }

  /** As Flink writes it. */
  override toString(): string {
    return `DeltaEvictor(${this.threshold})`
  }
}

function removeWhere<T>(
  elements: StateIterable<TimestampedValue<T>>,
  unwanted: (element: TimestampedValue<T>) => boolean,
): void {
  const iterator = elements.iterator()
  while (iterator.hasNext()) if (unwanted(iterator.next())) iterator.remove()
}
