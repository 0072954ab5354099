/** A window operator as the engine gets it: what assigns, fires, evicts, stores and computes. */
import type { AggregateFunction, ReduceFunction } from './aggregation.ts'
import type { Evictor } from './evictors.ts'
import type { Collector, RichFunction } from './functions.ts'
import type { Trigger } from './trigger.ts'
import type { WindowAssigner } from './window-assigners.ts'
import type { ProcessWindowContext } from './window-functions.ts'
import type { Window } from './windows.ts'

/** How a window keeps what was put into it (WIN-18): every record, or one value made of all. */
export type WindowContents =
  | { readonly kind: 'list' }
  | { readonly kind: 'reduce'; readonly fn: ReduceFunction<unknown> }
  | { readonly kind: 'aggregate'; readonly fn: AggregateFunction<unknown, unknown, unknown> }

/** What a window function is called with. Flink: InternalWindowFunction. */
export interface WindowCall {
  readonly key: unknown
  readonly context: ProcessWindowContext<Window>
  readonly elements: Iterable<unknown>
  readonly out: Collector<unknown>
}

/** The function behind the contents. Flink: InternalWindowFunction. */
export interface WindowCompute {
  /** Null for lambdas and where there is no function. */
  readonly rich: RichFunction | null
  process(call: WindowCall): void
  clear(context: ProcessWindowContext<Window>): void
}

/** Flink: what WindowOperatorBuilder builds an operator of. */
export interface WindowCode {
  readonly kind: 'window'
  readonly assigner: WindowAssigner<unknown, Window>
  readonly trigger: Trigger<unknown, Window>
  readonly evictor: Evictor<unknown, Window> | null
  /** ms of event time. */
  readonly allowedLateness: number
  /** Id of the side output that takes late records; null: they are dropped. */
  readonly lateTag: string | null
  readonly contents: WindowContents
  readonly compute: WindowCompute
}
