/** The scenario on the screen: where it came from, how it is kept, run, shared and reset. */
import type { EventSeq, Misuse, VirtualTime } from '../model/index.ts'
import { defaultScenario, type Scenario } from '../scenario/index.ts'
import type { Prepared } from '../session/index.ts'
import type { Errands, WorkDesk } from './errands.ts'
import { later } from './later.ts'
import { isLink } from './link-hash.ts'
import type { SavedWork } from './ports.ts'
import { scriptOf } from './script-of.ts'
import { type Opening, Shown } from './shown.svelte.ts'
import { words } from './words.ts'
import { Workbench } from './workbench.svelte.ts'

interface PathPart {
  readonly name: string
  readonly go?: () => void
}

export class Work {
  readonly bench: Workbench
  readonly #shown = new Shown()
  readonly #desk: WorkDesk
  #errands: Errands | null = null

  constructor(parts: Pick<WorkDesk, 'around' | 'session' | 'ports'>) {
    this.bench = new Workbench(() => void this.#keep())
    this.#desk = {
      ...parts,
      shown: this.#shown,
      bench: this.bench,
      programs: async () => (await later.get('programs')).programs,
      show: (scenario, cursor) => this.#show(scenario, cursor),
      openOwn: () => this.#openOwn(),
      goOn: (saved) => this.#continue(saved),
    }
  }

  /** As it was opened; its files may have been edited since. */
  get scenario(): Scenario {
    return this.#shown.scenario
  }

  get opening(): Opening {
    return this.#shown.opening
  }

  get refused(): readonly Misuse[] {
    return this.#shown.refused
  }

  /** What is worth saying of the files that run: unknown keys, old names. */
  get noticed(): readonly Misuse[] {
    return this.#shown.noticed
  }

  /** What a runner needs of the scenario's files. */
  prepare(scenario: Scenario): Prepared {
    const prepared = this.#desk.ports.prepare(scenario)
    if ('misuses' in prepared) return prepared
    const { modules, configuration, notices } = prepared
    this.#shown.noticed = notices
    return { modules, configuration }
  }

  get path(): readonly PathPart[] {
    const { lesson } = this.#desk.around.lessons
    if (this.#shown.program !== null && this.#shown.untouched)
      return [
        { name: words.sandbox, go: () => void this.#errand((errands) => errands.comeBack()) },
        { name: words.header.gallery },
        { name: this.#shown.program.title },
      ]
    if (lesson === null) return [{ name: words.sandbox }, { name: this.#shown.scenario.title }]
    return [
      { name: words.sandbox, go: () => void this.openSandbox() },
      { name: lesson.chapter.title },
      { name: lesson.title },
    ]
  }

  /** What the program on the screen does and what to look at; null where it is none of the gallery. */
  get about(): string | null {
    return this.#shown.program?.about ?? null
  }

  // --- Opening ------------------------------------------------------------------------------------

  /** What the address asks for, else what was there last, else what a newcomer sees. Done when it is seen. */
  async begin(hash: string): Promise<void> {
    const lesson = /^#lesson\/([\w-]+)$/.exec(hash)?.[1]
    const program = /^#gallery\/([\w-]+)$/.exec(hash)?.[1]
    if (isLink(hash)) await this.#errand((errands) => errands.openLink(hash))
    else if (program !== undefined) await this.openProgram(program)
    else if (lesson === undefined || !(await this.openLesson(lesson))) await this.#openOwn()
    await this.#arrived()
  }

  /** The run has got to where it is to stand, or nothing runs. */
  async #arrived(): Promise<void> {
    const session = this.#desk.session
    if (!session.isWaiting) return
    await new Promise<void>((resolve) => {
      const stop = session.subscribe(() => {
        if (session.isWaiting) return
        stop()
        resolve()
      })
    })
  }

  async #openOwn(): Promise<void> {
    this.#shown.program = null
    const saved = await this.#desk.ports.work.load()
    this.#shown.opening = { kind: 'own' }
    if (saved === null) {
      await this.#show(defaultScenario)
      return
    }
    if (saved.lesson !== null) await this.#desk.around.lessons.open(saved.lesson)
    await this.#continue(saved)
  }

  /** The run of last time, and the files as they were typed since. */
  async #continue({ scenario, ran, at }: SavedWork): Promise<void> {
    await this.#show({ ...scenario, files: ran })
    this.#shown.scenario = scenario
    // Not opened: that would first keep the files of the run, over those that were typed since.
    this.bench.replace(scenario.files)
    if (at !== null && at > 0)
      this.#desk.around.notices.show(words.announce.leftAt(at), {
        action: {
          label: words.announce.goBackThere,
          run: () => this.#desk.session.seek(Math.floor(at) as VirtualTime),
        },
      })
  }

  // --- What comes later ---------------------------------------------------------------------------

  runLink(): Promise<void> {
    return this.#errand((errands) => errands.runLink())
  }

  leaveLink(): Promise<void> {
    return this.#errand((errands) => errands.leaveLink())
  }

  keepLinkAsFile(): Promise<void> {
    return this.#errand((errands) => errands.keepLinkAsFile())
  }

  openLesson(id: string): Promise<boolean> {
    return this.#errand((errands) => errands.openLesson(id))
  }

  openProgram(id: string): Promise<void> {
    return this.#errand((errands) => errands.openProgram(id))
  }

  openSandbox(): Promise<void> {
    return this.#errand((errands) => errands.openSandbox())
  }

  resetLesson(): Promise<void> {
    return this.#errand((errands) => errands.resetLesson())
  }

  showSolution(): Promise<void> {
    return this.#errand((errands) => errands.showSolution())
  }

  reset(): Promise<void> {
    return this.#errand((errands) => errands.reset())
  }

  /** A link to this very instant, in the clipboard. */
  share(): Promise<void> {
    return this.#errand((errands) => errands.share())
  }

  async #errand<T>(run: (errands: Errands) => T | Promise<T>): Promise<T> {
    const { Errands: Some } = await later.get('errands')
    this.#errands ??= new Some(this.#desk)
    return run(this.#errands)
  }

  // --- Running ------------------------------------------------------------------------------------

  /** The code as it stands, from the start. */
  async run(): Promise<void> {
    if (this.#shown.opening.kind === 'link') return this.runLink()
    this.bench.flush()
    const scenario = { ...this.#shown.scenario, files: this.bench.files }
    if (!(await this.#show(scenario))) return
    this.#desk.around.notices.say(words.announce.ran)
    this.#desk.around.play()
  }

  refuse(misuses: readonly Misuse[]): void {
    this.#shown.refused = misuses
    this.#desk.around.screen.show(
      misuses[0]?.at?.file.endsWith('yaml') === true ? 'config' : 'code',
    )
  }

  /** Compiler and configuration reader, if this scenario needs them. */
  async readyFor(scenario: Scenario): Promise<void> {
    if (!this.#desk.ports.isPrepared(scenario)) await this.#desk.ports.tools()
  }

  /** The session now runs these files. */
  ranWith(scenario: Scenario): void {
    this.#shown.scenario = scenario
    this.#shown.refused = []
    this.bench.open(scenario.files)
    this.bench.ranWith(scenario.files)
    this.#desk.around.fresh()
    this.keepSoon()
  }

  /** `cursor`: where to stand; null: at the start. */
  async #show(scenario: Scenario, cursor: Scenario['cursor'] = null): Promise<boolean> {
    await this.readyFor(scenario)
    const at =
      cursor === null
        ? null
        : { time: cursor.at as VirtualTime, seq: cursor.seq as EventSeq | null }
    if (!this.#desk.session.open(scenario, { at })) {
      this.#shown.scenario = scenario
      this.bench.open(scenario.files)
      return false
    }
    this.ranWith(scenario)
    return true
  }

  // --- Keeping and sharing ------------------------------------------------------------------------

  keepSoon(): void {
    this.bench.keepSoon()
  }

  keepNow(): void {
    this.bench.flush()
  }

  async #keep(): Promise<void> {
    const { branch, cursor } = this.#desk.session
    if (this.#shown.opening.kind !== 'own') return
    const files = this.bench.files
    const { scenario } = this.#shown
    const run = branch === null ? scenario : { ...branch.plan.scenario, script: scriptOf(branch) }
    const work = {
      scenario: { ...scenario, script: run.script, files },
      ran: run.files,
      lesson: this.#desk.around.lessons.lesson?.id ?? null,
      at: branch === null ? null : cursor.time,
      branch: branch?.plan ?? null,
    }
    if (this.#shown.program !== null && this.#shown.untouched) {
      const isOwn = await this.#errand((errands) => errands.adopts(work.scenario))
      if (!isOwn) return
    }
    await this.#desk.ports.work.save(work)
  }
}
