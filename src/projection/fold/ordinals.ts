/**
 * Numbers names in the order in which they first appear, as one version sees it. Versions share
 * one index, as in {@link Journal}: a number counts for a version only if it is below its length
 * and still that name's, so a stretch of trace that was taken back leaves nothing behind.
 */
export class Ordinals {
  readonly length: number
  readonly #names: string[]
  readonly #index: Map<string, number>

  private constructor(names: string[], index: Map<string, number>, length: number) {
    this.#names = names
    this.#index = index
    this.length = length
  }

  static empty(): Ordinals {
    return new Ordinals([], new Map(), 0)
  }

  /** The name's number, or undefined when it has not appeared. */
  of(name: string): number | undefined {
    const at = this.#index.get(name)
    return at !== undefined && at < this.length && this.#names[at] === name ? at : undefined
  }

  nameAt(ordinal: number): string | undefined {
    return ordinal < this.length ? this.#names[ordinal] : undefined
  }

  /** The version in which `name`, which had not appeared, has the next number. */
  and(name: string): Ordinals {
    this.#names[this.length] = name
    this.#index.set(name, this.length)
    return new Ordinals(this.#names, this.#index, this.length + 1)
  }
}
