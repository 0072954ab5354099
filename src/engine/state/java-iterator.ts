/**
 * java.util.Iterator, and what a `for … of` makes of it. Flink's collections answer with such
 * iterators; `hasNext`, `next` and `remove` do what the JVM's do, step by step, since under TTL each
 * of the three has an effect of its own (TTL-11, TTL-17).
 */
import type { StateIterable, StateIterator } from '../../datastream/index.ts'

/** An iterable whose `for … of` asks hasNext and next in turn, as Java's `for` does. */
export function iterableOf<T>(iterator: () => StateIterator<T>): StateIterable<T> {
  return {
    iterator,
    [Symbol.iterator](): Iterator<T> {
      const java = iterator()
      return {
        next: () =>
          java.hasNext() ? { done: false, value: java.next() } : { done: true, value: undefined },
      }
    },
  }
}

/** An iterator over what another one answers, each made into something else. */
export function mapped<S, T>(source: StateIterator<S>, to: (element: S) => T): StateIterator<T> {
  return {
    hasNext: () => source.hasNext(),
    next: () => to(source.next()),
    remove: () => {
      source.remove()
    },
  }
}
