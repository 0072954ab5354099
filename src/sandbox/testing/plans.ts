/** Small plans to run: a keyed count over one topic, and what a test changes about it. */
import { compileModules } from '../../compile/index.ts'
import type { Seed, VirtualTime } from '../../model/index.ts'
import type { ExecutablePlan, RunPlan } from '../../run/index.ts'
import { emptyScenario, type Scenario } from '../../scenario/index.ts'

/** A job whose keyed operator runs `body` for each `order` ({fruit, n}) with `this.total`. */
export function countingJob(body: string, before = ''): string {
  return `import { StreamExecutionEnvironment, KeyedProcessFunction, KafkaSource, KafkaSink,
  KafkaRecordSerializationSchema, OffsetsInitializer, ListStateDescriptor, ValueStateDescriptor, WatermarkStrategy,
  Types, json } from 'flink'
${before}
class Count extends KeyedProcessFunction<any, any, any> {
  total: any
  open() { this.total = this.getRuntimeContext().getState(new ValueStateDescriptor('total', Types.LONG)) }
  processElement(order: any, ctx: any, out: any) {
    ${body}
  }
}
const env = StreamExecutionEnvironment.getExecutionEnvironment()
env.enableCheckpointing(1_000)
env
  .fromSource(
    KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders').setGroupId('g')
      .setStartingOffsets(OffsetsInitializer.earliest()).setValueOnlyDeserializer(json<any>()).build(),
    WatermarkStrategy.noWatermarks<any>(), 'orders')
  .keyBy((order: any) => order.key)
  .process(new Count()).uid('count').name('count').setParallelism(2)
  .sinkTo(
    KafkaSink.builder<any>().setBootstrapServers('broker:9092').setRecordSerializer(
      KafkaRecordSerializationSchema.builder<any>().setTopic('totals').setValueSerializationSchema(json<any>()).build(),
    ).build()).uid('sink')
env.execute('count')
`
}

/** What a keyed count does. */
export const counting = `const n = (this.total.value() ?? 0) + 1
    this.total.update(n)
    out.collect({ key: ctx.getCurrentKey(), n })`

/** A plan of the job with two partitions of 40 generated records. */
export function planOf(job: string, changes: Partial<Scenario> = {}): ExecutablePlan {
  const scenario: Scenario = {
    ...emptyScenario,
    title: 'A test',
    files: { 'job.ts': job },
    topics: {
      orders: {
        generator: { partitions: 2, recordsPerPartition: 40, keys: ['apple', 'pear', 'fig'] },
      },
    },
    ...changes,
  }
  const plan: RunPlan = {
    scenario,
    seed: scenario.seed as Seed,
    commands: [],
    restoreFrom: null,
    startAt: 0 as VirtualTime,
  }
  const compiled = compileModules(scenario.files)
  if ('misuses' in compiled) throw new Error(JSON.stringify(compiled.misuses))
  return { plan, modules: compiled.modules, configuration: [] }
}
