/** Which parts of the screen are open, by its width. */
import { MediaQuery } from 'svelte/reactivity'
import { type TabId, tabIds } from './panels/tabs.ts'

/** DESIGN §10, from wide to narrow. */
export type Layout = 'beside' | 'either' | 'sheet' | 'phone'

/** What the sheet below the picture shows on narrow screens. */
export type SheetTab = 'lesson' | 'dock'

/** What the Terminal tab shows: the command line, or the transcript. */
export type TerminalView = 'terminal' | 'log'

export class Screen {
  terminalView = $state<TerminalView>('terminal')
  #tab = $state<TabId>('code')
  #lessonOpen = $state(true)
  #dockOpen = $state(true)
  #wide = $state(false)
  #sheet = $state<SheetTab>('lesson')
  readonly #full = new MediaQuery('min-width: 1280px', true)
  readonly #beside = new MediaQuery('min-width: 1024px', true)
  readonly #low = new MediaQuery('max-height: 819px', false)
  readonly #tablet = new MediaQuery('min-width: 800px', true)

  get layout(): Layout {
    if (this.#full.current) return 'beside'
    if (this.#beside.current) return 'either'
    return this.#tablet.current ? 'sheet' : 'phone'
  }

  /** The picture needs the height: the timeline is one lane. */
  get low(): boolean {
    return this.#low.current
  }

  get tab(): TabId {
    return this.#tab
  }

  get sheet(): SheetTab {
    return this.#sheet
  }

  get canWiden(): boolean {
    return this.layout === 'beside'
  }

  get wide(): boolean {
    return this.#wide && this.canWiden && this.dockOpen
  }

  get lessonOpen(): boolean {
    if (this.layout === 'either') return this.#lessonOpen && !this.#dockOpen
    return this.#lessonOpen && !this.wide
  }

  get dockOpen(): boolean {
    return this.#dockOpen
  }

  /** Brings a tab to the front, wherever the dock is. */
  show(tab: TabId): void {
    this.#tab = tab
    this.#dockOpen = true
    this.#sheet = 'dock'
  }

  /** The same for a name out of a link; one that is not known means nothing. */
  showNamed(name: string): void {
    const tab = tabIds.find((id) => id === name)
    if (tab !== undefined) this.show(tab)
  }

  turnSheet(to: SheetTab): void {
    this.#sheet = to
  }

  /** Brings the lesson to the front, wherever it is. */
  showLesson(): void {
    this.#lessonOpen = true
    this.#wide = false
    this.#sheet = 'lesson'
    if (this.layout === 'either') this.#dockOpen = false
  }

  toggleLesson(): void {
    if (this.wide) this.#wide = false
    else if (this.layout === 'either') this.#dockOpen = !this.#dockOpen
    else this.#lessonOpen = !this.#lessonOpen
    if (this.layout === 'either') this.#lessonOpen = true
  }

  toggleDock(): void {
    this.#dockOpen = !this.#dockOpen
    if (!this.#dockOpen) this.#wide = false
  }

  toggleWide(): void {
    this.#wide = !this.#wide
    if (this.#wide) this.#dockOpen = true
  }
}
