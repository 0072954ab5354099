/**
 * A hybrid source reads an archive of files to its end, and then the topic where new orders arrive. Look at how seldom
 * there is a checkpoint until the last source is reached, and at the reader that catches up after the failure.
 */
import {
  FileSource,
  HybridSource,
  KafkaSource,
  KeyedProcessFunction,
  OffsetsInitializer,
  Path,
  SimpleStringSchema,
  StreamExecutionEnvironment,
  TextLineInputFormat,
  Types,
  UpsertTableSink,
  ValueStateDescriptor,
  WatermarkStrategy,
  type Collector,
  type KeyedContext,
  type OpenContext,
  type ValueState,
} from 'flink'

interface Order {
  key: string
  amount: number
}

interface Revenue {
  customer: string
  orders: number
  amount: number
}

class RevenuePerCustomer extends KeyedProcessFunction<string, Order, Revenue> {
  private total!: ValueState<Revenue>

  override open(_: OpenContext) {
    const type = Types.POJO<Revenue>({
      customer: Types.STRING,
      orders: Types.LONG,
      amount: Types.LONG,
    })
    this.total = this.getRuntimeContext().getState(new ValueStateDescriptor('total', type))
  }

  override processElement(order: Order, ctx: KeyedContext<string>, out: Collector<Revenue>) {
    const before = this.total.value() ?? { customer: ctx.getCurrentKey(), orders: 0, amount: 0 }
    const total = {
      ...before,
      orders: before.orders + 1,
      amount: before.amount + order.amount,
    }
    this.total.update(total)
    out.collect(total)
  }
}

const archive = FileSource.forRecordStreamFormat(
  new TextLineInputFormat(),
  new Path('archive'),
).build()

const live = KafkaSource.builder<string>()
  .setBootstrapServers('broker:9092')
  .setTopics('orders')
  .setGroupId('revenue')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(new SimpleStringSchema())
  .build()

const env = StreamExecutionEnvironment.getExecutionEnvironment()

env
  .fromSource(
    HybridSource.builder(archive).addSource(live).build(),
    WatermarkStrategy.noWatermarks<string>(),
    'orders',
  )
  .uid('orders')
  .setParallelism(2)
  .map((line) => JSON.parse(line) as Order)
  .uid('parse')
  .name('parse')
  .setParallelism(2)
  .keyBy((order) => order.key)
  .process(new RevenuePerCustomer())
  .uid('revenue')
  .name('revenue')
  .setParallelism(2)
  .sinkTo(new UpsertTableSink<Revenue>('revenue', (row) => row.customer))
  .uid('table')
  .setParallelism(1)

env.execute('History, then live')
