/** Streams and what can be done with them. Flink: DataStream, SingleOutputStreamOperator, KeyedStream. */
import { MisuseError, type OperatorRole, type Partitioning } from '../model/index.ts'
import { BroadcastConnectedStream, BroadcastStream } from './broadcast-stream.ts'
import { CoGroupedStreams } from './co-grouped-streams.ts'
import { ConnectedStreams } from './connected-streams.ts'
import {
  type Collector,
  type FilterFunction,
  type FlatMapFunction,
  KeyedProcessFunction,
  type KeySelector,
  type MapFunction,
  type Partitioner,
  ProcessFunction,
} from './functions.ts'
import { IntervalJoin } from './interval-joined-streams.ts'
import { streamPair } from './joined-pair-of-streams.ts'
import { JoinedStreams } from './joined-streams.ts'
import { DataStreamSink } from './data-stream-sink.ts'
import { setName, setUid, setUidHash } from './planned-names.ts'
import { KafkaSink } from './kafka-sink.ts'
import { customPartition, keyedBy } from './keys.ts'
import { type LearningSink, sinkSettings } from './sinks.ts'
import { type OutputTag, outputTag } from './output-tag.ts'
import {
  functionOperator,
  keyedProcessOperator,
  processFunction,
  processOperator,
  reduceOperator,
  sinkOperator,
  timeOperator,
} from './operators.ts'
import {
  mainOutputOf,
  type OperatorMaker,
  type Plan,
  type PlannedInput,
  type PlannedOperator,
} from './plan.ts'
import type { CustomPartition } from './program.ts'
import { installRefusals } from './refusals.ts'
import { partOfProgram } from './unchanging.ts'
import type { MapStateDescriptor } from './state-descriptors.ts'
import { type TypeInformation, Types } from './types.ts'
import { checkParallelism, checkText } from './checks.ts'
import type { ReduceFunction } from './aggregation.ts'
import { CountEvictor } from './evictors.ts'
import { extremeOf, extremeRecord, sumOf } from './rolling.ts'
import { CountTrigger, PurgingTrigger } from './triggers.ts'
import { GlobalWindows, type WindowAssigner } from './window-assigners.ts'
import { AllWindowedStream, WindowedStream } from './windowed-stream.ts'
import type { GlobalWindow, Window } from './windows.ts'
import { WatermarkStrategy } from './watermark-strategy.ts'

/** What a stream is inside: the plan it belongs to and where its records come from. */
export interface StreamParts {
  readonly plan: Plan
  readonly inputs: readonly PlannedInput[]
}

/** A stream of records of type `T`. Flink: DataStream. */
export class DataStream<T> {
  /** Exists for the compiler alone: what the stream's records are. */
  declare protected readonly typeOfRecords: T
  /** @internal */
  protected readonly parts: StreamParts

  /** @internal */
  constructor(parts: StreamParts) {
    this.parts = parts
  }

  /** One record out for each record in. Flink: map. */
  map<O>(mapper: MapFunction<T, O> | ((value: T) => O)): SingleOutputStreamOperator<O> {
    return this.next('Map', { kind: 'map' }, functionOperator('map', 'map', mapper))
  }

  /** Lets those records go on for which `filter` is true. Flink: filter. */
  filter(filter: FilterFunction<T> | ((value: T) => boolean)): SingleOutputStreamOperator<T> {
    return this.next('Filter', { kind: 'filter' }, functionOperator('filter', 'filter', filter))
  }

  /** Any number of records out for each record in. Flink: flatMap. */
  flatMap<O>(
    flatMapper: FlatMapFunction<T, O> | ((value: T, out: Collector<O>) => void),
  ): SingleOutputStreamOperator<O> {
    const maker = functionOperator('flat-map', 'flatMap', flatMapper)
    return this.next('Flat Map', { kind: 'flat-map' }, maker)
  }

  /** A {@link ProcessFunction}: sees the record's timestamp, and may emit any number. Flink: process. */
  process<O>(processor: ProcessFunction<T, O>): SingleOutputStreamOperator<O> {
    if (processor instanceof KeyedProcessFunction) throw new MisuseError('key_by_missing')
    processFunction(processor, 'ProcessFunction', processor instanceof ProcessFunction)
    return this.next('Process', { kind: 'process', keyed: false }, processOperator(processor))
  }

  /**
   * Groups records by key: all records with one key meet the same subtask and the same state.
   *
   * @param key the same record must always give the same key
   * @param type the key's type; without it each key has the type its value shows (see `Types`)
   * @throws key_is_null, key_is_array, key_kinds_mixed, key_type_unsupported, key_not_of_type
   */
  keyBy<K>(
    key: KeySelector<T, K> | ((value: T) => K),
    type?: TypeInformation<K>,
  ): KeyedStream<T, K> {
    const keys = keyedBy(key, type ?? null)
    return new KeyedStream<T, K>({
      plan: this.parts.plan,
      inputs: this.parts.inputs.map((input) => ({
        ...input,
        partitioning: 'hash',
        keyedBy: keys,
        partition: null,
      })),
    })
  }

  /**
   * Gives records timestamps and makes watermarks here, in place of those that came with them: only
   * the end of event time goes on (WMK-12). Flink: assignTimestampsAndWatermarks.
   */
  assignTimestampsAndWatermarks(
    watermarkStrategy: WatermarkStrategy<T>,
  ): SingleOutputStreamOperator<T> {
    if (!(watermarkStrategy instanceof WatermarkStrategy))
      throw new MisuseError('watermark_strategy_expected')
    const watermarks = WatermarkStrategy.planOf(watermarkStrategy)
    const role = { kind: 'timestamps-and-watermarks', watermarks } as const
    const maker = timeOperator(watermarkStrategy)
    const made = this.next<T>('Timestamps/Watermarks', role, maker)
    // Flink: it has the parallelism of its input, whatever the environment says.
    const parallelism = this.parts.inputs[0]?.from.parallelism ?? null
    if (parallelism !== null) made.setParallelism(parallelism)
    return made
  }

  /** Deals records out to the next operator's subtasks in turn. Flink: rebalance. */
  rebalance(): DataStream<T> {
    return this.repartitioned('rebalance')
  }

  /** Keeps records in the subtask they are in; both sides need the same parallelism. Flink: forward. */
  forward(): DataStream<T> {
    return this.repartitioned('forward')
  }

  /**
   * Deals records out in turn to a part of the next operator's subtasks: each subtask sends to a
   * few of its own, or shares one with others (DEP-6). Flink: rescale.
   */
  rescale(): DataStream<T> {
    return this.repartitioned('rescale')
  }

  /** Sends each record to a subtask chosen by chance, of the run's seed. Flink: shuffle. */
  shuffle(): DataStream<T> {
    return this.repartitioned('shuffle')
  }

  /** Sends every record to the first subtask. Flink: global. */
  global(): DataStream<T> {
    return this.repartitioned('global')
  }

  /** Sends every record to every subtask of the next operator. Flink: broadcast. */
  broadcast(): DataStream<T>
  /** The same, as a stream whose records may be kept in the given broadcast states. Flink: broadcast. */
  broadcast(...descriptors: readonly MapStateDescriptor<unknown, unknown>[]): BroadcastStream<T>
  broadcast(
    ...descriptors: readonly MapStateDescriptor<unknown, unknown>[]
  ): DataStream<T> | BroadcastStream<T> {
    const stream = this.repartitioned('broadcast')
    return descriptors.length === 0 ? stream : new BroadcastStream<T>(stream, descriptors)
  }

  /**
   * Sends each record to the subtask `partitioner` says for its key.
   * Flink: partitionCustom.
   */
  partitionCustom<K>(
    partitioner: Partitioner<K> | ((key: K, numPartitions: number) => number),
    keySelector: KeySelector<T, K> | ((value: T) => K),
  ): DataStream<T> {
    return this.repartitioned('custom', customPartition(partitioner, keySelector))
  }

  /** This stream beside a broadcast one. Flink: connect. */
  connect<T2>(stream: BroadcastStream<T2>): BroadcastConnectedStream<T, T2>
  /** This stream and another one, of another type perhaps, for an operator with two inputs. Flink: connect. */
  connect<T2>(stream: DataStream<T2>): ConnectedStreams<T, T2>
  connect<T2>(
    stream: DataStream<T2> | BroadcastStream<T2>,
  ): ConnectedStreams<T, T2> | BroadcastConnectedStream<T, T2> {
    if (stream instanceof BroadcastStream) return new BroadcastConnectedStream(this, stream)
    if (!(stream instanceof DataStream))
      throw new MisuseError('stream_expected', { call: 'connect' })
    return new ConnectedStreams(this, stream)
  }

  /** Pairs of records of both streams with one key, within windows (WIN-23). Flink: join. */
  join<T2>(otherStream: DataStream<T2>): JoinedStreams<T, T2> {
    return new JoinedStreams(streamPair('join', this, otherStream))
  }

  /** The records of both streams with one key, within windows (WIN-23). Flink: coGroup. */
  coGroup<T2>(otherStream: DataStream<T2>): CoGroupedStreams<T, T2> {
    return new CoGroupedStreams(streamPair('coGroup', this, otherStream))
  }

  /** The records of this stream and of the others, in no particular order. Flink: union. */
  union(...streams: readonly DataStream<T>[]): DataStream<T> {
    for (const stream of streams) {
      if (!(stream instanceof DataStream))
        throw new MisuseError('stream_expected', { call: 'union' })
    }
    const inputs = [this, ...streams].flatMap((stream) => stream.parts.inputs)
    return new DataStream<T>({ plan: this.parts.plan, inputs })
  }

  /** Shows every record in the TaskManager's output, after `sinkIdentifier` if there is one. Flink: print. */
  print(sinkIdentifier = ''): DataStreamSink<T> {
    if (typeof sinkIdentifier !== 'string') {
      throw new MisuseError('text_expected', { what: 'print', got: typeof sinkIdentifier })
    }
    return new DataStreamSink<T>(
      this.parts.plan.add({
        name: 'Print to Std. Out',
        shownName: (name) => `Sink: ${name}`,
        role: { kind: 'print-sink', identifier: sinkIdentifier },
        inputs: this.parts.inputs,
        maker: { parts: [], code: () => ({ kind: 'print-sink' }) },
      }),
    )
  }

  /**
   * Ends the stream in a sink. Flink: sinkTo.
   *
   * @throws sink_expected
   */
  sinkTo(sink: KafkaSink<T> | LearningSink<T>): DataStreamSink<T> {
    const learning = sinkSettings(sink)
    if (learning !== undefined) {
      const { sink: kind, name, row } = learning
      return new DataStreamSink<T>(
        this.parts.plan.add({
          name,
          shownName: (shown) => `${shown}: Writer`,
          role: { kind: 'sink', sink: kind, name },
          inputs: this.parts.inputs,
          maker: { parts: [], code: () => ({ kind: 'row-sink', row }) },
        }),
      )
    }
    if (!(sink instanceof KafkaSink)) throw new MisuseError('sink_expected')
    const { guarantee, serializer, transactions } = KafkaSink.settingsOf(sink)
    const { topic } = serializer
    const ofTransactions = transactions === null ? {} : { transactions }
    const writer = this.parts.plan.add({
      name: 'Sink',
      shownName: (name) => `${name}: Writer`,
      role: { kind: 'kafka-sink', topic, guarantee, ...ofTransactions },
      inputs: this.parts.inputs,
      maker: sinkOperator(sink),
    })
    if (transactions === null) return new DataStreamSink<T>(writer)
    const committer = this.parts.plan.add({
      name: 'Sink',
      shownName: (name) => `${name}: Committer`,
      role: { kind: 'committer', topic },
      inputs: [{ ...mainOutputOf(writer), partitioning: 'forward' }],
      maker: { parts: [], code: () => ({ kind: 'committer' }) },
    })
    return new DataStreamSink<T>(writer, committer)
  }

  /**
   * Cuts the whole stream into windows, by one subtask (WIN-17). Flink: windowAll.
   *
   * @param assigner which windows a record belongs to
   */
  windowAll<W extends Window>(
    assigner: WindowAssigner<T, W> | WindowAssigner<unknown, W>,
  ): AllWindowedStream<T, W> {
    return new AllWindowedStream(partsOfAll(this), assigner)
  }

  /** Windows of so many records of the whole stream; with `slide` one at every so many (WIN-6). Flink: countWindowAll. */
  countWindowAll(size: number, slide?: number): AllWindowedStream<T, GlobalWindow> {
    return counted(this.windowAll(GlobalWindows.create()), size, slide)
  }

  /** @internal */
  protected repartitioned(
    partitioning: Partitioning,
    partition: CustomPartition | null = null,
  ): DataStream<T> {
    const { plan, inputs } = this.parts
    return new DataStream<T>({
      plan,
      inputs: inputs.map((input) => ({ ...input, partitioning, keyedBy: null, partition })),
    })
  }

  /** @internal */
  static partsOf<T>(stream: DataStream<T>): StreamParts {
    return stream.parts
  }

  /** @internal */
  protected next<O>(
    name: string,
    role: OperatorRole,
    maker: OperatorMaker,
  ): SingleOutputStreamOperator<O> {
    const { plan, inputs } = this.parts
    return new SingleOutputStreamOperator<O>(plan, plan.add({ name, role, inputs, maker }))
  }
}

/** A stream with the operator that makes it, which can be named and set. Flink: SingleOutputStreamOperator. */
export class SingleOutputStreamOperator<T> extends DataStream<T> {
  /** @internal */
  protected readonly operator: PlannedOperator

  /** @internal */
  constructor(plan: Plan, operator: PlannedOperator) {
    super({ plan, inputs: [mainOutputOf(operator)] })
    this.operator = operator
  }

  /** The name the picture and the web UI show. It has no influence on state. */
  name(name: string): this {
    setName(this.operator, name)
    return this
  }

  /**
   * The operator's identity: a restored job gives it the state that was saved under this uid,
   * wherever it stands in the new program (MAT-1).
   *
   * @throws uid_twice
   */
  uid(uid: string): this {
    setUid(this.operator, uid)
    return this
  }

  /** The operator's id itself, 32 hexadecimal digits: for state saved without a uid (MAT-1). */
  setUidHash(uidHash: string): this {
    setUidHash(this.operator, uidHash)
    return this
  }

  /** How many subtasks the operator has. */
  setParallelism(parallelism: number): this {
    this.operator.parallelism = checkParallelism(parallelism, 'setParallelism')
    return this
  }

  /** How many key groups the operator has: the upper bound of its parallelism, for ever (MAT-4). */
  setMaxParallelism(maxParallelism: number): this {
    this.operator.maxParallelism = checkParallelism(maxParallelism, 'setMaxParallelism')
    return this
  }

  /** Runs the operator in a task of its own. */
  disableChaining(): this {
    this.operator.chaining = 'NEVER'
    return this
  }

  /** Begins a new task with this operator; the next ones may still be chained to it. */
  startNewChain(): this {
    this.operator.chaining = 'HEAD'
    return this
  }

  /**
   * The slots this operator shares: only with operators of the same group. What reads it is of its
   * group too, unless it says otherwise (DEP-1). Flink: slotSharingGroup.
   */
  slotSharingGroup(slotSharingGroup: string): this {
    this.operator.slotSharingGroup = checkText(slotSharingGroup, 'slotSharingGroup')
    return this
  }

  /** What the operator emitted with this tag by `ctx.output`. Flink: getSideOutput. */
  getSideOutput<X>(sideOutputTag: OutputTag<X>): SideOutputDataStream<X> {
    const tag = outputTag(sideOutputTag, 'getSideOutput').getId()
    const input = { ...mainOutputOf(this.operator), tag }
    return new SideOutputDataStream<X>({ plan: this.parts.plan, inputs: [input] })
  }
}

/** A side output as a stream. Flink: SideOutputDataStream. */
export class SideOutputDataStream<T> extends DataStream<T> {}

/** A stream that comes straight from a source. Flink: DataStreamSource. */
export class DataStreamSource<T> extends SingleOutputStreamOperator<T> {}

const aggregation = 'Keyed Aggregation'

/** A stream grouped by key. Flink: KeyedStream. */
export class KeyedStream<T, K> extends DataStream<T> {
  /** Exists for the compiler alone: what the keys are. */
  declare protected readonly typeOfKeys: K

  /** A {@link KeyedProcessFunction}: state and timers for each key. Flink: process. */
  override process<O>(processor: KeyedProcessFunction<K, T, O>): SingleOutputStreamOperator<O>
  /** @deprecated As in Flink; here it is refused: extend {@link KeyedProcessFunction}. */
  override process<O>(processor: ProcessFunction<T, O>): SingleOutputStreamOperator<O>
  override process<O>(
    processor: KeyedProcessFunction<K, T, O> | ProcessFunction<T, O>,
  ): SingleOutputStreamOperator<O> {
    const isOne = processor instanceof KeyedProcessFunction
    processFunction(processor, 'KeyedProcessFunction', isOne)
    const maker = keyedProcessOperator(processor as KeyedProcessFunction<K, T, O>)
    return this.next('KeyedProcess', { kind: 'process', keyed: true }, maker)
  }

  /** Cuts the records of each key into windows (WIN-3). Flink: window. */
  window<W extends Window>(
    assigner: WindowAssigner<T, W> | WindowAssigner<unknown, W>,
  ): WindowedStream<T, K, W> {
    return new WindowedStream(this.parts, assigner)
  }

  /**
   * Pairs of this stream's records with those of the other one, of the same key, that are near them
   * in event time (IVJ-1). Flink: intervalJoin.
   */
  intervalJoin<T1>(otherStream: KeyedStream<T1, K>): IntervalJoin<T, T1, K> {
    if (!(otherStream instanceof KeyedStream)) throw new MisuseError('key_by_missing_on_both')
    return new IntervalJoin(this, otherStream)
  }

  /** Windows of so many records of a key; with `slide` one at every so many (WIN-6). Flink: countWindow. */
  countWindow(size: number, slide?: number): WindowedStream<T, K, GlobalWindow> {
    return counted(this.window(GlobalWindows.create()), size, slide)
  }

  /** For each record what it and all before it of its key reduce to (WIN-21). Flink: reduce. */
  reduce(
    reducer: ReduceFunction<T> | ((value1: T, value2: T) => T),
  ): SingleOutputStreamOperator<T> {
    return this.#rolling('Keyed Reduce', reduceOperator(reducer))
  }

  /** The first record of the key, with the sum of all so far in a field (WIN-21). Flink: sum. */
  sum(field: string | number): SingleOutputStreamOperator<T> {
    return this.#rolling(aggregation, reduceOperator(sumOf<T>(field)))
  }

  /** The first record of the key, with the smallest value so far in a field (WIN-21). Flink: min. */
  min(field: string | number): SingleOutputStreamOperator<T> {
    return this.#rolling(aggregation, reduceOperator(extremeOf<T>('min', field)))
  }

  /** The first record of the key, with the greatest value so far in a field (WIN-21). Flink: max. */
  max(field: string | number): SingleOutputStreamOperator<T> {
    return this.#rolling(aggregation, reduceOperator(extremeOf<T>('max', field)))
  }

  /** The record with the smallest value so far; of equal ones the first, or the last. Flink: minBy. */
  minBy(field: string | number, first = true): SingleOutputStreamOperator<T> {
    return this.#rolling(aggregation, reduceOperator(extremeRecord<T>('minBy', field, first)))
  }

  /** The record with the greatest value so far; of equal ones the first, or the last. Flink: maxBy. */
  maxBy(field: string | number, first = true): SingleOutputStreamOperator<T> {
    return this.#rolling(aggregation, reduceOperator(extremeRecord<T>('maxBy', field, first)))
  }

  #rolling(name: string, maker: OperatorMaker): SingleOutputStreamOperator<T> {
    return this.next(name, { kind: 'keyed-reduce' }, maker)
  }
}

/** Flink: NullByteKeySelector: all records have one key. */
function partsOfAll<T>(stream: DataStream<T>): StreamParts {
  return DataStream.partsOf(stream.keyBy(() => 0, Types.BYTE as never))
}

interface Counting {
  trigger(trigger: CountTrigger | PurgingTrigger<unknown, Window>): unknown
  evictor(evictor: CountEvictor): unknown
}

/** Flink: countWindow: every so many records, or at every so many the newest. */
function counted<S extends Counting>(stream: S, size: number, slide: number | undefined): S {
  if (slide === undefined) {
    stream.trigger(PurgingTrigger.of(CountTrigger.of(size)))
    return stream
  }
  stream.evictor(CountEvictor.of(size))
  stream.trigger(CountTrigger.of(slide))
  return stream
}

partOfProgram(DataStream, 'DataStream')
installRefusals(DataStream.prototype, 'DataStream')
installRefusals(KeyedStream.prototype, 'KeyedStream')
