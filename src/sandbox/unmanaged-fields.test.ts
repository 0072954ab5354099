import { expect, test } from 'vitest'
import type { VirtualTime } from '../model/index.ts'
import { prepare } from './prepare.ts'
import { runToEnd } from './inline-runner.ts'
import { emptyScenario } from '../scenario/index.ts'

/**
 * The job a real Flink 2.2 cluster was observed with: one subtask, a checkpoint after three
 * records, a failure after five, restart and replay. Each record tells of every kind of field.
 */
const job = `import { KeyedProcessFunction, KafkaRecordSerializationSchema, KafkaSink, KafkaSource,
  StreamExecutionEnvironment, Types, ValueStateDescriptor, WatermarkStrategy, json } from 'flink'

let opened = ''
class Fields extends KeyedProcessFunction<string, { n: number }, string> {
  static shared = 0
  static attempts = 0
  inst = 0
  instList: number[] = []
  #hidden = 0
  managed: any
  constructor(public fromConstructor: number) { super() }
  open() {
    this.managed = this.getRuntimeContext().getState(new ValueStateDescriptor('managed', Types.INT))
    opened = \`open #\${++Fields.attempts}: \${this.tell()}\`
  }
  processElement({ n }: { n: number }, _: any, out: any) {
    if (n === 6 && Fields.attempts === 1) throw new Error('the failure')
    this.inst++
    this.#hidden++
    this.instList.push(n - 1)
    this.fromConstructor++
    Fields.shared++
    this.managed.update((this.managed.value() ?? 0) + 1)
    if (opened !== '') out.collect(opened)
    opened = ''
    out.collect(\`record \${n - 1}: \${this.tell()} managed=\${this.managed.value()}\`)
  }
  tell() {
    if (this.#hidden !== this.inst) throw new Error('private fields are fields')
    return \`inst=\${this.inst} instList=[\${this.instList.join(', ')}] fromConstructor=\${this.fromConstructor} static=\${Fields.shared}\`
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()
env.enableCheckpointing(1_000_000)
const source = KafkaSource.builder<{ n: number }>().setBootstrapServers('b').setTopics('in')
  .setValueOnlyDeserializer(json<{ n: number }>()).build()
const sink = KafkaSink.builder<string>().setBootstrapServers('b').setRecordSerializer(
  KafkaRecordSerializationSchema.builder<string>().setTopic('out').setValueSerializationSchema(json<string>()).build()).build()
env.fromSource(source, WatermarkStrategy.noWatermarks<{ n: number }>(), 'in')
  .keyBy(() => 'A').process(new Fields(7)).uid('fields').sinkTo(sink)
env.execute('fields')
`

test('after a restart instance fields are as submitted, static ones as the process left them, state as saved', () => {
  const prepared = prepare({
    scenario: {
      ...emptyScenario,
      files: {
        'job.ts': job,
        'config.yaml':
          'restart-strategy.type: fixed-delay\nrestart-strategy.fixed-delay.attempts: 1',
      },
      cluster: { taskManagers: 1, slotsEach: 1 },
      topics: {
        in: { generator: { partitions: 1, recordsPerPartition: 8, keys: ['A'] }, spacing: 100 },
      },
      // Between the third record and the fourth.
      script: [{ at: 375, command: { kind: 'trigger-checkpoint' } }],
    },
    seed: 1 as never,
    commands: [],
    restoreFrom: null,
    startAt: 0 as VirtualTime,
  })
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.misuses))
  const { events, crash } = runToEnd(prepared.executable, 60_000 as VirtualTime)
  expect(crash).toBeNull()
  const log = events.flatMap((event) =>
    event.kind === 'sink-written' ? [JSON.parse(event.value) as string] : [],
  )
  // As Flink 2.2.0 logged it, three runs alike.
  expect(log).toEqual([
    'open #1: inst=0 instList=[] fromConstructor=7 static=0',
    'record 0: inst=1 instList=[0] fromConstructor=8 static=1 managed=1',
    'record 1: inst=2 instList=[0, 1] fromConstructor=9 static=2 managed=2',
    'record 2: inst=3 instList=[0, 1, 2] fromConstructor=10 static=3 managed=3',
    'record 3: inst=4 instList=[0, 1, 2, 3] fromConstructor=11 static=4 managed=4',
    'record 4: inst=5 instList=[0, 1, 2, 3, 4] fromConstructor=12 static=5 managed=5',
    'open #2: inst=0 instList=[] fromConstructor=7 static=5',
    'record 3: inst=1 instList=[3] fromConstructor=8 static=6 managed=4',
    'record 4: inst=2 instList=[3, 4] fromConstructor=9 static=7 managed=5',
    'record 5: inst=3 instList=[3, 4, 5] fromConstructor=10 static=8 managed=6',
    'record 6: inst=4 instList=[3, 4, 5, 6] fromConstructor=11 static=9 managed=7',
    'record 7: inst=5 instList=[3, 4, 5, 6, 7] fromConstructor=12 static=10 managed=8',
  ])
})
