/** Real time for the session: one tick a frame while something moves, none while all is still. */
import { speeds as sessionSpeeds } from '../session/index.ts'
import type { Session } from '../session/index.ts'

const names: Record<string, string> = { '0.25': '¼×' }
export const speeds = sessionSpeeds.map((value) => ({
  value,
  label: names[String(value)] ?? `${value}×`,
}))

/** A frame that took longer (a hidden tab, a debugger) does not make the run jump. */
const longestFrame = 250
/** Real ms of stillness in which the session may still prepare what seeking will ask for. */
const restAfter = 2_000
/** Real ms between two steps where steps follow each other without motion. */
const stepEvery = 1_200

export class Playback {
  readonly #session: Session
  #speed = $state(1)
  /** Without motion, playing is stepping: one picture after the other. */
  #stepping = $state(false)
  #playing = $state(false)
  #frame: number | null = null
  #last = 0
  #busyUntil = 0
  #nextStepAt = 0

  constructor(session: Session) {
    this.#session = session
    session.subscribe(() => {
      this.#playing = session.isPlaying
      this.#wake()
    })
  }

  get playing(): boolean {
    return this.#playing || this.#stepping
  }

  get speed(): number {
    return this.#speed
  }

  setSpeed(speed: number): void {
    this.#speed = speed
    if (this.#session.isPlaying) this.#session.play(speed)
  }

  /** `moving`: with motion; otherwise step after step. */
  play(moving: boolean): void {
    if (moving) {
      this.#stepping = false
      this.#session.play(this.#speed)
    } else {
      this.#stepping = true
      this.#nextStepAt = 0
      this.#wake()
    }
  }

  pause(): void {
    this.#stepping = false
    if (this.#session.isPlaying) this.#session.pause()
  }

  #wake(): void {
    this.#busyUntil = performance.now() + restAfter
    if (this.#frame !== null) return
    this.#last = performance.now()
    this.#frame = requestAnimationFrame((now) => this.#tick(now))
  }

  #tick(now: number): void {
    this.#frame = null
    const elapsed = Math.min(longestFrame, Math.max(0, now - this.#last))
    this.#last = now
    if (this.#stepping && now >= this.#nextStepAt && !this.#session.isWaiting) {
      this.#nextStepAt = now + stepEvery / this.#speed
      this.#session.step('any', false)
      if (this.#session.branch?.isOver === true && this.#atEnd()) this.#stepping = false
    }
    this.#session.tick(elapsed)
    if (this.#session.isPlaying || this.#stepping || now < this.#busyUntil)
      this.#frame ??= requestAnimationFrame((next) => this.#tick(next))
  }

  #atEnd(): boolean {
    const { branch, cursor } = this.#session
    return branch !== null && cursor.seq >= branch.trace.length
  }
}
