/**
 * Notices a guest that no longer answers. Lives on the page's thread, which the wall keeps free:
 * the guest is pinged, and when the oldest unanswered ping is too old, it is given up.
 */

/** Real ms. */
export interface WatchdogTimes {
  /** From one ping to the next. */
  readonly every: number
  /** For how long a ping may stay unanswered. */
  readonly patience: number
  /** Longer than this between two looks, and it was the page that stood still, or its tab asleep. */
  readonly pageStall: number
}

export const watchdogTimes: WatchdogTimes = { every: 100, patience: 2_000, pageStall: 1_200 }

export interface WatchdogActions {
  ping(): void
  /** Called once. */
  expired(): void
}

export class Watchdog {
  readonly #times: WatchdogTimes
  readonly #actions: WatchdogActions
  #timer: ReturnType<typeof setInterval> | null = null
  #lastLook = 0
  #unansweredSince: number | null = null

  constructor(actions: WatchdogActions, times: WatchdogTimes = watchdogTimes) {
    this.#actions = actions
    this.#times = times
  }

  /** Once; a guest may say more than once that it is ready. */
  start(): void {
    if (this.#timer !== null) return
    this.#lastLook = performance.now()
    this.#timer = setInterval(() => {
      this.#look()
    }, this.#times.every)
  }

  /** The guest said something: it is alive. */
  heard(): void {
    this.#unansweredSince = null
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  #look(): void {
    const now = performance.now()
    const pageStoodStill = now - this.#lastLook > this.#times.pageStall
    this.#lastLook = now
    if (this.#unansweredSince === null || pageStoodStill) this.#unansweredSince = now
    else if (now - this.#unansweredSince > this.#times.patience) {
      this.stop()
      this.#actions.expired()
      return
    }
    this.#actions.ping()
  }
}
