/** Streams cut into windows. Flink: WindowedStream, AllWindowedStream. */
import type { AggregateFunction, ReduceFunction } from './aggregation.ts'
import type { Duration } from './duration.ts'
import type { Evictor } from './evictors.ts'
import type { OutputTag } from './output-tag.ts'
import { extremeOf, extremeRecord, sumOf } from './rolling.ts'
import { installRefusals } from './refusals.ts'
import { SingleOutputStreamOperator, type StreamParts } from './stream.ts'
import type { Trigger } from './trigger.ts'
import type { WindowAssigner } from './window-assigners.ts'
import type {
  AllWindowFunction,
  ProcessAllWindowFunction,
  ProcessWindowFunction,
  WindowFunction,
} from './window-functions.ts'
import {
  aggregated,
  allWindowFunction,
  everyRecord,
  type PlannedFunction,
  reduced,
  windowFunction,
  WindowPlan,
} from './window-plan.ts'
import type { Window } from './windows.ts'

type Maker = Parameters<WindowPlan['maker']>

/** What windows of both kinds have in common. The class is Barrier Lab's own. */
export abstract class Windowed<T, W extends Window> {
  readonly #parts: StreamParts
  readonly #plan: WindowPlan
  readonly #keyed: boolean

  /** @internal */
  constructor(parts: StreamParts, assigner: WindowAssigner<never, W>, keyed: boolean) {
    this.#parts = parts
    this.#plan = new WindowPlan(assigner, keyed ? 'window' : 'windowAll')
    this.#keyed = keyed
  }

  /** When windows fire, in place of the assigner's own trigger (WIN-12). Flink: trigger. */
  trigger(trigger: Trigger<T, W> | Trigger<unknown, Window>): this {
    this.#plan.setTrigger(trigger)
    return this
  }

  /** What is taken out of a window around its firing; every record is kept then (WIN-16). Flink: evictor. */
  evictor(evictor: Evictor<T, W> | Evictor<unknown, Window>): this {
    this.#plan.setEvictor(evictor)
    return this
  }

  /** How long behind the watermark a window of event time stays open (WIN-8). Flink: allowedLateness. */
  allowedLateness(lateness: Duration): this {
    this.#plan.setAllowedLateness(lateness)
    return this
  }

  /** Where records go that are too late for their windows (WIN-8). Flink: sideOutputLateData. */
  sideOutputLateData(outputTag: OutputTag<T>): this {
    this.#plan.setLateTag(outputTag as never)
    return this
  }

  /** The first record of the window, with the sum of all in a field. Flink: sum. */
  sum(field: string | number): SingleOutputStreamOperator<T> {
    return this.next(reduced(sumOf(field), 'sum'), null)
  }

  /** The first record of the window, with the smallest value in a field. Flink: min. */
  min(field: string | number): SingleOutputStreamOperator<T> {
    return this.next(reduced(extremeOf('min', field), 'min'), null)
  }

  /** The first record of the window, with the greatest value in a field. Flink: max. */
  max(field: string | number): SingleOutputStreamOperator<T> {
    return this.next(reduced(extremeOf('max', field), 'max'), null)
  }

  /** The record with the smallest value in a field; of equal ones the first, or the last. Flink: minBy. */
  minBy(field: string | number, first = true): SingleOutputStreamOperator<T> {
    return this.next(reduced(extremeRecord('minBy', field, first), 'minBy'), null)
  }

  /** The record with the greatest value in a field; of equal ones the first, or the last. Flink: maxBy. */
  maxBy(field: string | number, first = true): SingleOutputStreamOperator<T> {
    return this.next(reduced(extremeRecord('maxBy', field, first), 'maxBy'), null)
  }

  /** @internal */
  protected next<O>(contents: Maker[0], fn: Maker[1]): SingleOutputStreamOperator<O> {
    const { plan, inputs } = this.#parts
    const { assigner } = this.#plan
    const operator = plan.add({
      name: assigner.constructor.name,
      role: {
        kind: 'window',
        keyed: this.#keyed,
        assigner: assigner.toString(),
        eventTime: assigner.isEventTime(),
      },
      inputs,
      maker: this.#plan.maker(contents, fn),
    })
    if (!this.#keyed) operator.parallelism = 1
    return new SingleOutputStreamOperator<O>(plan, operator)
  }
}

/** A keyed stream cut into windows, each key on its own. Flink: WindowedStream. */
export class WindowedStream<T, K, W extends Window> extends Windowed<T, W> {
  /** Exists for the compiler alone: what the keys are. */
  declare protected readonly typeOfKeys: K

  /** @internal */
  constructor(parts: StreamParts, assigner: WindowAssigner<never, W>) {
    super(parts, assigner, true)
  }

  /** @internal */
  static computed<O>(
    stream: WindowedStream<never, never, Window>,
    fn: PlannedFunction,
  ): SingleOutputStreamOperator<O> {
    return stream.next(everyRecord, fn)
  }

  /** One record for each window, reduced as records come; `function` sees it last (WIN-18). Flink: reduce. */
  reduce(
    reduceFunction: ReduceFunction<T> | ((value1: T, value2: T) => T),
  ): SingleOutputStreamOperator<T>
  /** One record for each window, handed to a function of the window (WIN-18). Flink: reduce. */
  reduce<R>(
    reduceFunction: ReduceFunction<T> | ((value1: T, value2: T) => T),
    windowFunction: ProcessWindowFunction<T, R, K, W> | WindowFunction<T, R, K, W>,
  ): SingleOutputStreamOperator<R>
  reduce(reduceFunction: ReduceFunction<T> | ((value1: T, value2: T) => T), fn?: unknown): unknown {
    const then = fn === undefined ? null : windowFunction(fn, 'reduce')
    return this.next(reduced(reduceFunction as never, 'reduce'), then)
  }

  /** One result for each window, aggregated as records come (WIN-18). Flink: aggregate. */
  aggregate<ACC, R>(aggregateFunction: AggregateFunction<T, ACC, R>): SingleOutputStreamOperator<R>
  /** One result for each window, handed to a function of the window (WIN-18). Flink: aggregate. */
  aggregate<ACC, V, R>(
    aggregateFunction: AggregateFunction<T, ACC, V>,
    windowFunction: ProcessWindowFunction<V, R, K, W> | WindowFunction<V, R, K, W>,
  ): SingleOutputStreamOperator<R>
  aggregate(aggregateFunction: AggregateFunction<T, never, unknown>, fn?: unknown): unknown {
    const then = fn === undefined ? null : windowFunction(fn, 'aggregate')
    return this.next(aggregated(aggregateFunction as never), then)
  }

  /** A function that sees all records of the window. Flink: process. */
  process<R>(fn: ProcessWindowFunction<T, R, K, W>): SingleOutputStreamOperator<R> {
    return this.next(everyRecord, windowFunction(fn, 'process'))
  }

  /** The older form of `process`. Flink: apply. */
  apply<R>(
    fn: WindowFunction<T, R, K, W> | WindowFunction<T, R, K, W>['apply'],
  ): SingleOutputStreamOperator<R> {
    return this.next(everyRecord, windowFunction(fn, 'apply'))
  }
}

/** A stream cut into windows of all its records, by one subtask (WIN-17). Flink: AllWindowedStream. */
export class AllWindowedStream<T, W extends Window> extends Windowed<T, W> {
  /** @internal */
  constructor(parts: StreamParts, assigner: WindowAssigner<never, W>) {
    super(parts, assigner, false)
  }

  /** One record for each window, reduced as records come (WIN-18). Flink: reduce. */
  reduce(
    reduceFunction: ReduceFunction<T> | ((value1: T, value2: T) => T),
  ): SingleOutputStreamOperator<T>
  /** One record for each window, handed to a function of the window (WIN-18). Flink: reduce. */
  reduce<R>(
    reduceFunction: ReduceFunction<T> | ((value1: T, value2: T) => T),
    windowFunction: ProcessAllWindowFunction<T, R, W> | AllWindowFunction<T, R, W>,
  ): SingleOutputStreamOperator<R>
  reduce(reduceFunction: ReduceFunction<T> | ((value1: T, value2: T) => T), fn?: unknown): unknown {
    const then = fn === undefined ? null : allWindowFunction(fn, 'reduce')
    return this.next(reduced(reduceFunction as never, 'reduce'), then)
  }

  /** One result for each window, aggregated as records come (WIN-18). Flink: aggregate. */
  aggregate<ACC, R>(aggregateFunction: AggregateFunction<T, ACC, R>): SingleOutputStreamOperator<R>
  /** One result for each window, handed to a function of the window (WIN-18). Flink: aggregate. */
  aggregate<ACC, V, R>(
    aggregateFunction: AggregateFunction<T, ACC, V>,
    windowFunction: ProcessAllWindowFunction<V, R, W> | AllWindowFunction<V, R, W>,
  ): SingleOutputStreamOperator<R>
  aggregate(aggregateFunction: AggregateFunction<T, never, unknown>, fn?: unknown): unknown {
    const then = fn === undefined ? null : allWindowFunction(fn, 'aggregate')
    return this.next(aggregated(aggregateFunction as never), then)
  }

  /** A function that sees all records of the window. Flink: process. */
  process<R>(fn: ProcessAllWindowFunction<T, R, W>): SingleOutputStreamOperator<R> {
    return this.next(everyRecord, allWindowFunction(fn, 'process'))
  }

  /** The older form of `process`. Flink: apply. */
  apply<R>(
    fn: AllWindowFunction<T, R, W> | AllWindowFunction<T, R, W>['apply'],
  ): SingleOutputStreamOperator<R> {
    return this.next(everyRecord, allWindowFunction(fn, 'apply'))
  }
}

installRefusals(WindowedStream.prototype, 'WindowedStream')
installRefusals(AllWindowedStream.prototype, 'AllWindowedStream')
