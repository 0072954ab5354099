/** Triggers of a clock. Flink: EventTimeTrigger, ProcessingTimeTrigger and the continuous ones. */
import { MisuseError } from '../model/index.ts'
import { Duration } from './duration.ts'
import { ReducingStateDescriptor } from './state-descriptors.ts'
import { type OnMergeContext, Trigger, type TriggerContext, TriggerResult } from './trigger.ts'
import { Types } from './types.ts'
import { plusTime } from './window-time.ts'
import { TimeWindow, type Window } from './windows.ts'

/** Fires once the watermark is past the window, and for each late record (WIN-9). Flink: EventTimeTrigger. */
export class EventTimeTrigger extends Trigger<unknown, TimeWindow> {
  private constructor() {
    super()
  }

  /** The default of event-time windows. */
  static create(): EventTimeTrigger {
    return new EventTimeTrigger()
  }

  /** See {@link Trigger.onElement}. */
  override onElement(
    _element: unknown,
    _timestamp: number,
    window: TimeWindow,
    ctx: TriggerContext,
  ): TriggerResult {
    needTimeWindow(window, this)
    if (window.maxTimestamp() <= ctx.getCurrentWatermark()) return TriggerResult.FIRE
    ctx.registerEventTimeTimer(window.maxTimestamp())
    return TriggerResult.CONTINUE
  }

  /** See {@link Trigger.onEventTime}. */
  override onEventTime(time: number, window: TimeWindow): TriggerResult {
    return time === window.maxTimestamp() ? TriggerResult.FIRE : TriggerResult.CONTINUE
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
  override onMerge(window: TimeWindow, ctx: OnMergeContext): void {
    // A window that is past already fires with the record that merged it.
    if (window.maxTimestamp() > ctx.getCurrentWatermark())
      ctx.registerEventTimeTimer(window.maxTimestamp())
  }

  /** See {@link Trigger.clear}. */
  override clear(window: TimeWindow, ctx: TriggerContext): void {
    ctx.deleteEventTimeTimer(window.maxTimestamp())
  }
}

/** Fires once the wall clock is past the window (WIN-10). Flink: ProcessingTimeTrigger. */
export class ProcessingTimeTrigger extends Trigger<unknown, TimeWindow> {
  private constructor() {
    super()
  }

  /** The default of processing-time windows. */
  static create(): ProcessingTimeTrigger {
    return new ProcessingTimeTrigger()
  }

  /** See {@link Trigger.onElement}. */
  override onElement(
    _element: unknown,
    _timestamp: number,
    window: TimeWindow,
    ctx: TriggerContext,
  ): TriggerResult {
    needTimeWindow(window, this)
    ctx.registerProcessingTimeTimer(window.maxTimestamp())
    return TriggerResult.CONTINUE
  }

  /** See {@link Trigger.onEventTime}. */
  override onEventTime(): TriggerResult {
    return TriggerResult.CONTINUE
  }

  /** See {@link Trigger.onProcessingTime}. */
  override onProcessingTime(): TriggerResult {
    return TriggerResult.FIRE
  }

  /** See {@link Trigger.canMerge}. */
  override canMerge(): boolean {
    return true
  }

  /** See {@link Trigger.onMerge}. */
  override onMerge(window: TimeWindow, ctx: OnMergeContext): void {
    if (window.maxTimestamp() > ctx.getCurrentProcessingTime())
      ctx.registerProcessingTimeTimer(window.maxTimestamp())
  }

  /** See {@link Trigger.clear}. */
  override clear(window: TimeWindow, ctx: TriggerContext): void {
    ctx.deleteProcessingTimeTimer(window.maxTimestamp())
  }
}

/** Java would answer with a ClassCastException: these triggers are made for time windows. */
function needTimeWindow(window: Window, trigger: Trigger<unknown, TimeWindow>): void {
  if (!(window instanceof TimeWindow))
    throw new MisuseError('time_window_expected', { trigger: trigger.toString() })
}

function intervalOf(interval: unknown, trigger: string): number {
  if (!(interval instanceof Duration)) throw new MisuseError('duration_expected', { what: trigger })
  if (interval.toMillis() <= 0)
    throw new MisuseError('window_parameters', { assigner: trigger, rule: '0 < interval' })
  return interval.toMillis()
}

const fireTime = new ReducingStateDescriptor<number>('fire-time', Math.min, Types.LONG)

/** Fires every `interval` of event time, and at the window's end (WIN-11). Flink: ContinuousEventTimeTrigger. */
export class ContinuousEventTimeTrigger extends Trigger<unknown, Window> {
  private readonly interval: number

  private constructor(interval: number) {
    super()
    this.interval = interval
  }

  /** Fires whenever the watermark passes a multiple of `interval`. */
  static of(interval: Duration): ContinuousEventTimeTrigger {
    return new ContinuousEventTimeTrigger(intervalOf(interval, 'ContinuousEventTimeTrigger.of'))
  }

  /** See {@link Trigger.onElement}. */
  override onElement(
    _element: unknown,
    timestamp: number,
    window: Window,
    ctx: TriggerContext,
  ): TriggerResult {
    if (window.maxTimestamp() <= ctx.getCurrentWatermark()) return TriggerResult.FIRE
    ctx.registerEventTimeTimer(window.maxTimestamp())
    if (ctx.getPartitionedState(fireTime).get() === null)
      this.registerNext(timestamp - (timestamp % this.interval), window, ctx)
    return TriggerResult.CONTINUE
  }

  /** See {@link Trigger.onEventTime}. */
  override onEventTime(time: number, window: Window, ctx: TriggerContext): TriggerResult {
    if (time === window.maxTimestamp()) return TriggerResult.FIRE
    const next = ctx.getPartitionedState(fireTime)
    if (next.get() !== time) return TriggerResult.CONTINUE
    next.clear()
    this.registerNext(time, window, ctx)
    return TriggerResult.FIRE
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
    ctx.mergePartitionedState(fireTime)
    const next = ctx.getPartitionedState(fireTime).get()
    if (next !== null) ctx.registerEventTimeTimer(next)
  }

  /** See {@link Trigger.clear}. */
  override clear(_window: Window, ctx: TriggerContext): void {
    const next = ctx.getPartitionedState(fireTime)
    const at = next.get()
    if (at === null) return
    ctx.deleteEventTimeTimer(at)
    next.clear()
  }

  private registerNext(from: number, window: Window, ctx: TriggerContext): void {
    const at = Math.min(plusTime(from, this.interval), window.maxTimestamp())
    ctx.getPartitionedState(fireTime).add(at)
    ctx.registerEventTimeTimer(at)
  }

  /** As Flink writes it. */
  override toString(): string {
    return `ContinuousEventTimeTrigger(${this.interval})`
  }
}

/** Fires every `interval` of the wall clock (WIN-11). Flink: ContinuousProcessingTimeTrigger. */
export class ContinuousProcessingTimeTrigger extends Trigger<unknown, Window> {
  private readonly interval: number

  private constructor(interval: number) {
    super()
    this.interval = interval
  }

  /** Fires whenever the wall clock passes a multiple of `interval`. */
  static of(interval: Duration): ContinuousProcessingTimeTrigger {
    const millis = intervalOf(interval, 'ContinuousProcessingTimeTrigger.of')
    return new ContinuousProcessingTimeTrigger(millis)
  }

  /** See {@link Trigger.onElement}. */
  override onElement(
    _element: unknown,
    _timestamp: number,
    window: Window,
    ctx: TriggerContext,
  ): TriggerResult {
    const now = ctx.getCurrentProcessingTime()
    if (ctx.getPartitionedState(fireTime).get() === null)
      this.registerNext(now - (now % this.interval), window, ctx)
    return TriggerResult.CONTINUE
  }

  /** See {@link Trigger.onEventTime}. */
  override onEventTime(): TriggerResult {
    return TriggerResult.CONTINUE
  }

  /** See {@link Trigger.onProcessingTime}. */
  override onProcessingTime(time: number, window: Window, ctx: TriggerContext): TriggerResult {
    const next = ctx.getPartitionedState(fireTime)
    if (next.get() !== time) return TriggerResult.CONTINUE
    next.clear()
    this.registerNext(time, window, ctx)
    return TriggerResult.FIRE
  }

  /** See {@link Trigger.canMerge}. */
  override canMerge(): boolean {
    return true
  }

  /** See {@link Trigger.onMerge}. */
  override onMerge(_window: Window, ctx: OnMergeContext): void {
    ctx.mergePartitionedState(fireTime)
    const next = ctx.getPartitionedState(fireTime).get()
    if (next !== null) ctx.registerProcessingTimeTimer(next)
  }

  /** See {@link Trigger.clear}. */
  override clear(_window: Window, ctx: TriggerContext): void {
    const next = ctx.getPartitionedState(fireTime)
    const at = next.get()
    if (at === null) return
    ctx.deleteProcessingTimeTimer(at)
    next.clear()
  }

  private registerNext(from: number, window: Window, ctx: TriggerContext): void {
    const at = Math.min(plusTime(from, this.interval), window.maxTimestamp())
    ctx.getPartitionedState(fireTime).add(at)
    ctx.registerProcessingTimeTimer(at)
  }

  /** As Flink writes it. */
  override toString(): string {
    return `ContinuousProcessingTimeTrigger(${this.interval})`
  }
}
