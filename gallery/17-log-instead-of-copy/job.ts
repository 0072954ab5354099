/**
 * The last readings of each sensor: much state that changes little, so a checkpoint writes the log of its changes and
 * no copy. Look at the sizes in the Checkpoints tab, and at what the restart reads.
 */
import {
  KafkaSource,
  KeyedProcessFunction,
  MapStateDescriptor,
  OffsetsInitializer,
  StreamExecutionEnvironment,
  Types,
  UpsertTableSink,
  WatermarkStrategy,
  json,
  type Collector,
  type KeyedContext,
  type MapState,
  type OpenContext,
} from 'flink'

interface Reading {
  key: string
  hour: number
  degrees: number
}

interface Warmest {
  sensor: string
  hours: number
  degrees: number
}

/** Keeps a long text for each hour, as a stand-in for all that a real sensor reports. */
class LastReadings extends KeyedProcessFunction<string, Reading, Warmest> {
  private readings!: MapState<number, string>

  override open(_: OpenContext) {
    this.readings = this.getRuntimeContext().getMapState(
      new MapStateDescriptor('readings', Types.INT, Types.STRING),
    )
  }

  override processElement(reading: Reading, ctx: KeyedContext<string>, out: Collector<Warmest>) {
    this.readings.put(reading.hour, String(reading.degrees).padEnd(2000, '.'))
    const all = [...this.readings.values()].map((text) => Number.parseInt(text, 10))
    out.collect({ sensor: ctx.getCurrentKey(), hours: all.length, degrees: Math.max(...all) })
  }
}

const source = KafkaSource.builder<Reading>()
  .setBootstrapServers('broker:9092')
  .setTopics('readings')
  .setGroupId('warmest')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(json<Reading>())
  .build()

const env = StreamExecutionEnvironment.getExecutionEnvironment()

env
  .fromSource(source, WatermarkStrategy.noWatermarks<Reading>(), 'readings')
  .uid('readings')
  .setParallelism(2)
  .keyBy((reading) => reading.key)
  .process(new LastReadings())
  .uid('last readings')
  .name('last readings')
  .setParallelism(2)
  .sinkTo(new UpsertTableSink<Warmest>('warmest', (row) => row.sensor))
  .uid('table')
  .setParallelism(1)

env.execute('A log instead of a copy')
