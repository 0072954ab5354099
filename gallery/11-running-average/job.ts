/**
 * The average of each sensor is kept as {@link AggregatingState a sum and a count}, and the job is stopped with a savepoint.
 * Look inside the savepoint: the counts agree with its offsets, so a job restored from it goes on
 * where this one stopped.
 */
import {
  AggregatingStateDescriptor,
  json,
  KafkaSource,
  KeyedProcessFunction,
  OffsetsInitializer,
  StreamExecutionEnvironment,
  Types,
  UpsertTableSink,
  WatermarkStrategy,
  type AggregateFunction,
  type AggregatingState,
  type Collector,
  type KeyedContext,
  type OpenContext,
} from 'flink'

interface Reading {
  sensor: string
  degrees: number
}

interface Sum {
  sum: number
  count: number
}

interface Average {
  sensor: string
  average: number
}

/** An average cannot be added to; a sum and a count can. */
class AverageOf implements AggregateFunction<number, Sum, number> {
  createAccumulator() {
    return { sum: 0, count: 0 }
  }
  add(value: number, { sum, count }: Sum) {
    return { sum: sum + value, count: count + 1 }
  }
  getResult({ sum, count }: Sum) {
    return sum / count
  }
  merge(a: Sum, b: Sum) {
    return { sum: a.sum + b.sum, count: a.count + b.count }
  }
}

class RunningAverage extends KeyedProcessFunction<string, Reading, Average> {
  private average!: AggregatingState<number, number>

  override open(_: OpenContext) {
    const type = Types.POJO<Sum>({ sum: Types.DOUBLE, count: Types.LONG })
    this.average = this.getRuntimeContext().getAggregatingState(
      new AggregatingStateDescriptor('average', new AverageOf(), type),
    )
  }

  override processElement(reading: Reading, ctx: KeyedContext<string>, out: Collector<Average>) {
    this.average.add(reading.degrees)
    out.collect({ sensor: ctx.getCurrentKey(), average: this.average.get() ?? reading.degrees })
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()

const readings = KafkaSource.builder<Reading>()
  .setBootstrapServers('broker:9092')
  .setTopics('readings')
  .setGroupId('average')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(json<Reading>())
  .build()

env
  .fromSource(readings, WatermarkStrategy.noWatermarks<Reading>(), 'readings')
  .uid('readings')
  .setParallelism(2)
  .keyBy((reading) => reading.sensor)
  .process(new RunningAverage())
  .uid('average')
  .name('average')
  .setParallelism(2)
  .sinkTo(new UpsertTableSink<Average>('averages', (row) => row.sensor))
  .uid('averages')
  .setParallelism(1)

env.execute('Running average')
