/**
 * The TypeScript of a random job. Its results do not depend on the order in which records of
 * different channels arrive: keyed stages emit how many records of the key they have seen, so the
 * first n results of a key are the numbers 1 to n whatever the order was. State is sums, and what
 * follows from that number alone.
 */
import type { Random } from '../../base/index.ts'
import { type EventTimeBranch, eventTimeImports } from './random-event-time.ts'
import { type HybridPart, hybridSource } from './random-hybrid.ts'

/** A bounded source beside the topics: numbers at a rate; `all`: the topics are bounded, too. */
export interface BoundedPart {
  readonly count: number
  readonly perSecond: number
  readonly all: boolean
}

/** The topic under which offsets of the bounded source are known: its uid. */
const boundedTopic = 'few'

export interface RandomJob {
  readonly code: string
  readonly topics: readonly { readonly name: string; readonly partitions: number }[]
  readonly recordsPerPartition: number
  /** Uids of all operators. */
  readonly operators: readonly string[]
  /** Pairs of uids that a channel may connect. */
  readonly edges: readonly { readonly from: string; readonly to: string }[]
  /** Uids of those that put something into a snapshot. */
  readonly stateful: readonly string[]
  readonly mostParallel: number
  /** Uid of the keyed stage that all records of the sources reach through stateless operators only. */
  readonly firstKeyed: string
  /** Windows, joins and requests on the stream that the first keyed stage reads. */
  readonly branch: EventTimeBranch | null
}

const imports = `import {
  AggregatingStateDescriptor,
  DataGeneratorSource,
  HybridSource,
  json,
  KeyedCoProcessFunction,
  ListStateDescriptor,
  MapStateDescriptor,
  OutputTag,
  ReducingStateDescriptor,
  KafkaRecordSerializationSchema,
  KafkaSink,
  KafkaSource,
  KeyedProcessFunction,
  OffsetsInitializer,
  ProcessFunction,
  RateLimiterStrategy,
  StreamExecutionEnvironment,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
  type AggregatingState,
  type Collector,
  type KeyedContext,
  type ListState,
  type MapState,
  type OnTimerContext,
  type OpenContext,
  type ProcessContext,
  type ReducingState,
  type RuntimeContext,
  type ValueState,
} from 'flink'

interface Item {
  key: string
  weight: number
}

/** Every kind of state, holding what does not depend on the order of records. */
class Kinds {
  private total: ReducingState<number>
  private mean: AggregatingState<number, number>
  private weights: MapState<number, number>
  private ticks: ListState<number>
  constructor(context: RuntimeContext) {
    this.total = context.getReducingState(
      new ReducingStateDescriptor('total', (a: number, b: number) => a + b, Types.LONG),
    )
    this.mean = context.getAggregatingState(
      new AggregatingStateDescriptor('mean', {
        createAccumulator: () => ({ sum: 0, count: 0 }),
        add: (value: number, acc: { sum: number; count: number }) => ({
          sum: acc.sum + value,
          count: acc.count + 1,
        }),
        getResult: (acc: { sum: number; count: number }) => acc.sum / acc.count,
        merge: (a: { sum: number; count: number }, b: { sum: number; count: number }) => ({
          sum: a.sum + b.sum,
          count: a.count + b.count,
        }),
      }),
    )
    this.weights = context.getMapState(
      new MapStateDescriptor('weights', Types.LONG, Types.LONG),
    )
    this.ticks = context.getListState(new ListStateDescriptor('ticks', Types.LONG))
  }
  add(weight: number) {
    this.total.add(weight)
    this.mean.add(weight)
    const often = (this.weights.get(weight) ?? 0) + 1
    if (often % 5 === 0) this.weights.remove(weight)
    else this.weights.put(weight, often)
    if ([...this.ticks.get()].length > 6) this.ticks.clear()
    else this.ticks.add(1)
  }
}

/** Counts the records of both inputs together. */
class CountBoth extends KeyedCoProcessFunction<string, Item, Item, Item> {
  private seen!: ValueState<number>
  private kinds!: Kinds
  override open(_: OpenContext) {
    this.seen = this.getRuntimeContext().getState(new ValueStateDescriptor('seen', Types.LONG))
    this.kinds = new Kinds(this.getRuntimeContext())
  }
  private count(item: Item, ctx: KeyedContext<string>, out: Collector<Item>) {
    const seen = (this.seen.value() ?? 0) + 1
    this.seen.update(seen)
    this.kinds.add(item.weight)
    out.collect({ key: ctx.getCurrentKey(), weight: seen })
  }
  override processElement1(item: Item, ctx: KeyedContext<string>, out: Collector<Item>) {
    this.count(item, ctx, out)
  }
  override processElement2(item: Item, ctx: KeyedContext<string>, out: Collector<Item>) {
    this.count(item, ctx, out)
  }
}

const odd = new OutputTag<Item>('odd')

/** Every second weight goes by the side. */
class Split extends ProcessFunction<Item, Item> {
  override processElement(item: Item, ctx: ProcessContext, out: Collector<Item>) {
    if (item.weight % 2 === 1) ctx.output(odd, item)
    else out.collect(item)
  }
}

class Count extends KeyedProcessFunction<string, Item, Item> {
  private seen!: ValueState<number>
  private weight!: ValueState<number>
  private sometimes!: ValueState<number>
  private more: Kinds | null = null
  constructor(
    private readonly every: number,
    private readonly timers: boolean,
    private readonly kinds: boolean,
  ) {
    super()
  }
  override open(_: OpenContext) {
    this.seen = this.getRuntimeContext().getState(new ValueStateDescriptor('seen', Types.LONG))
    this.weight = this.getRuntimeContext().getState(new ValueStateDescriptor('weight', Types.LONG))
    this.sometimes = this.getRuntimeContext().getState(
      new ValueStateDescriptor('sometimes', Types.LONG),
    )
    if (this.kinds) this.more = new Kinds(this.getRuntimeContext())
  }
  override processElement(item: Item, ctx: KeyedContext<string>, out: Collector<Item>) {
    const seen = (this.seen.value() ?? 0) + 1
    this.seen.update(seen)
    this.weight.update((this.weight.value() ?? 0) + item.weight)
    if (seen % this.every === 0) this.sometimes.clear()
    else this.sometimes.update(seen)
    this.more?.add(item.weight)
    const timestamp = ctx.timestamp()
    if (this.timers && timestamp !== null)
      ctx.timerService().registerEventTimeTimer(Math.ceil((timestamp + 1) / 500) * 500)
    out.collect({ key: ctx.getCurrentKey(), weight: seen })
  }
  override onTimer(timestamp: number, ctx: OnTimerContext<string>, out: Collector<Item>) {
    if (timestamp < 100_000) out.collect({ key: 'timer of ' + ctx.getCurrentKey(), weight: timestamp })
  }
}

class Pass extends ProcessFunction<Item, Item> {
  override processElement(item: Item, _: unknown, out: Collector<Item>) {
    out.collect(item)
  }
}
`

/**
 * Draws the job. Which record is the n-th of its key depends on the order, and so does its timestamp
 * in a second stage; and a timer may fire twice for one moment. So timers are in a single stage only.
 */
export function randomJob(
  random: Random,
  branch: EventTimeBranch | null,
  bounded: BoundedPart | null,
  hybrid: HybridPart | null = null,
): RandomJob {
  const builder = new JobBuilder(random, branch)
  const sources = random.below(4) === 0 ? 2 : 1
  const topics = Array.from({ length: sources }, (_, at) => ({
    name: `topic-${at}`,
    // With a branch each reader has one: a reader without holds event time back (WM-28).
    partitions: Math.max(random.between(1, 4), branch === null ? 1 : 3),
  }))
  builder.sources(
    topics.map(({ name }) => name),
    bounded,
    hybrid,
  )
  for (let count = random.below(3); count > 0; count--) builder.stateless()
  builder.branch()
  const stages = random.between(1, 2)
  for (let stage = 1; stage <= stages; stage++) {
    builder.keyed(stages === 1 && random.below(2) === 0)
    if (random.below(2) === 0) builder.stateless()
  }
  builder.sink()
  return { ...builder.finished(), topics, recordsPerPartition: random.between(4, 30) }
}

function kafka(topic: string, more: string): string {
  return (
    `KafkaSource.builder<Item>()` +
    `.setBootstrapServers('broker:9092').setTopics('${topic}').setGroupId('g')${more}` +
    `.setStartingOffsets(OffsetsInitializer.earliest()).setValueOnlyDeserializer(json<Item>()).build()`
  )
}

class JobBuilder {
  readonly #random: Random
  readonly #lines: string[] = []
  readonly #operators: string[] = []
  readonly #edges: { from: string; to: string }[] = []
  #last: readonly string[] = []
  #keyed = 0
  #mostParallel = 1
  readonly #branch: EventTimeBranch | null

  constructor(random: Random, branch: EventTimeBranch | null) {
    this.#random = random
    this.#branch = branch
  }

  sources(topics: readonly string[], bounded: BoundedPart | null, hybrid: HybridPart | null): void {
    const random = this.#random
    topics.forEach((topic, at) => {
      const uid = `read-${at}`
      const strategy = random.below(2) === 0 ? 'noWatermarks' : 'forMonotonousTimestamps'
      const watermarks = this.#branch?.watermarks ?? `WatermarkStrategy.${strategy}<Item>()`
      const end = bounded?.all === true ? '.setBounded(OffsetsInitializer.latest())' : ''
      const source =
        hybrid !== null && at === 0 ? hybridSource(hybrid, topic, kafka) : kafka(topic, end)
      this.#lines.push(
        `const ${topic.replace('-', '')} = env.fromSource(${source}, ` +
          `${watermarks}, '${uid}')${this.#settings(uid)}`,
      )
    })
    const [first, ...others] = topics.map((topic) => topic.replace('-', ''))
    const few = bounded === null ? [] : [this.#few(bounded)]
    const all = [...others, ...few]
    const union = all.length === 0 ? '' : `.union(${all.join(', ')})`
    this.#lines.push(`const s0 = ${first}${union}`)
    this.#last = [...topics.map((_, at) => `read-${at}`), ...few]
  }

  #few({ count, perSecond }: BoundedPart): string {
    this.#operators.push(boundedTopic)
    this.#mostParallel = Math.max(this.#mostParallel, 2)
    // The blanks keep its parallelism, hence its ranges, from being changed with the others.
    this.#lines.push(
      `const ${boundedTopic} = env.fromSource(new DataGeneratorSource<Item>(` +
        `(n) => ({ key: ['apple', 'pear', 'fig'][n % 3]!, weight: n % 10 }), ${count}, ` +
        `RateLimiterStrategy.perSecond(${perSecond})), WatermarkStrategy.noWatermarks<Item>(), ` +
        `'${boundedTopic}').uid('${boundedTopic}').name('${boundedTopic}').setParallelism( 2 )`,
    )
    return boundedTopic
  }

  stateless(): void {
    const random = this.#random
    const ways = ['', '', '', '.rebalance()', '.rescale()', '.shuffle()', '.global()']
    const way = ways[random.below(ways.length)] ?? ''
    if (random.below(5) === 0) {
      this.#split(way)
      return
    }
    const calls = [
      '.map((item) => ({ ...item, weight: item.weight + 1 }))',
      '.filter((item) => item.weight % 4 !== 0)',
      '.flatMap<Item>((item, out) => { for (let i = item.weight % 3; i >= 0; i--) out.collect(item) })',
      '.process(new Pass())',
    ]
    this.#operator(`step-${this.#operators.length}`, way + (calls[random.below(4)] ?? ''))
  }

  /** What else reads the stream at hand. */
  branch(): void {
    const branch = this.#branch
    if (branch === null) return
    this.#lines.push(...branch.statements(`s${this.#streams - 1}`))
    const before = this.#last
    for (const { from, to } of branch.edges)
      this.#edges.push(...(from === '' ? before : [from]).map((one) => ({ from: one, to })))
    this.#operators.push(...branch.operators)
    this.#mostParallel = 3
  }

  keyed(timers: boolean): void {
    const by = this.#keyed === 0 ? 'item.key' : "'group ' + (item.weight % 3)"
    const every = this.#random.between(2, 9)
    this.#keyed++
    const uid = `count-${this.#keyed}`
    const keyBy = `.keyBy((item) => ${by})`
    if (!timers && this.#random.below(3) === 0) {
      const halves = (rest: number) => `.filter((item) => item.weight % 2 === ${rest})`
      this.#fork(uid, [halves(0), halves(1)], (first, second) => {
        return `${first}${keyBy}.connect(${second}${keyBy}).process(new CountBoth())`
      })
      return
    }
    const kinds = this.#random.below(2) === 0
    this.#operator(uid, `${keyBy}.process(new Count(${every}, ${timers}, ${kinds}))`)
  }

  /** A side output, and the main one, together again. */
  #split(way: string): void {
    this.#operator(`split-${this.#operators.length}`, `${way}.process(new Split())`)
    const from = this.#streams - 1
    this.#lines.push(`const s${from + 1} = s${from}.union(s${from}.getSideOutput(odd))`)
  }

  /** Two operators on the stream at hand, and one that takes both. */
  #fork(
    uid: string,
    calls: readonly [string, string],
    joined: (first: string, second: string) => string,
  ): void {
    const from = this.#streams - 1
    const before = this.#last
    const uids = calls.map((call, at) => {
      const half = `${uid}-half-${at}`
      this.#lines.push(`const ${half.replaceAll('-', '')} = s${from}${call}${this.#settings(half)}`)
      this.#edges.push(...before.map((last) => ({ from: last, to: half })))
      return half
    })
    const [first = '', second = ''] = uids.map((half) => half.replaceAll('-', ''))
    const made = joined(first, second)
    this.#lines.push(`const s${from + 1} = ${made}${this.#settings(uid)}`)
    this.#edges.push(...uids.map((half) => ({ from: half, to: uid })))
    this.#last = [uid]
  }

  get #streams(): number {
    return this.#lines.filter((line) => /^const s\d/.test(line)).length
  }

  sink(): void {
    const kafka =
      ".sinkTo(KafkaSink.builder<Item>().setBootstrapServers('broker:9092').setRecordSerializer(" +
      "KafkaRecordSerializationSchema.builder<Item>().setTopic('results')" +
      '.setValueSerializationSchema(json<Item>()).build()).build())'
    this.#operator('write', this.#random.below(2) === 0 ? '.print()' : kafka)
  }

  finished(): Omit<RandomJob, 'topics' | 'recordsPerPartition'> {
    const branch = this.#branch
    const more = branch === null ? [] : [eventTimeImports]
    const lines = [
      imports,
      ...more,
      'const env = StreamExecutionEnvironment.getExecutionEnvironment()',
    ]
    return {
      code: [...lines, ...this.#lines, "env.execute('random')", ''].join('\n'),
      operators: this.#operators,
      stateful: [
        ...this.#operators.filter((uid) => /^(read-\d|count-\d)$/.test(uid)),
        ...(branch?.stateful ?? []),
      ],
      branch,
      edges: this.#edges,
      mostParallel: this.#mostParallel,
      firstKeyed: 'count-1',
    }
  }

  #operator(uid: string, call: string): void {
    const from = this.#streams - 1
    this.#edges.push(...this.#last.map((last) => ({ from: last, to: uid })))
    this.#last = [uid]
    this.#lines.push(`const s${from + 1} = s${from}${call}${this.#settings(uid)}`)
  }

  #settings(uid: string): string {
    const parallelism = this.#random.between(1, 3)
    this.#mostParallel = Math.max(this.#mostParallel, parallelism)
    this.#operators.push(uid)
    const alone = this.#random.below(4) === 0 ? '.disableChaining()' : ''
    return `.uid('${uid}').name('${uid}').setParallelism(${parallelism})${alone}`
  }
}
