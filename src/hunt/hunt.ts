/**
 * The hunt: the plan without failures says what the job should come to (HUNT-1); then the same plan
 * once for each moment and TaskManager, with that kill, given time to recover (HUNT-2, HUNT-3).
 */
import { assert } from '../base/index.ts'
import type { EventSeq, TaskManagerId, VirtualTime } from '../model/index.ts'
import type { Crash, ExecutablePlan, Runner } from '../run/index.ts'
import type { Scenario } from '../scenario/index.ts'
import { type CalmRun, findCalm, type Moment, type NoCalm } from './calm.ts'
import { calmPlan, killingScenario } from './plan.ts'
import { type Difference, differences } from './result.ts'
import { Trial } from './trial.ts'

export interface HuntOptions {
  /** Virtual ms of the last kill; null: as long as a kill can matter. */
  readonly until: VirtualTime | null
  /** Every how many moments one is tried; 1: all. */
  readonly every: number
  /** Kills that are tried at most, spread over the run; null: all. */
  readonly most: number | null
}

/** A kill after which the result is another one. */
export interface KillingMoment {
  readonly taskManager: TaskManagerId
  /** Virtual ms. */
  readonly at: VirtualTime
  /** Steps the engine had done. */
  readonly step: number
  /** The last event before the kill, and what it says. */
  readonly after: EventSeq
  readonly says: string
  readonly differences: readonly Difference[]
  /** The plan that shows it, opening just behind the kill. */
  readonly scenario: Scenario
}

export interface HuntReport {
  /** Instants between two steps of the engine at which a kill was tried. */
  readonly moments: number
  /** Instants there were. */
  readonly of: number
  /** Kills that were tried: each TaskManager at each moment. */
  readonly kills: number
  /** The earliest moment first. */
  readonly found: readonly KillingMoment[]
  /** Why nothing was tried, or not all; null: all is done. */
  readonly stopped: NoCalm | { readonly why: 'cancelled' } | null
}

export interface HuntWatch {
  /** `of`: how many kills there are to try. */
  tried(kills: number, of: number): void
  found(moment: KillingMoment): void
}

interface Kill {
  readonly moment: Moment
  readonly taskManager: TaskManagerId
}

export class Hunt {
  readonly #executable: ExecutablePlan
  readonly #runner: Runner
  readonly #options: HuntOptions
  #cancelled = false
  #trial: Trial | null = null

  /** `runner` is given a run for each kill, one after the other. */
  constructor(executable: ExecutablePlan, runner: Runner, options: HuntOptions) {
    this.#executable = calmPlan(executable)
    this.#runner = runner
    this.#options = options
  }

  /** At once; the report says what was found until now. */
  cancel(): void {
    this.#cancelled = true
    this.#trial?.end()
  }

  async run(watch: HuntWatch): Promise<HuntReport> {
    const calm = await findCalm((seen) => this.#start(seen), {
      scenario: this.#executable.plan.scenario,
      startAt: this.#executable.plan.startAt,
      until: this.#options.until,
    })
    if ('why' in calm) {
      const stopped = this.#cancelled ? ({ why: 'cancelled' } as const) : calm
      return { moments: 0, of: 0, kills: 0, found: [], stopped }
    }
    const kills = this.#killsOf(calm)
    const found: KillingMoment[] = []
    const tried = new Set<Moment>()
    let count = 0
    watch.tried(count, kills.length)
    for (const kill of kills) {
      const killing = await this.#try(kill, calm)
      if (this.#cancelled) break
      tried.add(kill.moment)
      count++
      if (killing !== null) {
        found.push(killing)
        watch.found(killing)
      }
      watch.tried(count, kills.length)
    }
    const stopped = this.#cancelled ? ({ why: 'cancelled' } as const) : null
    return { moments: tried.size, of: calm.moments.length, kills: count, found, stopped }
  }

  #start(seen?: ConstructorParameters<typeof Trial>[2]): Trial {
    this.#trial = new Trial(this.#runner, this.#executable, seen)
    if (this.#cancelled) this.#trial.end()
    return this.#trial
  }

  #killsOf({ moments }: CalmRun): readonly Kill[] {
    const { every, most } = this.#options
    const { taskManagers } = this.#executable.plan.scenario.cluster
    const chosen = moments.filter((_, at) => at % every === 0)
    const atMost = most === null ? chosen.length : Math.max(1, Math.floor(most / taskManagers))
    const step = Math.max(1, chosen.length / atMost)
    const spread = Array.from(
      { length: Math.min(atMost, chosen.length) },
      (_, at) => chosen.slice(Math.floor(at * step))[0],
    )
    return spread.flatMap((moment) =>
      moment === undefined
        ? []
        : Array.from({ length: taskManagers }, (_, id) => ({
            moment,
            taskManager: (id + 1) as TaskManagerId,
          })),
    )
  }

  async #try({ moment, taskManager }: Kill, calm: CalmRun): Promise<KillingMoment | null> {
    const trial = this.#start()
    await trial.advance(calm.restsAt, moment.after)
    if (trial.crash === null && !this.#cancelled) {
      trial.submit({ kind: 'kill-task-manager', taskManager })
      await settle(trial, calm)
    }
    trial.end()
    const { submitted, crash } = trial
    if (this.#cancelled || submitted === null) return null
    const found = crash === null ? differences(calm.result, trial.account.result()) : [ended(crash)]
    if (found.length === 0) return null
    const panel = found[0]?.in === 'state' ? 'state' : 'output'
    return {
      taskManager,
      at: submitted.at,
      step: submitted.step,
      after: moment.after,
      says: moment.says,
      differences: found,
      scenario: killingScenario(this.#executable, submitted, panel),
    }
  }
}

/** Virtual ms without movement after which a run with a snapshot behind all is at rest: as expected, or not. */
const rest = { asExpected: 5_000, otherwise: 30_000 }

/**
 * Runs on until the result is the expected one and stays so, or until there was time enough to
 * restart and to read everything again; a job that is still busy then is given more.
 */
async function settle(trial: Trial, { result, restsAt }: CalmRun): Promise<void> {
  const slice = Math.max(2_000, Math.ceil(restsAt / 8))
  const enough = 2 * restsAt + 60_000
  const { account } = trial
  for (let until = restsAt + slice; ; until += slice) {
    const stop = await trial.advance(until as VirtualTime)
    if (stop.why !== 'reached') return
    const still = until - account.lastMovement
    const isRight = differences(result, account.result()).length === 0
    if (account.isBehindAll && still >= (isRight ? rest.asExpected : rest.otherwise)) return
    if (until >= enough && (still >= rest.asExpected || until >= 4 * enough)) return
  }
}

function ended(crash: Crash): Difference {
  assert(crash.in !== 'engine', crash.in === 'engine' ? crash.invariant : 'never')
  const why =
    crash.in === 'user-code'
      ? crash.message
      : crash.in === 'program'
        ? crash.misuse.code
        : crash.reason
  return { in: 'job', where: 'job', key: 'run', expected: null, found: `ended: ${why}` }
}
