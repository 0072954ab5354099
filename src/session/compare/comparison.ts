/**
 * Two runs at one virtual time: both stand at what is true then, and every move moves both. Like the session it has no
 * clock: whoever draws says how much time has passed.
 */
import type { EventSeq, VirtualTime } from '../../model/index.ts'
import type { Projection } from '../../projection/index.ts'
import type { ExecutablePlan, Runner } from '../../run/index.ts'
import { Branch } from '../branch.ts'
import { atTime, type Cursor } from '../cursor.ts'
import { glideTo, leadOf, type Motion, playing, timeAfter } from '../playback.ts'
import { nextStep, previousStep, stepTold } from '../step.ts'
import { type Divergence, DivergenceSearch } from './divergence.ts'
import { type Moment, MomentSearch } from './moments.ts'
import { other, type Pair, pairOf, type SideIndex, sides } from './pair.ts'
import { RestSearch } from './rest.ts'
import { scripted } from './variants.ts'

/** Virtual ms: how far a search looks ahead at first, at most, and before it gives up. */
const firstStride = 100
const longestStride = 10_000
const longestSearch = 600_000
type Goal =
  | { readonly kind: 'place'; readonly time: VirtualTime }
  | { readonly kind: 'step'; readonly glide: boolean }
  /** `otherwise`: where to stand if there is none. */
  | {
      readonly kind: 'difference'
      readonly after: number
      readonly otherwise: VirtualTime | null
    }
  | { readonly kind: 'rest' }

/** Where both stand. */
interface Place {
  readonly time: VirtualTime
  readonly seqs: Pair<EventSeq>
}

export interface ComparisonOptions {
  readonly executables: Pair<ExecutablePlan>
  /** Is given two runs, which go on beside each other. */
  readonly runner: Runner
}

export class Comparison {
  readonly branches: Pair<Branch>
  readonly #divergence: DivergenceSearch
  readonly #moments: MomentSearch
  readonly #listeners = new Set<() => void>()
  readonly #rest: RestSearch
  #place: Place
  #motion: Motion = { kind: 'still' }
  #target: Place | null = null
  #goal: Goal | null = null
  #stride = firstStride
  #searched = 0
  #pursuing = false

  constructor({ executables, runner }: ComparisonOptions) {
    this.branches = pairOf(
      (side) =>
        new Branch({
          id: side + 1,
          executable: { ...executables[side], plan: scripted(executables[side].plan) },
          runner,
          parent: null,
          changed: () => {
            this.#branchChanged()
          },
        }),
    )
    this.#divergence = new DivergenceSearch(this.branches)
    this.#moments = new MomentSearch(this.branches)
    this.#rest = new RestSearch(this.branches)
    this.#place = { time: this.start, seqs: [0 as EventSeq, 0 as EventSeq] }
  }

  // --- Where it stands ------------------------------------------------------------------------

  /** Virtual ms. */
  get time(): VirtualTime {
    return this.#place.time
  }

  /** Virtual ms at which the first of the two begins. */
  get start(): VirtualTime {
    return Math.min(...this.branches.map(({ start }) => start)) as VirtualTime
  }

  /** Where a run stands. */
  cursor(side: SideIndex): Cursor {
    return { time: this.#place.time, seq: this.#place.seqs[side] }
  }

  /** A projection's answer for a run, where it stands. */
  ask<S>(projection: Projection<S>, side: SideIndex): S {
    return this.branches[side].ask(projection, this.#place.seqs[side])
  }

  /** The same for all that is known of the run. */
  askAtEnd<S>(projection: Projection<S>, side: SideIndex): S {
    const branch = this.branches[side]
    return branch.ask(projection, branch.trace.length)
  }

  /** The last step of a run at or before its place; null before the first. */
  toldAt(side: SideIndex): EventSeq | null {
    return stepTold(this.branches[side].trace, this.cursor(side))
  }

  get isPlaying(): boolean {
    return this.#motion.kind === 'playing'
  }

  /** Virtual ms at which the motion began; null while both stand still. */
  get movingSince(): VirtualTime | null {
    return this.#motion.kind === 'still' ? null : this.#motion.since
  }

  /** The runs have to get somewhere first. */
  get isWaiting(): boolean {
    return this.#goal !== null
  }

  /** Neither has anything more to come. */
  get isAtEnd(): boolean {
    return sides.every((side) => {
      const { isOver, trace } = this.branches[side]
      return isOver && this.#place.seqs[side] >= trace.length
    })
  }

  /** Where the two part; null as long as they are known to do the same. */
  get divergence(): Divergence | null {
    return this.#divergence.found
  }

  /** Moments in which they are not the same, the first one first; several at one instant are one. */
  get differences(): readonly Moment[] {
    const { found } = this.#divergence
    if (found === null) return []
    const later = this.#moments.moments.filter(({ at }) => at > found.at)
    return [found, ...later.filter(({ at }, index) => at !== later[index - 1]?.at)]
  }

  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed)
    return () => {
      this.#listeners.delete(changed)
    }
  }

  /** Ends both runs. */
  close(): void {
    for (const branch of this.branches) branch.terminate()
    this.#listeners.clear()
  }

  // --- Moving ---------------------------------------------------------------------------------

  /** Virtual ms per real ms. */
  play(speed: number): void {
    this.#motion = playing(speed, this.movingSince ?? this.time)
    this.#target = null
    this.#changed()
  }

  pause(): void {
    this.#halt()
    this.#changed()
  }

  /** Real ms that have passed since the last call. */
  tick(elapsedMs: number): void {
    if (this.#motion.kind === 'still' || this.#goal !== null) return
    const wanted = timeAfter(this.#motion, this.time, elapsedMs)
    if (this.#target !== null && wanted >= this.#target.time) this.#arriveAt(this.#target)
    else this.#moveTo(wanted)
    this.#changed()
  }

  /** To a time, when everything due then has happened. */
  seek(time: VirtualTime): void {
    this.#pursue({ kind: 'place', time: Math.max(time, this.start) as VirtualTime })
  }

  /** To the next step of either run; both, where both have one at that instant. */
  step(glide = false): void {
    if (this.#target === null) this.#pursue({ kind: 'step', glide })
    else {
      this.#arriveAt(this.#target)
      this.#changed()
    }
  }

  stepBack(): void {
    this.#halt()
    const steps = pairOf((side) =>
      previousStep(this.branches[side].trace, this.cursor(side), 'any'),
    )
    const time = Math.max(this.start, ...steps.map((step) => step?.time ?? 0)) as VirtualTime
    this.#arriveAt({
      time,
      seqs: pairOf((side) => {
        const step = steps[side]
        return step?.time === time ? step.seq : this.#seqAt(side, time)
      }),
    })
    this.#changed()
  }

  /** To the next moment in which they are not the same; where it stands if there is none, or at `otherwise`. */
  nextDifference(otherwise: VirtualTime | null = null): void {
    const isFirst = this.time === this.start && this.#place.seqs.every((seq) => seq === 0)
    this.#pursue({ kind: 'difference', after: isFirst ? -1 : this.time, otherwise })
  }

  /** To the last moment before this one in which they are not the same. */
  previousDifference(): void {
    const before = this.differences.findLast(({ at }) => at < this.time)
    if (before !== undefined) this.seek(before.at)
  }

  /** To where nothing is read, written or due any more in either run; at most ten minutes on. */
  toRest(): void {
    this.#pursue({ kind: 'rest' })
  }

  #halt(): void {
    this.#motion = { kind: 'still' }
    this.#target = null
    this.#goal = null
  }

  #pursue(goal: Goal): void {
    this.#halt()
    this.#goal = goal
    this.#stride = firstStride
    this.#searched = this.time
    this.#tryGoal()
    this.#changed()
  }

  #arriveAt(place: Place): void {
    this.#halt()
    this.#place = place
    for (const side of sides) this.branches[side].show(this.cursor(side))
  }

  #seqAt(side: SideIndex, time: VirtualTime): EventSeq {
    return atTime(this.branches[side].trace, time).seq
  }

  #placeAt(time: VirtualTime): Place {
    return { time, seqs: pairOf((side) => this.#seqAt(side, time)) }
  }

  /** As far as both are known. */
  #moveTo(wanted: VirtualTime): void {
    this.#reach((wanted + leadOf(this.#motion)) as VirtualTime)
    const known = this.branches.map((branch) => (branch.isOver ? Infinity : branch.reachable))
    const end = this.branches.every(({ isOver }) => isOver) ? this.#end : Infinity
    const time = Math.min(wanted, end, ...known) as VirtualTime
    if (time < this.time) return
    const { seqs } = this.#placeAt(time)
    this.#place = {
      time,
      seqs: pairOf((side) => Math.max(seqs[side], this.#place.seqs[side]) as EventSeq),
    }
    for (const side of sides) this.branches[side].show(this.cursor(side))
    if (this.isAtEnd) this.#halt()
  }

  /** Virtual ms of the last event of either. */
  get #end(): VirtualTime {
    return Math.max(...this.branches.map(({ trace }) => trace.endsAt)) as VirtualTime
  }

  #reach(time: VirtualTime): void {
    for (const branch of this.branches) branch.reach(Math.max(time, branch.start) as VirtualTime)
  }

  // --- Reaching goals -------------------------------------------------------------------------

  #branchChanged(): void {
    this.#tryGoal()
    this.#changed()
  }

  /** A runner may answer while it is asked: then the one that asks goes on. */
  #tryGoal(): void {
    if (this.#pursuing) return
    this.#pursuing = true
    while (this.#goal !== null && this.#pursued(this.#goal));
    this.#pursuing = false
  }

  /** Whether there is more to do at once. */
  #pursued(goal: Goal): boolean {
    const place = this.#find(goal)
    if (place === null) return this.#lookFurther(goal)
    const glides = goal.kind === 'step' && goal.glide && place.time > this.time
    if (glides) {
      this.#goal = null
      this.#target = place
      this.#motion = glideTo({ time: place.time, seq: place.seqs[0] }, this.time)
    } else this.#arriveAt(place)
    return false
  }

  /** Where the goal is; null: it is not known yet. */
  #find(goal: Goal): Place | null {
    switch (goal.kind) {
      case 'place':
        return this.#isWholeAt(goal.time) ? this.#placeAt(goal.time) : null
      case 'step':
        return this.#findStep()
      case 'difference': {
        const next = this.differences.find(({ at }) => at > goal.after)
        return next === undefined || !this.#isWholeAt(next.at) ? null : this.#placeAt(next.at)
      }
      case 'rest':
        return this.#findRest()
    }
  }

  #isWholeAt(time: VirtualTime): boolean {
    return this.branches.every((branch) => branch.isWholeAt(time))
  }

  #findStep(): Place | null {
    const steps = pairOf((side) => nextStep(this.branches[side].trace, this.cursor(side), 'any'))
    const time = Math.min(...steps.map((step) => step?.time ?? Infinity)) as VirtualTime
    if (time === Infinity || !this.#isWholeAt(time)) return null
    return {
      time,
      seqs: pairOf((side) => {
        const step = steps[side]
        return step?.time === time ? step.seq : this.#seqAt(side, time)
      }),
    }
  }

  #findRest(): Place | null {
    const { rests } = this.#rest
    return rests === null ? null : this.#placeAt(Math.max(this.time, rests) as VirtualTime)
  }

  /** Asks the runs for more. Whether they have answered already. */
  #lookFurther(goal: Goal): boolean {
    if (this.branches.some((branch) => !branch.isIdle)) return false
    const isOver = this.branches.every((branch) => branch.isOver)
    const isVain = goal.kind === 'difference' && this.#rest.rests !== null
    if (isOver || isVain || this.#searched - this.time > longestSearch) {
      this.#giveUp(goal)
      return false
    }
    if (goal.kind === 'place') this.#searched = goal.time
    else {
      const known = Math.min(...sides.map((side) => this.#knownOf(side, other(side))))
      this.#searched = Math.max(this.#searched, known) + this.#stride
      this.#stride = Math.min(2 * this.#stride, longestStride)
    }
    this.#reach(this.#searched as VirtualTime)
    return this.branches.every((branch) => branch.isIdle)
  }

  /** Virtual ms up to which a run is known; one that is over, as far as the other. */
  #knownOf(side: SideIndex, than: SideIndex): number {
    return this.branches[this.branches[side].isOver ? than : side].reachable
  }

  #giveUp(goal: Goal): void {
    const end = Math.min(this.#end, this.#searched) as VirtualTime
    if (goal.kind === 'difference')
      this.#arriveAt(goal.otherwise === null ? this.#place : this.#placeAt(goal.otherwise))
    else this.#arriveAt(this.#placeAt(Math.max(this.time, end) as VirtualTime))
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}
