/**
 * Readings are counted in windows of ten seconds: one comes late and changes a count, one comes too late.
 * Look at readings 7 and 10: the first fires its window once more, the second goes to the {@link OutputTag side output},
 * and the failure here changes neither; press H to find one that does, for watermarks are not restored.
 */
import {
  CollectSink,
  Duration,
  json,
  KafkaSource,
  OffsetsInitializer,
  OutputTag,
  ProcessWindowFunction,
  StreamExecutionEnvironment,
  TumblingEventTimeWindows,
  UpsertTableSink,
  WatermarkStrategy,
  type Collector,
  type ProcessWindowContext,
  type TimeWindow,
} from 'flink'

interface Reading {
  n: number
  sensor: string
  at: number
}

interface Count {
  sensor: string
  windowEnd: number
  count: number
}

class CountReadings extends ProcessWindowFunction<Reading, Count, string, TimeWindow> {
  override process(
    sensor: string,
    context: ProcessWindowContext<TimeWindow>,
    readings: Iterable<Reading>,
    out: Collector<Count>,
  ) {
    const count = [...readings].length
    out.collect({ sensor, windowEnd: context.window().getEnd(), count })
  }
}

const tooLate = new OutputTag<Reading>('too-late')

const env = StreamExecutionEnvironment.getExecutionEnvironment()

const readings = KafkaSource.builder<Reading>()
  .setBootstrapServers('broker:9092')
  .setTopics('readings')
  .setGroupId('counts')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(json<Reading>())
  .build()

const counts = env
  .fromSource(
    readings,
    WatermarkStrategy.forBoundedOutOfOrderness<Reading>(
      Duration.ofSeconds(2),
    ).withTimestampAssigner((reading) => reading.at),
    'readings',
  )
  .uid('readings')
  .setParallelism(1)
  .keyBy((reading) => reading.sensor)
  .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
  // The window is kept for five more seconds; until then, each late reading fires it again.
  .allowedLateness(Duration.ofSeconds(5))
  .sideOutputLateData(tooLate)
  .process(new CountReadings())
  .uid('count')
  .name('count')
  .setParallelism(2)

counts
  // A later count of the same window takes the place of the one before.
  .sinkTo(new UpsertTableSink<Count>('counts', (row) => `${row.sensor} ${row.windowEnd}`))
  .uid('counts')
  .setParallelism(1)
counts.getSideOutput(tooLate).sinkTo(new CollectSink<Reading>('too late')).setParallelism(1)

env.execute('Late data')
