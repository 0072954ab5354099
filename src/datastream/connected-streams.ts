/** Two streams for one operator with two inputs. Flink: ConnectedStreams. */
import { MisuseError, type OperatorRole } from '../model/index.ts'
import {
  type CoFlatMapFunction,
  type CoMapFunction,
  CoProcessFunction,
  KeyedCoProcessFunction,
} from './co-functions.ts'
import type { KeySelector } from './functions.ts'
import { coFunctionOperator, coProcessOperator, processFunction } from './operators.ts'
import type { OperatorMaker, PlannedInput } from './plan.ts'
import { installRefusals } from './refusals.ts'
import { DataStream, SingleOutputStreamOperator } from './stream.ts'
import type { TypeInformation } from './types.ts'

/** Two streams, of two types, that meet in one operator. Flink: ConnectedStreams. */
export class ConnectedStreams<IN1, IN2> {
  readonly #first: DataStream<IN1>
  readonly #second: DataStream<IN2>

  /** @internal */
  constructor(first: DataStream<IN1>, second: DataStream<IN2>) {
    this.#first = first
    this.#second = second
  }

  /**
   * Groups both streams by key; the keys of both must be of one type, so that one state serves
   * both inputs (DEP-8). Flink: keyBy.
   */
  keyBy<K>(
    keySelector1: KeySelector<IN1, K> | ((value: IN1) => K),
    keySelector2: KeySelector<IN2, K> | ((value: IN2) => K),
    keyType?: TypeInformation<K>,
  ): ConnectedStreams<IN1, IN2> {
    return new ConnectedStreams(
      this.#first.keyBy(keySelector1, keyType),
      this.#second.keyBy(keySelector2, keyType),
    )
  }

  /** One record out for each record in, by a method for each input. Flink: map. */
  map<O>(coMapper: CoMapFunction<IN1, IN2, O>): SingleOutputStreamOperator<O> {
    return this.#next('Co-Map', { kind: 'co-map' }, coFunctionOperator('co-map', coMapper))
  }

  /** Any number of records out for each record in, by a method for each input. Flink: flatMap. */
  flatMap<O>(coFlatMapper: CoFlatMapFunction<IN1, IN2, O>): SingleOutputStreamOperator<O> {
    const maker = coFunctionOperator('co-flat-map', coFlatMapper)
    return this.#next('Co-Flat Map', { kind: 'co-flat-map' }, maker)
  }

  /**
   * A {@link KeyedCoProcessFunction} when both streams are keyed, else a {@link CoProcessFunction}.
   * Flink: process.
   */
  process<K, O>(
    coProcessFunction: CoProcessFunction<IN1, IN2, O> | KeyedCoProcessFunction<K, IN1, IN2, O>,
  ): SingleOutputStreamOperator<O> {
    const keyed = coProcessFunction instanceof KeyedCoProcessFunction
    const isOne = keyed || coProcessFunction instanceof CoProcessFunction
    processFunction(coProcessFunction, 'CoProcessFunction or KeyedCoProcessFunction', isOne)
    if (keyed && !this.#isKeyed) throw new MisuseError('key_by_missing_on_both')
    const maker = coProcessOperator(coProcessFunction, keyed ? 'keyed-co-process' : 'co-process')
    const name = keyed ? 'Keyed-Co-Process' : 'Co-Process'
    return this.#next(name, { kind: 'co-process', keyed }, maker)
  }

  get #isKeyed(): boolean {
    return this.#inputs().every(({ keyedBy }) => keyedBy !== null)
  }

  #inputs(): readonly PlannedInput[] {
    return [
      ...DataStream.partsOf(this.#first).inputs,
      ...DataStream.partsOf(this.#second).inputs.map((input) => ({ ...input, input: 1 as const })),
    ]
  }

  #next<O>(name: string, role: OperatorRole, maker: OperatorMaker): SingleOutputStreamOperator<O> {
    const inputs = this.#inputs()
    const keyed = inputs.filter(({ keyedBy }) => keyedBy !== null).length
    if (keyed > 0 && keyed < inputs.length) throw new MisuseError('key_by_missing_on_both')
    const { plan } = DataStream.partsOf(this.#first)
    return new SingleOutputStreamOperator<O>(plan, plan.add({ name, role, inputs, maker }))
  }
}

installRefusals(ConnectedStreams.prototype, 'ConnectedStreams')
