/**
 * A clock that can be stopped: by back-pressure, or while a source or split waits for alignment. A
 * clock of a split also stands while the one of its reader does. Flink: PausableRelativeClock (WM-13).
 */
import { assert } from '../../base/index.ts'
import type { RelativeClock } from '../../datastream/index.ts'

export class PausableRelativeClock implements RelativeClock {
  readonly #base: RelativeClock
  #pausedFor = 0
  /** How many reasons there are to stand still. */
  #pauses = 0
  #pausedAt = 0

  constructor(base: RelativeClock) {
    this.#base = base
  }

  relativeTimeMillis(): number {
    const now = this.#pauses > 0 ? this.#pausedAt : this.#base.relativeTimeMillis()
    return now - this.#pausedFor
  }

  pause(): void {
    if (this.#pauses++ === 0) this.#pausedAt = this.#base.relativeTimeMillis()
  }

  unPause(): void {
    assert(this.#pauses > 0, 'only a clock that stands is started')
    if (--this.#pauses === 0) this.#pausedFor += this.#base.relativeTimeMillis() - this.#pausedAt
  }
}
