/** What a newcomer sees first: orders are counted by fruit. */
import { rulesVersion, type Scenario } from './scenario.ts'

const job = `import {
  DeliveryGuarantee, KafkaRecordSerializationSchema, KafkaSink, KafkaSource, KeyedProcessFunction,
  OffsetsInitializer, StreamExecutionEnvironment, Types, ValueStateDescriptor, WatermarkStrategy, json,
  type Collector, type KeyedContext, type OpenContext, type ValueState,
} from 'flink'

interface Order { fruit: string; n: number; amount: number }
interface Count { fruit: string; count: number }

/** Counts the orders of each fruit. The count is state: it survives failures. */
class CountPerFruit extends KeyedProcessFunction<string, Order, Count> {
  private count!: ValueState<number>

  override open(_: OpenContext) {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.LONG))
  }

  override processElement(order: Order, ctx: KeyedContext<string>, out: Collector<Count>) {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    out.collect({ fruit: ctx.getCurrentKey(), count })
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()
env.enableCheckpointing(4_000)

const orders = KafkaSource.builder<Order>()
  .setBootstrapServers('broker:9092')
  .setTopics('orders')
  .setGroupId('counts')
  .setStartingOffsets(OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(json<Order>())
  .build()

const totals = KafkaSink.builder<Count>()
  .setBootstrapServers('broker:9092')
  .setRecordSerializer(
    KafkaRecordSerializationSchema.builder<Count>()
      .setTopic('totals')
      .setValueSerializationSchema(json<Count>())
      .build(),
  )
  .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
  .build()

env
  .fromSource(orders, WatermarkStrategy.noWatermarks<Order>(), 'orders')
  .uid('orders').setParallelism(2)
  .keyBy((order) => order.fruit)
  .process(new CountPerFruit())
  .uid('count').name('count').setParallelism(3)
  .sinkTo(totals)
  .uid('totals').name('totals').setParallelism(2)

env.execute('Orders by fruit')
`

const config = `# Flink's own configuration keys. What job.ts sets wins over this file.
execution.checkpointing.timeout: 60 s
execution.checkpointing.tolerable-failed-checkpoints: 3
execution.checkpointing.num-retained: 3
execution.checkpointing.externalized-checkpoint-retention: RETAIN_ON_CANCELLATION
execution.checkpointing.dir: s3://lab/checkpoints
execution.checkpointing.savepoint-dir: s3://lab/savepoints
restart-strategy.type: fixed-delay
restart-strategy.fixed-delay.attempts: 10
restart-strategy.fixed-delay.delay: 1 s
taskmanager.load-balance.mode: SLOTS
`

/**
 * Two partitions of orders, counted by fruit in three subtasks on two TaskManagers, written to a
 * topic. Things take long enough to be watched; the fruits' initials are A to H.
 */
export const defaultScenario: Scenario = {
  version: 1,
  title: 'orders → count → totals',
  files: { 'job.ts': job, 'config.yaml': config },
  cluster: { taskManagers: 2, slotsEach: 2 },
  topics: {
    orders: {
      generator: {
        partitions: 2,
        recordsPerPartition: 150,
        keys: ['apple', 'banana', 'cherry', 'date', 'elder', 'fig', 'grape', 'hazel'],
        weights: [2, 2, 3, 1, 1, 1, 1, 1],
        keyField: 'fruit',
        fields: { amount: [1, 9] },
      },
      spacing: 500,
    },
    totals: { partitions: [[], []] },
  },
  costs: {
    rpc: 60,
    hop: 480,
    record: 300,
    snapshotSync: 120,
    storageWrite: 400,
    storageRead: 400,
    finalise: 60,
    deploy: 300,
    taskManagerStart: 1_500,
  },
  recordCosts: { count: 400 },
  uploadCosts: {},
  channelDelays: [],
  channelCapacity: 5,
  script: [],
  seed: 7,
  rules: rulesVersion,
  cursor: null,
  panels: [],
}
