/** From what the learner passes to a stream's methods to the code of an operator. */
import { MisuseError } from '../model/index.ts'
import { type ReduceFunction, reducerOf } from './aggregation.ts'
import type { KeyedProcessFunction, ProcessFunction } from './functions.ts'
import { KafkaSink } from './kafka-sink.ts'
import { KafkaSource } from './kafka-source.ts'
import type { OperatorMaker } from './plan.ts'
import type { OperatorCode } from './program.ts'
import type { SourceSettings } from './sources.ts'
import { WatermarkStrategy } from './watermark-strategy.ts'

type UnknownFunction = (...args: readonly unknown[]) => unknown

/** map, filter and flatMap: a lambda, or an object with the method of that name. */
export function functionOperator(
  kind: 'map' | 'filter' | 'flat-map',
  method: 'map' | 'filter' | 'flatMap',
  given: object,
): OperatorMaker {
  refuseClass(given, method)
  if (typeof given === 'function') {
    const fn = { [method]: given as UnknownFunction }
    return { parts: [], code: () => ({ kind, fn }) as never }
  }
  if (typeof (given as Record<string, unknown> | null)?.[method] !== 'function') {
    throw new MisuseError('function_expected', { call: method, example: examples[method] })
  }
  const code = ([fn]: readonly unknown[]) => ({ kind, fn }) as never
  return { parts: [given], code }
}

const examples = {
  map: '(order) => order.amount',
  filter: '(order) => order.amount > 0',
  flatMap: '(order, out) => { out.collect(order) }',
} as const

/** The class itself is no function object: `new` was forgotten. */
export function refuseClass(given: unknown, call: string): void {
  const isClass =
    typeof given === 'function' && /^class\b/.test(Function.prototype.toString.call(given))
  if (isClass) throw new MisuseError('class_without_new', { call, class: given.name })
}

/** reduce on a keyed stream without windows. */
export function reduceOperator<T>(given: ReduceFunction<T> | ((a: T, b: T) => T)): OperatorMaker {
  refuseClass(given, 'reduce')
  const fn = reducerOf(given, 'reduce')
  const isLambda = typeof given === 'function'
  return {
    parts: isLambda ? [] : [fn],
    code: ([fresh]) => ({ kind: 'keyed-reduce', fn: (isLambda ? fn : fresh) as never }),
  }
}

/** process on a stream that is not keyed. */
export function processOperator(given: ProcessFunction<never, unknown>): OperatorMaker {
  return {
    parts: [given],
    code: ([fn]) => ({ kind: 'process', fn: fn as ProcessFunction<unknown, unknown> }),
  }
}

/** process on a keyed stream. */
export function keyedProcessOperator(
  given: KeyedProcessFunction<never, never, unknown>,
): OperatorMaker {
  return {
    parts: [given],
    code: ([fn]) => ({
      kind: 'keyed-process',
      fn: fn as KeyedProcessFunction<unknown, unknown, unknown>,
    }),
  }
}

/** map and flatMap of connected streams: an object with a method for each input. */
export function coFunctionOperator(kind: 'co-map' | 'co-flat-map', given: object): OperatorMaker {
  const method = kind === 'co-map' ? 'map' : 'flatMap'
  refuseClass(given, method)
  const methods = given as Record<string, unknown> | null
  if (typeof methods?.[`${method}1`] !== 'function' || typeof methods[`${method}2`] !== 'function')
    throw new MisuseError('co_function_expected', { call: method })
  const code = ([fn]: readonly unknown[]) => ({ kind, fn }) as never
  return { parts: [given], code }
}

/** process of connected streams; `more` is what the operator needs besides the function. */
export function coProcessOperator(
  given: object,
  kind: Extract<
    OperatorCode['kind'],
    | 'co-process'
    | 'keyed-co-process'
    | 'broadcast-process'
    | 'keyed-broadcast-process'
    | 'interval-join'
  >,
  more: object = {},
): OperatorMaker {
  return { parts: [given], code: ([fn]) => ({ kind, fn, ...more }) as never }
}

/** What `process` was given, once it is seen to be an instance of one of `wanted`. */
export function processFunction(given: unknown, wanted: string, isOne: boolean): void {
  refuseClass(given, 'process')
  if (!isOne) throw new MisuseError('process_function_expected', { wanted })
}

/** A source with its timestamps. */
export function sourceOperator<T>(
  source: KafkaSource<T>,
  watermarks: WatermarkStrategy<T>,
): OperatorMaker {
  const { schema } = KafkaSource.settingsOf(source)
  return {
    parts: [schema, ...WatermarkStrategy.partsOf(watermarks)],
    code: ([fresh, ...time]) => ({
      kind: 'kafka-source',
      deserialize: (record, out) => {
        ;(fresh as typeof schema).deserialize(record, out)
      },
      time: WatermarkStrategy.timeOf(watermarks, time),
    }),
  }
}

/** A source that is not Kafka, with its timestamps. */
export function readerOperator<T>(
  { parts, reader }: Pick<SourceSettings, 'parts' | 'reader'>,
  watermarks: WatermarkStrategy<T>,
): OperatorMaker {
  return {
    parts: [...parts, ...WatermarkStrategy.partsOf(watermarks)],
    code: (fresh) => ({
      kind: 'source',
      reader: reader(fresh.slice(0, parts.length)),
      time: WatermarkStrategy.timeOf(watermarks, fresh.slice(parts.length)),
    }),
  }
}

/** Timestamps and watermarks in the middle of a stream. */
export function timeOperator<T>(watermarks: WatermarkStrategy<T>): OperatorMaker {
  return {
    parts: WatermarkStrategy.partsOf(watermarks),
    code: (parts) => ({
      kind: 'timestamps-and-watermarks',
      time: WatermarkStrategy.timeOf(watermarks, parts),
    }),
  }
}

/** A sink that writes to a topic. */
export function sinkOperator<T>(sink: KafkaSink<T>): OperatorMaker {
  const { serializer } = KafkaSink.settingsOf(sink)
  return {
    parts: [serializer],
    code: ([fresh]) => {
      const { topic, keys, values } = fresh as typeof serializer
      return {
        kind: 'kafka-sink',
        serialize: (value) => ({
          topic,
          key: keys === null ? null : text(keys.serialize(value as T), 'key'),
          value: text(values.serialize(value as T), 'value'),
        }),
      }
    },
  }
}

function text(made: unknown, what: string): string {
  if (typeof made !== 'string') {
    throw new MisuseError('text_expected', { what: `the ${what} serializer`, got: typeof made })
  }
  return made
}
