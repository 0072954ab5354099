/** Where small things go that IndexedDB refuses: localStorage, in a browser that has one. */

export class Refuge {
  readonly #prefix: string

  constructor(store: string) {
    this.#prefix = `barrier-lab/${store}/`
  }

  /** Undefined where there is none, or none that can be read. */
  get(key: string): unknown {
    return attempted((storage) => parsed(storage.getItem(this.#prefix + key))) ?? undefined
  }

  /** Whether it will survive the tab. */
  set(key: string, value: unknown): boolean {
    const stored = attempted((storage) => {
      storage.setItem(this.#prefix + key, JSON.stringify(value))
      return true
    })
    return stored === true
  }

  delete(key: string): void {
    attempted((storage) => {
      storage.removeItem(this.#prefix + key)
    })
  }

  /** Everything, by name. */
  entries(): readonly (readonly [string, unknown])[] {
    const names = attempted((storage) => Object.keys(storage)) ?? []
    const keys = names
      .filter((name) => name.startsWith(this.#prefix))
      .map((name) => name.slice(this.#prefix.length))
    return keys
      .map((key) => [key, this.get(key)] as const)
      .filter(([, value]) => value !== undefined)
  }
}

/** Null where the browser has none, or refuses: even looking at it may throw. */
function attempted<T>(work: (storage: Storage) => T): T | null {
  try {
    return 'localStorage' in globalThis ? work(localStorage) : null
  } catch {
    return null
  }
}

function parsed(text: string | null): unknown {
  return text === null ? undefined : (JSON.parse(text) as unknown)
}
