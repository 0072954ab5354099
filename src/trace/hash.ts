/** One number for a whole trace: what "same plan, same trace" compares between browsers. */
import { hashText } from '../base/index.ts'
import { encodeBatch } from './codec.ts'
import type { TraceEvent } from './event.ts'

/** A running hash over events in order (two 32-bit halves of FNV-1a over each event's wire form). */
export class TraceHash {
  #low = 0x811c9dc5
  #high = 0x01000193

  add(event: TraceEvent): void {
    const hash = hashText(encodeBatch([event]))
    this.#low = Math.imul(this.#low ^ hash, 0x01000193) >>> 0
    this.#high = (Math.imul(this.#high, 31) + (hash ^ (hash >>> 15))) >>> 0
  }

  /** 16 hexadecimal digits. */
  get value(): string {
    return this.#high.toString(16).padStart(8, '0') + this.#low.toString(16).padStart(8, '0')
  }
}
