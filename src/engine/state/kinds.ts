/**
 * The handles an operator holds. Flink: HeapValueState, UserFacingListState and HeapListState,
 * UserFacingMapState and HeapMapState, HeapReducingState, HeapAggregatingState.
 */
import type {
  AggregateFunction,
  AggregatingState,
  ListState,
  ReduceFunction,
  ReducingState,
  StateIterable,
  ValueState,
} from '../../datastream/index.ts'
import { MisuseError } from '../../model/index.ts'
import type { ListAccess, ValueAccess } from './access.ts'
import type { Namespace } from './backend.ts'
import { iterableOf } from './java-iterator.ts'

/** Sees that a value is plain data of its declared type; throws a MisuseError that names the field. */
export type Check = (value: unknown) => unknown

/** Where a state can be in several namespaces at once: windows that became one. */
export interface Mergeable {
  /** What is in the namespace at hand takes up what is in `sources`, in their order (KS-34). */
  mergeFrom(sources: readonly Namespace[]): void
}

function isNull(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

export class KeyedValueState implements ValueState<unknown> {
  readonly #access: ValueAccess
  readonly #check: Check
  readonly #defaultValue: () => unknown

  /** `defaultValue` answers a copy: what is done to it is not done to the descriptor's (KS-7). */
  constructor(access: ValueAccess, check: Check, defaultValue: () => unknown) {
    this.#access = access
    this.#check = check
    this.#defaultValue = defaultValue
  }

  value(): unknown {
    return this.#access.get() ?? this.#defaultValue()
  }

  update(value: unknown): void {
    if (isNull(value)) this.#access.remove()
    else this.#access.write(this.#check(value))
  }

  clear(): void {
    this.#access.remove()
  }
}

const emptyList = iterableOf<unknown>(() => ({
  hasNext: () => false,
  next: () => {
    throw new MisuseError('iterator_at_end')
  },
  remove: () => {
    throw new MisuseError('iterator_remove_without_next')
  },
}))

export class KeyedListState implements ListState<unknown>, Mergeable {
  readonly #access: ListAccess
  readonly #check: Check
  readonly #name: string

  constructor(name: string, access: ListAccess, check: Check) {
    this.#name = name
    this.#access = access
    this.#check = check
  }

  get(): StateIterable<unknown> {
    return this.#access.get() ?? emptyList
  }

  /** As {@link get}, but null where there is no list: what a window asks for (KS-11). */
  getInternal(): StateIterable<unknown> | null {
    return this.#access.get()
  }

  add(value: unknown): void {
    if (isNull(value)) this.#refuse('add(null)')
    this.#access.appendAll([this.#check(value)])
  }

  /** On Flink's heap, elements before a null are in the list when it is met (KS-16); not with TTL. */
  addAll(values: readonly unknown[]): void {
    if (isNull(values)) this.#refuse('addAll(null)')
    const checked: unknown[] = []
    for (const value of values) {
      if (!isNull(value)) {
        checked.push(this.#check(value))
        continue
      }
      if (!this.#access.allOrNothing) this.#access.appendAll(checked)
      this.#refuse('addAll with a null in it')
    }
    if (checked.length > 0) this.#access.appendAll(checked)
  }

  update(values: readonly unknown[]): void {
    if (isNull(values)) this.#refuse('update(null)')
    this.#access.replace(
      Array.from(values, (value) => {
        if (isNull(value)) this.#refuse('update with a null in it')
        return this.#check(value)
      }),
    )
  }

  clear(): void {
    this.#access.remove()
  }

  mergeFrom(sources: readonly Namespace[]): void {
    const merged = sources.flatMap((source) => this.#access.take(source))
    if (merged.length > 0) this.#access.give(merged)
  }

  #refuse(call: string): never {
    throw new MisuseError('list_state_null', { state: this.#name, call })
  }
}

export class KeyedReducingState implements ReducingState<unknown>, Mergeable {
  readonly #access: ValueAccess
  readonly #check: Check
  readonly #fn: ReduceFunction<unknown>

  constructor(access: ValueAccess, check: Check, fn: ReduceFunction<unknown>) {
    this.#access = access
    this.#check = check
    this.#fn = fn
  }

  get(): unknown {
    return this.#access.get() ?? null
  }

  add(value: unknown): void {
    if (isNull(value) && !this.#access.traits.addsNull) {
      this.#access.remove()
      return
    }
    const before = this.#access.current()
    this.#access.put(this.#check(isNull(before) ? value : this.#fn.reduce(before, value)))
  }

  clear(): void {
    this.#access.remove()
  }

  mergeFrom(sources: readonly Namespace[]): void {
    mergeValues(this.#access, sources, (a, b) => this.#check(this.#fn.reduce(a, b)))
  }
}

export class KeyedAggregatingState implements AggregatingState<unknown, unknown>, Mergeable {
  readonly #access: ValueAccess
  readonly #check: Check
  readonly #fn: AggregateFunction<unknown, unknown, unknown>

  constructor(access: ValueAccess, check: Check, fn: AggregateFunction<unknown, unknown, unknown>) {
    this.#access = access
    this.#check = check
    this.#fn = fn
  }

  get(): unknown {
    const accumulator = this.#access.get()
    return isNull(accumulator) ? null : this.#fn.getResult(accumulator)
  }

  add(value: unknown): void {
    if (isNull(value) && !this.#access.traits.addsNull) {
      this.#access.remove()
      return
    }
    const accumulator = this.#access.current() ?? this.#fn.createAccumulator()
    this.#access.put(this.#check(this.#fn.add(value, accumulator)))
  }

  clear(): void {
    this.#access.remove()
  }

  mergeFrom(sources: readonly Namespace[]): void {
    mergeValues(this.#access, sources, (a, b) => this.#check(this.#fn.merge(a, b)))
  }
}

/** Sources in their order, then with what is there (KS-34), which comes first on the heap (KS-35). */
function mergeValues(
  access: ValueAccess,
  sources: readonly Namespace[],
  merge: (a: unknown, b: unknown) => unknown,
): void {
  let merged: unknown
  for (const source of sources) {
    const value = access.take(source)
    if (value !== undefined) merged = merged === undefined ? value : merge(merged, value)
  }
  if (merged === undefined) return
  const target = access.target()
  if (isNull(target)) access.put(merged)
  else access.put(access.traits.mergesIntoSources ? merge(merged, target) : merge(target, merged))
}
