/** A binary heap. Equal elements leave in an order the comparison must decide: give it a tiebreak. */
export class Heap<T> {
  readonly #items: T[] = []
  readonly #before: (a: T, b: T) => boolean

  /** `before(a, b)`: whether `a` leaves ahead of `b`; a strict total order. */
  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before
  }

  get size(): number {
    return this.#items.length
  }

  /** The element that leaves next, or undefined when there is none. */
  peek(): T | undefined {
    return this.#items[0]
  }

  push(item: T): void {
    const items = this.#items
    const before = this.#before
    let at = items.length
    items.push(item)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = items[parent] as T
      if (!before(item, above)) break
      items[at] = above
      at = parent
    }
    items[at] = item
  }

  pop(): T | undefined {
    const items = this.#items
    const top = items[0]
    const last = items.pop()
    if (items.length > 0 && last !== undefined) this.#sink(last)
    return top
  }

  /** All elements in no particular order; for snapshots and clearing. */
  values(): readonly T[] {
    return this.#items
  }

  clear(): void {
    this.#items.length = 0
  }

  #sink(item: T): void {
    const items = this.#items
    const before = this.#before
    const length = items.length
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= length) break
      if (child + 1 < length && before(items[child + 1] as T, items[child] as T)) child++
      const below = items[child] as T
      if (!before(below, item)) break
      items[at] = below
      at = child
    }
    items[at] = item
  }
}
