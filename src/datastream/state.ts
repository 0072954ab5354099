/** What an operator remembers for each key. Flink: org.apache.flink.api.common.state. */

/**
 * One value per key. Flink: ValueState.
 *
 * The object is a handle: which entry it reads and writes is decided by the key of the record or
 * timer at hand (STA-1). Access is synchronous.
 */
export interface ValueState<T> {
  /**
   * The value of the current key, or null when there is none (STA-2); the descriptor's default value
   * where it has one (STA-13).
   *
   * @throws no_key_set
   */
  value(): T | null
  /** Replaces the value of the current key; `update(null)` is `clear()` (STA-3). */
  update(value: T | null): void
  /** Removes the entry of the current key, and of no other (STA-1). */
  clear(): void
}

/** java.util.Iterator: what Flink's collections of state are walked with. Java: Iterator. */
export interface StateIterator<T> {
  /** Whether `next` has something to answer. */
  hasNext(): boolean
  /** The next one. Fails at the end, and where the state was changed meanwhile (STA-18). */
  next(): T
  /** Removes what `next` answered last from the state (STA-18). */
  remove(): void
}

/** What state answers with many elements: for `for (… of …)` and `[...…]`, or by hand. Java: Iterable. */
export interface StateIterable<T> extends Iterable<T> {
  /** An iterator of Java's kind, which can remove what it met. */
  iterator(): StateIterator<T>
}

/** A list per key. Flink: ListState. Elements keep their order, and may be equal (STA-14). */
export interface ListState<T> {
  /** The elements of the current key; empty where there are none, never null (STA-14). */
  get(): StateIterable<T>
  /** Appends an element, which must not be null (STA-15). */
  add(value: T): void
  /** Appends elements; neither the array nor one of them may be null (STA-15). Of none: nothing happens. */
  addAll(values: readonly T[]): void
  /** Replaces the list; of no elements it is `clear()` (STA-14). Nulls are refused as by `addAll`. */
  update(values: readonly T[]): void
  /** Removes the list of the current key. */
  clear(): void
}

/** An entry of a {@link MapState}: `[key, value]`, with Java's methods. Java: Map.Entry. */
export type MapEntry<UK, UV> = readonly [key: UK, value: UV] & {
  /** The key. */
  getKey(): UK
  /** The value. */
  getValue(): UV
  /** Puts another value under this key into the state, and answers the one before (STA-18, TTL-17). */
  setValue(value: UV): UV
}

/** A map per key, each entry read and written on its own. Flink: MapState. */
export interface MapState<UK, UV> {
  /** The value under a user key; null where there is none, or where it is null (STA-16). */
  get(key: UK): UV | null
  /** Puts a value, which may be null (STA-16). */
  put(key: UK, value: UV): void
  /** Puts all entries of a Map, an array of pairs or another map state's `entries()` (STA-17). */
  putAll(map: Iterable<readonly [UK, UV]>): void
  /** Removes an entry; of the last one the whole map (STA-17). */
  remove(key: UK): void
  /** Whether there is an entry, be its value null (STA-16). */
  contains(key: UK): boolean
  /** All entries, in an order not to be relied on: that of Java's HashMap (STA-18). */
  entries(): StateIterable<MapEntry<UK, UV>>
  /** All keys, in the order of `entries`. */
  keys(): StateIterable<UK>
  /** All values, in the order of `entries`. */
  values(): StateIterable<UV>
  /** Walks the entries by hand. */
  iterator(): StateIterator<MapEntry<UK, UV>>
  /** Whether there is no entry. */
  isEmpty(): boolean
  /** Removes all entries of the current key. */
  clear(): void
}

/** One value per key, made of all that was added. Flink: ReducingState. */
export interface ReducingState<T> {
  /** The value; null where nothing was added (STA-19). */
  get(): T | null
  /** Reduces the value with another; the first is stored as it is (STA-19). `add(null)` clears (STA-20). */
  add(value: T): void
  /** Removes the value of the current key. */
  clear(): void
}

/** An accumulator per key, and what it amounts to. Flink: AggregatingState. */
export interface AggregatingState<IN, OUT> {
  /** The result of the accumulator; null where nothing was added (STA-19). */
  get(): OUT | null
  /** Adds a value to the accumulator, which the first one creates (STA-19). `add(null)` clears (STA-20). */
  add(value: IN): void
  /** Removes the accumulator of the current key. */
  clear(): void
}
