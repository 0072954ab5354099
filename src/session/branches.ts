/** The branches of a session, in the order they were made, and the one that is stood on. */
import type { Branch } from './branch.ts'

/** Branches that are kept; the oldest that nobody stands on goes. */
const mostBranches = 12

export class Branches {
  #all: readonly Branch[] = []
  #current: Branch | null = null
  #nextId = 1

  get all(): readonly Branch[] {
    return this.#all
  }

  /** Null before the first. */
  get current(): Branch | null {
    return this.#current
  }

  /** A number no branch of this session has had. */
  newId(): number {
    return this.#nextId++
  }

  /** One engine is enough: a branch that is left is repeated when it must go on. */
  standOn(branch: Branch): void {
    if (this.#current !== branch) this.#current?.terminate()
    if (!this.#all.includes(branch)) this.#all = [...this.#all, branch]
    this.#current = branch
    if (this.#all.length > mostBranches) this.#dropOldest(branch)
  }

  forget(branch: Branch): void {
    this.#all = this.#all.filter((one) => one !== branch)
  }

  /** What the current branch came from stays. */
  #dropOldest(current: Branch): void {
    const kept = new Set<Branch>()
    for (let b: Branch | undefined = current; b !== undefined; b = b.parent?.branch) kept.add(b)
    const oldest = this.#all.find((branch) => !kept.has(branch))
    if (oldest !== undefined) this.forget(oldest)
  }

  /** Ends whatever runs. */
  terminate(): void {
    for (const branch of this.#all) branch.terminate()
  }
}
