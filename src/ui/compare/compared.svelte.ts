/** A comparison as reactive values, and the real time that moves it. */
import { createSubscriber } from 'svelte/reactivity'
import type { VirtualTime } from '../../model/index.ts'
import {
  checkpoints,
  clusterView,
  output,
  stepCount,
  timelineMarks,
} from '../../projection/index.ts'
import type { Runner } from '../../run/index.ts'
import {
  Comparison,
  compareResults,
  type Moment,
  type Pair,
  type Parting,
  pairOf,
  sentenceOf,
  type SideIndex,
  tellParting,
} from '../../session/index.ts'
import { seconds } from '../format.ts'
import { timelineOf } from '../timeline/marks.ts'
import { nameOf, type Versus } from './choices.ts'
import { checkpointRows } from './checkpoint-rows.ts'
import { compareWords } from './words.ts'

/** A frame that took longer does not make the runs jump. */
const longestFrame = 250
/** Real ms between two looks of what is read while it plays, and between two steps without motion. */
const calmEvery = 150
const stepEvery = 1_200

export class Compared {
  readonly versus: Versus
  readonly #comparison: Comparison
  readonly #live: () => void
  #calm = $state(0)
  #looked = 0
  #speed = $state(1)
  /** Without motion playing is stepping. */
  #stepping = $state(false)
  #nextStepAt = 0
  #frame: number | null = null
  #last = 0

  /** `from`: where to stand when the two do the same, virtual ms. */
  constructor(versus: Versus, runner: Runner, from: VirtualTime) {
    this.versus = versus
    this.#comparison = new Comparison({ executables: versus.executables, runner })
    this.#live = createSubscriber((update) => this.#comparison.subscribe(update))
    this.#comparison.subscribe(() => this.#changed())
    this.#comparison.nextDifference(from)
  }

  /** Ends both runs. */
  close(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    this.#stepping = false
    this.#comparison.close()
  }

  // --- Where it stands: frame by frame ----------------------------------------------------------

  get time(): VirtualTime {
    return this.#now.time
  }

  get movingSince(): VirtualTime | null {
    return this.#now.movingSince
  }

  get playing(): boolean {
    return this.#now.isPlaying || this.#stepping
  }

  get waits(): boolean {
    return this.#now.isWaiting
  }

  readonly views = $derived.by(() => pairOf((side) => this.#now.ask(clusterView, side)))

  // --- What is read: a few times a second -------------------------------------------------------

  readonly lanes = $derived.by(() =>
    pairOf((side) => timelineOf(this.#then.askAtEnd(timelineMarks, side), this.#then.time)),
  )

  readonly checkpoints = $derived.by(() =>
    checkpointRows(
      pairOf((side) => this.#then.askAtEnd(checkpoints, side).history),
      this.#then.time,
    ),
  )

  /** What both have made visible outside by now. */
  readonly results = $derived.by(() =>
    compareResults(pairOf((side) => this.#then.ask(output, side))),
  )

  /** Steps each has done. */
  readonly steps = $derived.by(() => pairOf((side) => this.#then.ask(stepCount, side).count))

  readonly differences = $derived.by((): readonly Moment[] => this.#then.differences)

  readonly parting = $derived.by((): Parting | null => {
    const { divergence, branches } = this.#then
    return divergence === null ? null : tellParting(divergence, branches)
  })

  /** Why there is nothing more to come of a run before its time. */
  readonly crashes = $derived.by(() => pairOf((side) => this.#then.branches[side].crash))

  /** What each does here: the difference where one is, else the last step. */
  readonly says = $derived.by((): Pair<string> => {
    const at = this.#then.time
    const moment = this.differences.find((one) => one.at === at)
    if (moment === undefined) return pairOf((side) => this.#lastStep(side))
    if (moment === this.differences[0] && this.parting !== null) {
      const { says } = this.parting
      return pairOf((side) => says[side] ?? compareWords.nothing)
    }
    return pairOf((side) => this.#sayAt(moment, side))
  })

  readonly names = $derived.by((): Pair<string> => {
    const { labels, setting } = this.versus
    return pairOf((side) => {
      const { settings } = this.views[side]
      const known = setting === null || settings === null ? null : nameOf(setting, settings)
      return labels[side].name ?? known ?? '…'
    })
  })

  /** Both run with the settings that were to differ. */
  readonly isSameSetting = $derived.by(() => {
    const [a, b] = this.views
    const { setting } = this.versus
    if (setting === null || a.settings === null || b.settings === null) return false
    return JSON.stringify(a.settings) === JSON.stringify(b.settings)
  })

  get #now(): Comparison {
    this.#live()
    return this.#comparison
  }

  get #then(): Comparison {
    void this.#calm
    return this.#comparison
  }

  #lastStep(side: SideIndex): string {
    const { branches } = this.#comparison
    const seq = this.#comparison.toldAt(side)
    return sentenceOf(branches[side], seq) ?? ''
  }

  /** What a run does of a moment; if later than the other, when. */
  #sayAt({ at, events }: Moment, side: SideIndex): string {
    const branch = this.#comparison.branches[side]
    const seq = events[side]
    const says = sentenceOf(branch, seq)
    if (seq === null || says === null) return compareWords.nothing
    const then = branch.trace.at(seq).at
    return then === at ? says : `at ${seconds(then)}: ${says}`
  }

  // --- Moving -----------------------------------------------------------------------------------

  get speed(): number {
    return this.#speed
  }

  setSpeed(speed: number): void {
    this.#speed = speed
    if (this.#comparison.isPlaying) this.#comparison.play(speed)
  }

  /** `moving`: with motion; otherwise step after step. */
  togglePlay(moving: boolean): void {
    if (this.#stepping || this.#comparison.isPlaying) {
      this.pause()
      return
    }
    if (moving) this.#comparison.play(this.#speed)
    else {
      this.#stepping = true
      this.#nextStepAt = 0
      this.#wake()
    }
  }

  pause(): void {
    this.#stepping = false
    this.#comparison.pause()
  }

  step(direction: 1 | -1, glide: boolean): void {
    this.pause()
    if (direction === 1) this.#comparison.step(glide)
    else this.#comparison.stepBack()
  }

  seek(time: number): void {
    this.pause()
    this.#comparison.seek(Math.round(time) as VirtualTime)
  }

  nextDifference(): void {
    this.pause()
    this.#comparison.nextDifference()
  }

  previousDifference(): void {
    this.pause()
    this.#comparison.previousDifference()
  }

  toStart(): void {
    this.seek(this.#comparison.start)
  }

  toRest(): void {
    this.pause()
    this.#comparison.toRest()
  }

  #changed(): void {
    const now = performance.now()
    if (this.#comparison.movingSince === null || now - this.#looked >= calmEvery) {
      this.#looked = now
      this.#calm++
    }
    this.#wake()
  }

  #wake(): void {
    if (this.#frame !== null || (this.#comparison.movingSince === null && !this.#stepping)) return
    this.#last = performance.now()
    this.#frame = requestAnimationFrame((now) => this.#tick(now))
  }

  #tick(now: number): void {
    this.#frame = null
    const elapsed = Math.min(longestFrame, Math.max(0, now - this.#last))
    if (this.#stepping && now >= this.#nextStepAt && !this.#comparison.isWaiting) {
      this.#nextStepAt = now + stepEvery / this.#speed
      this.#comparison.step(false)
      if (this.#comparison.isAtEnd) this.#stepping = false
    }
    this.#comparison.tick(elapsed)
    this.#wake()
    this.#last = now
  }
}
