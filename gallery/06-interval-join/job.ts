/**
 * An order and its payment become {@link IntervalJoin one record} if the payment comes within ten seconds after the order.
 * Look at the buffer of orders when TaskManager 2 is lost: orders that wait for their payment are
 * state, so each is joined once it is paid.
 */
import {
  Duration,
  json,
  KafkaSource,
  OffsetsInitializer,
  ProcessJoinFunction,
  StreamExecutionEnvironment,
  UpsertTableSink,
  WatermarkStrategy,
  type Collector,
  type JoinContext,
} from 'flink'

interface Order {
  order: string
  fruit: string
  at: number
}

interface Payment {
  order: string
  cents: number
  at: number
}

interface Paid {
  order: string
  fruit: string
  cents: number
}

class PairUp extends ProcessJoinFunction<Order, Payment, Paid> {
  override processElement(
    { order, fruit }: Order,
    { cents }: Payment,
    _ctx: JoinContext,
    out: Collector<Paid>,
  ) {
    out.collect({ order, fruit, cents })
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()

function stream<T extends { at: number }>(topic: string) {
  const source = KafkaSource.builder<T>()
    .setBootstrapServers('broker:9092')
    .setTopics(topic)
    .setGroupId('payments')
    .setStartingOffsets(OffsetsInitializer.earliest())
    .setValueOnlyDeserializer(json<T>())
    .build()
  const watermarks = WatermarkStrategy.forBoundedOutOfOrderness<T>(
    Duration.ofSeconds(1),
  ).withTimestampAssigner((one) => one.at)
  return env.fromSource(source, watermarks, topic).uid(topic).setParallelism(1)
}

const orders = stream<Order>('orders').keyBy((order) => order.order)
const payments = stream<Payment>('payments').keyBy((payment) => payment.order)

orders
  .intervalJoin(payments)
  // From the order's time to ten seconds later. Once the watermark is past that, the order is forgotten.
  .between(Duration.ZERO, Duration.ofSeconds(10))
  .process(new PairUp())
  .uid('join')
  .name('join')
  .setParallelism(2)
  .sinkTo(new UpsertTableSink<Paid>('paid', (row) => row.order))
  .uid('paid')
  .setParallelism(1)

env.execute('Interval join')
