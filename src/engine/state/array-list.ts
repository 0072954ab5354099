/** java.util.ArrayList as far as a ListState on the heap hands it out: its iterator fails fast. */
import type { StateIterator } from '../../datastream/index.ts'
import { MisuseError } from '../../model/index.ts'

export class ArrayList {
  #items: unknown[]
  #changes = 0

  constructor(items: readonly unknown[] = []) {
    this.#items = [...items]
  }

  /** The elements in order; not to be changed. */
  get items(): readonly unknown[] {
    return this.#items
  }

  add(element: unknown): void {
    this.#changes++
    this.#items.push(element)
  }

  iterator(): StateIterator<unknown> {
    let cursor = 0
    let last = -1
    let expected = this.#changes
    const check = (): void => {
      if (expected !== this.#changes) throw new MisuseError('state_changed_while_iterating')
    }
    return {
      hasNext: () => cursor !== this.#items.length,
      next: () => {
        check()
        if (cursor >= this.#items.length) throw new MisuseError('iterator_at_end')
        last = cursor++
        return this.#items[last]
      },
      remove: () => {
        if (last < 0) throw new MisuseError('iterator_remove_without_next')
        check()
        this.#items.splice(last, 1)
        expected = ++this.#changes
        cursor = last
        last = -1
      },
    }
  }
}
