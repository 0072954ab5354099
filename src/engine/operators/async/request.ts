/**
 * What became of the request for one record: results, an error, too late, another attempt.
 * Flink: AsyncWaitOperator.ResultHandler and RetryableResultHandlerDelegator.
 */
import {
  type AsyncFunction,
  type AsyncRetryStrategy,
  callingServices,
  type ResultFuture,
  type ServiceCaller,
  timedOut,
} from '../../../datastream/index.ts'
import { type EventSeq, MisuseError, type VirtualTime } from '../../../model/index.ts'
import { describeThrown, TaskException } from '../../task/failure.ts'
import { enter, type OperatorSite } from '../../task/operator.ts'
import { preview } from '../../task/preview.ts'
import type { InFlight, QueueEntry } from './queue.ts'

/** What requests of one operator share. */
export interface RequestContext {
  readonly site: OperatorSite
  readonly fn: AsyncFunction<unknown, unknown>
  /** Virtual ms; 0: none. */
  readonly timeout: number
  /** Null: nothing is tried again. */
  readonly retry: AsyncRetryStrategy<unknown> | null
  /** How many elements are in the queue. */
  readonly inFlight: () => number
  /** The end of input has come: nothing more is tried again (ASY-11). */
  readonly ended: () => boolean
  /** Requests that were tried again, or will be. */
  readonly retrying: Set<Request>
  readonly completed: (entry: QueueEntry) => void
}

type RecordInFlight = Extract<InFlight, { kind: 'record' }>

interface Outcome {
  readonly results: readonly unknown[] | null
  readonly error: unknown
}

export class Request {
  readonly #context: RequestContext
  readonly #entry: QueueEntry
  readonly #record: RecordInFlight
  readonly #future: ResultFuture<unknown>
  #attempts = 0
  /** The first attempt's fact: what the others name. */
  #first: EventSeq | null = null
  #started: EventSeq | null = null
  #isCompleted = false
  #isTimedOut = false
  #awaitsRetry = false
  /** A planned retry that was called off finds another number here. */
  #plan = 0

  constructor(context: RequestContext, entry: QueueEntry, record: RecordInFlight) {
    this.#context = context
    this.#entry = entry
    this.#record = record
    this.#future = {
      complete: (result) => {
        this.#complete(result)
      },
      completeExceptionally: (error) => {
        this.#settle(() => ({ results: null, error }))
      },
    }
  }

  /** The first attempt, with the clock for all of them (ASY-7). */
  start(): void {
    const { site, timeout } = this.#context
    if (timeout > 0)
      site.wakeAt((site.sim.now + timeout) as VirtualTime, () => {
        this.#timeOut()
      })
    this.attempt()
  }

  /** Asks, perhaps again. */
  attempt(): void {
    const { site, fn, inFlight } = this.#context
    const { value, origin } = this.#record
    this.#attempts++
    const started = site.sim.record(
      {
        kind: 'async-started',
        subtask: site.subtask,
        operator: site.position,
        request: this.#first,
        attempt: this.#attempts,
        inFlight: inFlight(),
        value: preview(value),
      },
      this.#started ?? origin.cause,
    )
    this.#first ??= started
    this.#started = started
    this.#call(started, () => {
      fn.asyncInvoke(value, this.#future)
    })
  }

  /** The end of input: what waits for another attempt has it now. */
  retryNow(): void {
    this.#plan++
    this.attempt()
  }

  #complete(result: readonly unknown[] | (() => readonly unknown[])): void {
    if (typeof result === 'function') {
      this.#settle(() => ({ results: checked(result()), error: null }))
    } else {
      const results = checked(result)
      this.#settle(() => ({ results, error: null }))
    }
  }

  /** What the outcome is follows on the task's thread, between two records. */
  #settle(outcome: () => Outcome): void {
    const { site, retry, ended } = this.#context
    const mayRetry = retry !== null && !ended() && !this.#isTimedOut
    if (!mayRetry) {
      if (this.#isCompleted) return
      this.#isCompleted = true
      this.#plan++
    }
    site.mail(() => {
      const known = outcomeOf(outcome)
      if (mayRetry) this.#retryOrFinish(retry, known)
      else this.#finish(known)
    })
  }

  #retryOrFinish(retry: AsyncRetryStrategy<unknown>, outcome: Outcome): void {
    const { site, retrying, ended } = this.#context
    if (this.#awaitsRetry || this.#isCompleted) return
    this.#awaitsRetry = true
    enter(site)
    if (!ended() && !this.#isTimedOut && isTriedAgain(retry, outcome, this.#attempts)) {
      this.#planRetry(retry.getBackoffTimeMillis(this.#attempts), outcome)
      retrying.add(this)
      return
    }
    this.#isCompleted = true
    this.#finish(outcome)
  }

  #planRetry(delay: number, { error }: Outcome): void {
    const { site } = this.#context
    const plan = ++this.#plan
    const due = (site.sim.now + Math.max(0, Math.floor(delay))) as VirtualTime
    const planned = site.sim.record(
      {
        kind: 'async-retry-planned',
        subtask: site.subtask,
        operator: site.position,
        request: this.#first as EventSeq,
        attempt: this.#attempts + 1,
        error: error === null ? null : describeThrown(error).message,
        due,
      },
      this.#started,
    )
    site.wakeAt(due, () => {
      if (this.#plan !== plan || this.#isTimedOut) return
      this.#awaitsRetry = false
      this.#started = planned
      this.attempt()
    })
  }

  #timeOut(): void {
    if (this.#isCompleted) return
    const { site, fn } = this.#context
    const { value } = this.#record
    this.#isTimedOut = true
    this.#plan++
    const seq = site.sim.record(
      {
        kind: 'async-timed-out',
        subtask: site.subtask,
        operator: site.position,
        request: this.#first as EventSeq,
        value: preview(value),
      },
      this.#started,
    )
    this.#started = seq
    this.#call(seq, () => {
      if (fn.timeout === undefined) this.#future.completeExceptionally(timedOut())
      else fn.timeout(value, this.#future)
    })
  }

  #finish({ results, error }: Outcome): void {
    const { site, retrying, completed } = this.#context
    retrying.delete(this)
    if (results === null) throw failureOf(this.#record, error)
    this.#entry.results = results
    this.#entry.completed = site.sim.record(
      {
        kind: 'async-completed',
        subtask: site.subtask,
        operator: site.position,
        request: this.#first as EventSeq,
        results: results.length,
      },
      this.#started,
    )
    completed(this.#entry)
  }

  /** Runs the learner's code for this record: what it asks of services goes back to `cause`. */
  #call(cause: EventSeq, run: () => void): void {
    const { site } = this.#context
    const origin = { ...this.#record.origin, cause }
    const caller: ServiceCaller = {
      chance: () => site.random.fraction(),
      after: (delay, reply) => {
        site.wakeAt((site.sim.now + delay) as VirtualTime, () => {
          enter(site)
          site.goingBackTo(origin, reply)
        })
      },
    }
    site.goingBackTo(origin, () => {
      enter(site)
      callingServices(caller, run)
    })
  }
}

/** What the function that makes the results throws is the outcome's error. */
function outcomeOf(outcome: () => Outcome): Outcome {
  try {
    return outcome()
  } catch (error) {
    return { results: null, error }
  }
}

function isTriedAgain(
  retry: AsyncRetryStrategy<unknown>,
  { results, error }: Outcome,
  attempts: number,
): boolean {
  const { resultPredicate, exceptionPredicate } = retry.getRetryPredicate()
  const wanted =
    results === null
      ? (exceptionPredicate()?.(error) ?? false)
      : (resultPredicate()?.(results) ?? false)
  return wanted && retry.canRetry(attempts)
}

/** Flink: "Results must not be null, use empty collection to emit nothing". */
function checked(results: unknown): readonly unknown[] {
  if (!Array.isArray(results)) {
    const got = results === null ? 'null' : typeof results
    throw new MisuseError('async_results_expected', { got })
  }
  return results as readonly unknown[]
}

/** The task's failure, at the place of the learner's error. */
function failureOf({ value, timestamp }: RecordInFlight, error: unknown): Error {
  if (error instanceof MisuseError) return error
  const when = timestamp === null ? '(undef)' : String(timestamp)
  const failure = new TaskException(
    'async-exception',
    `Could not complete the stream element: Record @ ${when} : ${preview(value)}. ${describeThrown(error).message}`,
  )
  if (error instanceof Error && typeof error.stack === 'string') failure.stack = error.stack
  return failure
}
