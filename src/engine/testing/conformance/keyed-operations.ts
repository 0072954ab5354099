/** The operations vector files and golden runs ask of a state, by name, through the engine's handles. */
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  type StateTtlConfig,
  type TypeInformation,
  ValueStateDescriptor,
} from '../../../datastream/flink.ts'
import { MisuseError } from '../../../model/index.ts'
import type { KeyedHarness } from '../keyed-harness.ts'

export type Kind = 'value' | 'list' | 'map' | 'reducing' | 'aggregating'

/** What a case says of its state. */
export interface AskedState {
  readonly kind: Kind
  /** What stands in brackets behind the kind: which function. */
  readonly fn: string
  readonly defaultValue: unknown
  readonly ttl: StateTtlConfig | null
  readonly userKeyType: TypeInformation<unknown> | undefined
  /** Of a map's values; undefined: the state says none. */
  readonly valueType?: TypeInformation<unknown> | undefined
}

type Numbers = (a: number, b: number) => number

class IllegalStateException extends Error {
  override readonly name = 'IllegalStateException'
}

const reducers: Readonly<Record<string, Numbers>> = {
  sum: (a, b) => a + b,
  minus: (a, b) => a - b,
  'x-y': (a, b) => a - b,
  max: (a, b) => Math.max(a, b),
  min: (a, b) => Math.min(a, b),
  product: (a, b) => a * b,
  throws: () => {
    throw new IllegalStateException()
  },
}

interface Average {
  readonly sum: number
  readonly count: number
}

function aggregator(fn: string) {
  const from = Number(/^count from (\d+)/.exec(fn)?.[1] ?? 0)
  return {
    createAccumulator: (): Average => ({ sum: 0, count: from }),
    add: (value: number, { sum, count }: Average): Average => {
      if (fn === 'throws' && value < 0) throw new IllegalStateException()
      return { sum: sum + unboxed(value), count: count + 1 }
    },
    getResult: ({ sum, count }: Average) => resultOf(fn, sum, count),
    merge: (a: Average, b: Average) => ({ sum: a.sum + b.sum, count: a.count + b.count }),
  }
}

function resultOf(fn: string, sum: number, count: number): number {
  if (fn.startsWith('count')) return count
  return fn === 'sum' ? sum : sum / count
}

/** The function of a reducing state; one that nobody knows would be another question. */
function reducerOf(fn: string): Numbers {
  const known = reducers[fn === '' ? 'sum' : fn]
  if (known === undefined) throw new Error(`no reduce function ${fn}`)
  return (a, b) => known(unboxed(a), unboxed(b))
}

class NullPointerException extends Error {
  override readonly name = 'NullPointerException'
}

/** What Java makes of an Integer before it computes with it. */
function unboxed(value: number | null): number {
  if (value === null) throw new NullPointerException()
  return value
}

/** The handle of the state `name`, made by its descriptor. */
export function handleOf({ store }: KeyedHarness, name: string, asked: AskedState) {
  const { kind, fn, defaultValue, ttl, userKeyType, valueType } = asked
  const with_ = <D extends { enableTimeToLive(config: StateTtlConfig): void }>(
    descriptor: D,
  ): D => {
    if (ttl !== null) descriptor.enableTimeToLive(ttl)
    return descriptor
  }
  const { states } = store
  switch (kind) {
    case 'value':
      return states.value(with_(new ValueStateDescriptor<unknown>(name, undefined, defaultValue)))
    case 'list':
      return states.list(with_(new ListStateDescriptor<unknown>(name)))
    case 'map':
      return states.map(
        with_(new MapStateDescriptor<unknown, unknown>(name, userKeyType, valueType)),
      )
    case 'reducing':
      return states.reducing(
        with_(new ReducingStateDescriptor<unknown>(name, reducerOf(fn) as never)),
      )
    case 'aggregating':
      return states.aggregating(
        with_(
          new AggregatingStateDescriptor<unknown, unknown, unknown>(name, aggregator(fn) as never),
        ),
      )
  }
}

type Handle = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>

interface JavaIterator {
  hasNext(): boolean
  next(): unknown
  remove(): void
}

const iteratorOf = (handle: Handle): JavaIterator => handle['iterator']?.() as JavaIterator
const listOf = (answer: unknown): unknown[] => [...(answer as Iterable<unknown>)]

/** Operations that are more than one call, or whose answer is walked. */
const composed: Readonly<Record<string, (handle: Handle, args: readonly unknown[]) => unknown>> = {
  keys: (handle) => listOf(handle['keys']?.()),
  values: (handle) => listOf(handle['values']?.()),
  entries: (handle) => listOf(handle['entries']?.()),
  getWithoutIterating: (handle) => void handle['get']?.(),
  entriesWithoutIterating: (handle) => void handle['entries']?.(),
  getFirstOnly: (handle) => {
    const iterator = (handle['get']?.() as { iterator(): JavaIterator }).iterator()
    return iterator.hasNext() ? iterator.next() : null
  },
  iteratorRemove: (handle, [key]) => {
    const iterator = iteratorOf(handle)
    while (iterator.hasNext())
      if ((iterator.next() as readonly unknown[])[0] === key) iterator.remove()
  },
  iteratorRemoveTwice: (handle) => {
    const iterator = iteratorOf(handle)
    iterator.next()
    iterator.remove()
    iterator.remove()
  },
  iteratorHasNextRemove: (handle) => {
    const iterator = iteratorOf(handle)
    iterator.next()
    iterator.hasNext()
    iterator.remove()
  },
  iteratorRemoveAll: (handle) => {
    const iterator = iteratorOf(handle)
    while (iterator.hasNext()) {
      iterator.next()
      iterator.remove()
    }
  },
  iterator: (handle) => {
    const iterator = iteratorOf(handle)
    const met: unknown[] = []
    while (iterator.hasNext()) met.push(iterator.next())
    return met
  },
  removeWhileIterating: (handle) => {
    for (const key of handle['keys']?.() as Iterable<unknown>) handle['remove']?.(key)
  },
  putWhileIterating: (handle, [key, value]) => {
    const iterator = iteratorOf(handle)
    while (iterator.hasNext()) {
      iterator.next()
      handle['put']?.(key, value)
    }
  },
  addWhileIterating: (handle, [value]) => {
    const iterator = (handle['get']?.() as { iterator(): JavaIterator }).iterator()
    while (iterator.hasNext()) {
      iterator.next()
      handle['add']?.(value)
    }
  },
  entrySetValue: (handle, [value]) => {
    for (const entry of handle['entries']?.() as Iterable<{ setValue(v: unknown): void }>)
      entry.setValue(value)
  },
}

/** What an operation answers; `undefined` where it answers nothing. */
export function operate(handle: object, op: string, args: readonly unknown[]): unknown {
  const methods = handle as Handle
  const own = composed[op]
  const answer = own === undefined ? methods[op]?.(...args) : own(methods, args)
  return op === 'get' && answer !== null && typeof answer === 'object' && Symbol.iterator in answer
    ? listOf(answer)
    : answer
}

/** Which exception of Java's a mistake stands for. */
const exceptions: Readonly<Record<string, string>> = {
  list_state_null: 'NullPointerException',
  value_not_of_type: 'NullPointerException',
  map_state_null: 'NullPointerException',
  no_key_set: 'NullPointerException',
  iterator_at_end: 'NoSuchElementException',
  iterator_remove_without_next: 'IllegalStateException',
  iterator_remove_unsupported: 'UnsupportedOperationException',
  state_changed_while_iterating: 'ConcurrentModificationException',
  state_registered_twice: 'ClassCastException',
  key_is_null: 'NullPointerException',
  operator_state_mode: 'IllegalStateException',
  broadcast_state_read_only: 'UnsupportedOperationException',
}

/** Runs something; an exception is answered as vector files write it: `ERR:NullPointerException`. */
export function attempt(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    if (error instanceof MisuseError) return `ERR:${exceptions[error.code] ?? error.code}`
    return `ERR:${(error as Error).name}`
  }
}
