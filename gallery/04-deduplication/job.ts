/**
 * An order that comes a second time within eight seconds is dropped; what was seen is {@link StateTtlConfig then forgotten}.
 * Look at record 8, order o2 once more: it is dropped, but when it is read again after the failure
 * the eight seconds are over, and it passes.
 */
import {
  CollectSink,
  Duration,
  json,
  KafkaSource,
  OffsetsInitializer,
  RichFilterFunction,
  StateTtlConfig,
  StreamExecutionEnvironment,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
  type OpenContext,
  type ValueState,
} from 'flink'

interface Order {
  n: number
  order: string
}

class FirstTimeOnly extends RichFilterFunction<Order> {
  private seen!: ValueState<boolean>

  override open(_: OpenContext) {
    const descriptor = new ValueStateDescriptor('seen', Types.BOOLEAN)
    // Without it, state grows with every order there ever was.
    descriptor.enableTimeToLive(
      StateTtlConfig.newBuilder(Duration.ofSeconds(8))
        .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
        .setStateVisibility(StateTtlConfig.StateVisibility.NeverReturnExpired)
        .build(),
    )
    this.seen = this.getRuntimeContext().getState(descriptor)
  }

  override filter(_order: Order) {
    if (this.seen.value() === true) return false
    this.seen.update(true)
    return true
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()

const orders = KafkaSource.builder<Order>()
  .setBootstrapServers('broker:9092')
  .setTopics('orders')
  .setGroupId('first-time')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(json<Order>())
  .build()

env
  .fromSource(orders, WatermarkStrategy.noWatermarks<Order>(), 'orders')
  .uid('orders')
  .setParallelism(1)
  .keyBy((order) => order.order)
  .filter(new FirstTimeOnly())
  .uid('first-time')
  .name('first-time')
  .setParallelism(2)
  .sinkTo(new CollectSink<Order>('passed'))
  .uid('passed')
  .setParallelism(1)

env.execute('Deduplication with TTL')
