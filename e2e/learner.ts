/** The vocabulary of the end-to-end tests: what a learner does and sees, in the words on the screen. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'

/**
 * The screen shows twenty pictures a second. Drawn without a graphics card, sixty keep a core and a half
 * busy, and these tests ask what is in the pictures, not how many there are.
 */
function hasASlowScreen(): void {
  const screen = globalThis as typeof globalThis & { slow?: true }
  // Each page opened adds the script once more.
  if (screen.slow) return
  screen.slow = true
  const pictureMs = 50
  const waiting = new Map<number, FrameRequestCallback>()
  let handles = 0
  let shownAt = 0
  const next = globalThis.requestAnimationFrame.bind(globalThis)
  globalThis.requestAnimationFrame = (draw) => {
    if (waiting.size === 0) {
      const wait = Math.max(0, shownAt + pictureMs - performance.now())
      setTimeout(() => next(show), wait)
    }
    waiting.set(++handles, draw)
    return handles
  }
  globalThis.cancelAnimationFrame = (handle) => void waiting.delete(handle)

  function show(now: number): void {
    shownAt = now
    const draws = [...waiting.values()]
    waiting.clear()
    for (const draw of draws) draw(now)
  }
}

/** A person before the playground. */
export class Learner {
  readonly page: Page
  /** What the console complained of; a test ends with none. */
  readonly complaints: string[] = []

  constructor(page: Page) {
    this.page = page
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.complaints.push(message.text())
    })
    page.on('pageerror', (error) => this.complaints.push(error.message))
  }

  // --- Places -------------------------------------------------------------------------------------

  get topology(): Locator {
    return this.page.getByRole('region', { name: 'Topology' })
  }

  get lesson(): Locator {
    return this.page.getByRole('region', { name: 'Lesson' })
  }

  get dock(): Locator {
    return this.page.getByRole('region', { name: 'Dock' })
  }

  get timeline(): Locator {
    return this.page.getByRole('region', { name: 'Timeline' })
  }

  get narration(): Locator {
    return this.page.getByRole('status', { name: 'Narration' })
  }

  get time(): Locator {
    return this.page.getByRole('slider', { name: 'Virtual time' })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  /** An object of the picture: a subtask, a channel, a checkpoint, a partition. */
  object(name: RegExp): Locator {
    return this.topology.getByRole('button', { name }).first()
  }

  // --- Doing --------------------------------------------------------------------------------------

  /** From the fault dialog: TaskManager 2 dies when so many tasks have acknowledged that checkpoint. */
  async killsAt(acknowledgement: number, checkpoint: number): Promise<void> {
    await this.chooses('Kill', 'Break something…')
    const dialog = this.page.getByRole('dialog', { name: 'Break something…' })
    await dialog.getByRole('combobox', { name: 'TaskManager' }).selectOption('TaskManager 2')
    await dialog
      .getByRole('combobox', { name: 'When' })
      .selectOption('at the next acknowledgement at the JobManager')
    await dialog.getByRole('spinbutton', { name: 'Number' }).fill(String(acknowledgement))
    await dialog
      .getByRole('textbox', { name: 'Of checkpoint (any if empty)' })
      .fill(String(checkpoint))
    await this.findsNothingInTheWay()
    await dialog.getByRole('button', { name: 'Kill a TaskManager' }).click()
    await expect(dialog).toBeHidden()
  }

  async opens(address = './'): Promise<void> {
    await this.page.addInitScript(hasASlowScreen)
    await this.page.goto(address)
    await expect(this.topology).toBeVisible()
  }

  /** Opens, and waits for the job to stand at its start. */
  async opensTheSandbox(): Promise<void> {
    await this.opens()
    await this.seesTheJob()
  }

  async seesTheJob(): Promise<void> {
    await expect(this.object(/^count 1 of 3/)).toBeVisible()
  }

  async presses(name: string): Promise<void> {
    await this.button(name).click()
  }

  /** Runs the code as it stands, and waits until that run, not the one before it, is playing. */
  async runs(): Promise<void> {
    await this.presses('Run')
    await expect(this.dock.getByText('same as this run')).toBeVisible()
    await expect(this.button('Pause')).toBeVisible()
  }

  /** An item of one of the transport's menus. */
  async chooses(menu: string, item: string): Promise<void> {
    await this.button(menu).click()
    await this.page.getByRole('menuitem', { name: item, exact: true }).click()
  }

  /** Looks into the list of snapshots that can be restored, until it is there; closes it again. */
  async findsKept(snapshot: RegExp): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: 'Restore from…' })
    await expect(async () => {
      if (await dialog.isVisible()) await this.page.keyboard.press('Escape')
      await expect(dialog).toBeHidden({ timeout: 2_000 })
      await this.chooses('More', 'Restore from…')
      await expect(dialog.getByText(snapshot).first()).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 30_000 })
    await this.page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  }

  async turnsTo(tab: string): Promise<void> {
    await this.page.getByRole('tab', { name: tab, exact: true }).click()
  }

  async playsAt(speed: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: speed })
    await this.presses('Play')
  }

  /** Plays until the picture shows it; no faster than a look now and then sees it. */
  async playsUntil(object: RegExp): Promise<void> {
    await this.playsAt('4×')
    await expect(this.object(object)).toBeVisible({ timeout: 40_000 })
    await this.pauses()
  }

  async pauses(): Promise<void> {
    const pause = this.button('Pause')
    if (await pause.isVisible()) await pause.click()
    await expect(this.button('Play')).toBeVisible()
  }

  /** Waits until a step that is shown with motion is over: the clock stands. */
  async rests(): Promise<void> {
    let before = -1
    await expect(async () => {
      const now = await this.now()
      const stands = now === before
      before = now
      expect(stands).toBe(true)
    }).toPass({ intervals: [150] })
  }

  async seeks(seconds: number): Promise<void> {
    await this.time.evaluate((slider: HTMLInputElement, value) => {
      slider.value = String(value)
      slider.dispatchEvent(new Event('input', { bubbles: true }))
    }, seconds * 1000)
    await expect.poll(() => this.now()).toBeCloseTo(seconds, 1)
  }

  /** Replaces a piece of the code, or of the configuration, in the editor. */
  async changesCode(from: string, to: string, tab: 'Code' | 'Config' = 'Code'): Promise<void> {
    await this.turnsTo(tab)
    const editor = this.dock.locator('.monaco-editor').first()
    await expect(editor).toBeVisible({ timeout: 40_000 })
    await editor.click()
    await this.page.keyboard.press('ControlOrMeta+KeyF')
    await this.page.keyboard.insertText(from)
    await this.page.keyboard.press('Escape')
    await this.page.keyboard.insertText(to)
  }

  // --- Seeing -------------------------------------------------------------------------------------

  /** Virtual seconds at the cursor. */
  async now(): Promise<number> {
    const text = await this.time.getAttribute('aria-valuetext')
    return Number(/^([\d.]+) s/.exec(text ?? '')?.[1])
  }

  async step(): Promise<number> {
    const text = await this.time.getAttribute('aria-valuetext')
    return Number(/step (\d+)/.exec(text ?? '')?.[1])
  }

  /** What the State tab says of every key, now. */
  async counts(): Promise<Readonly<Record<string, number>>> {
    await this.turnsTo('State')
    // The panel's part of the program may still be on its way.
    await expect(this.dock.getByText('Keyed state', { exact: true })).toBeVisible()
    const rows = await this.dock.getByRole('row').all()
    const counts: Record<string, number> = {}
    for (const row of rows) {
      const cells = await row.getByRole('cell').allInnerTexts()
      const [key, , , value] = cells
      if (key !== undefined && value !== undefined)
        counts[key.split(/\s+/).at(-1) ?? ''] = Number(value)
    }
    return counts
  }

  /** What a snapshot holds, added up: offsets (records read) and counts. The Checkpoints tab tells. */
  async inside(snapshot: string): Promise<{ readonly offsets: number; readonly counted: number }> {
    await this.turnsTo('Checkpoints')
    await this.dock.getByRole('button', { name: new RegExp(`^${snapshot} `) }).click()
    const detail = this.dock.getByRole('region', { name: snapshot, exact: true })
    const offsets = detail.getByRole('table', { name: 'Offsets' })
    const counts = detail.getByRole('table', { name: 'Keyed state' })
    await expect(offsets).toBeVisible()
    await expect(counts).toBeVisible()
    const sum = async (table: Locator, column: number): Promise<number> => {
      const cells = await table.locator(`tbody td:nth-child(${column})`).allInnerTexts()
      return cells.reduce((total, cell) => total + Number(cell), 0)
    }
    return { offsets: await sum(offsets, 2), counted: await sum(counts, 4) }
  }

  /** Text that is drawn smaller than 11 px, as it stands on the screen. */
  async smallText(): Promise<readonly string[]> {
    return this.page.evaluate(() => {
      const small: string[] = []
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      while (texts.nextNode()) {
        const { parentElement: element, textContent } = texts.currentNode
        if (element === null || textContent?.trim() === '' || !element.checkVisibility()) continue
        const matrix = element instanceof SVGGraphicsElement ? element.getScreenCTM() : null
        const scale = matrix === null ? 1 : Math.sqrt(matrix.a * matrix.d - matrix.b * matrix.c)
        const size = parseFloat(getComputedStyle(element).fontSize) * scale
        if (size < 10.99) small.push(`${size.toFixed(1)} px: ${textContent ?? ''}`)
      }
      return small
    })
  }

  /** Nothing that axe calls serious or critical is wrong with the page as it stands. */
  async findsNothingInTheWay(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze()
    const told = violations.map(
      ({ id, impact, nodes }) =>
        `${id} (${impact ?? '?'}): ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    )
    expect(told).toEqual([])
  }

  hasNoComplaints(): void {
    expect(this.complaints).toEqual([])
  }
}
