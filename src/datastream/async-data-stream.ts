/** Streams whose records are sent to a service outside. Flink: AsyncDataStream. */
import { MisuseError } from '../model/index.ts'
import type { AsyncFunction } from './async-functions.ts'
import { AsyncRetryStrategies, type AsyncRetryStrategy } from './async-retry.ts'
import { checkWhole } from './checks.ts'
import { refuseClass } from './operators.ts'
import { DataStream, SingleOutputStreamOperator } from './stream.ts'
import { TimeUnit } from './time-unit.ts'

const defaultCapacity = 100
const noRetry: AsyncRetryStrategy<never> = AsyncRetryStrategies.NO_RETRY_STRATEGY

interface Call {
  readonly mode: 'ordered' | 'unordered'
  readonly name: string
}

interface Limits {
  readonly timeout: number
  readonly timeUnit: TimeUnit
  readonly capacity: number
}

function add<IN, OUT>(
  { mode, name }: Call,
  stream: DataStream<IN>,
  func: AsyncFunction<IN, OUT> | AsyncFunction<IN, OUT>['asyncInvoke'],
  { retry, ...given }: Limits & { readonly retry: AsyncRetryStrategy<never> },
): SingleOutputStreamOperator<OUT> {
  if (!(stream instanceof DataStream)) throw new MisuseError('stream_expected', { call: name })
  refuseClass(func, name)
  const fn = typeof func === 'function' ? { asyncInvoke: func } : func
  if (typeof (fn as Partial<AsyncFunction<IN, OUT>> | null)?.asyncInvoke !== 'function')
    throw new MisuseError('async_function_expected', { call: name })
  const { timeout, capacity } = checked(name, given)
  const { plan, inputs } = DataStream.partsOf(stream)
  return new SingleOutputStreamOperator<OUT>(
    plan,
    plan.add({
      name: 'async wait operator',
      role: { kind: 'async-wait', mode, timeout, capacity, retries: retry !== noRetry },
      inputs,
      maker: {
        parts: [fn, retry],
        code: ([fresh, strategy]) => ({
          kind: 'async-wait',
          fn: fresh as AsyncFunction<unknown, unknown>,
          retry: strategy as AsyncRetryStrategy<unknown>,
          mode,
          timeout,
          capacity,
        }),
      },
    }),
  )
}

function checked(name: string, { timeout, timeUnit, capacity }: Limits) {
  if (!(timeUnit instanceof TimeUnit)) throw new MisuseError('time_unit_expected', { call: name })
  const most = Number.MAX_SAFE_INTEGER
  // Flink: 0 is no timeout, which calls that retry do not take.
  const least = name.endsWith('WithRetry') ? 1 : 0
  return {
    timeout: checkWhole(timeUnit.toMillis(timeout), { what: `${name}: timeout`, least, most }),
    capacity: checkWhole(capacity, { what: `${name}: capacity`, least: 1, most }),
  }
}

function strategyOf<OUT>(
  given: readonly (number | AsyncRetryStrategy<OUT>)[],
  call: string,
): { readonly capacity: number; readonly retry: AsyncRetryStrategy<OUT> } {
  const [first, second] = given
  const capacity = typeof first === 'number' ? first : defaultCapacity
  const retry = typeof first === 'number' ? second : first
  if (
    typeof retry !== 'object' ||
    retry === null ||
    typeof (retry as Partial<AsyncRetryStrategy<OUT>>).canRetry !== 'function'
  )
    throw new MisuseError('retry_strategy_expected', { call })
  return { capacity, retry }
}

/* eslint-disable max-params -- Flink's order of arguments */
/** Sends the records of a stream to a service outside, many at a time. Flink: AsyncDataStream. */
export class AsyncDataStream {
  private constructor() {
    // Only its static methods are used, as in Flink.
  }

  /**
   * Results come in the order of the records, whatever order they are ready in (ASY-3).
   *
   * @param timeout how long a record may take, in `timeUnit`; 0: for ever (ASY-7)
   * @param capacity how many records may be in flight; a full queue takes no more (ASY-2)
   */
  static orderedWait<IN, OUT>(
    stream: DataStream<IN>,
    func: AsyncFunction<IN, OUT> | AsyncFunction<IN, OUT>['asyncInvoke'],
    timeout: number,
    timeUnit: TimeUnit,
    capacity: number = defaultCapacity,
  ): SingleOutputStreamOperator<OUT> {
    const call: Call = { mode: 'ordered', name: 'orderedWait' }
    return add(call, stream, func, { timeout, timeUnit, capacity, retry: noRetry })
  }

  /**
   * Results come as they are ready; only watermarks keep their place among them (ASY-4).
   *
   * @param timeout how long a record may take, in `timeUnit`; 0: for ever (ASY-7)
   * @param capacity how many records may be in flight; a full queue takes no more (ASY-2)
   */
  static unorderedWait<IN, OUT>(
    stream: DataStream<IN>,
    func: AsyncFunction<IN, OUT> | AsyncFunction<IN, OUT>['asyncInvoke'],
    timeout: number,
    timeUnit: TimeUnit,
    capacity: number = defaultCapacity,
  ): SingleOutputStreamOperator<OUT> {
    const call: Call = { mode: 'unordered', name: 'unorderedWait' }
    return add(call, stream, func, { timeout, timeUnit, capacity, retry: noRetry })
  }

  /** As {@link AsyncDataStream.orderedWait}; requests are made again as the strategy says (ASY-8). */
  static orderedWaitWithRetry<IN, OUT>(
    stream: DataStream<IN>,
    func: AsyncFunction<IN, OUT> | AsyncFunction<IN, OUT>['asyncInvoke'],
    timeout: number,
    timeUnit: TimeUnit,
    ...more:
      | [capacity: number, asyncRetryStrategy: AsyncRetryStrategy<OUT>]
      | [asyncRetryStrategy: AsyncRetryStrategy<OUT>]
  ): SingleOutputStreamOperator<OUT> {
    const call: Call = { mode: 'ordered', name: 'orderedWaitWithRetry' }
    return add(call, stream, func, { timeout, timeUnit, ...strategyOf(more, call.name) })
  }

  /** As {@link AsyncDataStream.unorderedWait}; requests are made again as the strategy says (ASY-8). */
  static unorderedWaitWithRetry<IN, OUT>(
    stream: DataStream<IN>,
    func: AsyncFunction<IN, OUT> | AsyncFunction<IN, OUT>['asyncInvoke'],
    timeout: number,
    timeUnit: TimeUnit,
    ...more:
      | [capacity: number, asyncRetryStrategy: AsyncRetryStrategy<OUT>]
      | [asyncRetryStrategy: AsyncRetryStrategy<OUT>]
  ): SingleOutputStreamOperator<OUT> {
    const call: Call = { mode: 'unordered', name: 'unorderedWaitWithRetry' }
    return add(call, stream, func, { timeout, timeUnit, ...strategyOf(more, call.name) })
  }
}
/* eslint-enable max-params */
