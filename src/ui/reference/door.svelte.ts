/** Where the reference is open, as the address says: `#reference`, `#reference/ValueState.update`. */

/** What of the reference an address asks for: '' is its first page; null: it does not ask for the reference. */
function askedBy(hash: string): string | null {
  const [, entry] = /^#reference(?:\/(.*))?$/.exec(hash) ?? [null, null]
  return entry === null ? null : decodeURIComponent(entry ?? '')
}

/** The reference lies above the playground: opening and leaving it changes nothing below. */
export class ReferenceDoor {
  #entry = $state<string | null>(null)
  /** The address below it. */
  #below = ''

  /** The entry that is shown; '' where none is chosen, null while the reference is closed. */
  get entry(): string | null {
    return this.#entry
  }

  /** Opens it as a link would. */
  open(entry = ''): void {
    location.hash = entry === '' ? 'reference' : `reference/${entry}`
  }

  close(): void {
    this.#entry = null
    if (askedBy(location.hash) !== null)
      history.replaceState(null, '', location.pathname + location.search + this.#below)
  }

  /** The address has changed. False: it means the playground, not the reference. */
  follow(hash: string, from = ''): boolean {
    const asked = askedBy(hash)
    const wasOpen = this.#entry !== null
    if (asked !== null && !wasOpen) this.#below = askedBy(from) === null ? from : ''
    this.#entry = asked
    // Back from the reference: the place below is still as it was left.
    return asked !== null || (wasOpen && hash === this.#below)
  }
}
