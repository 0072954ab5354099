/** The two triggers of global windows. Flink: GlobalWindows.NeverTrigger, EndOfStreamTrigger. */
import { Trigger, type TriggerContext, TriggerResult } from './trigger.ts'
import type { GlobalWindow } from './windows.ts'

/** @internal Never fires. */
export class NeverTrigger extends Trigger<unknown, GlobalWindow> {
  /** See {@link Trigger.onElement}. */
  override onElement(): TriggerResult {
    return TriggerResult.CONTINUE
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
  override clear(): void {
    // There is nothing.
  }

  /** See {@link Trigger.onMerge}. */
  override onMerge(): void {
    // There is nothing.
  }
}

/** @internal Fires when the input has ended. */
export class EndOfStreamTrigger extends Trigger<unknown, GlobalWindow> {
  /** See {@link Trigger.onElement}. */
  override onElement(
    _element: unknown,
    _timestamp: number,
    window: GlobalWindow,
    ctx: TriggerContext,
  ): TriggerResult {
    ctx.registerEventTimeTimer(window.maxTimestamp())
    return TriggerResult.CONTINUE
  }

  /** See {@link Trigger.onEventTime}. */
  override onEventTime(time: number, window: GlobalWindow): TriggerResult {
    return time === window.maxTimestamp() ? TriggerResult.FIRE_AND_PURGE : TriggerResult.CONTINUE
  }

  /** See {@link Trigger.onProcessingTime}. */
  override onProcessingTime(): TriggerResult {
    return TriggerResult.CONTINUE
  }

  /** See {@link Trigger.clear}. */
  override clear(): void {
    // Its timer is at the end of time.
  }

  /** See {@link Trigger.onMerge}. */
  override onMerge(): void {
    // There is one window.
  }
}
