/** The job the engine is measured with: a learner's keyed count with checkpoints. */
import type { RunPlan } from '../../run/index.ts'
import { emptyScenario, type TopicRecord } from '../../scenario/index.ts'
import { planOf } from '../run.ts'

const code = `import {
  json, KafkaSource, KeyedProcessFunction, OffsetsInitializer, StreamExecutionEnvironment, Types,
  ValueStateDescriptor, WatermarkStrategy, type Collector, type KeyedContext, type OpenContext, type ValueState,
} from 'flink'

interface Order { key: string; n: number }

class Count extends KeyedProcessFunction<string, Order, { fruit: string; count: number }> {
  private count!: ValueState<number>
  override open(_: OpenContext) {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.LONG))
  }
  override processElement(_order: Order, ctx: KeyedContext<string>, out: Collector<{ fruit: string; count: number }>) {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    out.collect({ fruit: ctx.getCurrentKey(), count })
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()
env.enableCheckpointing(1_000)
env
  .fromSource(
    KafkaSource.builder<Order>().setBootstrapServers('broker:9092').setTopics('orders').setGroupId('count')
      .setStartingOffsets(OffsetsInitializer.earliest())
      .setValueOnlyDeserializer(json<Order>()).build(),
    WatermarkStrategy.noWatermarks<Order>(), 'orders')
  .setParallelism(2)
  .keyBy((order) => order.key).process(new Count()).name('count').setParallelism(2)
  .print()
env.execute('keyed count')
`

/**
 * `keys` different keys; four partitions of `recordsPerPartition` records, all there from the start
 * and made before any clock runs: what is measured is the engine, not the making of its input.
 */
export function keyedCount(recordsPerPartition: number, keys: number): RunPlan {
  const record = (at: number): TopicRecord => {
    const key = `key ${(at * 7_919) % keys}`
    return { key, value: JSON.stringify({ key, n: at }), timestamp: at }
  }
  const partitions = Array.from({ length: 4 }, (_, partition) =>
    Array.from({ length: recordsPerPartition }, (_, offset) => record(offset * 4 + partition)),
  )
  return planOf(
    {
      ...emptyScenario,
      title: 'Keyed count',
      files: { 'job.ts': code, 'config.yaml': '' },
      cluster: { taskManagers: 2, slotsEach: 1 },
      topics: { orders: { spacing: 0, partitions } },
      costs: { record: 0, hop: 1 },
      channelCapacity: 100,
    },
    1,
  )
}
