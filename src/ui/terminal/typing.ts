/** Between the terminal's screen and the desk: prompt, line, keys; what was shown outlives the panel. */
import type { Terminal } from '@xterm/xterm'
import { laterWords } from '../later-words.ts'
import { Desk, type Screen, type Surroundings } from './desk.ts'
import { LineEditor } from './line.ts'

const prompt = '$ '
/** Characters of what was shown that are kept for another look. */
const longest = 200_000

const sgr = { note: '\x1b[90m', error: '\x1b[31m', off: '\x1b[0m', prompt: '\x1b[34m' } as const

/** Nothing that a name or a message holds moves the cursor. */
function plain(line: string): string {
  return line.replace(/\p{Cc}/gu, (one) => (one === '\t' ? one : ''))
}

export class Typing {
  readonly #desk: Desk
  readonly #editor: LineEditor
  #terminal: Terminal | null = null
  #shown = ''
  /** Something is being done with what was typed; a command runs, so there is no prompt. */
  #isBusy = false
  #isRunning = false
  readonly #ahead: string[] = []
  /** Rows from the first of the line to the one with the cursor. */
  #row = 0

  constructor(lab: Surroundings) {
    this.#desk = new Desk(lab)
    this.#editor = new LineEditor(this.#desk.history.lines)
    this.#says(`${sgr.note}${laterWords.terminal.welcome}${sgr.off}`)
  }

  /** A screen is there; answers what takes it away. */
  mount(terminal: Terminal): () => void {
    this.#terminal = terminal
    this.#row = 0
    terminal.write(this.#shown)
    if (!this.#isRunning) this.#draw()
    const data = terminal.onData((text) => this.#received(text))
    const size = terminal.onResize(() => {
      if (!this.#isRunning) this.#draw()
    })
    terminal.attachCustomKeyEventHandler((event) => this.#isOurs(event))
    return () => {
      data.dispose()
      size.dispose()
      this.#terminal = null
    }
  }

  /** Esc leaves, and so does Tab where there is nothing to complete; Shift+Tab always does. */
  #isOurs({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    if (key === 'Escape') return false
    if (key === 'Tab') return !shiftKey && this.#editor.line.text !== ''
    // Copying, saving and running stay the page's.
    if (metaKey || (ctrlKey && (key === 'Enter' || key === 's'))) return false
    return !(ctrlKey && key === 'c' && this.#terminal?.hasSelection() === true)
  }

  /** Typed ahead while something runs: taken when that is done. A pasted text is lines. */
  #received(data: string): void {
    for (const part of data.split(/(?<=[\r\n])|(?=[\r\n\t])/)) {
      if (part === '\x03' && this.#isBusy) this.#desk.interrupt()
      else this.#ahead.push(part)
    }
    if (!this.#isBusy) void this.#takeAll()
  }

  async #takeAll(): Promise<void> {
    this.#isBusy = true
    for (let data = this.#ahead.shift(); data !== undefined; data = this.#ahead.shift())
      await this.#key(data)
    this.#isBusy = false
  }

  async #key(data: string): Promise<void> {
    if (data === '\x03') this.#interrupted()
    else if (data === '\r' || data === '\n') await this.#entered()
    else if (data === '\x0c') this.#cleared()
    else if (data === '\t') await this.#completed()
    else if (this.#editor.press(data)) this.#draw()
  }

  /** Nothing runs: the line is given up. */
  #interrupted(): void {
    this.#leaveLine('^C')
    this.#editor.take()
    this.#draw()
  }

  #cleared(): void {
    this.#shown = ''
    this.#row = 0
    this.#terminal?.write('\x1b[2J\x1b[3J\x1b[H')
    this.#draw()
  }

  async #completed(): Promise<void> {
    const { text, at } = this.#editor.line
    const { line, choices } = await this.#desk.completes(text.slice(0, at))
    if (choices.length > 0 && line === text.slice(0, at)) {
      this.#leaveLine('')
      this.#says(choices.join('  '))
    }
    this.#editor.set(line + text.slice(at))
    this.#draw()
  }

  async #entered(): Promise<void> {
    this.#leaveLine('')
    const line = this.#editor.take()
    this.#isRunning = true
    const screen: Screen = {
      out: (text) => this.#says(plain(text)),
      error: (text) => this.#says(`${sgr.error}${plain(text)}${sgr.off}`),
      note: (text) => this.#says(`${sgr.note}${plain(text)}${sgr.off}`),
      clear: () => {
        this.#shown = ''
        this.#terminal?.write('\x1b[2J\x1b[3J\x1b[H')
      },
    }
    try {
      await this.#desk.runs(line, screen)
    } finally {
      this.#isRunning = false
      this.#draw()
    }
  }

  /** What was typed stays where it is; what follows begins on a row of its own. */
  #leaveLine(mark: string): void {
    const { text } = this.#editor.line
    this.#erase()
    this.#says(`${sgr.prompt}${prompt}${sgr.off}${text}${mark}`)
  }

  #says(line: string): void {
    const text = `${line}\r\n`
    this.#shown = (this.#shown + text).slice(-longest)
    this.#terminal?.write(text)
  }

  #erase(): void {
    const up = this.#row > 0 ? `\x1b[${this.#row}A` : ''
    this.#terminal?.write(`${up}\r\x1b[J`)
    this.#row = 0
  }

  /** The line as it stands, over as many rows as it takes. */
  #draw(): void {
    const terminal = this.#terminal
    if (terminal === null) return
    this.#erase()
    const { text, at } = this.#editor.line
    const { cols } = terminal
    const whole = prompt.length + text.length
    terminal.write(`${sgr.prompt}${prompt}${sgr.off}${text}`)
    // Behind a full row the cursor waits at its end: the next row has to be begun.
    if (whole % cols === 0) terminal.write(' \r')
    const end = Math.floor(whole / cols)
    const place = prompt.length + at
    this.#row = Math.floor(place / cols)
    const up = end - this.#row
    const column = place % cols
    terminal.write(`${up > 0 ? `\x1b[${up}A` : ''}\r${column > 0 ? `\x1b[${column}C` : ''}`)
  }
}

const typings = new WeakMap<Surroundings, Typing>()

/** One for the page: its lines, and what waits, outlive the panel. */
export function typingOf(lab: Surroundings): Typing {
  const known = typings.get(lab) ?? new Typing(lab)
  typings.set(lab, known)
  return known
}
