/** When a window's result is emitted. Flink: Trigger, TriggerResult. */
import { MisuseError } from '../model/index.ts'
import type {
  ReducingStateDescriptor,
  StateDescriptor,
  ValueStateDescriptor,
} from './state-descriptors.ts'
import type {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
} from './state-descriptors.ts'
import type { AggregatingState, ListState, MapState, ReducingState, ValueState } from './state.ts'
import type { Window } from './windows.ts'

/** What a trigger answers. Flink: TriggerResult. */
export const TriggerResult = Object.freeze({
  /** Nothing happens. */
  CONTINUE: 'CONTINUE',
  /** The window's function runs and its result is emitted; the contents stay. */
  FIRE: 'FIRE',
  /** The contents are thrown away; nothing is emitted. */
  PURGE: 'PURGE',
  /** The result is emitted, then the contents are thrown away. */
  FIRE_AND_PURGE: 'FIRE_AND_PURGE',
} as const)

/** What a trigger answers. Flink: TriggerResult. */
export type TriggerResult = (typeof TriggerResult)[keyof typeof TriggerResult]

/** @internal Flink: TriggerResult.isFire. */
export function isFire(result: TriggerResult): boolean {
  return result === 'FIRE' || result === 'FIRE_AND_PURGE'
}

/** @internal Flink: TriggerResult.isPurge. */
export function isPurge(result: TriggerResult): boolean {
  return result === 'PURGE' || result === 'FIRE_AND_PURGE'
}

/** State of the key and namespace at hand, by its descriptor. Flink: Trigger.TriggerContext.getPartitionedState. */
export interface GetPartitionedState {
  <T>(stateDescriptor: ValueStateDescriptor<T>): ValueState<T>
  <T>(stateDescriptor: ReducingStateDescriptor<T>): ReducingState<T>
  <IN, ACC, OUT>(
    stateDescriptor: AggregatingStateDescriptor<IN, ACC, OUT>,
  ): AggregatingState<IN, OUT>
  <T>(stateDescriptor: ListStateDescriptor<T>): ListState<T>
  <UK, UV>(stateDescriptor: MapStateDescriptor<UK, UV>): MapState<UK, UV>
}

/** Clocks, timers and state of one key and window. Flink: Trigger.TriggerContext. All times are ms. */
export interface TriggerContext {
  /** The simulated cluster's wall clock. */
  getCurrentProcessingTime(): number
  /** How far event time has come in this subtask. */
  getCurrentWatermark(): number
  /** Calls `onProcessingTime` for this key and window once the wall clock reaches `time`. */
  registerProcessingTimeTimer(time: number): void
  /** Calls `onEventTime` for this key and window once the watermark reaches `time`. */
  registerEventTimeTimer(time: number): void
  /** Forgets this key and window's processing-time timer at exactly `time`. */
  deleteProcessingTimeTimer(time: number): void
  /** Forgets this key and window's event-time timer at exactly `time`. */
  deleteEventTimeTimer(time: number): void
  /** State of this key and window. */
  readonly getPartitionedState: GetPartitionedState
}

/** What `onMerge` is told besides. Flink: Trigger.OnMergeContext. */
export interface OnMergeContext extends TriggerContext {
  /** What the merged windows had in this state becomes the new window's. List, reducing or aggregating. */
  mergePartitionedState(stateDescriptor: StateDescriptor): void
}

/**
 * Decides for each window of each key when its result is emitted (WIN-12). What it must remember it
 * keeps in state: one trigger serves all windows. Flink: Trigger.
 */
export abstract class Trigger<T, W extends Window> {
  /** Called for each record that is put into the window; `timestamp` is the record's, in ms. */
  abstract onElement(element: T, timestamp: number, window: W, ctx: TriggerContext): TriggerResult

  /** Called when a processing-time timer of the window is due. */
  abstract onProcessingTime(time: number, window: W, ctx: TriggerContext): TriggerResult

  /** Called when an event-time timer of the window is due. */
  abstract onEventTime(time: number, window: W, ctx: TriggerContext): TriggerResult

  /** Whether it can be used with windows that merge; it then has an `onMerge`. */
  canMerge(): boolean {
    return false
  }

  /** Called when windows have become `window`: state is merged here, timers are set anew. */
  onMerge(_window: W, _ctx: OnMergeContext): void {
    throw new MisuseError('trigger_cannot_merge', { trigger: this.toString() })
  }

  /** Called when the window is thrown away: timers and state of the trigger must go. */
  abstract clear(window: W, ctx: TriggerContext): void

  /** As Flink writes it. */
  toString(): string {
    return this.constructor.name
  }
}
