/**
 * When a request is made again, and how much later. Flink: AsyncRetryStrategy, and
 * org.apache.flink.streaming.util.retryable.
 */
import { MisuseError } from '../model/index.ts'
import { checkWhole } from './checks.ts'

/** Which results and which errors are tried again. Flink: AsyncRetryPredicate. */
export interface AsyncRetryPredicate<OUT> {
  /** Whether a request with these results is made again; null: no result is. */
  resultPredicate(): ((results: readonly OUT[]) => boolean) | null
  /** Whether a request with this error is made again; null: no error is. */
  exceptionPredicate(): ((error: unknown) => boolean) | null
}

/** When a request is made again, and how much later (ASY-8). Flink: AsyncRetryStrategy. */
export interface AsyncRetryStrategy<OUT> {
  /** Whether there may be one more attempt after so many; the first attempt is number 1. */
  canRetry(currentAttempts: number): boolean
  /** How many ms after the attempt of that number the next one begins. */
  getBackoffTimeMillis(currentAttempts: number): number
  /** Which results and errors are tried again. */
  getRetryPredicate(): AsyncRetryPredicate<OUT>
}

type OnResult<OUT> = (results: readonly OUT[]) => boolean
type OnError = (error: unknown) => boolean

/** A strategy as the builders make it: plain fields, which are copied for every subtask. */
class BuiltRetryStrategy<OUT> implements AsyncRetryStrategy<OUT> {
  protected readonly maxAttempts: number
  protected readonly initialDelay: number
  protected readonly maxRetryDelay: number
  protected readonly multiplier: number
  protected readonly onResult: OnResult<OUT> | null
  protected readonly onError: OnError | null

  constructor(
    maxAttempts: number,
    delays: { readonly initial: number; readonly max: number; readonly multiplier: number },
    predicates: { readonly onResult: OnResult<OUT> | null; readonly onError: OnError | null },
  ) {
    this.maxAttempts = maxAttempts
    this.initialDelay = delays.initial
    this.maxRetryDelay = delays.max
    this.multiplier = delays.multiplier
    this.onResult = predicates.onResult
    this.onError = predicates.onError
  }

  canRetry(currentAttempts: number): boolean {
    return currentAttempts <= this.maxAttempts
  }

  // Flink before 1.19 counted on one delay for all records (FLINK-33698).
  getBackoffTimeMillis(currentAttempts: number): number {
    let delay = this.initialDelay
    for (let n = 1; n < currentAttempts && delay < this.maxRetryDelay; n++) delay *= this.multiplier
    return Math.min(Math.floor(delay), this.maxRetryDelay)
  }

  getRetryPredicate(): AsyncRetryPredicate<OUT> {
    return { resultPredicate: () => this.onResult, exceptionPredicate: () => this.onError }
  }
}

/** Retries after the same time each. Flink: AsyncRetryStrategies.FixedDelayRetryStrategyBuilder. */
export class FixedDelayRetryStrategyBuilder<OUT> {
  readonly #maxAttempts: number
  readonly #backoffTimeMillis: number
  #onResult: OnResult<OUT> | null = null
  #onError: OnError | null = null

  /**
   * @param maxAttempts how often at most it is tried again; the first attempt does not count (ASY-8)
   * @param backoffTimeMillis ms between a failed attempt and the next one
   */
  constructor(maxAttempts: number, backoffTimeMillis: number) {
    this.#maxAttempts = positive(maxAttempts, 'maxAttempts')
    this.#backoffTimeMillis = positive(backoffTimeMillis, 'backoffTimeMillis')
  }

  /** Tries again when this is true of the results. */
  ifResult(resultRetryPredicate: (results: readonly OUT[]) => boolean): this {
    this.#onResult = predicate(resultRetryPredicate, 'ifResult')
    return this
  }

  /** Tries again when this is true of the error. */
  ifException(exceptionRetryPredicate: (error: unknown) => boolean): this {
    this.#onError = predicate(exceptionRetryPredicate, 'ifException')
    return this
  }

  /** The strategy. */
  build(): AsyncRetryStrategy<OUT> {
    const delay = this.#backoffTimeMillis
    const delays = { initial: delay, max: delay, multiplier: 1 }
    const predicates = { onResult: this.#onResult, onError: this.#onError }
    return new BuiltRetryStrategy(this.#maxAttempts, delays, predicates)
  }
}

/** Retries after more and more time. Flink: AsyncRetryStrategies.ExponentialBackoffDelayRetryStrategyBuilder. */
export class ExponentialBackoffDelayRetryStrategyBuilder<OUT> {
  readonly #maxAttempts: number
  readonly #delays: ConstructorParameters<typeof BuiltRetryStrategy>[1]
  #onResult: OnResult<OUT> | null = null
  #onError: OnError | null = null

  /**
   * @param maxAttempts how often at most it is tried again; the first attempt does not count (ASY-8)
   * @param initialDelay ms before the first retry
   * @param maxRetryDelay ms before a retry, at most
   * @param multiplier by what the delay grows with each retry
   */
  constructor(
    maxAttempts: number,
    initialDelay: number,
    maxRetryDelay: number,
    multiplier: number,
  ) {
    this.#maxAttempts = positive(maxAttempts, 'maxAttempts')
    const initial = positive(initialDelay, 'initialDelay')
    const max = positive(maxRetryDelay, 'maxRetryDelay')
    if (typeof multiplier !== 'number' || !(multiplier >= 1)) {
      const got = typeof multiplier === 'number' ? multiplier : typeof multiplier
      throw new MisuseError('number_too_small', { what: 'multiplier', got, least: 1 })
    }
    this.#delays = { initial, max, multiplier }
  }

  /** Tries again when this is true of the results. */
  ifResult(resultRetryPredicate: (results: readonly OUT[]) => boolean): this {
    this.#onResult = predicate(resultRetryPredicate, 'ifResult')
    return this
  }

  /** Tries again when this is true of the error. */
  ifException(exceptionRetryPredicate: (error: unknown) => boolean): this {
    this.#onError = predicate(exceptionRetryPredicate, 'ifException')
    return this
  }

  /** The strategy. */
  build(): AsyncRetryStrategy<OUT> {
    const predicates = { onResult: this.#onResult, onError: this.#onError }
    return new BuiltRetryStrategy(this.#maxAttempts, this.#delays, predicates)
  }
}

function positive(value: number, what: string): number {
  return checkWhole(value, { what, least: 1, most: Number.MAX_SAFE_INTEGER })
}

function predicate<F>(given: F, call: string): F {
  if (typeof given !== 'function')
    throw new MisuseError('function_expected', { call, example: '(error) => true' })
  return given
}

const noRetry: AsyncRetryStrategy<never> = new BuiltRetryStrategy<never>(
  0,
  { initial: 0, max: 0, multiplier: 1 },
  { onResult: null, onError: null },
)

/** The strategies Flink brings. Flink: AsyncRetryStrategies. */
export const AsyncRetryStrategies = Object.freeze({
  /** Nothing is tried again. */
  NO_RETRY_STRATEGY: noRetry,
  /** Retries after the same time each. */
  FixedDelayRetryStrategyBuilder,
  /** Retries after more and more time. */
  ExponentialBackoffDelayRetryStrategyBuilder,
})

/** The predicates Flink brings. Flink: RetryPredicates. */
export const RetryPredicates = Object.freeze({
  /** True of a result without records. */
  EMPTY_RESULT_PREDICATE: (results: readonly unknown[]): boolean => results.length === 0,
  /** True of every error. */
  HAS_EXCEPTION_PREDICATE: (error: unknown): boolean => error !== null && error !== undefined,
  /** True of errors of that very class. */
  createExceptionTypePredicate:
    (errorClass: abstract new (...args: never) => unknown) =>
    (error: unknown): boolean =>
      typeof error === 'object' && error !== null && error.constructor === errorClass,
})
