/**
 * A list that only grows, as one version of it sees it: up to `length`. All versions share one
 * array. That is sound because a trace always tells the same: whoever folds a stretch of it again
 * writes what is there already, and what lies beyond a version's length it does not see.
 */
export class Journal<T> {
  readonly length: number
  readonly #items: T[]

  private constructor(items: T[], length: number) {
    this.#items = items
    this.length = length
  }

  static empty<T>(): Journal<T> {
    return new Journal<T>([], 0)
  }

  at(index: number): T | undefined {
    return index >= 0 && index < this.length ? this.#items[index] : undefined
  }

  /** The version with one item more. */
  and(item: T): Journal<T> {
    return this.with(this.length, item)
  }

  /** The version with an item at a place of its own: at the end, or beyond it. */
  with(index: number, item: T): Journal<T> {
    this.#items[index] = item
    return new Journal(this.#items, Math.max(this.length, index + 1))
  }

  /** Items from `from` to before `to`. */
  slice(from: number, to: number = this.length): readonly T[] {
    return this.#items.slice(Math.max(0, from), Math.min(this.length, to))
  }
}
