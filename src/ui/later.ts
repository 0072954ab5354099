/** What the first picture does without (parts.ts), fetched when it is needed, or when the page has nothing to do. */
import type * as Parts from './parts.ts'

export type PartName = keyof typeof Parts.parts
export type Part<N extends PartName> = Awaited<ReturnType<(typeof Parts.parts)[N]>>

type Editor = Awaited<ReturnType<typeof Parts.editor>>
type EditorTypes = Awaited<ReturnType<typeof Parts.editorTypes>>

const list = (): Promise<typeof Parts> => fetched(() => import('./parts.ts'))

let attempts = 0

/**
 * A browser remembers for good that a module could not be fetched: it is asked for by another address, which the
 * error names.
 */
async function fetched<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    const [address] = /https?:\S+\.js/.exec(String(error)) ?? []
    if (address === undefined) throw error
    return (await import(/* @vite-ignore */ `${address}?${++attempts}`)) as T
  }
}

class Later {
  /** Called when a part that somebody waits for cannot be fetched; `again` tries once more. */
  onMissing: (again: () => void) => void = () => undefined
  /** Who shows by themselves that a part cannot be fetched. */
  readonly #told = new Map<PartName, (again: () => void) => void>()
  readonly #asked = new Map<PartName, Promise<unknown>>()
  #waiting: (() => void)[] = []
  #beginAhead: () => void = () => undefined
  readonly #ahead = new Promise<void>((resolve) => (this.#beginAhead = resolve))

  /**
   * The part, fetched at once. Does not reject: what cannot be fetched is told, to `told` where there is one, and tried
   * again when asked.
   */
  get<N extends PartName>(name: N, told?: (again: () => void) => void): Promise<Part<N>> {
    if (told !== undefined) this.#told.set(name, told)
    this.#again()
    const load = async (): Promise<unknown> => fetched<unknown>((await list()).parts[name])
    const asked = this.#asked.get(name) ?? this.insist(load, name)
    this.#asked.set(name, asked)
    return asked as Promise<Part<N>>
  }

  /** The part, when it is its turn: for what nobody waits for. */
  async inTime<N extends PartName>(name: N): Promise<Part<N>> {
    await this.#ahead
    return this.get(name)
  }

  /** The editor, which is large and in no list. */
  editor(): Promise<readonly [Editor, EditorTypes]> {
    return this.insist(async () => {
      const { editor, editorTypes } = await list()
      return Promise.all([fetched(editor), fetched(editorTypes)])
    })
  }

  /** From now on the page has time: everything is fetched, one after the other. `guest` makes the whole of its parts. */
  async fetchAll(guest: () => Promise<unknown>): Promise<void> {
    this.#beginAhead()
    const found = await list().catch(() => null)
    if (found === null) return
    const { telling, guestRest, ...more } = found.parts
    const rest = (): Promise<unknown> => fetched(guestRest).then(guest)
    const others = Object.values(more).map((load) => () => fetched<unknown>(load))
    for (const load of [() => fetched(telling), rest, ...others]) {
      // Who really needs it will ask, and be told.
      await load().catch(() => undefined)
    }
  }

  /** Imports until it succeeds; who waits is told of every failure, and can have it tried again. */
  async insist<T>(load: () => Promise<T>, name?: PartName): Promise<T> {
    for (;;) {
      try {
        return await load()
      } catch {
        await new Promise<void>((resolve) => {
          this.#waiting.push(resolve)
          const told = name === undefined ? undefined : this.#told.get(name)
          const tell = told ?? this.onMissing
          tell(() => this.#again())
        })
      }
    }
  }

  #again(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

export const later = new Later()
