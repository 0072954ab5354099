/**
 * A service outside the job, which answers after a while. Flink has nothing like it: there the
 * program uses the client of a real service. It is Barrier Lab's stand-in for such a client.
 */
import { MisuseError } from '../model/index.ts'
import { checkedDuration } from './checked-duration.ts'
import type { Duration } from './duration.ts'
import { unchanging } from './unchanging.ts'

/** Where a request is made: what the world outside does with it later. */
export interface ServiceCaller {
  /** A fraction from 0 to below 1, of the run's seed. */
  chance(): number
  /** Runs `reply` on the task's thread after so many virtual ms. */
  after(delay: number, reply: () => void): void
}

let caller: ServiceCaller | null = null

/** Runs code of an AsyncFunction: requests it makes are made by `by`. */
export function callingServices(by: ServiceCaller, run: () => void): void {
  const before = caller
  caller = by
  try {
    run()
  } finally {
    caller = before
  }
}

/** An answer that is on its way. Java: CompletableFuture, as far as an AsyncFunction needs it. */
export interface BarrierLabAnswer<A> {
  /** Called once: with the answer and null, or with null and the error. */
  whenComplete(action: (answer: A | null, error: Error | null) => void): void
}

interface Settings<Q, A> {
  readonly answer: (request: Q) => A
  readonly latency: { readonly least: number; readonly most: number }
  readonly failureRate: number
}

/**
 * A service outside the job that answers after a while, in place of the client of a database or of
 * a web service. **Barrier Lab's own**: Flink has no such class. Latency and failures are chance of
 * the run's seed. It forgets nothing and is asked only inside `asyncInvoke` and its callbacks.
 */
export class BarrierLabService<Q, A> {
  readonly #settings: Settings<Q, A>

  private constructor(settings: Settings<Q, A>) {
    this.#settings = settings
    Object.freeze(this)
  }

  /** A service that answers a request with what `answer` says, after 100 ms. What it throws is the answer's error. */
  static answering<Q, A>(answer: (request: Q) => A): BarrierLabService<Q, A> {
    if (typeof answer !== 'function') {
      const values = { call: 'BarrierLabService.answering', example: '(fruit) => prices[fruit]' }
      throw new MisuseError('function_expected', values)
    }
    return new BarrierLabService({ answer, latency: { least: 100, most: 100 }, failureRate: 0 })
  }

  /** The same service, with answers that take from `least` to `most`, by chance; always `least` where that is all. */
  withLatency(least: Duration, most: Duration = least): BarrierLabService<Q, A> {
    const from = checkedDuration(least, 'withLatency', 0)
    const latency = { least: from, most: checkedDuration(most, 'withLatency', from) }
    return new BarrierLabService({ ...this.#settings, latency })
  }

  /** The same service, of whose requests this part fails: from 0, none, to 1, all. */
  withFailureRate(failureRate: number): BarrierLabService<Q, A> {
    if (typeof failureRate !== 'number' || !(failureRate >= 0 && failureRate <= 1)) {
      const got = typeof failureRate === 'number' ? String(failureRate) : typeof failureRate
      const values = { what: 'withFailureRate', got, allowed: 'a number from 0 to 1' }
      throw new MisuseError('one_of_expected', values)
    }
    return new BarrierLabService({ ...this.#settings, failureRate })
  }

  /** Asks; the answer comes later, between two records of the task. */
  request(request: Q): BarrierLabAnswer<A> {
    const by = caller
    if (by === null) throw new MisuseError('service_outside_async')
    const { answer, latency, failureRate } = this.#settings
    const { least, most } = latency
    // Drawn always, so that a changed setting does not move the chance of all later requests.
    const delay = least + Math.floor(by.chance() * (most - least + 1))
    const fails = by.chance() < failureRate
    const reply = new Reply<A>()
    by.after(delay, () => {
      callingServices(by, () => {
        if (fails) reply.settle(null, new Error('BarrierLabService: the request failed'))
        else reply.answer(() => answer(request))
      })
    })
    return reply
  }
}

/** An answer that is on its way, or there. */
class Reply<A> implements BarrierLabAnswer<A> {
  readonly #actions: ((answer: A | null, error: Error | null) => void)[] = []
  #settled: { readonly answer: A | null; readonly error: Error | null } | null = null

  whenComplete(action: (answer: A | null, error: Error | null) => void): void {
    if (this.#settled === null) this.#actions.push(action)
    else action(this.#settled.answer, this.#settled.error)
  }

  answer(make: () => A): void {
    let answer: A
    try {
      answer = make()
    } catch (error) {
      this.settle(null, error instanceof Error ? error : new Error(String(error)))
      return
    }
    this.settle(answer, null)
  }

  settle(answer: A | null, error: Error | null): void {
    this.#settled = { answer, error }
    for (const action of this.#actions) action(answer, error)
  }
}

unchanging(BarrierLabService)
