/**
 * What a random job does beside its counts: windows, joins and requests to a service outside, on the
 * stream that its first keyed stage reads. Nothing is late where results are compared, so that they
 * follow from the records alone; where something is late, no record is lost or counted twice.
 */
import type { Random } from '../../base/index.ts'

/** What holds for the results of a branch. */
export type BranchPromise =
  /** Results are the same whatever the order of records was. */
  | 'same results'
  /** The highest result of each name is; how many came before it is a matter of watermarks. */
  | 'same highest results'
  /** The records in windows and the late ones are together those that a cut stands behind. */
  | 'every record once'

/** The TypeScript of a branch; `stream` is where it begins. */
export interface EventTimeBranch {
  readonly promise: BranchPromise
  /** A WatermarkStrategy of the sources. */
  readonly watermarks: string
  readonly statements: (stream: string) => readonly string[]
  readonly operators: readonly string[]
  /** Pairs of uids that a channel may connect; an empty `from` is what `stream` comes from. */
  readonly edges: readonly { readonly from: string; readonly to: string }[]
  readonly stateful: readonly string[]
}

export const eventTimeImports = `import {
  AsyncDataStream,
  AsyncRetryStrategies,
  BarrierLabService,
  ContinuousEventTimeTrigger,
  CountEvictor,
  CountTrigger,
  Duration,
  EventTimeSessionWindows,
  GlobalWindows,
  ProcessJoinFunction,
  ProcessWindowFunction,
  PurgingTrigger,
  RetryPredicates,
  SlidingEventTimeWindows,
  TimeEvictor,
  TimeUnit,
  TimeWindow,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
  type ProcessWindowContext,
  type ResultFuture,
  type Window,
} from 'flink'

const ms = (n: number) => Duration.ofMillis(n)

interface Sum {
  sum: number
  count: number
}

const sumOf = {
  createAccumulator: (): Sum => ({ sum: 0, count: 0 }),
  add: ({ weight }: Item, { sum, count }: Sum): Sum => ({ sum: sum + weight, count: count + 1 }),
  getResult: ({ sum, count }: Sum): Item => ({ key: '', weight: 100 * sum + count }),
  merge: (a: Sum, b: Sum): Sum => ({ sum: a.sum + b.sum, count: a.count + b.count }),
}

const nameOf = (key: string, w: Window) =>
  w instanceof TimeWindow ? key + ' ' + w.getStart() + '-' + w.getEnd() : key

/** The value made of the window's records, under its name. */
class Named extends ProcessWindowFunction<Item, Item, string, Window> {
  override process(
    key: string,
    ctx: ProcessWindowContext<Window>,
    elements: Iterable<Item>,
    out: Collector<Item>,
  ) {
    for (const { weight } of elements) out.collect({ key: nameOf(key, ctx.window()), weight })
  }
}

/** How many records the window has, and what they weigh. */
class Weigh extends ProcessWindowFunction<Item, Item, string, Window> {
  constructor(
    private readonly counts: boolean,
    private readonly state: boolean,
  ) {
    super()
  }
  override process(
    key: string,
    ctx: ProcessWindowContext<Window>,
    elements: Iterable<Item>,
    out: Collector<Item>,
  ) {
    const all = [...elements]
    const sum = this.counts ? 0 : all.reduce((total, { weight }) => total + weight, 0)
    out.collect({ key: nameOf(key, ctx.window()), weight: 100 * sum + all.length })
    if (!this.state) return
    const ofKey = ctx.globalState().getState(new ValueStateDescriptor('windows', Types.LONG))
    ofKey.update((ofKey.value() ?? 0) + 1)
    const ofWindow = ctx.windowState().getState(new ValueStateDescriptor('firings', Types.LONG))
    ofWindow.update((ofWindow.value() ?? 0) + 1)
    out.collect({ key: 'windows of ' + key, weight: 100 * ofKey.value()! + ofWindow.value()! })
  }
  override clear(ctx: ProcessWindowContext<Window>) {
    if (this.state)
      ctx.windowState().getState(new ValueStateDescriptor('firings', Types.LONG)).clear()
  }
}

/** The key of the records that a result is of. */
const keyOf = ({ key }: Item) => key.split(' ')[0]!

/** Keeps the highest weight under each name, and how much these are together. */
class Highest extends KeyedProcessFunction<string, Item, Item> {
  private highest!: MapState<string, number>
  private together!: ValueState<number>
  override open(_: OpenContext) {
    this.highest = this.getRuntimeContext().getMapState(
      new MapStateDescriptor('highest', Types.STRING, Types.LONG),
    )
    this.together = this.getRuntimeContext().getState(
      new ValueStateDescriptor('together', Types.LONG),
    )
  }
  override processElement({ key, weight }: Item) {
    const before = this.highest.get(key) ?? 0
    if (weight <= before) return
    this.highest.put(key, weight)
    this.together.update((this.together.value() ?? 0) + weight - before)
  }
}

/** Counts results and what they weigh, and lets them through. */
class Total extends KeyedProcessFunction<string, Item, Item> {
  private count!: ValueState<number>
  private total!: ValueState<number>
  override open(_: OpenContext) {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.LONG))
    this.total = this.getRuntimeContext().getState(new ValueStateDescriptor('total', Types.LONG))
  }
  override processElement(item: Item, _: unknown, out: Collector<Item>) {
    this.count.update((this.count.value() ?? 0) + 1)
    this.total.update((this.total.value() ?? 0) + item.weight)
    out.collect(item)
  }
}

const late = new OutputTag<Item>('late')
`

const highestUid = 'highest'
const totalUid = 'total'
const lateUid = 'late-count'
/** The state of what the highest results weigh together, by key. */
export const highestState = `${highestUid}/together/`
/** The operator that counts results. */
export const totalState = `${totalUid}/`
/** States that count records, by their key: those in windows, one by one, and those that were late. */
export const countedStates = [`${totalUid}/count/`, `${lateUid}/count/`]

export function eventTimeBranch(random: Random): EventTimeBranch {
  const kinds = [fired, fired, sessions, counted, joined, intervals, asked, early, accounted]
  const kind = kinds[random.below(kinds.length)] as (by: Drawn) => EventTimeBranch
  return kind(new Drawn(random))
}

const itemKey = '.keyBy((item) => item.key)'

/** What branches draw, and how they are put together. */
class Drawn {
  readonly random: Random

  constructor(random: Random) {
    this.random = random
  }

  of<T>(from: readonly T[]): T {
    return from[this.random.below(from.length)] as T
  }

  get length(): number {
    return this.of([100, 250, 700])
  }

  /** Out of order within what the watermarks wait for. */
  get punctual(): string {
    const bound = this.of([0, 60, 300])
    if (bound === 0) return 'WatermarkStrategy.forMonotonousTimestamps<Item>()'
    return (
      `WatermarkStrategy.forBoundedOutOfOrderness<Item>(ms(${bound}))` +
      `.withTimestampAssigner((item, at) => at - (item.weight * 97) % ${bound + 1})`
    )
  }

  get tardy(): string {
    return (
      'WatermarkStrategy.forMonotonousTimestamps<Item>()' +
      `.withTimestampAssigner((item, at) => at - (item.weight * 97) % ${this.of([100, 400, 900])})`
    )
  }

  get assigner(): string {
    const { length } = this
    if (this.random.below(2) === 0)
      return `TumblingEventTimeWindows.of(ms(${length}), ms(${this.of([0, 30])}))`
    return `SlidingEventTimeWindows.of(ms(${length}), ms(${this.of([50, 120])}))`
  }

  /** Of windows that keep all their records. */
  compute(merging: boolean): string {
    const state = !merging && this.random.below(2) === 0
    return this.of([
      '.reduce((a, b) => ({ key: a.key, weight: a.weight + b.weight }))',
      '.reduce((a, b) => ({ key: a.key, weight: a.weight + b.weight }), new Named())',
      '.aggregate(sumOf)',
      '.aggregate(sumOf, new Named())',
      `.process(new Weigh(false, ${state}))`,
      '.apply((key, _, items, out) => { for (const { weight } of items) out.collect({ key, weight }) })',
    ])
  }

  get lateness(): string {
    return this.of(['', '', '.allowedLateness(ms(150))'])
  }

  settings(uid: string): string {
    const alone = this.random.below(4) === 0 ? '.disableChaining()' : ''
    return `.uid('${uid}').name('${uid}').setParallelism(${this.random.between(1, 3)})${alone}`
  }

  /** Windows of one stream, and what counts their results. */
  windows(call: string, more: Partial<EventTimeBranch> = {}): EventTimeBranch {
    return this.stream((stream) => `${stream}${itemKey}${call}`, { stateful: ['windows'], ...more })
  }

  /** One operator `windows`, a count of its results by key, and a sink. */
  stream(made: (stream: string) => string, more: Partial<EventTimeBranch>): EventTimeBranch {
    const { statements = () => [], operators = [], edges = [{ from: '', to: 'windows' }] } = more
    const early = more.promise === 'same highest results'
    // Which records were late is a matter of watermarks: those that were not are no results to compare.
    const shown = more.promise === 'every record once' ? '.filter(() => false)' : ''
    const total = `.keyBy(keyOf).process(new ${early ? 'Highest' : 'Total'}())`
    const uid = early ? highestUid : totalUid
    const settings = ['windows', uid, 'shown'].map((one) => this.settings(one))
    return {
      promise: 'same results',
      watermarks: this.punctual,
      ...more,
      statements: (stream) => [
        ...statements(stream),
        `const windows = ${made(stream)}${settings[0]}`,
        `windows${total}${settings[1]}${shown}.print()${settings[2]}`,
      ],
      operators: [...operators, 'windows', uid, 'shown'],
      edges: [...edges, { from: 'windows', to: uid }, { from: uid, to: 'shown' }],
      stateful: [...(more.stateful ?? []), uid],
    }
  }

  /** Two halves of the stream, keyed. */
  pair(join: (first: string, second: string) => string): EventTimeBranch {
    const [first, second] = ['first', 'second'].map((uid) => this.settings(uid))
    return this.stream(() => join('first', 'second'), {
      statements: (stream) => [
        `const first = ${stream}.filter(({ weight }) => weight % 2 === 0)${first}`,
        `const second = ${stream}.filter(({ weight }) => weight % 2 === 1)${second}`,
      ],
      operators: ['first', 'second'],
      edges: [
        { from: '', to: 'first' },
        { from: '', to: 'second' },
        { from: 'first', to: 'windows' },
        { from: 'second', to: 'windows' },
      ],
      stateful: ['windows'],
    })
  }
}

/** Each window once, with all its records. */
function fired(by: Drawn): EventTimeBranch {
  const evictor = by.of([
    '',
    '',
    `.evictor(CountEvictor.of(${by.random.between(1, 4)}))`,
    `.evictor(TimeEvictor.of(ms(60), ${by.random.below(2) === 0}))`,
  ])
  // Which records a count keeps is a matter of their order; how many is not.
  const compute = evictor.includes('Count') ? '.process(new Weigh(true, false))' : by.compute(false)
  return by.windows(`.window(${by.assigner})${by.lateness}${evictor}${compute}`)
}

function sessions(by: Drawn): EventTimeBranch {
  const gap = by.of([
    `withGap(ms(${by.length}))`,
    'withDynamicGap((item: Item) => 20 + 40 * item.key.length)',
  ])
  return by.windows(`.window(EventTimeSessionWindows.${gap})${by.lateness}${by.compute(true)}`)
}

/** Windows that fire by how many records they have: what is in them depends on the order, not how much. */
function counted(by: Drawn): EventTimeBranch {
  const n = by.random.between(1, 5)
  return by.windows(
    by.of([
      `.countWindow(${n})`,
      `.countWindow(${n + 1}, ${n})`,
      `.window(GlobalWindows.create()).trigger(PurgingTrigger.of(CountTrigger.of(${n})))`,
      `.window(${by.assigner}).trigger(CountTrigger.of(${n}))`,
      `.window(${by.assigner}).trigger(PurgingTrigger.of(CountTrigger.of(${n})))`,
    ]) + '.process(new Weigh(true, false))',
  )
}

function joined(by: Drawn): EventTimeBranch {
  // Short ones: pairs are many.
  const windows = by.of([
    'TumblingEventTimeWindows.of(ms(150))',
    'SlidingEventTimeWindows.of(ms(120), ms(60))',
    'EventTimeSessionWindows.withGap(ms(15))',
  ])
  const [call, compute] = by.of([
    ['join', '(a, b) => ({ key: a.key, weight: 100 * a.weight + b.weight })'],
    [
      'coGroup',
      '(ones, others, out) => { const [a, b] = [[...ones], [...others]]; out.collect({ ' +
        "key: [...a, ...b][0]!.key + ' pair', weight: 100 * a.length + b.length }) }",
    ],
  ] as const)
  return by.pair(
    (first, second) =>
      `${first}.${call}(${second}).where((item) => item.key).equalTo((item) => item.key)` +
      `.window(${windows}).apply(${compute})`,
  )
}

function intervals(by: Drawn): EventTimeBranch {
  const lower = by.of([-200, -50, 0, 40])
  const upper = lower + by.of([0, 60, 300])
  const exclusive = lower < upper ? by.of(['', '', '.lowerBoundExclusive()']) : ''
  const emit = 'out.collect({ key: a.key, weight: 100 * a.weight + b.weight })'
  return by.pair(
    (first, second) =>
      `${first}${itemKey}.intervalJoin(${second}${itemKey}).between(ms(${lower}), ms(${upper}))` +
      `${exclusive}.process(new (class extends ProcessJoinFunction<Item, Item, Item> {` +
      ` override processElement(a: Item, b: Item, _: unknown, out: Collector<Item>) { ${emit} } })())`,
  )
}

/** A service is asked, and windows see the answers. */
function asked(by: Drawn): EventTimeBranch {
  const { random } = by
  const mode = by.of(['ordered', 'unordered'])
  const fails = random.below(2) === 0
  const capacity = random.between(1, 6)
  const retry =
    `, new AsyncRetryStrategies.FixedDelayRetryStrategyBuilder<Item>(1000, ${random.between(1, 60)})` +
    '.ifException(RetryPredicates.HAS_EXCEPTION_PREDICATE).build()'
  const wait = `AsyncDataStream.${mode}Wait${fails ? 'WithRetry' : ''}`
  const service =
    `BarrierLabService.answering((item: Item) => item).withLatency(ms(0), ms(${random.between(0, 90)}))` +
    `.withFailureRate(${fails ? 0.2 : 0})`
  const settings = by.settings('ask')
  return by.stream(() => `asked${itemKey}.window(${by.assigner})${by.compute(false)}`, {
    statements: (stream) => [
      `const service = ${service}`,
      `const asked = ${wait}(${stream}, (item: Item, future: ResultFuture<Item>) => {` +
        ` service.request(item).whenComplete((answer, error) => {` +
        ` if (error !== null) future.completeExceptionally(error);` +
        ` else future.complete([answer!]) }) },` +
        ` 10, TimeUnit.DAYS, ${capacity}${fails ? retry : ''})${settings}`,
    ],
    operators: ['ask'],
    edges: [
      { from: '', to: 'ask' },
      { from: 'ask', to: 'windows' },
    ],
    stateful: ['ask', 'windows'],
  })
}

/** Windows that also fire before they are over, when watermarks come: never more than at their end. */
function early(by: Drawn): EventTimeBranch {
  const trigger = `.trigger(ContinuousEventTimeTrigger.of(ms(${by.of([40, 90])})))`
  return by.windows(
    `.window(${by.assigner})${by.lateness}${trigger}.process(new Weigh(false, false))`,
    {
      promise: 'same highest results',
    },
  )
}

/**
 * Records that come too late go to the side, and all are counted: in a window or as late. One by one:
 * right after a restore nothing is late, so a window that was cleaned may come once more (WM-35).
 */
function accounted(by: Drawn): EventTimeBranch {
  const assigner = by.of([
    `TumblingEventTimeWindows.of(ms(${by.length}))`,
    `TumblingProcessingTimeWindows.of(ms(${by.length}))`,
    `EventTimeSessionWindows.withGap(ms(${by.length}))`,
  ])
  const lateness = by.of(['', '.allowedLateness(ms(100))'])
  const settings = by.settings(lateUid)
  const made = by.windows(
    `.window(${assigner})${lateness}.trigger(PurgingTrigger.of(CountTrigger.of(1)))` +
      '.sideOutputLateData(late).process(new Weigh(true, false))',
    { promise: 'every record once', watermarks: by.tardy },
  )
  return {
    ...made,
    statements: (stream) => [
      ...made.statements(stream),
      `windows.getSideOutput(late)${itemKey}.process(new Total())${settings}`,
    ],
    operators: [...made.operators, lateUid],
    edges: [...made.edges, { from: 'windows', to: lateUid }],
    stateful: [...made.stateful, lateUid],
  }
}
