/** A stream that goes to every subtask of its reader. Flink: BroadcastStream, BroadcastConnectedStream. */
import { MisuseError } from '../model/index.ts'
import { BroadcastProcessFunction, KeyedBroadcastProcessFunction } from './broadcast-functions.ts'
import { coProcessOperator, processFunction } from './operators.ts'
import { installRefusals } from './refusals.ts'
import { MapStateDescriptor } from './state-descriptors.ts'
import { DataStream, SingleOutputStreamOperator } from './stream.ts'

/** A broadcast stream and the states its records may be kept in. Flink: BroadcastStream. */
export class BroadcastStream<T> {
  /** Exists for the compiler alone: what the stream's records are. */
  declare protected readonly typeOfRecords: T
  /** @internal */
  readonly stream: DataStream<T>
  /** @internal */
  readonly states: readonly string[]

  /** @internal */
  constructor(stream: DataStream<T>, descriptors: readonly MapStateDescriptor<unknown, unknown>[]) {
    for (const descriptor of descriptors) {
      if (!(descriptor instanceof MapStateDescriptor))
        throw new MisuseError('descriptor_expected', {
          call: 'broadcast',
          kind: 'MapStateDescriptor',
        })
    }
    this.stream = stream
    this.states = descriptors.map((descriptor) => descriptor.getName())
  }
}

/** A stream beside a broadcast one. Flink: BroadcastConnectedStream. */
export class BroadcastConnectedStream<IN1, IN2> {
  readonly #main: DataStream<IN1>
  readonly #broadcast: BroadcastStream<IN2>

  /** @internal */
  constructor(main: DataStream<IN1>, broadcast: BroadcastStream<IN2>) {
    this.#main = main
    this.#broadcast = broadcast
  }

  /**
   * A {@link KeyedBroadcastProcessFunction} when the first stream is keyed, else a
   * {@link BroadcastProcessFunction}. Flink: process.
   */
  process<KS, O>(
    fn: BroadcastProcessFunction<IN1, IN2, O> | KeyedBroadcastProcessFunction<KS, IN1, IN2, O>,
  ): SingleOutputStreamOperator<O> {
    const { plan, inputs: first } = DataStream.partsOf(this.#main)
    const keyed = first.every(({ keyedBy }) => keyedBy !== null)
    const wanted = keyed ? 'KeyedBroadcastProcessFunction' : 'BroadcastProcessFunction'
    const isOne = keyed
      ? fn instanceof KeyedBroadcastProcessFunction
      : fn instanceof BroadcastProcessFunction
    processFunction(fn, wanted, isOne)
    const second = DataStream.partsOf(this.#broadcast.stream).inputs
    const kind = keyed ? 'keyed-broadcast-process' : 'broadcast-process'
    const operator = plan.add({
      name: keyed ? 'Co-Process-Broadcast-Keyed' : 'Co-Process-Broadcast',
      role: { kind: 'broadcast-process', keyed },
      inputs: [...first, ...second.map((input) => ({ ...input, input: 1 as const }))],
      maker: coProcessOperator(fn, kind, { states: this.#broadcast.states }),
    })
    return new SingleOutputStreamOperator<O>(plan, operator)
  }
}

installRefusals(BroadcastConnectedStream.prototype, 'BroadcastConnectedStream')
