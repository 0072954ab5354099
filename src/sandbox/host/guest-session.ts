/**
 * One guest in its frame, seen from the page: decodes what it says a few milliseconds at a time,
 * acknowledges it, and tells when the guest is lost. What it says is hostile until decoded.
 */
import { type EventSeq, limits, type VirtualTime } from '../../model/index.ts'
import { decodeBatch, type TraceEvent } from '../../trace/index.ts'
import {
  type FromGuest,
  guestMessageLimits,
  readFromGuest,
  type ToGuest,
  toGuestWire,
} from '../protocol.ts'
import { WireError, WireReader } from '../wire.ts'
import type { Frame } from './frame.ts'
import { Watchdog, watchdogTimes } from './watchdog.ts'

export type GuestLoss =
  /** The worker does not answer, its frame does. */
  | { readonly kind: 'silent' }
  /** Neither does: the process has ended, or lacks memory. */
  | { readonly kind: 'gone' }
  /** It said what no guest of ours says, or too much of it. */
  | { readonly kind: 'wall'; readonly reason: string }
  /** It never started. */
  | { readonly kind: 'failed'; readonly reason: string }

export interface GuestSessionListener {
  traced(events: readonly TraceEvent[]): void
  said(message: FromGuest): void
  /** Called at most once; the session has ended itself. */
  lost(loss: GuestLoss): void
}

/** What a guest is to tell. */
export interface Telling {
  /** The number of the first event: not 0 where it repeats a run. */
  readonly from: EventSeq
  /** Each step by itself, so that its silence says in which it hangs. */
  readonly careful: boolean
}

/** Real ms of decoding in one task: the page has a picture to draw. */
const decodingTurn = 6
const longestStart = 20_000
/** A repeated run says what it is about to do; its silence is clear sooner. */
const carefulTimes = { ...watchdogTimes, every: 100, patience: 750 }

export class GuestSession {
  readonly #frame: Frame
  readonly #listener: GuestSessionListener
  readonly #reader = new WireReader(guestMessageLimits)
  readonly #watchdog: Watchdog
  readonly #startTimer: ReturnType<typeof setTimeout>
  #inbox: unknown[] = []
  #reading = false
  #pings = { sent: 0, relayed: 0 }
  #length: number
  #endsAt = 0 as VirtualTime
  #over = false

  constructor(frame: Frame, listener: GuestSessionListener, { from, careful }: Telling) {
    this.#listener = listener
    this.#length = from
    this.#watchdog = new Watchdog(
      {
        ping: () => {
          this.#pings.sent++
          this.tell({ type: 'ping' })
        },
        expired: () => {
          this.#lose({ kind: this.#pings.sent - this.#pings.relayed > 3 ? 'gone' : 'silent' })
        },
      },
      careful ? carefulTimes : watchdogTimes,
    )
    this.#frame = frame
    frame.listen({
      said: (item) => {
        // Alive, even when it takes a while until this is read.
        this.#watchdog.heard()
        this.#inbox.push(item)
        this.#readSoon()
      },
      alive: () => {
        this.#pings.relayed = this.#pings.sent
      },
      cut: (reason) => {
        this.#lose({ kind: 'wall', reason })
      },
      failed: (message) => {
        this.#failedScript(message)
      },
    })
    this.#startTimer = setTimeout(() => {
      this.#lose({ kind: 'failed', reason: 'the sandbox did not start' })
    }, longestStart)
  }

  /** How many events the run has recorded, as far as it has told. */
  get length(): EventSeq {
    return this.#length as EventSeq
  }

  tell(message: ToGuest): void {
    if (!this.#over) this.#frame.post(toGuestWire(message))
  }

  end(): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#startTimer)
    this.#watchdog.stop()
    this.#frame.remove()
    this.#inbox = []
  }

  #lose(loss: GuestLoss): void {
    if (this.#over) return
    // What has come must not be lost with it: the last events say where it hangs.
    while (this.#inbox.length > 0 && loss.kind !== 'wall') this.#read()
    if (this.#over) return
    this.end()
    this.#listener.lost(loss)
  }

  #failedScript(message: string): void {
    // Before it is ready the script of ours failed; later it is an error of the learner's in passing.
    if (this.#pings.sent === 0) this.#lose({ kind: 'failed', reason: message })
  }

  #readSoon(): void {
    if (this.#reading) return
    this.#reading = true
    queueMicrotask(() => {
      this.#readForAWhile()
    })
  }

  #readForAWhile(): void {
    const started = performance.now()
    const waiting = this.#inbox.length
    while (this.#inbox.length > 0 && performance.now() - started < decodingTurn) this.#read()
    this.tell({ type: 'taken', items: waiting - this.#inbox.length })
    this.#reading = false
    if (this.#inbox.length === 0) return
    this.#reading = true
    setTimeout(() => {
      this.#readForAWhile()
    }, decodingTurn)
  }

  #read(): void {
    const decoded = this.#decode(this.#inbox.shift())
    if (decoded === null) return
    if (Array.isArray(decoded)) this.#listener.traced(decoded)
    else if (decoded.type !== 'ready' && decoded.type !== 'pong') this.#listener.said(decoded)
  }

  /** Whatever goes wrong in here, the guest has sent it; the page goes on. */
  #decode(item: unknown): TraceEvent[] | FromGuest | null {
    try {
      const wire = this.#reader.take(item)
      if (wire === null) return null
      const message = readFromGuest(wire)
      if (message.type === 'ready') this.#begin()
      return message.type === 'traced' ? this.#decodeEvents(message.batch) : message
    } catch (error) {
      this.#inbox = []
      this.#lose({ kind: 'wall', reason: reasonOf(error) })
      return null
    }
  }

  #begin(): void {
    clearTimeout(this.#startTimer)
    this.#watchdog.start()
  }

  #decodeEvents(batch: string): TraceEvent[] {
    const events = decodeBatch(batch, this.#length, this.#endsAt)
    if (this.#length + events.length > limits.traceEvents)
      throw new WireError('more events than a run may record')
    this.#length += events.length
    this.#endsAt = events.at(-1)?.at ?? this.#endsAt
    return events
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 500) : 'a message that cannot be read'
}
