/** The line that is being typed: letters, the cursor in it, and the lines before it. Plain, without a screen. */

export interface Line {
  readonly text: string
  /** Letters before the cursor. */
  readonly at: number
}

const empty: Line = { text: '', at: 0 }

/** What a key means for the line, by the characters a terminal sends. */
const keys: Readonly<Record<string, (line: Line) => Line>> = {
  '\x7f': ({ text, at }) => ({
    text: text.slice(0, Math.max(0, at - 1)) + text.slice(at),
    at: Math.max(0, at - 1),
  }),
  '\x1b[3~': ({ text, at }) => ({ text: text.slice(0, at) + text.slice(at + 1), at }),
  '\x1b[D': ({ text, at }) => ({ text, at: Math.max(0, at - 1) }),
  '\x1b[C': ({ text, at }) => ({ text, at: Math.min(text.length, at + 1) }),
  '\x1b[H': ({ text }) => ({ text, at: 0 }),
  '\x1b[F': ({ text }) => ({ text, at: text.length }),
  '\x01': ({ text }) => ({ text, at: 0 }),
  '\x05': ({ text }) => ({ text, at: text.length }),
  '\x0b': ({ text, at }) => ({ text: text.slice(0, at), at }),
  '\x15': ({ text, at }) => ({ text: text.slice(at), at: 0 }),
  '\x17': ({ text, at }) => {
    const head = text.slice(0, at).replace(/\S+\s*$/, '')
    return { text: head + text.slice(at), at: head.length }
  },
}

export class LineEditor {
  #line = empty
  readonly #history: readonly string[]
  /** Which line of the history is shown; null: the one being typed. */
  #place: number | null = null
  #typed = ''

  /** `history`: oldest first; it may grow. */
  constructor(history: readonly string[]) {
    this.#history = history
  }

  get line(): Line {
    return this.#line
  }

  set(text: string): void {
    this.#line = { text, at: text.length }
  }

  /** The line is done; another begins. */
  take(): string {
    const { text } = this.#line
    this.#line = empty
    this.#place = null
    return text
  }

  /** What a terminal sent; false: it means nothing for a line. */
  press(data: string): boolean {
    if (data === '\x1b[A' || data === '\x10') return this.#turn(-1)
    if (data === '\x1b[B' || data === '\x0e') return this.#turn(1)
    const key = keys[data]
    if (key !== undefined) this.#line = key(this.#line)
    else if (/^\P{Cc}+$/u.test(data)) this.#insert(data)
    else return false
    return true
  }

  #insert(data: string): void {
    const { text, at } = this.#line
    this.#line = { text: text.slice(0, at) + data + text.slice(at), at: at + data.length }
  }

  #turn(by: 1 | -1): boolean {
    const { length } = this.#history
    const place = (this.#place ?? length) + by
    if (place < 0 || place > length) return true
    if (this.#place === null) this.#typed = this.#line.text
    this.#place = place === length ? null : place
    this.set(this.#place === null ? this.#typed : (this.#history[this.#place] ?? ''))
    return true
  }
}
