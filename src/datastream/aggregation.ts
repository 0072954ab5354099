/** How many values become one. Flink: ReduceFunction, AggregateFunction. */
import { MisuseError } from '../model/index.ts'

/** Two values into one of the same type. Flink: ReduceFunction. It must be associative. */
export interface ReduceFunction<T> {
  /** What the value so far and a further one make together. */
  reduce(value1: T, value2: T): T
}

/** Values into an accumulator, and that into a result. Flink: AggregateFunction. */
export interface AggregateFunction<IN, ACC, OUT> {
  /** An accumulator that nothing was added to. */
  createAccumulator(): ACC
  /** The accumulator with the value in it; it may be the one that was given, changed. */
  add(value: IN, accumulator: ACC): ACC
  /** What the accumulator amounts to. */
  getResult(accumulator: ACC): OUT
  /** Two accumulators into one: asked for where windows merge. */
  merge(a: ACC, b: ACC): ACC
}

/** @internal A ReduceFunction of one, or of a lambda. `call` is where it was given. */
export function reducerOf<T>(
  fn: ReduceFunction<T> | ((value1: T, value2: T) => T),
  call: string,
): ReduceFunction<T> {
  if (typeof fn === 'function') return { reduce: fn }
  if (typeof (fn as Partial<ReduceFunction<T>> | null)?.reduce !== 'function')
    throw new MisuseError('function_expected', { call, example: '(a, b) => a + b' })
  return fn
}

const aggregateMethods = ['createAccumulator', 'add', 'getResult', 'merge'] as const

/** @internal The function itself, seen to have all four methods. */
export function checkAggregate<F extends object>(fn: F, call: string): F {
  const has = (fn as Partial<Record<string, unknown>> | null) ?? {}
  for (const method of aggregateMethods)
    if (typeof has[method] !== 'function')
      throw new MisuseError('aggregate_function_expected', { call, method })
  return fn
}
