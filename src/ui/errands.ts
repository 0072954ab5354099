/** What the learner asks for beyond writing and running: links, lessons, programs, what was there before. */
import type { Misuse } from '../model/index.ts'
import { defaultScenario, type GalleryProgram, type Scenario } from '../scenario/index.ts'
import type { Session } from '../session/index.ts'
import { copyLink } from './copy-link.ts'
import { count } from './format.ts'
import type { LessonDesk } from './lesson/desk.svelte.ts'
import type { Notices } from './notices.svelte.ts'
import type { Ports, SavedWork } from './ports.ts'
import type { Screen } from './screen.svelte.ts'
import { leftBehind, sharedScenario } from './share.ts'
import type { Shown } from './shown.svelte.ts'
import { laterWords } from './later-words.ts'
import { words } from './words.ts'
import type { Files, Workbench } from './workbench.svelte.ts'

/** What of the screen changes with the work on it. */
export interface WorkSurroundings {
  readonly lessons: LessonDesk
  readonly screen: Screen
  readonly notices: Notices
  play(): void
  /** Another run is on the screen. */
  fresh(): void
}

/** The work on the screen, and how it comes there. */
export interface WorkDesk {
  readonly around: WorkSurroundings
  readonly session: Session
  readonly ports: Ports
  readonly shown: Shown
  readonly bench: Workbench
  /** Of the gallery. */
  programs(): Promise<readonly GalleryProgram[]>
  /** False when the scenario was refused. `cursor`: where to stand; null: at the start. */
  show(scenario: Scenario, cursor?: Scenario['cursor']): Promise<boolean>
  /** What was there last, else what a newcomer sees. */
  openOwn(): Promise<void>
  /** The run of last time, and the files as they were typed since. */
  goOn(saved: SavedWork): Promise<void>
}

export class Errands {
  readonly #desk: WorkDesk
  /** How many runs of the solution were looked at. */
  #solutionParts = 0
  /** What was kept before a program took its place. */
  #replaced: SavedWork | null = null
  #undo: { readonly scenario: Scenario; readonly files: Files } | null = null

  constructor(desk: WorkDesk) {
    this.#desk = desk
  }

  async openLink(hash: string): Promise<void> {
    const found = await this.#desk.ports.links.decode(hash)
    if ('misuses' in found) {
      this.#desk.shown.opening = { kind: 'broken', hash, ...brokenWords(found.misuses[0], hash) }
      return
    }
    this.#desk.shown.program = null
    this.#desk.shown.scenario = found.scenario
    this.#desk.bench.open(found.scenario.files)
    this.#desk.shown.opening = { kind: 'link' }
  }

  /** The reader has seen the code and wants it to run: at the very instant of the link. */
  async runLink(): Promise<void> {
    const { cursor, panels } = this.#desk.shown.scenario
    this.#desk.shown.opening = { kind: 'own' }
    await this.#desk.show(this.#desk.shown.scenario, cursor)
    const tab = panels[0]
    if (tab !== undefined) this.#desk.around.screen.showNamed(tab)
    forgetHash()
  }

  /** Back to one's own work; the link leaves no trace. */
  async leaveLink(): Promise<void> {
    forgetHash()
    this.#desk.shown.opening = { kind: 'loading' }
    await this.#desk.openOwn()
  }

  keepLinkAsFile(): void {
    if (this.#desk.shown.opening.kind !== 'broken') return
    const url = URL.createObjectURL(
      new Blob([this.#desk.shown.opening.hash], { type: 'text/plain' }),
    )
    const anchor = document.createElement('a')
    anchor.href = url
    anchor.download = 'barrier-lab-link.txt'
    anchor.click()
    setTimeout(() => URL.revokeObjectURL(url), 1_000)
  }

  async openLesson(id: string): Promise<boolean> {
    this.#desk.bench.flush()
    const lesson = await this.#desk.around.lessons.open(id)
    if (lesson === null) return false
    this.#solutionParts = 0
    this.#desk.shown.program = null
    this.#desk.shown.opening = { kind: 'own' }
    this.#desk.around.screen.showLesson()
    history.replaceState(null, '', `#lesson/${id}`)
    await this.#desk.show(lesson.start)
    return true
  }

  /** A program of the gallery, paused at its start. What the learner had stays kept until they change it. */
  async openProgram(id: string): Promise<void> {
    const programs = await this.#desk.programs()
    const program = programs.find((one) => one.id === id)
    if (program === undefined) return this.comeBack()
    this.#desk.bench.flush()
    this.#desk.around.lessons.close()
    this.#desk.shown.opening = { kind: 'own' }
    this.#desk.shown.program = program
    this.#desk.shown.untouched = true
    this.#replaced = null
    history.replaceState(null, '', `#gallery/${id}`)
    await this.#desk.show(program.scenario)
    const panel = program.scenario.panels[0]
    if (panel !== undefined) this.#desk.around.screen.showNamed(panel)
    this.#offerOwnWork(laterWords.announce.fromGallery(program.title))
  }

  /**
   * A program of the gallery is about to be kept. Once it was touched it is the learner's own work, and what was kept
   * before is offered back; false while it is as it was written.
   */
  async adopts(scenario: Scenario): Promise<boolean> {
    const { program } = this.#desk.shown
    if (program !== null && isAsWritten(scenario, program)) return false
    this.#desk.shown.untouched = false
    forgetHash()
    this.#replaced = await this.#desk.ports.work.load()
    if (this.#replaced !== null) this.#offerOwnWork(laterWords.announce.nowYours)
    return true
  }

  #offerOwnWork(text: string): void {
    const bring = async (): Promise<void> => {
      if (this.#replaced !== null) await this.#desk.ports.work.save(this.#replaced)
      await this.comeBack()
    }
    this.#desk.around.notices.show(text, {
      action: { label: laterWords.announce.backToWork, run: () => void bring() },
    })
  }

  /** To what is kept, be it in the sandbox or in a lesson. */
  async comeBack(): Promise<void> {
    this.#desk.around.lessons.close()
    forgetHash()
    await this.#desk.openOwn()
  }

  async openSandbox(): Promise<void> {
    this.#desk.shown.program = null
    this.#desk.around.lessons.close()
    forgetHash()
    const saved = await this.#desk.ports.work.load()
    if (saved !== null && saved.lesson === null) await this.#desk.goOn(saved)
    else await this.#desk.show(defaultScenario)
  }

  /** The lesson from its beginning: answers, goals and code. */
  async resetLesson(): Promise<void> {
    const { lesson } = this.#desk.around.lessons
    if (lesson === null) return
    this.#desk.around.lessons.opened?.reset()
    await this.#replace(lesson.start)
  }

  /** The files of the solution's next run in the editor; what was there comes back by undo. */
  showSolution(): void {
    const { lesson } = this.#desk.around.lessons
    const runs = lesson?.solution.runs ?? []
    const part = this.#solutionParts % Math.max(1, runs.length)
    const solution = runs[part]
    if (solution === undefined) return
    this.#solutionParts = part + 1
    this.#desk.around.lessons.opened?.sawSolution()
    this.#rememberForUndo()
    this.#desk.bench.replace(solution.files)
    this.#desk.around.screen.show('code')
    this.#offerUndo(laterWords.announce.solution(part + 1, runs.length))
  }

  async reset(): Promise<void> {
    const { lesson } = this.#desk.around.lessons
    await this.#replace(lesson?.start ?? this.#desk.shown.program?.scenario ?? defaultScenario)
  }

  async #replace(scenario: Scenario): Promise<void> {
    this.#rememberForUndo()
    await this.#desk.show(scenario)
    this.#offerUndo(laterWords.announce.reset)
  }

  #rememberForUndo(): void {
    this.#undo = { scenario: this.#desk.shown.scenario, files: this.#desk.bench.files }
  }

  #offerUndo(text: string): void {
    const undo = this.#undo
    if (undo === null) return
    this.#desk.around.notices.show(text, {
      action: {
        label: words.announce.undo,
        run: () => {
          this.#desk.shown.scenario = undo.scenario
          this.#desk.bench.replace(undo.files)
        },
      },
    })
  }

  /** A link to this very instant, in the clipboard. */
  async share(): Promise<void> {
    const { branch, cursor, told } = this.#desk.session
    const panels = [this.#desk.around.screen.tab]
    const scenario =
      branch === null ? this.#desk.shown.scenario : sharedScenario(branch, cursor, panels)
    // What is shared is what is on the screen; edits that were not run are not in it.
    await copyLink(
      { links: this.#desk.ports.links, notices: this.#desk.around.notices },
      scenario,
      (length) => {
        const behind = branch === null ? null : leftBehind(branch)
        return behind === null
          ? laterWords.announce.copied(told?.number ?? 0, length)
          : laterWords.announce.copiedFromStart(behind, length)
      },
    )
  }
}

function forgetHash(): void {
  history.replaceState(null, '', location.pathname + location.search)
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
