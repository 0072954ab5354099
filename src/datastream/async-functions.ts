/** Functions that ask a service outside. Flink: org.apache.flink.streaming.api.functions.async. */
import { MisuseError } from '../model/index.ts'
import { AbstractRichFunction } from './functions.ts'
import type { RuntimeContext } from './runtime-context.ts'

/** An answer did not come in time. Java: java.util.concurrent.TimeoutException. */
export class TimeoutException extends Error {
  /** The name of its class. */
  override readonly name = 'TimeoutException'
}

/** Where the result of one record goes, once it is there. Only its first call counts (ASY-6). Flink: ResultFuture. */
export interface ResultFuture<OUT> {
  /**
   * The record becomes these results; an empty list emits nothing (ASY-6).
   *
   * @param result the results, or a function that makes them on the task's thread
   */
  complete(result: readonly OUT[] | (() => readonly OUT[])): void
  /** The record has no result: the task fails, unless a retry strategy takes the error (ASY-6, ASY-8). */
  completeExceptionally(error: unknown): void
}

/** Asks for each record something that takes time, without waiting for it. Flink: AsyncFunction. */
export interface AsyncFunction<IN, OUT> {
  /** Starts the request for a record. The result future is completed later, by a callback (ASY-1). */
  asyncInvoke(input: IN, resultFuture: ResultFuture<OUT>): void
  /**
   * Called when the result future was not completed in time (ASY-7); without it the task fails with
   * a {@link TimeoutException}.
   */
  timeout?(input: IN, resultFuture: ResultFuture<OUT>): void
}

/** An {@link AsyncFunction} with `open`, `close` and a runtime context without state (ASY-12). Flink: RichAsyncFunction. */
export abstract class RichAsyncFunction<IN, OUT>
  extends AbstractRichFunction
  implements AsyncFunction<IN, OUT>
{
  /** Starts the request for a record. The result future is completed later, by a callback (ASY-1). */
  abstract asyncInvoke(input: IN, resultFuture: ResultFuture<OUT>): void

  /** Called when the result future was not completed in time; this one fails the task (ASY-7). */
  timeout(_input: IN, resultFuture: ResultFuture<OUT>): void {
    resultFuture.completeExceptionally(timedOut())
  }

  /** Called by the engine before `open`. */
  override setRuntimeContext(context: RuntimeContext): void {
    super.setRuntimeContext(withoutState(context))
  }
}

/** What the default `timeout` completes with. */
export function timedOut(): TimeoutException {
  return new TimeoutException('Async function call has timed out.')
}

/** Callbacks run while no key is current, so state is refused. Flink: RichAsyncFunctionRuntimeContext. */
function withoutState(context: RuntimeContext): RuntimeContext {
  const refuse = () => {
    throw new MisuseError('async_state')
  }
  return {
    ...context,
    getState: refuse,
    getListState: refuse,
    getMapState: refuse,
    getReducingState: refuse,
    getAggregatingState: refuse,
  }
}
