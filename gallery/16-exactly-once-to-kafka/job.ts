/**
 * Payments go to a topic exactly once: the sink writes them into transactions, which are committed when a checkpoint
 * has completed. Look at the Kafka tab: which transaction is open, which waits for its checkpoint, and what becomes of
 * them when a TaskManager is lost.
 */
import {
  DeliveryGuarantee,
  KafkaRecordSerializationSchema,
  KafkaSink,
  KafkaSource,
  KeyedProcessFunction,
  OffsetsInitializer,
  StreamExecutionEnvironment,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
  json,
  type Collector,
  type KeyedContext,
  type OpenContext,
  type ValueState,
} from 'flink'

interface Order {
  key: string
  amount: number
}

interface Payment {
  customer: string
  number: number
  amount: number
}

/** Numbers the payments of each customer: one that is missing, or there twice, is seen at once. */
class NumberPayments extends KeyedProcessFunction<string, Order, Payment> {
  private payments!: ValueState<number>

  override open(_: OpenContext) {
    this.payments = this.getRuntimeContext().getState(
      new ValueStateDescriptor('payments', Types.LONG),
    )
  }

  override processElement(order: Order, ctx: KeyedContext<string>, out: Collector<Payment>) {
    const number = (this.payments.value() ?? 0) + 1
    this.payments.update(number)
    out.collect({ customer: ctx.getCurrentKey(), number, amount: order.amount })
  }
}

const source = KafkaSource.builder<Order>()
  .setBootstrapServers('broker:9092')
  .setTopics('orders')
  .setGroupId('payments')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(json<Order>())
  .build()

const sink = KafkaSink.builder<Payment>()
  .setBootstrapServers('broker:9092')
  .setRecordSerializer(
    KafkaRecordSerializationSchema.builder<Payment>()
      .setTopic('payments')
      .setValueSerializationSchema(json<Payment>())
      .build(),
  )
  .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
  .setTransactionalIdPrefix('payments')
  // KafkaSink asks for an hour, and a broker allows 15 minutes.
  .setProperty('transaction.timeout.ms', '900000')
  .build()

const env = StreamExecutionEnvironment.getExecutionEnvironment()

env
  .fromSource(source, WatermarkStrategy.noWatermarks<Order>(), 'orders')
  .uid('orders')
  .setParallelism(2)
  .keyBy((order) => order.key)
  .process(new NumberPayments())
  .uid('number')
  .name('number')
  .setParallelism(2)
  .sinkTo(sink)
  .uid('payments')
  .name('payments')
  .setParallelism(2)

env.execute('Exactly once to Kafka')
