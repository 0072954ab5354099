/** Bytes as RocksDB writes and compares them: varints of seven bits, fixed numbers with the low byte first. */
import { sound } from './corruption.ts'

/** Unsigned, byte by byte; of two where one begins with the other, the shorter is first. RocksDB: BytewiseComparator. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Whether bytes begin with a prefix. */
export function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length >= prefix.length && sharedLength(bytes, prefix) === prefix.length
}

/** How many bytes two begin with in common. */
export function sharedLength(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length)
  let at = 0
  while (at < most && a[at] === b[at]) at++
  return at
}

/** The first key after all that begin with a prefix; null: there is none. */
export function endOfPrefix(prefix: Uint8Array): Uint8Array | null {
  let length = prefix.length
  while (length > 0 && prefix[length - 1] === 0xff) length--
  if (length === 0) return null
  const end = prefix.slice(0, length)
  end[length - 1] = (end[length - 1] as number) + 1
  return end
}

/** Bytes that are being written. */
export class ByteSink {
  #bytes: Uint8Array
  #length = 0

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity)
  }

  get length(): number {
    return this.#length
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  /** A whole number of at most 2^53. */
  varint(value: number): void {
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte((rest % 0x80) | 0x80)
    this.byte(rest)
  }

  fixed32(value: number): void {
    this.#reserve(4)
    putFixed32(this.#bytes, this.#length, value)
    this.#length += 4
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** With its length before it. */
  slice(bytes: Uint8Array): void {
    this.varint(bytes.length)
    this.raw(bytes)
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}

/** Bytes that are being read; each read throws a Corruption where they end too soon. */
export class ByteSource {
  readonly bytes: Uint8Array
  at: number
  readonly #end: number

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.#end = end
  }

  get isAtEnd(): boolean {
    return this.at >= this.#end
  }

  byte(): number {
    sound(this.at < this.#end, 'the bytes end too soon')
    return this.bytes[this.at++] as number
  }

  varint(): number {
    let value = 0
    let scale = 1
    for (let count = 0; count < 8; count++) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
    sound(false, 'a number has no end')
  }

  fixed32(): number {
    sound(this.at + 4 <= this.#end, 'the bytes end too soon')
    const value = fixed32At(this.bytes, this.at)
    this.at += 4
    return value
  }

  /** A view of the next bytes. */
  raw(length: number): Uint8Array {
    sound(this.at + length <= this.#end, 'the bytes end too soon')
    const bytes = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return bytes
  }

  slice(): Uint8Array {
    return this.raw(this.varint())
  }
}

export function fixed32At(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)) >>>
    0
  )
}

export function putFixed32(bytes: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 4; i++) bytes[at + i] = value >>> (8 * i)
}

/** The least bytes behind all that begin with a prefix; null: there are none. */
export function behindPrefix(prefix: Uint8Array): Uint8Array | null {
  const at = prefix.findLastIndex((byte) => byte < 0xff)
  if (at < 0) return null
  const behind = prefix.slice(0, at + 1)
  behind[at] = (behind[at] as number) + 1
  return behind
}
