/** What is still to happen, by virtual time; at the same instant, in the order it was planned. */
import { Heap } from '../../base/index.ts'
import type { BlobId, VirtualTime } from '../../model/index.ts'

/** Something that will happen. It decides itself whether it still may: its subtask can be gone. */
export interface Happening {
  happen(): void
  /** Blobs that must be durable, or have failed, before this may happen; absent: none. */
  awaits?(): readonly BlobId[]
  /** Blobs whose bytes must be at hand before this may happen; absent: none. */
  needs?(): readonly BlobId[]
}

/** What must be at hand before something is done; asked again until nothing is missing. */
export type Needs = () => readonly BlobId[]

interface Entry {
  readonly at: VirtualTime
  readonly order: number
  readonly what: Happening
}

/** The only queue of the future. */
export class Agenda {
  readonly #heap = new Heap<Entry>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order))
  #order = 0
  /** Script commands come before anything else due at their instant: negative orders, in order. */
  #earlyOrder = Number.MIN_SAFE_INTEGER

  get size(): number {
    return this.#heap.size
  }

  plan(at: VirtualTime, what: Happening): void {
    this.#heap.push({ at, order: this.#order++, what })
  }

  planBeforeAllElse(at: VirtualTime, what: Happening): void {
    this.#heap.push({ at, order: this.#earlyOrder++, what })
  }

  /** When the next thing happens; undefined when nothing is left. */
  get nextAt(): VirtualTime | undefined {
    return this.#heap.peek()?.at
  }

  get next(): Happening | undefined {
    return this.#heap.peek()?.what
  }

  take(): Happening | undefined {
    return this.#heap.pop()?.what
  }
}
