/** The events of the branch on the screen, and what is said of them. */
import { effectsOf, whyOf } from '../projection/index.ts'
import type { EventSeq } from '../model/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import type { Observed } from './observed.svelte.ts'
import type { Tellings } from './tellings.svelte.ts'

/** Effects of one event that are listed. */
const mostEffects = 6

export class Events {
  readonly #observed: Observed
  readonly #tellings: Tellings

  constructor(observed: Observed, tellings: Tellings) {
    this.#tellings = tellings
    this.#observed = observed
  }

  get #branch() {
    return this.#observed.calm.branch
  }

  at(seq: EventSeq): TraceEvent | null {
    const branch = this.#branch
    return branch !== null && seq < branch.trace.length ? branch.trace.at(seq) : null
  }

  sentenceOf(event: TraceEvent): string {
    const branch = this.#branch
    return branch === null ? '' : (this.#tellings.words?.sentenceOf(branch, event) ?? '')
  }

  causesOf(seq: EventSeq): readonly TraceEvent[] {
    const branch = this.#branch
    return branch === null ? [] : whyOf(branch.trace, seq)
  }

  /** What an event brought about at once, as far as it was shown. */
  effectsOf(seq: EventSeq): readonly TraceEvent[] {
    const branch = this.#branch
    if (branch === null) return []
    return effectsOf(branch.trace, seq, mostEffects).filter((event) => event.seq < branch.shown)
  }

  /** The lines up to the cursor, the newest last. */
  transcript(all: boolean, most: number) {
    const { branch, cursor } = this.#observed.calm
    if (branch === null) return []
    return this.#tellings.words?.transcriptUpTo(branch, cursor.seq, { all, most }) ?? []
  }
}
