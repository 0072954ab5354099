import { beforeAll, expect, test } from 'vitest'
import { defaultScenario } from '../scenario/index.ts'
import { flinkNames } from './evaluate.ts'
import {
  editorComplaints,
  exportedNames,
  flinkDeclarations,
  undocumented,
} from './testing/declarations.ts'

let declarations = ''
beforeAll(async () => {
  declarations = await flinkDeclarations()
})

const complaints = (job: string) => editorComplaints({ 'flink.d.ts': declarations, 'job.ts': job })

test('the editor shows the API as it is', async () => {
  await expect(declarations).toMatchFileSnapshot('datastream.d.ts')
})

test('it has the names of flink, and nothing of the inside', () => {
  const missing = exportedNames().filter((name) => !new RegExp(`\\b${name}\\b`).test(declarations))
  expect(missing).toEqual([])
  expect(flinkNames.filter((name) => !exportedNames().includes(name))).toEqual([])
  expect(declarations).not.toMatch(/Planned|#private|@internal|import /)
  expect(complaints('')).toEqual([])
})

test('every name and every member is documented', () => {
  expect(undocumented(declarations)).toEqual([])
})

test('the first scenario has no type errors', () => {
  expect(complaints(defaultScenario.files['job.ts'] ?? '')).toEqual([])
})

test('types flow from the source through the operators to the sink', () => {
  const job = `import {
  StreamExecutionEnvironment, KeyedProcessFunction, ValueStateDescriptor, Types, Duration,
  KafkaSource, KafkaSink, OffsetsInitializer, KafkaRecordSerializationSchema, DeliveryGuarantee,
  WatermarkStrategy, CheckpointingMode, json, RichMapFunction,
  type Collector, type KeyedContext, type OnTimerContext, type OpenContext, type ValueState,
} from 'flink'

interface Order { fruit: string; amount: number; at: number }
interface Total { fruit: string; total: number }

class TotalPerFruit extends KeyedProcessFunction<string, Order, Total> {
  private total!: ValueState<number>
  override open(_: OpenContext) {
    this.total = this.getRuntimeContext().getState(new ValueStateDescriptor('total', Types.LONG))
  }
  override processElement(order: Order, ctx: KeyedContext<string>, out: Collector<Total>) {
    const total = (this.total.value() ?? 0) + order.amount
    this.total.update(total)
    out.collect({ fruit: ctx.getCurrentKey(), total })
    ctx.timerService().registerEventTimeTimer(order.at + 60_000)
  }
  override onTimer(timestamp: number, ctx: OnTimerContext<string>, out: Collector<Total>) {
    this.total.clear()
  }
}
class Subtask extends RichMapFunction<Total, Total> {
  override map(total: Total) {
    return { ...total, fruit: \`\${total.fruit}\${this.getRuntimeContext().getTaskInfo().getIndexOfThisSubtask()}\` }
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()
env.enableCheckpointing(10_000, CheckpointingMode.EXACTLY_ONCE)
env.getCheckpointConfig().setMinPauseBetweenCheckpoints(5_000)

const orders = env.fromSource(
  KafkaSource.builder<Order>()
    .setBootstrapServers('broker:9092')
    .setTopics('orders')
    .setGroupId('totals')
    .setStartingOffsets(OffsetsInitializer.earliest())
    .setValueOnlyDeserializer(json<Order>())
    .build(),
  WatermarkStrategy.forBoundedOutOfOrderness<Order>(Duration.ofSeconds(10)).withTimestampAssigner((o) => o.at),
  'orders',
)
const sink = KafkaSink.builder<Total>()
  .setBootstrapServers('broker:9092')
  .setRecordSerializer(KafkaRecordSerializationSchema.builder<Total>().setTopic('totals').setValueSerializationSchema(json<Total>()).build())
  .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
  .build()

orders
  .keyBy((order) => order.fruit)
  .process(new TotalPerFruit()).uid('totals').name('totals').setParallelism(3)
  .map(new Subtask())
  .filter((total) => total.total > 0)
  .sinkTo(sink).uid('totals-sink')
orders.keyBy((order) => order.amount, Types.LONG).map((order) => order.fruit.length).print('n')
env.execute('totals')
`
  const variants = {
    'right.ts': "env.execute('totals')",
    'sink.ts': 'orders.sinkTo(sink)',
    'field.ts': 'orders.map((order) => order.colour)',
    'not-keyed.ts': 'orders.process(new TotalPerFruit())',
    'key-type.ts': 'orders.keyBy((order) => order.fruit, Types.LONG)',
    'other-key.ts': 'orders.keyBy((order) => order.amount).process(new TotalPerFruit())',
    'default-value.ts': "new ValueStateDescriptor('n', Types.LONG, 'none')",
  }
  const files = Object.entries(variants).map(([file, line]): [string, string] => [
    file,
    job.replace("env.execute('totals')", line),
  ])
  const found = editorComplaints({ 'flink.d.ts': declarations, ...Object.fromEntries(files) })
  const wrong = Object.keys(variants).filter((file) => found.some((line) => line.startsWith(file)))
  expect(wrong).toEqual(Object.keys(variants).filter((file) => file !== 'right.ts'))
})
