/**
 * What a join and a co-group are built of: both inputs tagged, united, keyed and put into one
 * window operator (WIN-23). Flink: CoGroupedStreams.
 */
import { MisuseError } from '../model/index.ts'
import type { Duration } from './duration.ts'
import type { Collector, KeySelector, RichFunction } from './functions.ts'
import { type CoGroupFunction, RichFlatJoinFunction, type TaggedUnion } from './join-functions.ts'
import { keySelectorOf } from './keys.ts'
import { refuseClass } from './operators.ts'
import { DataStream, type SingleOutputStreamOperator } from './stream.ts'
import { TypeInformation } from './types.ts'
import type { PlannedFunction } from './window-plan.ts'
import { WindowedStream } from './windowed-stream.ts'

type Any = TaggedUnion<unknown, unknown>
type AnyKey = KeySelector<never, unknown> | ((value: never) => unknown)

/** Two streams, and the call that put them together. */
export interface StreamPair<T1, T2> {
  readonly call: 'join' | 'coGroup'
  readonly first: DataStream<T1>
  readonly second: DataStream<T2>
}

/** The pair, once it is seen that the other one is a stream. */
export function streamPair<T1, T2>(
  call: 'join' | 'coGroup',
  first: DataStream<T1>,
  second: DataStream<T2>,
): StreamPair<T1, T2> {
  if (!(second instanceof DataStream)) throw new MisuseError('stream_expected', { call })
  return { call, first, second }
}

/** How the records of one input find their key. */
export interface SideKey {
  readonly select: (value: unknown) => unknown
  readonly type: TypeInformation<unknown> | null
}

/** What `where` or `equalTo` was given. */
export function sideKey(selector: AnyKey, type: unknown, call: string): SideKey {
  const select = keySelectorOf(selector, call)
  if (type === undefined) return { select, type: null }
  if (!(type instanceof TypeInformation))
    throw new MisuseError('type_expected', { what: `${call}(selector, …)` })
  return { select, type }
}

/** A pair with the keys of both sides. */
export interface KeyedPair {
  readonly pair: StreamPair<unknown, unknown>
  readonly first: SideKey
  readonly second: SideKey
}

/** Flink: Where.equalTo, which refuses keys of two types. A type said once counts for both sides. */
export function keyedPair(
  pair: StreamPair<never, never>,
  first: SideKey,
  second: SideKey,
): KeyedPair {
  const [one, two] = [first.type ?? second.type, second.type ?? first.type]
  if (String(one) !== String(two))
    throw new MisuseError('join_key_types', { first: String(one), second: String(two) })
  return { pair: pair as never, first, second }
}

/** What was said about the windows; what was not said is left to the assigner. */
export interface PairWindows {
  readonly assigner: unknown
  readonly trigger?: unknown
  readonly evictor?: unknown
  readonly lateness?: Duration
}

/** Flink: CoGroupedStreams.WithWindow.apply. */
export function coGrouped<O>(
  { pair, first, second }: KeyedPair,
  said: PairWindows,
  fn: PlannedFunction,
): SingleOutputStreamOperator<O> {
  const tagged = (stream: DataStream<unknown>, tag: (value: unknown) => Any) => {
    const made = stream.map(tag)
    // Flink: a tagger has the parallelism of its input, whatever the environment says.
    const parallelism = DataStream.partsOf(stream).inputs[0]?.from.parallelism ?? null
    return parallelism === null ? made : made.setParallelism(parallelism)
  }
  const windows = tagged(pair.first, (one) => ({ one }))
    .union(tagged(pair.second, (two) => ({ two })))
    .keyBy(
      (value) => ('one' in value ? first.select(value.one) : second.select(value.two)),
      (first.type ?? second.type) as never,
    )
    .window(said.assigner as never)
  if (said.trigger !== undefined) windows.trigger(said.trigger as never)
  if (said.evictor !== undefined) windows.evictor(said.evictor as never)
  if (said.lateness !== undefined) windows.allowedLateness(said.lateness)
  return WindowedStream.computed<O>(windows as never, fn)
}

// --- Functions --------------------------------------------------------------------------------------

type CoGroup = CoGroupFunction<unknown, unknown, unknown>['coGroup']
type Join = (first: unknown, second: unknown, out: Collector<unknown>) => unknown

/** What `apply` of a co-group was given. Flink: CoGroupWindowFunction. */
export function coGroupFunction(given: unknown): PlannedFunction {
  return grouping(given, 'coGroup', (coGroup) => coGroup)
}

/**
 * What `apply` of a join was given: it returns a result, or emits into a third parameter.
 * Flink: JoinCoGroupFunction, FlatJoinCoGroupFunction: a nested loop over both groups.
 */
export function joinFunction(given: unknown): PlannedFunction {
  return grouping(given, 'join', (join, { length }): CoGroup => {
    const isFlat = given instanceof RichFlatJoinFunction || length > 2
    return (first, second, out) => {
      for (const one of first)
        for (const two of second) {
          if (isFlat) (join as Join)(one, two, out)
          else out.collect((join as Join)(one, two, out))
        }
    }
  })
}

type Method = (...args: never) => unknown

/** A lambda, or an object with the method; `toCoGroup` also gets the method as it was written. */
function grouping(
  given: unknown,
  method: 'coGroup' | 'join',
  toCoGroup: (call: Method, written: Method) => CoGroup,
): PlannedFunction {
  refuseClass(given, 'apply')
  const isLambda = typeof given === 'function'
  const written = isLambda ? given : (given as Record<string, unknown> | null)?.[method]
  if (typeof written !== 'function') throw new MisuseError('join_function_expected', { method })
  return {
    part: isLambda ? {} : (given as object),
    of: (part) => {
      const call: Method = isLambda
        ? (given as Method)
        : (...args) => (part as Record<string, Method>)[method]?.(...args)
      const coGroup = toCoGroup(call, written as Method)
      return {
        rich: isLambda ? null : (part as RichFunction),
        process: ({ elements, out }) => {
          const one: unknown[] = []
          const two: unknown[] = []
          for (const value of elements as Iterable<Any>) {
            if ('one' in value) one.push(value.one)
            else two.push(value.two)
          }
          coGroup(one, two, out)
        },
        clear: () => undefined,
      }
    },
  }
}

// --- Steps ------------------------------------------------------------------------------------------

const steps = [
  ...['where', 'equalTo', 'window', 'apply', 'with'],
  ...['trigger', 'evictor', 'allowedLateness', 'sideOutputLateData'],
  ...['map', 'filter', 'flatMap', 'process', 'reduce', 'aggregate', 'keyBy'],
  ...['print', 'sinkTo', 'uid', 'name', 'setParallelism', 'getSideOutput'],
]

/** Gives a step of a join an answer for what comes later or belongs to a finished stream. */
export function needsNext(step: { readonly prototype: object }, next: string): void {
  const { prototype } = step
  for (const got of steps) {
    if (got in prototype) continue
    const value = () => {
      throw new MisuseError('join_incomplete', { next, got })
    }
    Object.defineProperty(prototype, got, { value, configurable: true })
  }
}
