/** What the folders of runs in checkpoint storage are called, and which of them are still wanted. */
import type { RunPlan } from '../run/index.ts'

/** Runs of this visit whose checkpoints stay, besides the ones somebody was restored from. */
const kept = 3

export class RunNames {
  readonly #forget: (run: string) => void
  readonly #visit = Math.floor(Math.random() * 0x7fffffff).toString(36)
  #count = 0
  #recent: string[] = []
  #needed = new Set<string>()

  /** `forget` drops the checkpoints of a run; its savepoints stay, they are the learner's. */
  constructor(forget: (run: string) => void) {
    this.#forget = forget
  }

  /** Of the run that was started last; empty before any. */
  get current(): string {
    return this.#recent.at(-1) ?? ''
  }

  next({ restoreFrom }: Pick<RunPlan, 'restoreFrom'>): string {
    const name = `run-${this.#visit}-${this.#count++}`
    if (restoreFrom !== null) this.#needed.add(restoreFrom.run)
    this.#recent.push(name)
    while (this.#recent.length > kept) {
      const old = this.#recent.shift()
      if (old !== undefined && !this.#needed.has(old)) this.#forget(old)
    }
    return name
  }
}
