/** The scenario on the screen: where it came from, how it is kept, run, shared and reset. */
import type { EventSeq, Misuse, VirtualTime } from '../model/index.ts'
import { defaultScenario, type Scenario } from '../scenario/index.ts'
import type { Prepared, Session } from '../session/index.ts'
import { count } from './format.ts'
import type { Lab } from './lab.svelte.ts'
import type { Ports, SavedWork } from './ports.ts'
import { sharedScenario } from './share.ts'
import { words } from './words.ts'
import { type Files, Workbench } from './workbench.svelte.ts'

/** How the page was opened. */
export type Opening =
  | { readonly kind: 'loading' }
  | { readonly kind: 'own' }
  /** Somebody else's code: shown, not run. */
  | { readonly kind: 'link' }
  | {
      readonly kind: 'broken'
      readonly title: string
      readonly detail: string
      readonly hash: string
    }

interface PathPart {
  readonly name: string
  readonly go?: () => void
}

export interface WorkParts {
  readonly lab: Lab
  readonly session: Session
  readonly ports: Ports
}

export class Work {
  readonly bench: Workbench
  readonly #lab: Lab
  readonly #session: Session
  readonly #ports: Ports
  #scenario = $state.raw<Scenario>(defaultScenario)
  #opening = $state.raw<Opening>({ kind: 'loading' })
  #refused = $state.raw<readonly Misuse[]>([])
  #noticed = $state.raw<readonly Misuse[]>([])
  #undo: { readonly scenario: Scenario; readonly files: Files } | null = null

  constructor({ lab, session, ports }: WorkParts) {
    this.#lab = lab
    this.#session = session
    this.#ports = ports
    this.bench = new Workbench(() => void this.#keep())
  }

  /** As it was opened; its files may have been edited since. */
  get scenario(): Scenario {
    return this.#scenario
  }

  get opening(): Opening {
    return this.#opening
  }

  get refused(): readonly Misuse[] {
    return this.#refused
  }

  /** What is worth saying of the files that run: unknown keys, old names. */
  get noticed(): readonly Misuse[] {
    return this.#noticed
  }

  /** What a runner needs of the scenario's files. */
  prepare(scenario: Scenario): Prepared {
    const prepared = this.#ports.prepare(scenario)
    if ('misuses' in prepared) return prepared
    const { modules, configuration, notices } = prepared
    this.#noticed = notices
    return { modules, configuration }
  }

  get path(): readonly PathPart[] {
    const { lesson } = this.#lab.lessons
    if (lesson === null) return [{ name: words.sandbox }, { name: this.#scenario.title }]
    return [
      { name: words.sandbox, go: () => void this.openSandbox() },
      { name: lesson.chapter.title },
      { name: lesson.title },
    ]
  }

  // --- Opening ------------------------------------------------------------------------------------

  /** What the address asks for, else what was there last, else what a newcomer sees. */
  async begin(hash: string): Promise<void> {
    const lesson = /^#lesson\/([\w-]+)$/.exec(hash)?.[1]
    if (/^#\d+\./.test(hash)) await this.#openLink(hash)
    else if (lesson === undefined || !(await this.openLesson(lesson))) await this.#openOwn()
  }

  async #openOwn(): Promise<void> {
    const saved = await this.#ports.work.load()
    this.#opening = { kind: 'own' }
    if (saved === null) {
      await this.#show(defaultScenario)
      return
    }
    if (saved.lesson !== null) await this.#lab.lessons.open(saved.lesson)
    await this.#continue(saved)
  }

  /** The run of last time, and the files as they were typed since. */
  async #continue({ scenario, ran, at }: SavedWork): Promise<void> {
    await this.#show({ ...scenario, files: ran })
    this.#scenario = scenario
    this.bench.open(scenario.files)
    if (at !== null && at > 0)
      this.#lab.notices.show(words.announce.leftAt(at), {
        action: {
          label: words.announce.goBackThere,
          run: () => this.#session.seek(Math.floor(at) as VirtualTime),
        },
      })
  }

  async #openLink(hash: string): Promise<void> {
    const found = await this.#ports.links.decode(hash)
    if ('misuses' in found) {
      this.#opening = { kind: 'broken', hash, ...brokenWords(found.misuses[0], hash) }
      return
    }
    this.#scenario = found.scenario
    this.bench.open(found.scenario.files)
    this.#opening = { kind: 'link' }
  }

  /** The reader has seen the code and wants it to run: at the very instant of the link. */
  async runLink(): Promise<void> {
    const { cursor, panels } = this.#scenario
    this.#opening = { kind: 'own' }
    await this.#show(this.#scenario, cursor)
    const tab = panels[0]
    if (tab !== undefined) this.#lab.screen.showNamed(tab)
    this.#forgetHash()
  }

  /** Back to one's own work; the link leaves no trace. */
  async leaveLink(): Promise<void> {
    this.#forgetHash()
    this.#opening = { kind: 'loading' }
    await this.#openOwn()
  }

  keepLinkAsFile(): void {
    if (this.#opening.kind !== 'broken') return
    const url = URL.createObjectURL(new Blob([this.#opening.hash], { type: 'text/plain' }))
    const anchor = document.createElement('a')
    anchor.href = url
    anchor.download = 'barrier-lab-link.txt'
    anchor.click()
    setTimeout(() => URL.revokeObjectURL(url), 1_000)
  }

  async openLesson(id: string): Promise<boolean> {
    this.keepNow()
    const lesson = await this.#lab.lessons.open(id)
    if (lesson === null) return false
    this.#opening = { kind: 'own' }
    history.replaceState(null, '', `#lesson/${id}`)
    await this.#show(lesson.start)
    return true
  }

  async openSandbox(): Promise<void> {
    this.#lab.lessons.close()
    this.#forgetHash()
    const saved = await this.#ports.work.load()
    if (saved !== null && saved.lesson === null) await this.#continue(saved)
    else await this.#show(defaultScenario)
  }

  /** The lesson from its beginning: answers, goals and code. */
  async resetLesson(): Promise<void> {
    const { lesson } = this.#lab.lessons
    if (lesson === null) return
    this.#lab.lessons.reset()
    await this.#replace(lesson.start)
  }

  /** The solution's files in the editor; what was there comes back by undo. */
  showSolution(): void {
    const { lesson } = this.#lab.lessons
    const solution = lesson?.solution.runs.at(-1)
    if (solution === undefined) return
    this.#lab.lessons.sawSolution()
    this.#rememberForUndo()
    this.bench.replace(solution.files)
    this.#lab.screen.show('code')
    this.#offerUndo(words.announce.solution)
  }

  // --- Running ------------------------------------------------------------------------------------

  /** The code as it stands, from the start. */
  async run(): Promise<void> {
    if (this.#opening.kind === 'link') return this.runLink()
    this.bench.flush()
    const scenario = { ...this.#scenario, files: this.bench.files }
    if (!(await this.#show(scenario))) return
    this.#lab.notices.say(words.announce.ran)
    this.#lab.play()
  }

  refuse(misuses: readonly Misuse[]): void {
    this.#refused = misuses
    this.#lab.screen.show(misuses[0]?.at?.file.endsWith('yaml') === true ? 'config' : 'code')
  }

  /** Compiler and configuration reader, if this scenario needs them. */
  async readyFor(scenario: Scenario): Promise<void> {
    if (!this.#ports.isPrepared(scenario)) await this.#ports.tools()
  }

  /** The session now runs these files. */
  ranWith(scenario: Scenario): void {
    this.#scenario = scenario
    this.#refused = []
    this.bench.open(scenario.files)
    this.bench.ranWith(scenario.files)
    this.#lab.fresh()
    this.keepSoon()
  }

  async reset(): Promise<void> {
    const { lesson } = this.#lab.lessons
    await this.#replace(lesson?.start ?? defaultScenario)
  }

  async #replace(scenario: Scenario): Promise<void> {
    this.#rememberForUndo()
    await this.#show(scenario)
    this.#offerUndo(words.announce.reset)
  }

  /** `cursor`: where to stand; null: at the start. */
  async #show(scenario: Scenario, cursor: Scenario['cursor'] = null): Promise<boolean> {
    await this.readyFor(scenario)
    const at =
      cursor === null
        ? null
        : { time: cursor.at as VirtualTime, seq: cursor.seq as EventSeq | null }
    if (!this.#session.open(scenario, { at })) {
      this.#scenario = scenario
      this.bench.open(scenario.files)
      return false
    }
    this.ranWith(scenario)
    return true
  }

  #rememberForUndo(): void {
    this.#undo = { scenario: this.#scenario, files: this.bench.files }
  }

  #offerUndo(text: string): void {
    const undo = this.#undo
    if (undo === null) return
    this.#lab.notices.show(text, {
      action: {
        label: words.announce.undo,
        run: () => {
          this.#scenario = undo.scenario
          this.bench.replace(undo.files)
        },
      },
    })
  }

  // --- Keeping and sharing ------------------------------------------------------------------------

  keepSoon(): void {
    this.bench.keepSoon()
  }

  keepNow(): void {
    this.bench.flush()
  }

  async #keep(): Promise<void> {
    const { branch, cursor } = this.#session
    if (this.#opening.kind !== 'own') return
    const files = this.bench.files
    const shared = branch === null ? this.#scenario : sharedScenario(branch, null, [])
    await this.#ports.work.save({
      scenario: { ...this.#scenario, script: shared.script, files },
      ran: shared.files,
      lesson: this.#lab.lessons.lesson?.id ?? null,
      at: branch === null ? null : cursor.time,
      branch: branch?.plan ?? null,
    })
  }

  /** A link to this very instant, in the clipboard. */
  async share(): Promise<void> {
    const { branch, cursor, told } = this.#session
    const panels = [this.#lab.screen.tab]
    const scenario = branch === null ? this.#scenario : sharedScenario(branch, cursor, panels)
    // What is shared is what is on the screen; edits that were not run are not in it.
    const hash = await this.#ports.links.encode(scenario)
    const link = new URL(hash, location.href).href
    try {
      await navigator.clipboard.writeText(link)
      const length = count(link.length)
      this.#lab.notices.show(words.announce.copied(told?.number ?? 0, length))
    } catch {
      this.#lab.notices.show(words.announce.copyFailed, { link })
    }
  }

  #forgetHash(): void {
    history.replaceState(null, '', location.pathname + location.search)
  }
}

function brokenWords(misuse: Misuse | undefined, hash: string): { title: string; detail: string } {
  const size = `${count(hash.length)} characters`
  if (misuse?.code === 'link_newer' || misuse?.code === 'scenario_newer')
    return {
      title: 'This link was made with a newer version',
      detail: `It needs version ${misuse.values['version'] ?? '?'}, this page has ${misuse.values['known'] ?? '?'}. It has ${size}. Reload the page, or ask for a link made with this version.`,
    }
  if (misuse?.code === 'link_too_long' || misuse?.code === 'link_too_large')
    return { title: 'This link is too long to be read', detail: `It has ${size}.` }
  return {
    title: 'This link cannot be read',
    detail: `It has ${size} and is damaged: a part may be missing at its end.`,
  }
}
