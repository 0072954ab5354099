/**
 * Ticks of the periodic trigger: the first after a random delay in [min-pause, interval], then at a
 * fixed rate, however long checkpoints take. Flink: CheckpointCoordinator.startCheckpointScheduler
 * (CK-11 ff.).
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
  readonly #interval: number
  /** Counts armings: an older one's tick is void. */
  #armed = 0
  #running = false

  constructor(options: PeriodicTimerOptions) {
    this.#options = options
    this.#interval = Math.max(options.interval, options.minPause)
  }

  get isRunning(): boolean {
    return this.#running
  }

  start(): void {
    const { sim, random, minPause } = this.#options
    this.#running = true
    this.#arm((sim.now + random.between(minPause, this.#interval)) as VirtualTime)
  }

  stop(): void {
    this.#running = false
    this.#armed++
  }

  /** The pause is not over: the next tick comes after `delay`, and from there at the fixed rate. */
  rearm(delay: number): void {
    if (this.#running) this.#arm((this.#options.sim.now + delay) as VirtualTime)
  }

  #arm(at: VirtualTime): void {
    const mine = ++this.#armed
    this.#options.sim.agenda.plan(at, {
      happen: () => {
        if (mine !== this.#armed) return
        this.#arm((at + this.#interval) as VirtualTime)
        this.#options.tick()
      },
    })
  }
}
