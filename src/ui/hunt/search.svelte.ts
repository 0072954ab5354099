/** A hunt in progress, as the dialog follows it. */
import { Hunt, type HuntReport, type KillingMoment } from '../../hunt/index.ts'
import type { ExecutablePlan, Runner } from '../../run/index.ts'
import { count, plural } from '../format.ts'

/** How many kills to try; null: every one there is. */
export const breadths = [
  { value: 40, label: '40, spread over the run' },
  { value: 200, label: '200, spread over the run' },
  { value: null, label: 'all: each TaskManager after every event' },
] as const

export type Breadth = (typeof breadths)[number]['value']

export class Search {
  #hunt: Hunt | null = null
  tried = $state(0)
  of = $state(0)
  found = $state.raw<readonly KillingMoment[]>([])
  report = $state.raw<HuntReport | null>(null)
  running = $state(false)
  /** Real ms a kill takes; null before the first. */
  #pace = $state<number | null>(null)

  async start(executable: ExecutablePlan, runner: Runner, most: Breadth): Promise<void> {
    const hunt = new Hunt(executable, runner, { until: null, every: 1, most })
    this.#hunt = hunt
    this.tried = 0
    this.of = 0
    this.found = []
    this.report = null
    this.running = true
    this.#pace = null
    let began = 0
    const report = await hunt.run({
      found: (moment) => {
        this.found = [...this.found, moment]
      },
      tried: (kills, of) => {
        if (kills === 0) began = performance.now()
        else this.#pace = (performance.now() - began) / kills
        this.tried = kills
        this.of = of
      },
    })
    // Another has begun since.
    if (this.#hunt !== hunt) return
    this.report = report
    this.running = false
  }

  /** What was found stays. */
  cancel(): void {
    this.#hunt?.cancel()
  }

  /** Where it stands, in words. */
  get says(): string {
    if (this.of === 0) return 'First the run without failures…'
    const left =
      this.#pace === null ? '' : `, about ${timeLeft((this.of - this.tried) * this.#pace)} left`
    return `${count(this.tried)} of ${count(this.of)} kills tried${left}`
  }
}

function timeLeft(ms: number): string {
  return ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`
}

/** How it ended, in a sentence. */
export function verdict({ kills, moments, of, found, stopped }: HuntReport): string {
  switch (stopped?.why) {
    case 'crashed':
      return 'The run ends with an error of the code, without any kill: there is nothing to compare with.'
    case 'failed':
      return 'The job fails without any kill: there is nothing to compare with.'
    case 'no-rest':
      return `After ${Math.round(stopped.at / 60_000)} min of virtual time the job still reads, or its timers still fire: there is no result to compare. Let its input end.`
    default:
  }
  const tried = `${plural(kills, 'kill')} at ${count(moments)} of ${count(of)} moments`
  const asked = stopped === null ? '' : ' Cancelled.'
  if (found.length === 0) return `${tried}: none changed what the job comes to.${asked}`
  return `${tried}: ${count(found.length)} changed what the job comes to.${asked}`
}
