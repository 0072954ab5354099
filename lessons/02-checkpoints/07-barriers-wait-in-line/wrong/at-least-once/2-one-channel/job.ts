import {
  json,
  KafkaSource,
  KeyedProcessFunction,
  OffsetsInitializer,
  StreamExecutionEnvironment,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
  type Collector,
  type KeyedContext,
  type OpenContext,
  type ValueState,
} from 'flink'

interface Order {
  fruit: string
  n: number
  pieces: number
}

/** Counts all orders together. */
class Total extends KeyedProcessFunction<string, Order, number> {
  private orders!: ValueState<number>

  override open(_: OpenContext) {
    this.orders = this.getRuntimeContext().getState(new ValueStateDescriptor('orders', Types.LONG))
  }

  override processElement(_order: Order, _ctx: KeyedContext<string>, out: Collector<number>) {
    const orders = (this.orders.value() ?? 0) + 1
    this.orders.update(orders)
    out.collect(orders)
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()
env.setParallelism(1)

env
  .fromSource(
    KafkaSource.builder<Order>()
      .setBootstrapServers('broker:9092')
      .setTopics('fruit-orders')
      .setGroupId('total')
      .setStartingOffsets(OffsetsInitializer.earliest())
      .setValueOnlyDeserializer(json<Order>())
      .build(),
    WatermarkStrategy.forMonotonousTimestamps<Order>(),
    'shop',
  )
  .uid('shop')
  .setParallelism(1)
  .keyBy(() => 'all')
  .process(new Total())
  .uid('total')
  .name('total')
  .print()

env.execute('orders of two shops')
