/**
 * Ticks of the periodic trigger: the first after a random delay in [min-pause, interval], then at a
 * fixed rate, however long checkpoints take. While a source is in backlog, the rate is another, or
 * there are no ticks. Flink: CheckpointCoordinator.startCheckpointScheduler, setIsProcessingBacklog,
 * ScheduledTrigger (CK-11 ff., CK-15).
 */
import type { Random } from '../../base/index.ts'
import type { VirtualTime } from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'

export interface PeriodicTimerOptions {
  readonly sim: Simulation
  readonly random: Random
  /** Virtual ms. An interval below min-pause is raised to it (CK-14). */
  readonly interval: number
  readonly minPause: number
  readonly tick: () => void
}

export class PeriodicTimer {
  readonly #options: PeriodicTimerOptions
  /** What the first delay is drawn from, whatever the interval is then. */
  readonly #base: number
  /** What lies between ticks now; null: after the next there is none. */
  #interval: number | null
  /** When the next tick is due; null: none is. */
  #next: VirtualTime | null = null
  /** Counts armings: an older one's tick is void. */
  #armed = 0
  #running = false

  constructor(options: PeriodicTimerOptions) {
    this.#options = options
    this.#base = Math.max(options.interval, options.minPause)
    this.#interval = this.#base
  }

  get isRunning(): boolean {
    return this.#running
  }

  start(): void {
    const { sim, random, minPause } = this.#options
    this.#running = true
    this.#arm((sim.now + random.between(minPause, this.#base)) as VirtualTime)
  }

  stop(): void {
    this.#running = false
    this.#armed++
    this.#next = null
  }

  /**
   * Another interval, virtual ms, as it is; null: no ticks. A tick that is due already still comes,
   * unless it is later than one `interval` from now. Flink: setIsProcessingBacklog.
   */
  setInterval(interval: number | null): void {
    this.#interval = interval
    if (!this.#running || interval === null) return
    const at = (this.#options.sim.now + interval) as VirtualTime
    if (this.#next === null || at < this.#next) this.#arm(at)
  }

  /** The interval of times without backlog. */
  resetInterval(): void {
    this.setInterval(this.#base)
  }

  /** The pause is not over: the next tick comes after `delay`, and from there at the fixed rate. */
  rearm(delay: number): void {
    if (this.#running) this.#arm((this.#options.sim.now + delay) as VirtualTime)
  }

  #arm(at: VirtualTime): void {
    const mine = ++this.#armed
    this.#next = at
    this.#options.sim.agenda.plan(at, {
      happen: () => {
        if (mine !== this.#armed) return
        if (this.#interval === null) this.#next = null
        else this.#arm((at + this.#interval) as VirtualTime)
        this.#options.tick()
      },
    })
  }
}
