/** Functions with two inputs. Flink: org.apache.flink.streaming.api.functions.co. */
import {
  AbstractRichFunction,
  type Collector,
  type KeyedContext,
  type OnTimerContext,
  type ProcessContext,
} from './functions.ts'

/** One record out for each record in, of either input. Flink: CoMapFunction. */
export interface CoMapFunction<IN1, IN2, O> {
  /** What takes the place of a record of the first input. */
  map1(value: IN1): O
  /** What takes the place of a record of the second input. */
  map2(value: IN2): O
}

/** Any number of records out for each record in, of either input. Flink: CoFlatMapFunction. */
export interface CoFlatMapFunction<IN1, IN2, O> {
  /** Emits what a record of the first input becomes. */
  flatMap1(value: IN1, out: Collector<O>): void
  /** Emits what a record of the second input becomes. */
  flatMap2(value: IN2, out: Collector<O>): void
}

/** A {@link CoMapFunction} with `open`, `close` and a runtime context. Flink: RichCoMapFunction. */
export abstract class RichCoMapFunction<IN1, IN2, O>
  extends AbstractRichFunction
  implements CoMapFunction<IN1, IN2, O>
{
  /** What takes the place of a record of the first input. */
  abstract map1(value: IN1): O
  /** What takes the place of a record of the second input. */
  abstract map2(value: IN2): O
}

/** A {@link CoFlatMapFunction} with `open`, `close` and a runtime context. Flink: RichCoFlatMapFunction. */
export abstract class RichCoFlatMapFunction<IN1, IN2, O>
  extends AbstractRichFunction
  implements CoFlatMapFunction<IN1, IN2, O>
{
  /** Emits what a record of the first input becomes. */
  abstract flatMap1(value: IN1, out: Collector<O>): void
  /** Emits what a record of the second input becomes. */
  abstract flatMap2(value: IN2, out: Collector<O>): void
}

/**
 * Sees every record of two streams, in no particular order between them (DEP-8). Flink:
 * CoProcessFunction. Its class is another one on keyed streams: {@link KeyedCoProcessFunction}.
 */
export abstract class CoProcessFunction<IN1, IN2, O> extends AbstractRichFunction {
  /** Exists for the compiler alone: a function of keyed streams is another class. */
  declare protected readonly isNotKeyed: true

  /** Called for each record of the first input. */
  abstract processElement1(value: IN1, ctx: ProcessContext, out: Collector<O>): void

  /** Called for each record of the second input. */
  abstract processElement2(value: IN2, ctx: ProcessContext, out: Collector<O>): void
}

/**
 * Sees every record of two streams keyed alike; both inputs share one state and one set of timers
 * per key (DEP-8). Flink: KeyedCoProcessFunction.
 */
export abstract class KeyedCoProcessFunction<K, IN1, IN2, O> extends AbstractRichFunction {
  /** Called for each record of the first input, with its key current. */
  abstract processElement1(value: IN1, ctx: KeyedContext<K>, out: Collector<O>): void

  /** Called for each record of the second input, with its key current. */
  abstract processElement2(value: IN2, ctx: KeyedContext<K>, out: Collector<O>): void

  /** Called when a timer is due, with the timer's key current. `timestamp` is the timer's, in ms. */
  onTimer(_timestamp: number, _ctx: OnTimerContext<K>, _out: Collector<O>): void {
    // Nothing to do unless a subclass registers timers.
  }
}
