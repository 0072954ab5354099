/**
 * What the first picture does without, in one list. Each part is fetched when it is first needed, or before that,
 * when the page has nothing to do; so a first click finds it there, also where the network has gone.
 */
const parts = {
  telling: () => import('./telling.ts'),
  cards: () => import('./graph/layers/cards.ts'),
  zooming: () => import('./graph/zooming.ts'),
  problems: () => import('./problems-of.ts'),
  lesson: () => import('./lesson/Lesson.svelte'),
  linkCard: () => import('./shell/LinkCard.svelte'),
  brokenLink: () => import('./shell/BrokenLink.svelte'),
  inspector: () => import('./inspector/Inspector.svelte'),
  stepChanges: () => import('./inspector/StepChanges.svelte'),
  keys: () => import('./dialogs/KeysDialog.svelte'),
  gallery: () => import('./gallery/Gallery.svelte'),
  reference: () => import('./reference/Reference.svelte'),
  programs: () => import('./gallery/programs.ts'),
  hunt: () => import('./hunt/HuntDialog.svelte'),
  faults: () => import('./faults/FaultDialog.svelte'),
  restore: () => import('./dialogs/RestoreDialog.svelte'),
  config: () => import('./panels/Config.svelte'),
  state: () => import('./panels/State.svelte'),
  checkpoints: () => import('./panels/Checkpoints.svelte'),
  kafka: () => import('./panels/Kafka.svelte'),
  metrics: () => import('./panels/Metrics.svelte'),
  output: () => import('./panels/Output.svelte'),
  terminal: () => import('./panels/Terminal.svelte'),
} as const

type PartName = keyof typeof parts
type Part<N extends PartName> = Awaited<ReturnType<(typeof parts)[N]>>

class Later {
  /** Called when a part that somebody waits for cannot be fetched; `again` tries once more. */
  onMissing: (again: () => void) => void = () => undefined
  readonly #asked = new Map<PartName, Promise<unknown>>()
  #waiting: (() => void)[] = []
  #beginAhead: () => void = () => undefined
  readonly #ahead = new Promise<void>((resolve) => (this.#beginAhead = resolve))

  /** The part, fetched at once. Does not reject: what cannot be fetched is told, and tried again when asked. */
  get<N extends PartName>(name: N): Promise<Part<N>> {
    this.#again()
    const asked = this.#asked.get(name) ?? this.insist<unknown>(parts[name])
    this.#asked.set(name, asked)
    return asked as Promise<Part<N>>
  }

  /** The part, when it is its turn: for what nobody waits for. */
  async inTime<N extends PartName>(name: N): Promise<Part<N>> {
    await this.#ahead
    return this.get(name)
  }

  /** From now on the page has time: everything is fetched, one after the other; what is said first, then `soon`. */
  async fetchAll(
    soon: readonly (() => Promise<unknown>)[],
    more: readonly (() => Promise<unknown>)[],
  ): Promise<void> {
    this.#beginAhead()
    for (const load of [parts.telling, ...soon, ...Object.values(parts), ...more]) {
      // Who really needs it will ask, and be told.
      await load().catch(() => undefined)
    }
  }

  /** Imports until it succeeds; who waits is told of every failure, and can have it tried again. */
  async insist<T>(load: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await load()
      } catch {
        await new Promise<void>((resolve) => {
          this.#waiting.push(resolve)
          this.onMissing(() => this.#again())
        })
      }
    }
  }

  #again(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

export const later = new Later()
