/**
 * Requests to a service outside, many at a time: records wait in a queue for their results, and are
 * in the snapshot while they wait. Flink: AsyncWaitOperator.
 */
import {
  ListStateDescriptor,
  type ListState,
  type OperatorCode,
} from '../../../datastream/index.ts'
import type { EventSeq, EventTime } from '../../../model/index.ts'
import type { InputRecord, OperatorSite, StreamOperator } from '../../task/operator.ts'
import { collectorFor } from '../collector.ts'
import { OperatorParts } from '../operator-parts.ts'
import { type InFlight, OrderedQueue, type QueueEntry, UnorderedQueue } from './queue.ts'
import { Request, type RequestContext } from './request.ts'

type AsyncCode = Extract<OperatorCode, { kind: 'async-wait' }>

/** An element as the snapshot holds it; `from` names the source record it goes back to. */
type Written =
  | { readonly value: unknown; readonly timestamp: EventTime | null; readonly from: string }
  | { readonly watermark: EventTime }

const descriptor = new ListStateDescriptor<Written>('_async_wait_operator_state_')

export function asyncWaitOperator(site: OperatorSite, code: AsyncCode): StreamOperator {
  const parts = new OperatorParts(site, { fn: code.fn, store: null, timers: null })
  const wait = new AsyncWait(site, code)
  let state: ListState<Written> | null = null
  const operator = parts.operator({
    process: (record) => {
      wait.take({ kind: 'record', ...elementOf(record), origin: site.current() })
    },
  })
  return {
    ...operator,
    holdsWatermarks: true,
    open: () => {
      operator.open()
      state = parts.states.getListState(descriptor)
      for (const element of state.get()) wait.restore(element)
    },
    advanceTo: (watermark) => {
      wait.take({ kind: 'watermark', watermark, cause: site.current().cause })
    },
    isBlocked: () => wait.isBlocked,
    whenDrained: (then) => {
      wait.finish(then)
    },
    snapshot: (context) => {
      state?.update(wait.written())
      return operator.snapshot(context)
    },
  }
}

function elementOf({ value, timestamp }: InputRecord) {
  return { value, timestamp }
}

class AsyncWait {
  readonly #site: OperatorSite
  readonly #capacity: number
  readonly #queue
  readonly #out
  readonly #context: RequestContext
  readonly #retrying = new Set<Request>()
  /**
   * What came in while the queue was full. Flink's task stands still inside `processElement` then;
   * here it takes nothing more until this is empty (ASY-2).
   */
  readonly #waiting: InFlight[] = []
  #ended = false
  #drained: (() => void) | null = null

  constructor(site: OperatorSite, { fn, retry, mode, timeout, capacity }: AsyncCode) {
    this.#site = site
    this.#capacity = capacity
    this.#queue = mode === 'ordered' ? new OrderedQueue() : new UnorderedQueue()
    this.#out = collectorFor(site)
    const { resultPredicate, exceptionPredicate } = retry.getRetryPredicate()
    const retries = resultPredicate() !== null || exceptionPredicate() !== null
    this.#context = {
      site,
      fn,
      timeout,
      retry: retries ? retry : null,
      retrying: this.#retrying,
      inFlight: () => this.#queue.size,
      ended: () => this.#ended,
      completed: (entry) => {
        this.#queue.complete(entry)
        this.#emitOne()
      },
    }
  }

  get isBlocked(): boolean {
    return this.#waiting.length > 0
  }

  take(element: InFlight): void {
    if (this.#waiting.length === 0 && this.#queue.size < this.#capacity) {
      this.#put(element)
      return
    }
    if (this.#waiting.length === 0) this.#tell('async-queue-full', originOf(element))
    this.#waiting.push(element)
  }

  restore(written: Written): void {
    const { cause, origin } = this.#site.current()
    if ('watermark' in written) {
      this.take({ kind: 'watermark', watermark: written.watermark, cause })
      return
    }
    const { value, timestamp, from } = written
    const known = this.#site.originNamed(from) ?? origin
    this.take({
      kind: 'record',
      value,
      timestamp,
      origin: { parent: null, origin: known, cause },
    })
  }

  written(): readonly Written[] {
    return [...this.#queue.elements(), ...this.#waiting].map((element) =>
      element.kind === 'watermark'
        ? { watermark: element.watermark }
        : {
            value: element.value,
            timestamp: element.timestamp,
            from: this.#site.nameOf(element.origin.origin),
          },
    )
  }

  /** The end of input: planned retries are made now, and all results are waited for (ASY-11). */
  finish(then: () => void): void {
    this.#ended = true
    const retrying = [...this.#retrying]
    this.#retrying.clear()
    for (const request of retrying) request.retryNow()
    this.#drained = then
    this.#checkDrained()
  }

  #put(element: InFlight): void {
    const entry: QueueEntry = { element, results: null, completed: null }
    this.#queue.put(entry)
    if (element.kind === 'record') new Request(this.#context, entry, element).start()
    else this.#emitOne()
  }

  /** One at a time, as Flink does: the next one with the next mail. */
  #emitOne(): void {
    const entry = this.#queue.take()
    if (entry !== undefined) this.#emit(entry)
    if (this.#queue.hasCompleted)
      this.#site.mail(() => {
        this.#emitOne()
      })
    this.#admit()
    this.#checkDrained()
  }

  #emit({ element, results, completed }: QueueEntry): void {
    if (element.kind === 'watermark') {
      const { cause, watermark } = element
      const emit = () => {
        this.#site.emitWatermark(watermark)
      }
      if (cause === null) emit()
      else this.#site.causedBy(cause, emit)
      return
    }
    this.#site.goingBackTo({ ...element.origin, cause: completed }, () => {
      this.#out.startRecord(element.timestamp)
      for (const result of results ?? []) this.#out.collect(result)
    })
  }

  /** There is room again. */
  #admit(): void {
    while (this.#queue.size < this.#capacity) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      if (this.#waiting.length === 0) this.#tell('async-queue-freed', null)
      this.#put(next)
    }
  }

  #checkDrained(): void {
    const then = this.#drained
    if (then === null || this.#queue.size > 0 || this.#waiting.length > 0) return
    this.#drained = null
    then()
  }

  #tell(kind: 'async-queue-full' | 'async-queue-freed', cause: EventSeq | null): void {
    const { sim, subtask, position: operator } = this.#site
    sim.record({ kind, subtask, operator, capacity: this.#capacity }, cause)
  }
}

function originOf(element: InFlight): EventSeq | null {
  return element.kind === 'record' ? element.origin.cause : element.cause
}
