/** The scenario on the screen: where it came from, how it is kept, run, shared and reset. */
import type { EventSeq, Misuse, VirtualTime } from '../model/index.ts'
import { defaultScenario, type GalleryProgram, type Scenario } from '../scenario/index.ts'
import type { Prepared, Session } from '../session/index.ts'
import { count } from './format.ts'
import type { LessonDesk } from './lesson/desk.svelte.ts'
import type { Notices } from './notices.svelte.ts'
import { later } from './later.ts'
import { isLink } from './link-hash.ts'
import type { Ports, SavedWork } from './ports.ts'
import type { Screen } from './screen.svelte.ts'
import { copyLink } from './copy-link.ts'
import { leftBehind, sharedScenario } from './share.ts'
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

/** What of the screen changes with the work on it. */
export interface WorkSurroundings {
  readonly lessons: LessonDesk
  readonly screen: Screen
  readonly notices: Notices
  play(): void
  /** Another run is on the screen. */
  fresh(): void
}

interface WorkParts {
  readonly around: WorkSurroundings
  readonly session: Session
  readonly ports: Ports
}

export class Work {
  readonly bench: Workbench
  readonly #around: WorkSurroundings
  readonly #session: Session
  readonly #ports: Ports
  #scenario = $state.raw<Scenario>(defaultScenario)
  #opening = $state.raw<Opening>({ kind: 'loading' })
  #refused = $state.raw<readonly Misuse[]>([])
  #noticed = $state.raw<readonly Misuse[]>([])
  /** How many runs of the solution were looked at. */
  #solutionParts = 0
  /** The program of the gallery on the screen. */
  #program = $state.raw<GalleryProgram | null>(null)
  /** The learner has changed or done nothing in it: what they had before is still what is kept. */
  #untouched = $state(false)
  /** What was kept before a program took its place. */
  #replaced: SavedWork | null = null
  #undo: { readonly scenario: Scenario; readonly files: Files } | null = null

  constructor({ around, session, ports }: WorkParts) {
    this.#around = around
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
    const { lesson } = this.#around.lessons
    if (this.#program !== null && this.#untouched)
      return [
        { name: words.sandbox, go: () => void this.#comeBack() },
        { name: words.header.gallery },
        { name: this.#program.title },
      ]
    if (lesson === null) return [{ name: words.sandbox }, { name: this.#scenario.title }]
    return [
      { name: words.sandbox, go: () => void this.openSandbox() },
      { name: lesson.chapter.title },
      { name: lesson.title },
    ]
  }

  /** What the program on the screen does and what to look at; null where it is none of the gallery. */
  get about(): string | null {
    return this.#program?.about ?? null
  }

  // --- Opening ------------------------------------------------------------------------------------

  /** What the address asks for, else what was there last, else what a newcomer sees. Done when it is seen. */
  async begin(hash: string): Promise<void> {
    const lesson = /^#lesson\/([\w-]+)$/.exec(hash)?.[1]
    const program = /^#gallery\/([\w-]+)$/.exec(hash)?.[1]
    if (isLink(hash)) await this.#openLink(hash)
    else if (program !== undefined) await this.openProgram(program)
    else if (lesson === undefined || !(await this.openLesson(lesson))) await this.#openOwn()
    await this.#arrived()
  }

  /** The run has got to where it is to stand, or nothing runs. */
  async #arrived(): Promise<void> {
    const session = this.#session
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
    this.#program = null
    const saved = await this.#ports.work.load()
    this.#opening = { kind: 'own' }
    if (saved === null) {
      await this.#show(defaultScenario)
      return
    }
    if (saved.lesson !== null) await this.#around.lessons.open(saved.lesson)
    await this.#continue(saved)
  }

  /** The run of last time, and the files as they were typed since. */
  async #continue({ scenario, ran, at }: SavedWork): Promise<void> {
    await this.#show({ ...scenario, files: ran })
    this.#scenario = scenario
    // Not opened: that would first keep the files of the run, over those that were typed since.
    this.bench.replace(scenario.files)
    if (at !== null && at > 0)
      this.#around.notices.show(words.announce.leftAt(at), {
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
    this.#program = null
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
    if (tab !== undefined) this.#around.screen.showNamed(tab)
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
    const lesson = await this.#around.lessons.open(id)
    if (lesson === null) return false
    this.#solutionParts = 0
    this.#program = null
    this.#opening = { kind: 'own' }
    this.#around.screen.showLesson()
    history.replaceState(null, '', `#lesson/${id}`)
    await this.#show(lesson.start)
    return true
  }

  /** A program of the gallery, paused at its start. What the learner had stays kept until they change it. */
  async openProgram(id: string): Promise<void> {
    const { programs } = await later.get('programs')
    const program = programs.find((one) => one.id === id)
    if (program === undefined) return this.#comeBack()
    this.keepNow()
    this.#around.lessons.close()
    this.#opening = { kind: 'own' }
    this.#program = program
    this.#untouched = true
    this.#replaced = null
    history.replaceState(null, '', `#gallery/${id}`)
    await this.#show(program.scenario)
    const panel = program.scenario.panels[0]
    if (panel !== undefined) this.#around.screen.showNamed(panel)
    this.#offerOwnWork(words.announce.fromGallery(program.title))
  }

  /** From now on the program is the learner's own work; what was kept before is offered back. */
  async #adopt(): Promise<void> {
    this.#untouched = false
    this.#forgetHash()
    this.#replaced = await this.#ports.work.load()
    if (this.#replaced !== null) this.#offerOwnWork(words.announce.nowYours)
  }

  #offerOwnWork(text: string): void {
    const bring = async (): Promise<void> => {
      if (this.#replaced !== null) await this.#ports.work.save(this.#replaced)
      await this.#comeBack()
    }
    this.#around.notices.show(text, {
      action: { label: words.announce.backToWork, run: () => void bring() },
    })
  }

  /** To what is kept, be it in the sandbox or in a lesson. */
  async #comeBack(): Promise<void> {
    this.#around.lessons.close()
    this.#forgetHash()
    await this.#openOwn()
  }

  async openSandbox(): Promise<void> {
    this.#program = null
    this.#around.lessons.close()
    this.#forgetHash()
    const saved = await this.#ports.work.load()
    if (saved !== null && saved.lesson === null) await this.#continue(saved)
    else await this.#show(defaultScenario)
  }

  /** The lesson from its beginning: answers, goals and code. */
  async resetLesson(): Promise<void> {
    const { lesson } = this.#around.lessons
    if (lesson === null) return
    this.#around.lessons.opened?.reset()
    await this.#replace(lesson.start)
  }

  /** The files of the solution's next run in the editor; what was there comes back by undo. */
  showSolution(): void {
    const { lesson } = this.#around.lessons
    const runs = lesson?.solution.runs ?? []
    const part = this.#solutionParts % Math.max(1, runs.length)
    const solution = runs[part]
    if (solution === undefined) return
    this.#solutionParts = part + 1
    this.#around.lessons.opened?.sawSolution()
    this.#rememberForUndo()
    this.bench.replace(solution.files)
    this.#around.screen.show('code')
    this.#offerUndo(words.announce.solution(part + 1, runs.length))
  }

  // --- Running ------------------------------------------------------------------------------------

  /** The code as it stands, from the start. */
  async run(): Promise<void> {
    if (this.#opening.kind === 'link') return this.runLink()
    this.bench.flush()
    const scenario = { ...this.#scenario, files: this.bench.files }
    if (!(await this.#show(scenario))) return
    this.#around.notices.say(words.announce.ran)
    this.#around.play()
  }

  refuse(misuses: readonly Misuse[]): void {
    this.#refused = misuses
    this.#around.screen.show(misuses[0]?.at?.file.endsWith('yaml') === true ? 'config' : 'code')
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
    this.#around.fresh()
    this.keepSoon()
  }

  async reset(): Promise<void> {
    const { lesson } = this.#around.lessons
    await this.#replace(lesson?.start ?? this.#program?.scenario ?? defaultScenario)
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
    this.#around.notices.show(text, {
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
    const work = {
      scenario: { ...this.#scenario, script: shared.script, files },
      ran: shared.files,
      lesson: this.#around.lessons.lesson?.id ?? null,
      at: branch === null ? null : cursor.time,
      branch: branch?.plan ?? null,
    }
    if (this.#program !== null && this.#untouched) {
      if (isAsWritten(work.scenario, this.#program)) return
      await this.#adopt()
    }
    await this.#ports.work.save(work)
  }

  /** A link to this very instant, in the clipboard. */
  async share(): Promise<void> {
    const { branch, cursor, told } = this.#session
    const panels = [this.#around.screen.tab]
    const scenario = branch === null ? this.#scenario : sharedScenario(branch, cursor, panels)
    // What is shared is what is on the screen; edits that were not run are not in it.
    await copyLink(
      { links: this.#ports.links, notices: this.#around.notices },
      scenario,
      (length) => {
        const behind = branch === null ? null : leftBehind(branch)
        return behind === null
          ? words.announce.copied(told?.number ?? 0, length)
          : words.announce.copiedFromStart(behind, length)
      },
    )
  }

  #forgetHash(): void {
    history.replaceState(null, '', location.pathname + location.search)
  }
}

/** Nothing was typed, and nothing done to the cluster. */
function isAsWritten({ files, script }: Scenario, { scenario }: GalleryProgram): boolean {
  const names = new Set([...Object.keys(files), ...Object.keys(scenario.files)])
  const same = [...names].every((name) => files[name] === scenario.files[name])
  return same && script.length === scenario.script.length
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
