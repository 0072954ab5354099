/** Functions beside a broadcast stream. Flink: BroadcastProcessFunction, KeyedBroadcastProcessFunction. */
import {
  AbstractRichFunction,
  type Collector,
  type KeyedContext,
  type OnTimerContext,
  type TimerService,
} from './functions.ts'
import type { BroadcastState, ReadOnlyBroadcastState } from './operator-state.ts'
import type { OutputTag } from './output-tag.ts'
import type { MapStateDescriptor, StateDescriptor } from './state-descriptors.ts'

/** What both sides of a broadcast are told. Flink: BaseBroadcastProcessFunction.BaseContext. */
export interface BroadcastBaseContext {
  /** The record's event time in ms, or null when it has none. */
  timestamp(): number | null
  /** The simulated cluster's wall clock, in ms. */
  currentProcessingTime(): number
  /** How far event time has come in this subtask. */
  currentWatermark(): number
  /** Emits into a side output, with the record's timestamp. */
  output<X>(outputTag: OutputTag<X>, value: X): void
}

/** What the broadcast side is told: it may write. Flink: BroadcastProcessFunction.Context. */
export interface BroadcastContext extends BroadcastBaseContext {
  /** The broadcast state, to be changed alike in every subtask (OPS-5). */
  getBroadcastState<K, V>(stateDescriptor: MapStateDescriptor<K, V>): BroadcastState<K, V>
}

/** What the other side is told: it may read. Flink: BroadcastProcessFunction.ReadOnlyContext. */
export interface BroadcastReadOnlyContext extends BroadcastBaseContext {
  /** The broadcast state, to be read. */
  getBroadcastState<K, V>(stateDescriptor: MapStateDescriptor<K, V>): ReadOnlyBroadcastState<K, V>
}

/** What to do with the state of each key. Flink: KeyedStateFunction. */
export interface KeyedStateFunction<K, S> {
  /** Called with each key current, one after the other. */
  process(key: K, state: S): void
}

/** What the broadcast side is told beside a keyed stream. Flink: KeyedBroadcastProcessFunction.Context. */
export interface KeyedBroadcastContext<KS> extends BroadcastContext {
  /**
   * Calls `fn` for every key of this subtask that has an entry of the state, with that key current.
   * There is no other way to keyed state here: a broadcast record has no key (OPS-9).
   */
  applyToKeyedState<S>(
    stateDescriptor: StateDescriptor,
    fn: KeyedStateFunction<KS, S> | ((key: KS, state: S) => void),
  ): void
}

/** What the keyed side is told. Flink: KeyedBroadcastProcessFunction.ReadOnlyContext. */
export interface KeyedBroadcastReadOnlyContext<KS> extends BroadcastReadOnlyContext {
  /** The clocks, and timers of the current key. */
  timerService(): TimerService
  /** The key of the record at hand. */
  getCurrentKey(): KS
}

/** What `onTimer` is told. Flink: KeyedBroadcastProcessFunction.OnTimerContext. */
export interface KeyedBroadcastOnTimerContext<KS> extends KeyedBroadcastReadOnlyContext<KS> {
  /** Which clock the timer followed. */
  timeDomain(): ReturnType<OnTimerContext<KS>['timeDomain']>
}

/** Two inputs: records, and what is broadcast to all subtasks. Flink: BroadcastProcessFunction. */
export abstract class BroadcastProcessFunction<IN1, IN2, O> extends AbstractRichFunction {
  /** Exists for the compiler alone: a function beside a keyed stream is another class. */
  declare protected readonly isNotKeyed: true

  /** Called for each record of the stream that is not broadcast. */
  abstract processElement(value: IN1, ctx: BroadcastReadOnlyContext, out: Collector<O>): void

  /** Called in every subtask for each broadcast record. */
  abstract processBroadcastElement(value: IN2, ctx: BroadcastContext, out: Collector<O>): void
}

/** The same beside a keyed stream, with state and timers per key. Flink: KeyedBroadcastProcessFunction. */
export abstract class KeyedBroadcastProcessFunction<KS, IN1, IN2, O> extends AbstractRichFunction {
  /** Exists for the compiler alone: what the keys are. */
  declare protected readonly typeOfKeys: (key: KeyedContext<KS>) => void

  /** Called for each record of the keyed stream, with its key current. */
  abstract processElement(
    value: IN1,
    ctx: KeyedBroadcastReadOnlyContext<KS>,
    out: Collector<O>,
  ): void

  /** Called in every subtask for each broadcast record; there is no current key (OPS-9). */
  abstract processBroadcastElement(
    value: IN2,
    ctx: KeyedBroadcastContext<KS>,
    out: Collector<O>,
  ): void

  /** Called when a timer is due, with the timer's key current. `timestamp` is the timer's, in ms. */
  onTimer(_timestamp: number, _ctx: KeyedBroadcastOnTimerContext<KS>, _out: Collector<O>): void {
    // Nothing to do unless a subclass registers timers.
  }
}
