/**
 * A projection's answers at any cursor, in either direction: states are kept at intervals and the
 * events from there on are folded again. What is handed out is never changed afterwards.
 */
import { assert } from '../base/index.ts'
import type { EventSeq } from '../model/index.ts'
import type { Trace } from '../trace/index.ts'
import type { Projection } from './projection.ts'

interface Keyframe<S> {
  readonly seq: number
  readonly state: S
}

/** Events between two kept states, at first: what can be folded again within a frame. */
const firstSpacing = 2_048
/** Kept states of one projection at most; every other one goes when there are more. */
const mostKeyframes = 512
const fewestKeyframes = 32
/** References held by all kept states of one projection together, roughly. */
const mostReferences = 4_000_000

export class ProjectionCache<S> {
  readonly #projection: Projection<S>
  readonly #trace: Trace
  readonly #keyframes: Keyframe<S>[]
  #spacing = firstSpacing
  #last: Keyframe<S>

  constructor(projection: Projection<S>, trace: Trace) {
    this.#projection = projection
    this.#trace = trace
    this.#last = { seq: 0, state: projection.initial() }
    this.#keyframes = [this.#last]
  }

  /** The answer after the first `seq` events of the trace. */
  at(seq: EventSeq): S {
    assert(seq >= 0 && seq <= this.#trace.length, 'a cursor lies within its trace')
    if (this.#last.seq !== seq) this.#last = this.#fold(this.#nearest(seq), seq)
    return this.#last.state
  }

  /**
   * Folds on towards the end of the trace, at most `events` events, so that a later question
   * there is answered at once. Answers whether something is left to do.
   */
  prepare(events: number): boolean {
    const front = this.#keyframes.at(-1) as Keyframe<S>
    const whole = Math.floor((this.#trace.length - front.seq) / this.#spacing) * this.#spacing
    if (whole > 0) this.#fold(front, front.seq + Math.min(whole, Math.max(events, this.#spacing)))
    return whole > events
  }

  /** The trace beyond `length` is no longer what it was. */
  truncate(length: number): void {
    while ((this.#keyframes.at(-1) as Keyframe<S>).seq > length) this.#keyframes.pop()
    if (this.#last.seq > length) this.#last = this.#keyframes.at(-1) as Keyframe<S>
  }

  get keyframes(): number {
    return this.#keyframes.length
  }

  #nearest(seq: number): Keyframe<S> {
    let low = 0
    let high = this.#keyframes.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.#keyframes[middle] as Keyframe<S>).seq <= seq) low = middle
      else high = middle
    }
    const kept = this.#keyframes[low] as Keyframe<S>
    return this.#last.seq <= seq && this.#last.seq > kept.seq ? this.#last : kept
  }

  #fold(from: Keyframe<S>, to: number): Keyframe<S> {
    const projection = this.#projection
    const state = projection.copy(from.state)
    let front = (this.#keyframes.at(-1) as Keyframe<S>).seq
    let seq = from.seq
    for (const event of this.#trace.slice(from.seq as EventSeq, to as EventSeq)) {
      projection.apply(state, event)
      seq++
      if (seq - front >= this.#spacing) {
        this.#keep({ seq, state: projection.copy(state) })
        front = (this.#keyframes.at(-1) as Keyframe<S>).seq
      }
    }
    return { seq, state }
  }

  #keep(keyframe: Keyframe<S>): void {
    this.#keyframes.push(keyframe)
    const weight = this.#projection.weight?.(keyframe.state) ?? 1
    const most = Math.max(fewestKeyframes, Math.min(mostKeyframes, mostReferences / weight))
    if (this.#keyframes.length <= most) return
    // The last one stays whatever its place: folding goes on from it.
    const last = this.#keyframes.length - 1
    const kept = this.#keyframes.filter((_, at) => at % 2 === 0 || at === last)
    this.#keyframes.splice(0, this.#keyframes.length, ...kept)
    this.#spacing *= 2
  }
}
