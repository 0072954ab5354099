/** Functions of joins and co-groups. Flink: JoinFunction, FlatJoinFunction, CoGroupFunction. */
import { AbstractRichFunction, type Collector } from './functions.ts'

/**
 * A record of either input of a join or co-group, as its trigger, evictor and window assigner see
 * it: its one field says which input it came from. Flink: CoGroupedStreams.TaggedUnion.
 */
export type TaggedUnion<T1, T2> =
  | {
      /** The record, where it came from the first input. */
      readonly one: T1
    }
  | {
      /** The record, where it came from the second input. */
      readonly two: T2
    }

/** One result for each pair of a join. Flink: JoinFunction. */
export interface JoinFunction<IN1, IN2, OUT> {
  /** What a record of the first input and one of the second make together. */
  join(first: IN1, second: IN2): OUT
}

/** Any number of results for each pair of a join. Flink: FlatJoinFunction. */
export interface FlatJoinFunction<IN1, IN2, OUT> {
  /** Emits what a record of the first input and one of the second make together. */
  join(first: IN1, second: IN2, out: Collector<OUT>): void
}

/** Any number of results for the records of both inputs with one key. Flink: CoGroupFunction. */
export interface CoGroupFunction<IN1, IN2, O> {
  /** Called once for each firing; one of the two groups may be empty. */
  coGroup(first: Iterable<IN1>, second: Iterable<IN2>, out: Collector<O>): void
}

/** A {@link JoinFunction} with `open`, `close` and a runtime context. Flink: RichJoinFunction. */
export abstract class RichJoinFunction<IN1, IN2, OUT>
  extends AbstractRichFunction
  implements JoinFunction<IN1, IN2, OUT>
{
  /** What a record of the first input and one of the second make together. */
  abstract join(first: IN1, second: IN2): OUT
}

/** A {@link FlatJoinFunction} with `open`, `close` and a runtime context. Flink: RichFlatJoinFunction. */
export abstract class RichFlatJoinFunction<IN1, IN2, OUT>
  extends AbstractRichFunction
  implements FlatJoinFunction<IN1, IN2, OUT>
{
  /** Emits what a record of the first input and one of the second make together. */
  abstract join(first: IN1, second: IN2, out: Collector<OUT>): void
}

/** A {@link CoGroupFunction} with `open`, `close` and a runtime context. Flink: RichCoGroupFunction. */
export abstract class RichCoGroupFunction<IN1, IN2, O>
  extends AbstractRichFunction
  implements CoGroupFunction<IN1, IN2, O>
{
  /** Called once for each firing; one of the two groups may be empty. */
  abstract coGroup(first: Iterable<IN1>, second: Iterable<IN2>, out: Collector<O>): void
}
