/**
 * The same visitors are counted twice: through a {@link StreamExecutionEnvironment socket}, and from
 * a topic that keeps them. Look at the failure: a socket cannot rewind, so its count misses whoever came since
 * the checkpoint or while nobody listened, and the other one is right.
 */
import {
  KafkaSource,
  KeyedProcessFunction,
  OffsetsInitializer,
  SimpleStringSchema,
  StreamExecutionEnvironment,
  Types,
  UpsertTableSink,
  ValueStateDescriptor,
  WatermarkStrategy,
  type Collector,
  type KeyedContext,
  type OpenContext,
  type ValueState,
} from 'flink'

interface Visit {
  way: string
  visitor: string
}

interface Visitors {
  way: string
  n: number
}

class Count extends KeyedProcessFunction<string, Visit, Visitors> {
  private visitors!: ValueState<number>

  override open(_: OpenContext) {
    const descriptor = new ValueStateDescriptor('visitors', Types.LONG)
    this.visitors = this.getRuntimeContext().getState(descriptor)
  }

  override processElement({ way }: Visit, _: KeyedContext<string>, out: Collector<Visitors>) {
    const visitors = (this.visitors.value() ?? 0) + 1
    this.visitors.update(visitors)
    out.collect({ way, n: visitors })
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()

const door = KafkaSource.builder<string>()
  .setBootstrapServers('broker:9092')
  .setTopics('door')
  .setGroupId('visitors')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(new SimpleStringSchema())
  .build()

const heard = env
  .socketTextStream('door', 9000)
  .uid('socket')
  .map((visitor): Visit => ({ way: 'socket', visitor }))
  .uid('heard')

const kept = env
  .fromSource(door, WatermarkStrategy.noWatermarks<string>(), 'topic')
  .uid('topic')
  .setParallelism(1)
  .map((visitor): Visit => ({ way: 'topic', visitor }))
  .uid('kept')
  .setParallelism(1)

heard
  .union(kept)
  .keyBy((visit) => visit.way)
  .process(new Count())
  .uid('count')
  .name('count')
  .setParallelism(2)
  .sinkTo(new UpsertTableSink<Visitors>('visitors', (row) => row.way))
  .uid('visitors')
  .setParallelism(1)

env.execute('A source that cannot rewind')
