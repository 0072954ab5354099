/** Triggers of contents, and those around others. Flink: CountTrigger, DeltaTrigger, PurgingTrigger, ProcessingTimeoutTrigger. */
import { MisuseError } from '../model/index.ts'
import { Duration } from './duration.ts'
import { ReducingStateDescriptor, ValueStateDescriptor } from './state-descriptors.ts'
import {
  isFire,
  isPurge,
  type OnMergeContext,
  Trigger,
  type TriggerContext,
  TriggerResult,
} from './trigger.ts'
import { type TypeInformation, Types } from './types.ts'
import { plusTime } from './window-time.ts'
import type { Window } from './windows.ts'

const count = new ReducingStateDescriptor<number>('count', (a, b) => a + b, Types.LONG)

/** Fires when a window has so many records (WIN-13). Flink: CountTrigger. */
export class CountTrigger extends Trigger<unknown, Window> {
  private readonly maxCount: number

  private constructor(maxCount: number) {
    super()
    this.maxCount = maxCount
  }

  /** Fires at every `maxCount` records, and not at the window's end. */
  static of(maxCount: number): CountTrigger {
    if (!Number.isSafeInteger(maxCount))
      throw new MisuseError('whole_number_expected', {
        what: 'CountTrigger.of',
        got: String(maxCount),
      })
    return new CountTrigger(maxCount)
  }

  /** See {@link Trigger.onElement}. */
  override onElement(
    _element: unknown,
    _timestamp: number,
    _window: Window,
    ctx: TriggerContext,
  ): TriggerResult {
    const counted = ctx.getPartitionedState(count)
    counted.add(1)
    if ((counted.get() ?? 0) < this.maxCount) return TriggerResult.CONTINUE
    counted.clear()
    return TriggerResult.FIRE
  }

  /** See {@link Trigger.onEventTime}. */
  override onEventTime(): TriggerResult {
    return TriggerResult.CONTINUE
  }

  /** See {@link Trigger.onProcessingTime}. */
  override onProcessingTime(): TriggerResult {
    return TriggerResult.CONTINUE
  }

  /** See {@link Trigger.canMerge}. */
  override canMerge(): boolean {
    return true
  }

  /** See {@link Trigger.onMerge}. */
  override onMerge(_window: Window, ctx: OnMergeContext): void {
    ctx.mergePartitionedState(count)
  }

  /** See {@link Trigger.clear}. */
  override clear(_window: Window, ctx: TriggerContext): void {
    ctx.getPartitionedState(count).clear()
  }

  /** As Flink writes it. */
  override toString(): string {
    return `CountTrigger(${this.maxCount})`
  }
}

/** How far apart two values are. Flink: DeltaFunction. */
export interface DeltaFunction<T> {
  /** The distance between them. */
  getDelta(oldDataPoint: T, newDataPoint: T): number
}

/** @internal A DeltaFunction of one, or of a lambda. */
export function deltaOf<T>(
  given: DeltaFunction<T> | ((oldDataPoint: T, newDataPoint: T) => number),
  call: string,
): DeltaFunction<T> {
  if (typeof given === 'function') return { getDelta: given }
  if (typeof (given as Partial<DeltaFunction<T>> | null)?.getDelta !== 'function')
    throw new MisuseError('function_expected', { call, example: '(a, b) => Math.abs(a - b)' })
  return given
}

/** Fires when a record is further than a threshold from the one that fired last (WIN-14). Flink: DeltaTrigger. */
export class DeltaTrigger<T> extends Trigger<T, Window> {
  private readonly threshold: number
  private readonly delta: DeltaFunction<T>
  private readonly last: ValueStateDescriptor<T>

  private constructor(threshold: number, delta: DeltaFunction<T>, type?: TypeInformation<T>) {
    super()
    this.threshold = threshold
    this.delta = delta
    this.last = new ValueStateDescriptor('last-element', type)
  }

  /** Fires when the distance to the record that fired last is greater than `threshold`. */
  static of<T>(
    threshold: number,
    deltaFunction: DeltaFunction<T> | ((oldDataPoint: T, newDataPoint: T) => number),
    type?: TypeInformation<T>,
  ): DeltaTrigger<T> {
    return new DeltaTrigger(threshold, deltaOf(deltaFunction, 'DeltaTrigger.of'), type)
  }

  /** See {@link Trigger.onElement}. */
  override onElement(
    element: T,
    _timestamp: number,
    _window: Window,
    ctx: TriggerContext,
  ): TriggerResult {
    const state = ctx.getPartitionedState(this.last)
    const last = state.value()
    if (last === null) {
      state.update(element)
      return TriggerResult.CONTINUE
    }
    if (!(this.delta.getDelta(last, element) > this.threshold)) return TriggerResult.CONTINUE
    state.update(element)
    return TriggerResult.FIRE
  }

  /** See {@link Trigger.onEventTime}. */
  override onEventTime(): TriggerResult {
    return TriggerResult.CONTINUE
  }

  /** See {@link Trigger.onProcessingTime}. */
  override onProcessingTime(): TriggerResult {
    return TriggerResult.CONTINUE
  }

  /** See {@link Trigger.clear}. */
  override clear(_window: Window, ctx: TriggerContext): void {
    ctx.getPartitionedState(this.last).clear()
  }

  /** As Flink writes it. */
  override toString(): string {
    return `DeltaTrigger(${this.threshold})`
  }
}

/** Throws the contents away whenever another trigger fires (WIN-15). Flink: PurgingTrigger. */
export class PurgingTrigger<T, W extends Window> extends Trigger<T, W> {
  private readonly nested: Trigger<T, W>

  private constructor(nested: Trigger<T, W>) {
    super()
    this.nested = nested
  }

  /** As `nestedTrigger`, but what has fired is thrown away. */
  static of<T, W extends Window>(nestedTrigger: Trigger<T, W>): PurgingTrigger<T, W> {
    return new PurgingTrigger(needTrigger(nestedTrigger, 'PurgingTrigger.of'))
  }

  /** See {@link Trigger.onElement}. */
  override onElement(element: T, timestamp: number, window: W, ctx: TriggerContext): TriggerResult {
    return purging(this.nested.onElement(element, timestamp, window, ctx))
  }

  /** See {@link Trigger.onEventTime}. */
  override onEventTime(time: number, window: W, ctx: TriggerContext): TriggerResult {
    return purging(this.nested.onEventTime(time, window, ctx))
  }

  /** See {@link Trigger.onProcessingTime}. */
  override onProcessingTime(time: number, window: W, ctx: TriggerContext): TriggerResult {
    return purging(this.nested.onProcessingTime(time, window, ctx))
  }

  /** See {@link Trigger.canMerge}. */
  override canMerge(): boolean {
    return this.nested.canMerge()
  }

  /** See {@link Trigger.onMerge}. */
  override onMerge(window: W, ctx: OnMergeContext): void {
    this.nested.onMerge(window, ctx)
  }

  /** See {@link Trigger.clear}. */
  override clear(window: W, ctx: TriggerContext): void {
    this.nested.clear(window, ctx)
  }

  /** As Flink writes it. */
  override toString(): string {
    return `PurgingTrigger(${this.nested.toString()})`
  }
}

function purging(result: TriggerResult): TriggerResult {
  return isFire(result) ? TriggerResult.FIRE_AND_PURGE : result
}

/** @internal The trigger itself, seen to be one. */
export function needTrigger<R>(given: R, call: string): R {
  if (!(given instanceof Trigger)) throw new MisuseError('trigger_expected', { call })
  return given
}

const timeout = new ValueStateDescriptor<number>('timeout', Types.LONG)

/** Fires at the latest so long after a record, whatever another trigger says. Flink: ProcessingTimeoutTrigger. */
export class ProcessingTimeoutTrigger<T, W extends Window> extends Trigger<T, W> {
  private readonly nested: Trigger<T, W>
  private readonly interval: number
  private readonly resetTimerOnNewRecord: boolean
  private readonly shouldClearOnTimeout: boolean

  private constructor(
    nested: Trigger<T, W>,
    interval: number,
    flags: { readonly reset: boolean; readonly clear: boolean },
  ) {
    super()
    this.nested = nested
    this.interval = interval
    this.resetTimerOnNewRecord = flags.reset
    this.shouldClearOnTimeout = flags.clear
  }

  /**
   * As `nestedTrigger`, and besides when no record came for `timeout` of the wall clock.
   *
   * @param resetTimerOnNewRecord whether each record begins the wait anew
   * @param shouldClearOnTimeout whether the nested trigger forgets what it counted
   */
  static of<T, W extends Window>(
    nestedTrigger: Trigger<T, W>,
    timeout: Duration,
    resetTimerOnNewRecord = false,
    shouldClearOnTimeout = true,
  ): ProcessingTimeoutTrigger<T, W> {
    const call = 'ProcessingTimeoutTrigger.of'
    if (!(timeout instanceof Duration)) throw new MisuseError('duration_expected', { what: call })
    return new ProcessingTimeoutTrigger(needTrigger(nestedTrigger, call), timeout.toMillis(), {
      reset: resetTimerOnNewRecord,
      clear: shouldClearOnTimeout,
    })
  }

  /** See {@link Trigger.onElement}. */
  override onElement(element: T, timestamp: number, window: W, ctx: TriggerContext): TriggerResult {
    const result = this.nested.onElement(element, timestamp, window, ctx)
    if (isFire(result)) {
      this.clear(window, ctx)
      return result
    }
    const state = ctx.getPartitionedState(timeout)
    let at = state.value()
    if (at !== null && this.resetTimerOnNewRecord) {
      ctx.deleteProcessingTimeTimer(at)
      state.clear()
      at = null
    }
    if (at === null) {
      const next = plusTime(ctx.getCurrentProcessingTime(), this.interval)
      state.update(next)
      ctx.registerProcessingTimeTimer(next)
    }
    return result
  }

  /** See {@link Trigger.onEventTime}. */
  override onEventTime(time: number, window: W, ctx: TriggerContext): TriggerResult {
    return this.timedOut(this.nested.onEventTime(time, window, ctx), window, ctx)
  }

  /** See {@link Trigger.onProcessingTime}. */
  override onProcessingTime(time: number, window: W, ctx: TriggerContext): TriggerResult {
    return this.timedOut(this.nested.onProcessingTime(time, window, ctx), window, ctx)
  }

  /** See {@link Trigger.canMerge}. */
  override canMerge(): boolean {
    return false
  }

  /** See {@link Trigger.clear}. */
  override clear(window: W, ctx: TriggerContext): void {
    const state = ctx.getPartitionedState(timeout)
    const at = state.value()
    if (at !== null) {
      ctx.deleteProcessingTimeTimer(at)
      state.clear()
    }
    this.nested.clear(window, ctx)
  }

  private timedOut(result: TriggerResult, window: W, ctx: TriggerContext): TriggerResult {
    if (this.shouldClearOnTimeout) this.clear(window, ctx)
    return isPurge(result) ? TriggerResult.FIRE_AND_PURGE : TriggerResult.FIRE
  }

  /** As Flink writes it. */
  override toString(): string {
    return `TimeoutTrigger(${this.nested.toString()})`
  }
}
