/** What sees the pairs of an interval join. Flink: ProcessJoinFunction. */
import { AbstractRichFunction, type Collector } from './functions.ts'
import type { OutputTag } from './output-tag.ts'

/** What a {@link ProcessJoinFunction} is told of a pair. Flink: ProcessJoinFunction.Context. */
export interface JoinContext {
  /** The event time of the record of the first stream. */
  getLeftTimestamp(): number
  /** The event time of the record of the second stream. */
  getRightTimestamp(): number
  /** The later one of both, which the results have. */
  getTimestamp(): number
  /** Emits into a side output, which `getSideOutput(tag)` reads. */
  output<X>(outputTag: OutputTag<X>, value: X): void
}

/** Sees every pair of an interval join. Flink: ProcessJoinFunction. */
export abstract class ProcessJoinFunction<IN1, IN2, OUT> extends AbstractRichFunction {
  /** Called once for each pair; emits what it becomes into `out`. */
  abstract processElement(left: IN1, right: IN2, ctx: JoinContext, out: Collector<OUT>): void
}
