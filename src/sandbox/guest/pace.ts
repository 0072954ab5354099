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

export class Pace {
  readonly #drive: Drive
  readonly #outbox: Outbox
  readonly #browser: PrivateBrowser
  #budget = 256
  #planned = false
  #lastMoved = { at: -1, worked: 0 }

  constructor(drive: Drive, outbox: Outbox, browser: PrivateBrowser) {
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
      this.#drive.work(this.#budget)
      const after = this.#browser.clock()
      this.#adapt(after - now)
      this.#watchTime(after - now)
      now = after
    }
    this.#outbox.flush()
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
