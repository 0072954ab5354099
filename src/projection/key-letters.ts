/**
 * The letter and colour a key is drawn with. A key wears its own initial if no key before it does
 * (apple: A), else the first letter that is free; beyond 26 keys a number follows the letter.
 * Colours go by first appearance, and begin again after eight: the letter tells them apart.
 */
import { Journal } from './fold/journal.ts'
import { Ordinals } from './fold/ordinals.ts'
import { handle, type Handlers, type Projection } from './projection.ts'

/** How a key is drawn. */
export interface KeyLabel {
  readonly key: string
  /** One capital letter; with a number behind it from the 27th key on. */
  readonly letter: string
  /** 0 to 7: which of the eight key colours. */
  readonly color: number
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const colors = 8

/** The labels of all keys seen so far; a value that is never changed. */
export class KeyLetters {
  readonly #ordinals: Ordinals
  readonly #labels: Journal<KeyLabel>
  /** One bit for each letter that is taken. */
  readonly #taken: number

  private constructor(ordinals: Ordinals, labels: Journal<KeyLabel>, taken: number) {
    this.#ordinals = ordinals
    this.#labels = labels
    this.#taken = taken
  }

  static empty(): KeyLetters {
    return new KeyLetters(Ordinals.empty(), Journal.empty(), 0)
  }

  get length(): number {
    return this.#labels.length
  }

  /** Null for a key that has not appeared. */
  labelOf(key: string | null): KeyLabel | null {
    if (key === null) return null
    const ordinal = this.#ordinals.of(key)
    return ordinal === undefined ? null : (this.#labels.at(ordinal) ?? null)
  }

  /** In the order of first appearance. */
  first(count: number): readonly KeyLabel[] {
    return this.#labels.slice(0, count)
  }

  /** The letters with this key among them; the very same where it was. */
  with(key: string): KeyLetters {
    if (this.#ordinals.of(key) !== undefined) return this
    const ordinal = this.#ordinals.length
    const own = alphabet.indexOf(key.slice(0, 1).toUpperCase())
    const at = own >= 0 && !this.#has(own) ? own : this.#firstFree()
    const letter =
      at >= 0
        ? (alphabet[at] as string)
        : `${alphabet[ordinal % alphabet.length]}${Math.floor(ordinal / alphabet.length) + 1}`
    return new KeyLetters(
      this.#ordinals.and(key),
      this.#labels.and({ key, letter, color: ordinal % colors }),
      at >= 0 ? this.#taken | (1 << at) : this.#taken,
    )
  }

  #has(letter: number): boolean {
    return (this.#taken & (1 << letter)) !== 0
  }

  #firstFree(): number {
    for (let letter = 0; letter < alphabet.length; letter++) if (!this.#has(letter)) return letter
    return -1
  }
}

export interface KeyLettersState {
  letters: KeyLetters
}

const note = (state: KeyLettersState, { key }: { readonly key: string | null }): void => {
  if (key !== null) state.letters = state.letters.with(key)
}

/** Letters are given as keys appear: in a topic, on a hash edge, or in state. */
export const keyLettersFold = {
  'record-produced': note,
  'record-read': note,
  'record-emitted': note,
  'state-updated': note,
  'timer-registered': note,
} satisfies Handlers<KeyLettersState>

export const keyLetters: Projection<KeyLettersState> = {
  name: 'key-letters',
  initial: () => ({ letters: KeyLetters.empty() }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    handle<KeyLettersState>(keyLettersFold, state, event)
  },
}
