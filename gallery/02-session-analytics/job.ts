/**
 * Clicks of a visitor belong to one {@link EventTimeSessionWindows session} until ten seconds pass without one.
 * Look at the session of bob when TaskManager 2 is lost: it is open, comes back from the checkpoint,
 * and is one session in the end.
 */
import {
  Duration,
  EventTimeSessionWindows,
  json,
  KafkaSource,
  OffsetsInitializer,
  ProcessWindowFunction,
  StreamExecutionEnvironment,
  UpsertTableSink,
  WatermarkStrategy,
  type AggregateFunction,
  type Collector,
  type ProcessWindowContext,
  type TimeWindow,
} from 'flink'

interface Click {
  visitor: string
  page: string
  at: number
}

interface Session {
  visitor: string
  start: number
  seconds: number
  clicks: number
}

class CountClicks implements AggregateFunction<Click, number, number> {
  createAccumulator() {
    return 0
  }
  add(_click: Click, clicks: number) {
    return clicks + 1
  }
  getResult(clicks: number) {
    return clicks
  }
  // A click between two sessions makes them one.
  merge(a: number, b: number) {
    return a + b
  }
}

class ToSession extends ProcessWindowFunction<number, Session, string, TimeWindow> {
  override process(
    visitor: string,
    context: ProcessWindowContext<TimeWindow>,
    counts: Iterable<number>,
    out: Collector<Session>,
  ) {
    const start = context.window().getStart()
    // The window ends ten seconds after the last click.
    const seconds = (context.window().getEnd() - start) / 1_000 - 10
    for (const clicks of counts) out.collect({ visitor, start, seconds, clicks })
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()

const clicks = KafkaSource.builder<Click>()
  .setBootstrapServers('broker:9092')
  .setTopics('clicks')
  .setGroupId('sessions')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(json<Click>())
  .build()

env
  .fromSource(
    clicks,
    WatermarkStrategy.forBoundedOutOfOrderness<Click>(Duration.ofSeconds(2)).withTimestampAssigner(
      (click) => click.at,
    ),
    'clicks',
  )
  .uid('clicks')
  .setParallelism(2)
  .keyBy((click) => click.visitor)
  .window(EventTimeSessionWindows.withGap(Duration.ofSeconds(10)))
  .aggregate(new CountClicks(), new ToSession())
  .uid('sessions')
  .name('sessions')
  .setParallelism(2)
  .sinkTo(new UpsertTableSink<Session>('visits', (row) => `${row.visitor} ${row.start}`))
  .uid('visits')
  .setParallelism(1)

env.execute('Session analytics')
