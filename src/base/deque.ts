import { assert } from './assert.ts'

/** A queue open at both ends, in a ring: adding and taking cost the same however long it is. */
export class Deque<T> {
  // A power of two long, so that a mask takes positions around.
  #ring: (T | undefined)[] = new Array<T | undefined>(8).fill(undefined)
  #head = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  /** The element at a place counted from the front; it must exist. */
  at(index: number): T {
    assert(index >= 0 && index < this.#length, 'a place in the queue')
    return this.#ring[(this.#head + index) & (this.#ring.length - 1)] as T
  }

  peek(): T | undefined {
    return this.#ring[this.#head]
  }

  push(item: T): void {
    if (this.#length === this.#ring.length) this.#grow()
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = item
    this.#length++
  }

  shift(): T | undefined {
    const ring = this.#ring
    const item = ring[this.#head]
    if (this.#length === 0) return undefined
    ring[this.#head] = undefined
    this.#head = (this.#head + 1) & (ring.length - 1)
    this.#length--
    return item
  }

  /** Puts an element at a place; what was there moves back. Costs as many steps as are in front. */
  insert(index: number, item: T): void {
    assert(index >= 0 && index <= this.#length, 'a place in the queue, or its end')
    if (this.#length === this.#ring.length) this.#grow()
    const mask = this.#ring.length - 1
    this.#head = (this.#head - 1) & mask
    this.#length++
    for (let at = 0; at < index; at++) {
      this.#ring[(this.#head + at) & mask] = this.#ring[(this.#head + at + 1) & mask]
    }
    this.#ring[(this.#head + index) & mask] = item
  }

  /** Takes the element at a place out. Costs as many steps as are in front of it. */
  remove(index: number): T {
    const item = this.at(index)
    const mask = this.#ring.length - 1
    for (let at = index; at > 0; at--) {
      this.#ring[(this.#head + at) & mask] = this.#ring[(this.#head + at - 1) & mask]
    }
    this.shift()
    return item
  }

  /** All elements, front to back. */
  values(): T[] {
    return Array.from({ length: this.#length }, (_, at) => this.at(at))
  }

  #grow(): void {
    const items = this.values()
    this.#ring = items.concat(new Array<T>(items.length).fill(undefined as T))
    this.#head = 0
  }
}
