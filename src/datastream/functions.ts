/**
 * What a learner extends or implements. Flink: org.apache.flink.api.common.functions and
 * org.apache.flink.streaming.api.functions.
 */
import { MisuseError } from '../model/index.ts'
import type { OutputTag } from './output-tag.ts'
import { GuardedRuntimeContext, type RuntimeContext } from './runtime-context.ts'

/** Takes what an operator emits, one record at a time. Flink: Collector. */
export interface Collector<T> {
  /**
   * Emits a record. It is copied here, so changing the object afterwards changes nothing
   * (Flink: object reuse is off).
   */
  collect(record: T): void
}

/** What `open` is given. Flink: OpenContext (since 1.19 in place of Configuration); it is empty. */
export type OpenContext = Readonly<Record<never, never>>

/** A function with a life: opened before its first record, closed after its last. Flink: RichFunction. */
export interface RichFunction {
  /** Called once for each attempt of each subtask, before any record. The place to get state. */
  open(openContext: OpenContext): void
  /** Called when the subtask ends, also after a failure. */
  close(): void
  /** Where state and the subtask's number come from; there from `open` on. */
  getRuntimeContext(): RuntimeContext
  /** Called by the engine before `open`. */
  setRuntimeContext(context: RuntimeContext): void
}

/** One record in, one record out. Flink: MapFunction. */
export interface MapFunction<T, O> {
  /** The record that takes the place of `value`. */
  map(value: T): O
}

/** Decides which records go on. Flink: FilterFunction. */
export interface FilterFunction<T> {
  /** Whether `value` goes on. */
  filter(value: T): boolean
}

/** One record in, any number out. Flink: FlatMapFunction. */
export interface FlatMapFunction<T, O> {
  /** Emits what `value` becomes into `out`. */
  flatMap(value: T, out: Collector<O>): void
}

/** Finds the key of a record. Flink: KeySelector. It must give the same key every time it is asked. */
export interface KeySelector<T, K> {
  /** The key of `value`: a string, a number, a boolean or a plain object; never null (KEY-4). */
  getKey(value: T): K
}

/** Chooses a record's channel by its key. Flink: Partitioner. */
export interface Partitioner<K> {
  /** A number from 0 to `numPartitions - 1`; anything else fails the task. */
  partition(key: K, numPartitions: number): number
}

// Not a field: fields are copied for every subtask, and a context belongs to one subtask alone.
const contexts = new WeakMap<object, RuntimeContext>()

/** The common part of functions with a life. Flink: AbstractRichFunction. */
export abstract class AbstractRichFunction implements RichFunction {
  /** Called once for each attempt of each subtask, before any record. The place to get state. */
  open(_openContext: OpenContext): void {
    // Nothing to open unless a subclass has something.
  }

  /** Called when the subtask ends, also after a failure. */
  close(): void {
    // Nothing to close unless a subclass has something.
  }

  /** Where state and the subtask's number come from; there from `open` on, not in the constructor. */
  getRuntimeContext(): RuntimeContext {
    const context = contexts.get(this)
    if (context === undefined) throw new MisuseError('runtime_context_missing')
    return context
  }

  /** Called by the engine before `open`. */
  setRuntimeContext(context: RuntimeContext): void {
    contexts.set(this, new GuardedRuntimeContext(context))
  }
}

/** A {@link MapFunction} with `open`, `close` and a runtime context. Flink: RichMapFunction. */
export abstract class RichMapFunction<T, O>
  extends AbstractRichFunction
  implements MapFunction<T, O>
{
  /** The record that takes the place of `value`. */
  abstract map(value: T): O
}

/** A {@link FilterFunction} with `open`, `close` and a runtime context. Flink: RichFilterFunction. */
export abstract class RichFilterFunction<T>
  extends AbstractRichFunction
  implements FilterFunction<T>
{
  /** Whether `value` goes on. */
  abstract filter(value: T): boolean
}

/** A {@link FlatMapFunction} with `open`, `close` and a runtime context. Flink: RichFlatMapFunction. */
export abstract class RichFlatMapFunction<T, O>
  extends AbstractRichFunction
  implements FlatMapFunction<T, O>
{
  /** Emits what `value` becomes into `out`. */
  abstract flatMap(value: T, out: Collector<O>): void
}

/** Which of the two clocks a timer follows. Flink: TimeDomain. */
export type TimeDomain = 'EVENT_TIME' | 'PROCESSING_TIME'

/** Both clocks, and timers on them. Flink: TimerService. All times are milliseconds. */
export interface TimerService {
  /** The simulated cluster's wall clock. */
  currentProcessingTime(): number
  /** How far event time has come in this subtask. */
  currentWatermark(): number
  /**
   * Calls `onTimer` for the current key once the watermark reaches `time`; at most once per key and time.
   *
   * @throws timers_without_key, timer_timestamp
   */
  registerEventTimeTimer(time: number): void
  /**
   * Calls `onTimer` for the current key once the wall clock reaches `time`; at most once per key and time.
   *
   * @throws timers_without_key, timer_timestamp
   */
  registerProcessingTimeTimer(time: number): void
  /** Forgets the current key's event-time timer at exactly `time`, if there is one. */
  deleteEventTimeTimer(time: number): void
  /** Forgets the current key's processing-time timer at exactly `time`, if there is one. */
  deleteProcessingTimeTimer(time: number): void
}

/** What a {@link ProcessFunction} is told about its record. Flink: ProcessFunction.Context. */
export interface ProcessContext {
  /** The record's event time in ms, or null when it has none. */
  timestamp(): number | null
  /** The clocks. Timers need a keyed stream. */
  timerService(): TimerService
  /** Emits into a side output, which `getSideOutput(tag)` reads; with the record's timestamp. */
  output<X>(outputTag: OutputTag<X>, value: X): void
}

/** What a {@link KeyedProcessFunction} is told about its record. Flink: KeyedProcessFunction.Context. */
export interface KeyedContext<K> extends ProcessContext {
  /** The key of the record at hand. */
  getCurrentKey(): K
}

/** What `onTimer` is told. Flink: KeyedProcessFunction.OnTimerContext. */
export interface OnTimerContext<K> extends KeyedContext<K> {
  /** Which clock the timer followed. */
  timeDomain(): TimeDomain
}

/** Sees every record, and may emit any number. Flink: ProcessFunction. */
export abstract class ProcessFunction<T, O> extends AbstractRichFunction {
  /** Exists for the compiler alone: a function of a keyed stream is another class. */
  declare protected readonly isNotKeyed: true

  /** Called for each record; emits what it becomes into `out`. */
  abstract processElement(value: T, ctx: ProcessContext, out: Collector<O>): void
}

/** Sees every record of a keyed stream, with state and timers per key. Flink: KeyedProcessFunction. */
export abstract class KeyedProcessFunction<K, T, O> extends AbstractRichFunction {
  /** Called for each record, with its key current; emits what it becomes into `out`. */
  abstract processElement(value: T, ctx: KeyedContext<K>, out: Collector<O>): void

  /** Called when a timer is due, with the timer's key current. `timestamp` is the timer's, in ms. */
  onTimer(_timestamp: number, _ctx: OnTimerContext<K>, _out: Collector<O>): void {
    // Nothing to do unless a subclass registers timers.
  }
}
