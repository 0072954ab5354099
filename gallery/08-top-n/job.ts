/**
 * Views are counted by item in {@link TumblingEventTimeWindows windows} of ten seconds, and the three most viewed of each are ranked.
 * Look at the second window: TaskManager 2 is lost while it is open, and its ranking counts every view once.
 */
import {
  Duration,
  json,
  KafkaSource,
  KeyedProcessFunction,
  ListStateDescriptor,
  OffsetsInitializer,
  ProcessWindowFunction,
  StreamExecutionEnvironment,
  TumblingEventTimeWindows,
  Types,
  UpsertTableSink,
  WatermarkStrategy,
  type AggregateFunction,
  type Collector,
  type KeyedContext,
  type ListState,
  type OnTimerContext,
  type OpenContext,
  type ProcessWindowContext,
  type TimeWindow,
} from 'flink'

interface View {
  item: string
  at: number
}

interface ItemCount {
  item: string
  count: number
  windowEnd: number
}

interface Ranking {
  windowEnd: number
  top: string
}

class Count implements AggregateFunction<View, number, number> {
  createAccumulator() {
    return 0
  }
  add(_view: View, count: number) {
    return count + 1
  }
  getResult(count: number) {
    return count
  }
  merge(a: number, b: number) {
    return a + b
  }
}

/** The count alone does not say which item and window it belongs to; the window's context does. */
class WithWindow extends ProcessWindowFunction<number, ItemCount, string, TimeWindow> {
  override process(
    item: string,
    context: ProcessWindowContext<TimeWindow>,
    counts: Iterable<number>,
    out: Collector<ItemCount>,
  ) {
    for (const count of counts) out.collect({ item, count, windowEnd: context.window().getEnd() })
  }
}

class TopN extends KeyedProcessFunction<number, ItemCount, Ranking> {
  private counts!: ListState<ItemCount>

  constructor(private readonly size: number) {
    super()
  }

  override open(_: OpenContext) {
    const type = Types.POJO<ItemCount>({
      item: Types.STRING,
      count: Types.LONG,
      windowEnd: Types.LONG,
    })
    this.counts = this.getRuntimeContext().getListState(new ListStateDescriptor('counts', type))
  }

  override processElement(one: ItemCount, ctx: KeyedContext<number>, _out: Collector<Ranking>) {
    this.counts.add(one)
    // All counts of a window are here when the watermark has passed its end.
    ctx.timerService().registerEventTimeTimer(one.windowEnd)
  }

  override onTimer(_timestamp: number, ctx: OnTimerContext<number>, out: Collector<Ranking>) {
    const ranked = [...(this.counts.get() ?? [])].sort(
      (a, b) => b.count - a.count || (a.item < b.item ? -1 : 1),
    )
    const top = ranked.slice(0, this.size).map(({ item, count }) => `${item} ${count}`)
    out.collect({ windowEnd: ctx.getCurrentKey(), top: top.join(', ') })
    this.counts.clear()
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()

const views = KafkaSource.builder<View>()
  .setBootstrapServers('broker:9092')
  .setTopics('views')
  .setGroupId('top')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(json<View>())
  .build()

env
  .fromSource(
    views,
    WatermarkStrategy.forBoundedOutOfOrderness<View>(Duration.ofSeconds(1)).withTimestampAssigner(
      (view) => view.at,
    ),
    'views',
  )
  .uid('views')
  .setParallelism(2)
  .keyBy((view) => view.item)
  .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
  .aggregate(new Count(), new WithWindow())
  .uid('count')
  .name('count')
  .setParallelism(2)
  .keyBy((one) => one.windowEnd)
  .process(new TopN(3))
  .uid('top')
  .name('top')
  .setParallelism(2)
  .sinkTo(new UpsertTableSink<Ranking>('ranking', (row) => row.windowEnd))
  .uid('ranking')
  .setParallelism(1)

env.execute('Top N')
