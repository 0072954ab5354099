/**
 * Lets the engine work in slices, so that pings are answered and trace reaches the page while it
 * does; and ends a run that works without getting anywhere.
 */
import type { PrivateBrowser } from './private-browser.ts'
import type { Drive } from './drive.ts'
import type { Outbox } from './outbox.ts'

/** Real ms of a slice: a frame of the page's picture, so that each has fresh events. */
const sliceLength = 12
/** Real ms of work during which virtual time may stand still. */
const longestStandstill = 5_000
const budgets = { least: 16, most: 16_384 } as const
/** Slices of one step each, where a repeated run reaches what is new; then it was only slow. */
const mostCarefulSlices = 4_000

export class Pace {
  readonly #drive: Drive
  readonly #outbox: Outbox
  readonly #browser: PrivateBrowser
  /** Where a repeated run takes care: from this event on, each step gets a task of its own. */
  readonly #careFrom: number
  #carefulSlices: number
  #budget = 256
  #planned = false
  #lastMoved = { at: -1, worked: 0 }

  /** `careFrom`: null for a first guest; see careful.ts. */
  constructor(drive: Drive, outbox: Outbox, browser: PrivateBrowser, careFrom: number | null) {
    this.#careFrom = careFrom ?? 0
    this.#carefulSlices = careFrom === null ? 0 : mostCarefulSlices
    this.#drive = drive
    this.#outbox = outbox
    this.#browser = browser
  }

  /** Sees to it that the work goes on, if there is any and the page has caught up. */
  go(): void {
    if (this.#planned || !this.#mayWork()) return
    this.#planned = true
    this.#browser.later(() => {
      this.#planned = false
      this.#slice()
      this.go()
    })
  }

  #mayWork(): boolean {
    return this.#drive.isGoing && !this.#outbox.isFull
  }

  #slice(): void {
    const started = this.#browser.clock()
    let now = started
    while (this.#mayWork() && now - started < sliceLength) {
      if (this.#carefulSlices > 0 && this.#drive.length >= this.#careFrom) {
        this.#carefulSlices--
        // Promises of the learner's code run after the task: it must have done no more than this.
        this.#drive.work(1)
        break
      }
      this.#drive.work(this.#nextBudget())
      const after = this.#browser.clock()
      this.#adapt(after - now)
      this.#watchTime(after - now)
      now = after
    }
    this.#outbox.flush()
  }

  #nextBudget(): number {
    if (this.#carefulSlices === 0) return this.#budget
    return Math.min(this.#budget, this.#careFrom - this.#drive.length)
  }

  /** One call of the engine should take a third of a slice, whatever the learner's code costs. */
  #adapt(took: number): void {
    if (took > sliceLength / 2) this.#budget = Math.max(budgets.least, this.#budget >> 1)
    else if (took < sliceLength / 4) this.#budget = Math.min(budgets.most, this.#budget << 1)
  }

  #watchTime(took: number): void {
    const { now } = this.#drive
    const last = this.#lastMoved
    if (now !== last.at) {
      this.#lastMoved = { at: now, worked: 0 }
      return
    }
    last.worked += took
    if (last.worked < longestStandstill) return
    this.#drive.stop({
      in: 'user-code',
      code: 'limit-exceeded',
      during: null,
      message: `virtual time stood still at ${now} ms for ${longestStandstill / 1000} s of work`,
    })
  }
}
