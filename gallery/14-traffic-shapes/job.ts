/**
 * A generator makes readings in the {@link GeneratorShapes shapes} of real traffic: few sensors are busy, times are out
 * of order, bursts come and then a gap. Look at the window that stays open over the gap, and at the failure: the same
 * readings are made again, each from its number.
 */
import {
  DataGeneratorSource,
  Duration,
  GeneratorShapes,
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

interface Counted {
  sensor: string
  windowEnd: number
  readings: number
}

class CountReadings extends ProcessWindowFunction<Reading, Counted, string, TimeWindow> {
  override process(
    sensor: string,
    ctx: ProcessWindowContext<TimeWindow>,
    readings: Iterable<Reading>,
    out: Collector<Counted>,
  ) {
    const windowEnd = ctx.window().getEnd()
    out.collect({ sensor, windowEnd, readings: [...readings].length })
  }
}

const seed = 11
const bound = Duration.ofSeconds(2)
// The first sensor is heard twice as often as the second, three times as often as the third, and so on.
const sensorOf = GeneratorShapes.skewedKeys(['A', 'B', 'C', 'D'], seed)
// A reading each second of event time, up to two seconds out of order; nothing for 30 seconds after every 20.
const timeOf = GeneratorShapes.withGaps(
  GeneratorShapes.outOfOrder(Duration.ofSeconds(1), bound, seed),
  20,
  Duration.ofSeconds(30),
)

const env = StreamExecutionEnvironment.getExecutionEnvironment()

const traffic = new DataGeneratorSource<Reading>(
  (n) => ({ n, sensor: sensorOf(n), at: timeOf(n) }),
  60,
  GeneratorShapes.bursts(5, Duration.ofSeconds(2)),
)

env
  .fromSource(
    traffic,
    WatermarkStrategy.forBoundedOutOfOrderness<Reading>(bound).withTimestampAssigner(
      (reading) => reading.at,
    ),
    'traffic',
  )
  .uid('traffic')
  .setParallelism(1)
  .keyBy((reading) => reading.sensor)
  .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
  .process(new CountReadings())
  .uid('windows')
  .name('windows')
  .setParallelism(2)
  .sinkTo(new UpsertTableSink<Counted>('readings', (row) => `${row.sensor} ${row.windowEnd}`))
  .uid('readings')
  .setParallelism(1)

env.execute('Traffic shapes')
