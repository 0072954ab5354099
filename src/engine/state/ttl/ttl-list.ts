/** A list, each element with its time (TTL-6). Flink: TtlListState. */
import type { StateIterable, StateIterator } from '../../../datastream/index.ts'
import { MisuseError } from '../../../model/index.ts'
import type { ListAccess } from '../access.ts'
import type { Namespace } from '../backend.ts'
import { iterableOf } from '../java-iterator.ts'
import type { Ttl } from './ttl.ts'
import type { TtlValue } from './ttl-value.ts'

export class TtlList implements ListAccess {
  readonly allOrNothing = true
  readonly #ttl: Ttl
  readonly #original: ListAccess

  constructor(ttl: Ttl, original: ListAccess) {
    this.#ttl = ttl
    this.#original = original
  }

  /** Never null (TTL-14). What a read renews, and what it drops, is done here, not at the walk (TTL-12). */
  get(): StateIterable<unknown> {
    this.#ttl.accessed()
    const list = (this.#original.get() ?? []) as Iterable<TtlValue>
    if (!this.#ttl.renewsOnRead) return iterableOf(() => this.#cleaning(javaIteratorOf(list)))
    const elements = [...list]
    const alive = elements.filter((element) => !this.#ttl.expired(element))
    if (alive.length > 0) {
      if (alive.length < elements.length) this.#ttl.scope.expired('read')
      this.#original.replace(alive.map(({ userValue }) => this.#ttl.wrap(userValue)))
    }
    return iterableOf(() => this.#cleaning(javaIteratorOf(elements)))
  }

  appendAll(elements: readonly unknown[]): void {
    this.#ttl.accessed()
    this.#original.appendAll(elements.map((element) => this.#ttl.wrap(element)))
  }

  replace(elements: readonly unknown[]): void {
    this.#ttl.accessed()
    this.#original.replace(elements.map((element) => this.#ttl.wrap(element)))
  }

  remove(): void {
    this.#original.remove()
    this.#ttl.accessed()
  }

  take(namespace: Namespace): readonly unknown[] {
    return this.#original.take(namespace)
  }

  give(stored: readonly unknown[]): void {
    this.#original.give(stored)
  }

  /**
   * Skips what expired, or shows it (TTL-13); at the end of a walk that met nothing unexpired the whole
   * list is cleared (TTL-11). Flink: IteratorWithCleanup.
   */
  #cleaning(elements: StateIterator<TtlValue>): StateIterator<unknown> {
    const ttl = this.#ttl
    let anyUnexpired = false
    let cleared = false
    let next: TtlValue | null = null
    const find = (): void => {
      while (next === null && elements.hasNext()) {
        const element = elements.next()
        const unexpired = !ttl.expired(element)
        anyUnexpired ||= unexpired
        if (unexpired || ttl.returnsExpired) next = element
      }
      if (next !== null || cleared || anyUnexpired) return
      cleared = true
      if (this.#original.get() !== null) ttl.scope.expired('read')
      this.#original.remove()
    }
    return {
      hasNext: () => {
        find()
        return next !== null
      },
      next: () => {
        find()
        if (next === null) throw new MisuseError('iterator_at_end')
        const { userValue } = next
        next = null
        return userValue
      },
      remove: () => {
        throw new MisuseError('iterator_remove_unsupported')
      },
    }
  }
}

function javaIteratorOf(elements: Iterable<TtlValue>): StateIterator<TtlValue> {
  if ('iterator' in elements) return (elements as StateIterable<TtlValue>).iterator()
  const items = [...elements]
  let at = 0
  return {
    hasNext: () => at < items.length,
    next: () => items[at++] as TtlValue,
    remove: () => undefined,
  }
}
