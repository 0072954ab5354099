/**
 * How a message crosses the frame: strings and ArrayBuffers only, each small enough that reading
 * one cannot hold the page up. A message is one text, cut into parts where it is long, then the
 * bytes it announces. Text: `type sizes body`; a part begins with `+` where another follows, with
 * `.` where it is the last. A word, `!type number`, may stand between the items of a message.
 */
import { limits } from '../model/index.ts'

export type WireItem = string | ArrayBuffer

/** A message as it came, its body not yet understood. */
export interface WireMessage {
  readonly type: string
  readonly body: string
  readonly bytes: readonly Uint8Array[]
}

/** What no sender of ours would send. */
export class WireError extends Error {
  override readonly name = 'WireError'
}

// A character may take two bytes of memory; the limit is on what the reader's thread must copy.
const partCharacters = limits.messageBytes / 2 - 1
const sizesOfNothing = '-'
const wordPattern = /^!([a-z]{1,16}) (\d{0,9})$/
const typePattern = /^[a-z]{1,16}$/
const sizesPattern = /^\d{1,9}(?:,\d{1,9})*$/

/** The items of a message, to be posted in this order; the byte arrays are copied. */
export function toWire(type: string, body: string, bytes: readonly Uint8Array[] = []): WireItem[] {
  const sizes = bytes.length === 0 ? sizesOfNothing : bytes.map((b) => b.byteLength).join(',')
  const text = `${type} ${sizes} ${body}`
  const items: WireItem[] = []
  for (let from = 0; from < text.length; from += partCharacters) {
    const more = from + partCharacters < text.length
    items.push((more ? '+' : '.') + text.slice(from, from + partCharacters))
  }
  for (const whole of bytes) {
    for (let from = 0; from < whole.byteLength; from += limits.messageBytes) {
      items.push(whole.slice(from, from + limits.messageBytes).buffer)
    }
  }
  return items
}

/** A message that does not wait for the end of another. */
export function toWord(type: string, number?: number): string {
  return `!${type} ${number ?? ''}`
}

/** Bytes of memory an item takes; what relay, window and limits count. */
export function itemBytes(item: WireItem): number {
  return typeof item === 'string' ? item.length * 2 : item.byteLength
}

/** A text whose announced bytes are not all in. */
interface Pending {
  readonly type: string
  readonly body: string
  readonly sizes: readonly number[]
  readonly bytes: Uint8Array[]
}

/** Puts messages together from items. Trusts nothing: a wrong item is a {@link WireError}. */
export class WireReader {
  #parts: string[] = []
  #characters = 0
  #pending: Pending | null = null
  #open: Uint8Array | null = null
  #filled = 0
  readonly #most: { readonly characters: number; readonly bytes: number }

  /** `most`: of one message, characters of its text and bytes after it. */
  constructor(most: { readonly characters: number; readonly bytes: number }) {
    this.#most = most
  }

  /** The message this item completes, or null. */
  take(item: unknown): WireMessage | null {
    if (typeof item === 'string' && item.startsWith('!')) return readWord(item)
    if (typeof item === 'string') this.#takeText(item)
    else if (item instanceof ArrayBuffer) this.#takeBytes(item)
    else throw new WireError('neither text nor bytes')
    return this.#completed()
  }

  #takeText(item: string): void {
    if (this.#pending !== null) throw new WireError('text where bytes were announced')
    const mark = item[0]
    if (mark !== '+' && mark !== '.') throw new WireError('text without a mark')
    this.#characters += item.length - 1
    if (this.#characters > this.#most.characters) throw new WireError('a text is too long')
    this.#parts.push(item.slice(1))
    if (mark === '+') return
    const text = this.#parts.join('')
    this.#parts = []
    this.#characters = 0
    this.#pending = this.#parseHead(text)
  }

  #parseHead(text: string): Pending {
    const first = text.indexOf(' ')
    const second = text.indexOf(' ', first + 1)
    const type = text.slice(0, first)
    const announced = text.slice(first + 1, second)
    if (first < 0 || second < 0 || !typePattern.test(type)) throw new WireError('no head')
    const body = text.slice(second + 1)
    if (announced === sizesOfNothing) return { type, body, sizes: [], bytes: [] }
    if (!sizesPattern.test(announced)) throw new WireError('sizes are not numbers')
    const sizes = announced.split(',').map(Number)
    const sum = sizes.reduce((total, size) => total + size, 0)
    if (sum > this.#most.bytes) throw new WireError('too many bytes announced')
    return { type, body, sizes, bytes: [] }
  }

  #takeBytes(item: ArrayBuffer): void {
    const pending = this.#pending
    const size = pending?.sizes[pending.bytes.length]
    if (pending === null || size === undefined) throw new WireError('bytes nobody announced')
    const left = size - this.#filled
    if (item.byteLength === 0 || item.byteLength > left)
      throw new WireError('bytes of wrong length')
    // What came in one piece is ours already: it was transferred.
    if (item.byteLength === size) this.#open = new Uint8Array(item)
    else {
      this.#open ??= new Uint8Array(size)
      this.#open.set(new Uint8Array(item), this.#filled)
    }
    this.#filled += item.byteLength
    if (this.#filled < size) return
    pending.bytes.push(this.#open)
    this.#open = null
    this.#filled = 0
  }

  #completed(): WireMessage | null {
    const pending = this.#pending
    if (pending === null) return null
    const { type, body, sizes, bytes } = pending
    // A blob of no bytes takes no item.
    while (sizes[bytes.length] === 0) bytes.push(new Uint8Array())
    if (bytes.length < sizes.length) return null
    this.#pending = null
    return { type, body, bytes }
  }
}

function readWord(item: string): WireMessage {
  const [, type, body] = wordPattern.exec(item) ?? []
  if (type === undefined || body === undefined) throw new WireError('a word of no known form')
  return { type, body, bytes: [] }
}
