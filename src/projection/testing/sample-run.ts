/**
 * The run of the pictures, by the engine: orders ×2 → count ×3 → totals ×2 on two TaskManagers,
 * with a slow channel that makes `count 2/3` wait; checkpoints, a savepoint, and TaskManager 2
 * killed at 12.8 s while a checkpoint is in alignment; restart, restore and replay.
 */
import { compileModules } from '../../compile/index.ts'
import type { Seed, TaskManagerId, VirtualTime } from '../../model/index.ts'
import { runToEnd } from '../../sandbox/inline-runner.ts'
import { emptyScenario, type Scenario } from '../../scenario/index.ts'
import { type TraceEvent, TraceLog } from '../../trace/index.ts'

const job = `import { StreamExecutionEnvironment, KeyedProcessFunction, KafkaSource, KafkaSink,
  KafkaRecordSerializationSchema, OffsetsInitializer, ValueStateDescriptor, WatermarkStrategy,
  Types, json } from 'flink'

class Count extends KeyedProcessFunction<any, any, any> {
  total: any
  open() { this.total = this.getRuntimeContext().getState(new ValueStateDescriptor('total', Types.LONG)) }
  processElement(order: any, ctx: any, out: any) {
    const n = (this.total.value() ?? 0) + 1
    this.total.update(n)
    out.collect({ item: order.key, count: n })
  }
}
const env = StreamExecutionEnvironment.getExecutionEnvironment()
env.enableCheckpointing(2_900)
env
  .fromSource(
    KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders').setGroupId('count')
      .setStartingOffsets(OffsetsInitializer.earliest()).setValueOnlyDeserializer(json<any>()).build(),
    WatermarkStrategy.forMonotonousTimestamps<any>(), 'orders').setParallelism(2).uid('orders')
  .keyBy((order: any) => order.key)
  .process(new Count()).uid('count').name('count').setParallelism(3)
  .sinkTo(
    KafkaSink.builder<any>().setBootstrapServers('broker:9092').setRecordSerializer(
      KafkaRecordSerializationSchema.builder<any>().setTopic('totals').setValueSerializationSchema(json<any>()).build(),
    ).build()).uid('totals').name('totals').setParallelism(2)
env.execute('Count orders')
`

export const sampleScenario: Scenario = {
  ...emptyScenario,
  title: 'Count orders',
  files: { 'job.ts': job },
  topics: {
    orders: {
      generator: {
        partitions: 2,
        recordsPerPartition: 200,
        keys: ['apple', 'banana', 'cherry', 'date', 'elder', 'fig', 'grape', 'hazel'],
      },
      spacing: 400,
    },
  },
  costs: { hop: 300, record: 120, snapshotSync: 60, storageWrite: 250 },
  channelDelays: [{ from: 'orders#1', to: 'count#1', delay: 800 }],
  script: [
    { at: 6_600, command: { kind: 'trigger-savepoint', label: 'savepoint-1', then: 'continue' } },
    { at: 12_800, command: { kind: 'kill-task-manager', taskManager: 2 as TaskManagerId } },
  ],
}

/** The events of a scenario's run up to `until`, virtual ms. */
export function eventsOf(scenario: Scenario, until: number): readonly TraceEvent[] {
  const compiled = compileModules(scenario.files)
  if ('misuses' in compiled) throw new Error(JSON.stringify(compiled.misuses))
  const { modules } = compiled
  const plan = {
    scenario,
    seed: scenario.seed as Seed,
    commands: [],
    restoreFrom: null,
    startAt: 0 as VirtualTime,
  }
  const { events, crash } = runToEnd({ plan, modules, configuration: [] }, until as VirtualTime)
  if (crash !== null) throw new Error(JSON.stringify(crash))
  return events
}

/** The run of {@link sampleScenario}, up to 20 s. */
export function sampleTrace(): TraceLog {
  const log = new TraceLog()
  log.append(eventsOf(sampleScenario, 20_000))
  return log
}
