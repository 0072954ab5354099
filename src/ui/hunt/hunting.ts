/** Looking for the killing moment of the run on the screen, and opening what was found. */
import type { EventSeq } from '../../model/index.ts'
import type { KillingMoment } from '../../hunt/index.ts'
import type { ExecutablePlan, Runner } from '../../run/index.ts'
import type { Scenario } from '../../scenario/index.ts'
import type { Session } from '../../session/index.ts'
import { copyLink } from '../copy-link.ts'
import type { Notices } from '../notices.svelte.ts'
import type { Ports } from '../ports.ts'
import type { Screen } from '../screen.svelte.ts'
import { laterWords } from '../later-words.ts'

/** What of the screen changes when a found run is opened. */
interface HuntSurroundings {
  readonly work: {
    readyFor(scenario: Scenario): Promise<void>
    keepSoon(): void
  }
  readonly screen: Screen
  readonly notices: Notices
  fresh(): void
}

interface HuntParts {
  readonly around: HuntSurroundings
  readonly session: Session
  readonly ports: Ports
}

export class Hunting {
  readonly #parts: HuntParts

  constructor(parts: HuntParts) {
    this.#parts = parts
  }

  /** The run on the screen, as it can be repeated; null where nothing runs. */
  get executable(): ExecutablePlan | null {
    return this.#parts.session.branch?.executable ?? null
  }

  /** It starts from a snapshot, which a link cannot carry. */
  get isRestored(): boolean {
    return this.executable !== null && this.executable.plan.restoreFrom !== null
  }

  /** Runs that leave nothing in checkpoint storage. */
  get runner(): Runner {
    return this.#parts.ports.trials
  }

  /** Puts the run with the kill on the screen, standing just behind it. The other runs stay, and so does what is typed. */
  async open({ scenario, at, taskManager }: KillingMoment): Promise<void> {
    const { around, session } = this.#parts
    const plan = this.executable?.plan
    if (plan === undefined || scenario.cursor === null) return
    await around.work.readyFor(scenario)
    const { restoreFrom, startAt } = plan
    const place = { time: at, seq: scenario.cursor.seq as EventSeq | null }
    if (!session.open(scenario, { restoreFrom, startAt, at: place })) return
    around.fresh()
    const [panel] = scenario.panels
    if (panel !== undefined) around.screen.showNamed(panel)
    around.work.keepSoon()
    around.notices.show(laterWords.hunt.opened(taskManager))
  }

  /** The plan as a link, in the clipboard. */
  async copy({ scenario, at }: KillingMoment): Promise<void> {
    const { notices } = this.#parts.around
    const { links } = this.#parts.ports
    await copyLink({ links, notices }, scenario, (length) => laterWords.hunt.copied(at, length))
  }
}
