/** What the guest has to say, in order, no more than a window ahead of what the page has dealt with. */
import { batchEncoder, type Row, type TraceEvent } from '../../trace/index.ts'
import { type FromGuest, fromGuestWire, itemWindow } from '../protocol.ts'
import { itemBytes, type WireItem } from '../wire.ts'

/** Events in one message: what the page decodes in a few milliseconds. */
const batchLength = 1_000

export class Outbox {
  readonly #post: (item: WireItem) => void
  #encode = batchEncoder([])
  #events: TraceEvent[] = []
  readonly #waiting: WireItem[] = []
  readonly #underway: number[] = []
  #bytesUnderway = 0

  constructor(post: (item: WireItem) => void) {
    this.#post = post
  }

  /** Said before the first event: how the page reads them. */
  encodeBy(rows: readonly Row[]): void {
    this.#encode = batchEncoder(rows)
  }

  /** Whether the engine should wait until the page has caught up. */
  get isFull(): boolean {
    return this.#waiting.length > 0
  }

  recorded(event: TraceEvent): void {
    this.#events.push(event)
  }

  /** Says something that does not wait in line: an answer to a ping, which is one word. */
  answer(message: FromGuest): void {
    for (const item of fromGuestWire(message)) this.#postNow(item)
  }

  send(message: FromGuest): void {
    this.flush()
    this.#waiting.push(...fromGuestWire(message))
    this.#postWaiting()
  }

  /** Sends the recorded events on their way. */
  flush(): void {
    const events = this.#events
    if (events.length === 0) return
    this.#events = []
    for (let from = 0; from < events.length; from += batchLength) {
      const batch = this.#encode(events.slice(from, from + batchLength))
      this.#waiting.push(...fromGuestWire({ type: 'traced', batch }))
    }
    this.#postWaiting()
  }

  /** The page has dealt with the oldest `items` of what was posted. */
  taken(items: number): void {
    for (const bytes of this.#underway.splice(0, items)) this.#bytesUnderway -= bytes
    this.#postWaiting()
  }

  #postWaiting(): void {
    let posted = 0
    while (posted < this.#waiting.length && this.#hasRoom()) {
      this.#postNow(this.#waiting[posted++] as WireItem)
    }
    this.#waiting.splice(0, posted)
  }

  #postNow(item: WireItem): void {
    const bytes = itemBytes(item)
    this.#underway.push(bytes)
    this.#bytesUnderway += bytes
    this.#post(item)
  }

  #hasRoom(): boolean {
    return this.#underway.length < itemWindow.items && this.#bytesUnderway < itemWindow.bytes
  }
}
