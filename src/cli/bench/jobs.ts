/** The jobs the engine is measured with: a learner's keyed count, and windows, with checkpoints. */
import type { RunPlan } from '../../run/index.ts'
import { emptyScenario, type TopicRecord } from '../../scenario/index.ts'
import { planOf } from '../run.ts'

const countCode = `import {
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

/** The same job with a map per key, of which each record reads and writes one entry. */
const mapCode = countCode
  .replaceAll('ValueStateDescriptor', 'MapStateDescriptor')
  .replace('type ValueState,', 'type MapState,')
  .replace('private count!: ValueState<number>', 'private seen!: MapState<number, number>')
  .replace(
    /this\.count = .*/,
    "this.seen = this.getRuntimeContext().getMapState(new MapStateDescriptor('seen', Types.LONG, Types.LONG))",
  )
  .replace(
    /const count = .*\n\s*this\.count\.update\(count\)/,
    'const entry = _order.n % 10_000\n    const count = (this.seen.get(entry) ?? 0) + 1\n    this.seen.put(entry, count)',
  )

/** Ten keys, each with a map of up to `10_000` user keys. */
export function mapOfTenThousand(recordsPerPartition: number): RunPlan {
  return planFor({
    title: 'Keyed maps',
    code: mapCode,
    partitionSize: recordsPerPartition,
    keys: 10,
  })
}

/**
 * `keys` different keys; four partitions of `recordsPerPartition` records, all there from the start
 * and made before any clock runs: what is measured is the engine, not the making of its input.
 */
export function keyedCount(recordsPerPartition: number, keys: number): RunPlan {
  return planFor({
    title: 'Keyed count',
    code: countCode,
    partitionSize: recordsPerPartition,
    keys,
  })
}

/** A window for each key, of a count: `windows` is what stands behind keyBy, with `flink` at hand. */
export function windowedCount(windows: string, recordsPerPartition: number, keys: number): RunPlan {
  const code = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.enableCheckpointing(1_000)
env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders').setGroupId('count')
      .setStartingOffsets(flink.OffsetsInitializer.earliest())
      .setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.forMonotonousTimestamps<any>(), 'orders')
  .setParallelism(2)
  .keyBy((order: any) => order.key)${windows}
  .aggregate({
    createAccumulator: () => 0, add: (_: any, n: number) => n + 1, getResult: (n: number) => n,
    merge: (a: number, b: number) => a + b,
  }).name('count').setParallelism(2)
  .print()
env.execute('windowed count')
`
  return planFor({ title: 'Windowed count', code, partitionSize: recordsPerPartition, keys })
}

interface CountJob {
  readonly title: string
  readonly code: string
  readonly partitionSize: number
  readonly keys: number
}

function planFor({ title, code, partitionSize, keys }: CountJob): RunPlan {
  const record = (at: number): TopicRecord => {
    const key = `key ${(at * 7_919) % keys}`
    return { key, value: JSON.stringify({ key, n: at }), timestamp: at }
  }
  const partitions = Array.from({ length: 4 }, (_, partition) =>
    Array.from({ length: partitionSize }, (_, offset) => record(offset * 4 + partition)),
  )
  return planOf(
    {
      ...emptyScenario,
      title,
      files: { 'job.ts': code, 'config.yaml': '' },
      cluster: { taskManagers: 2, slotsEach: 1 },
      topics: { orders: { spacing: 0, partitions } },
      costs: { record: 0, hop: 1 },
      channelCapacity: 100,
    },
    1,
  )
}
