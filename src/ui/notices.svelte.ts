/** Messages of the shell: shown for a while, and spoken politely by screen readers. */

import { untrack } from 'svelte'
import type { StorageFault } from '../model/index.ts'
import { words } from './words.ts'

interface Notice {
  readonly id: number
  readonly text: string
  readonly link: string | null
  readonly action: { readonly label: string; run(): void } | null
}

/** What storage did to this page. */
export interface StorageTrouble {
  readonly fault: StorageFault
  /** The browser's own words. */
  readonly message: string
}

const shownFor = 8_000

export class Notices {
  #shown = $state.raw<readonly Notice[]>([])
  #spoken = $state('')
  #next = 1
  #storageSaid: readonly StorageFault[] = []

  get shown(): readonly Notice[] {
    return this.#shown
  }

  get spoken(): string {
    return this.#spoken
  }

  /** Said to screen readers only. */
  say(text: string): void {
    // The same words twice would not be read twice.
    const before = untrack(() => this.#spoken)
    this.#spoken = text === before ? `${text}\u00a0` : text
  }

  /** Shown and said; with a link or an action it stays until it is dismissed. */
  show(text: string, more: { link?: string; action?: Notice['action'] } = {}): void {
    const notice: Notice = {
      id: this.#next++,
      text,
      link: more.link ?? null,
      action: more.action ?? null,
    }
    // What only tells gives way to what is told next; of what can be done the newest stays beside it.
    const offers = this.#shown.filter(({ link, action }) => link !== null || action !== null)
    this.#shown = [...offers.slice(-1), notice]
    this.say(text)
    if (notice.link === null) setTimeout(() => this.dismiss(notice.id), shownFor)
  }

  /** What the browser's storage did: said once each, however often it does it. */
  storage({ fault, message }: StorageTrouble): void {
    if (this.#storageSaid.includes(fault)) return
    this.#storageSaid = [...this.#storageSaid, fault]
    this.show(`${words.announce.storage[fault]} (${message})`)
  }

  /** A part of the page cannot be fetched; `again` tries once more. */
  missing(again: () => void): void {
    // Trying again is for all that are missing.
    if (this.#shown.some(({ text }) => text === words.announce.missing)) return
    this.show(words.announce.missing, {
      action: { label: words.announce.tryAgain, run: again },
    })
  }

  dismiss(id: number): void {
    this.#shown = this.#shown.filter((notice) => notice.id !== id)
  }
}
