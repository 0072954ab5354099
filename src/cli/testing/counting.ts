/** A scenario folder for tests of the command line: what its files say. */

export const scenarioJson = `{
  "version": 1,
  "title": "Counting fruit",
  "cluster": { "taskManagers": 2, "slotsEach": 1 },
  "topics": {
    "fruit": {
      "partitions": [
        [
          { "key": "apple", "value": "{\\"fruit\\":\\"apple\\"}", "timestamp": 1000 },
          { "key": "pear", "value": "{\\"fruit\\":\\"pear\\"}", "timestamp": 2000 }
        ],
        [{ "key": "apple", "value": "{\\"fruit\\":\\"apple\\"}", "timestamp": 1500 }]
      ]
    }
  },
  "script": [
    { "at": 500, "command": { "kind": "trigger-checkpoint" } },
    { "at": 900, "command": { "kind": "kill-task-manager", "taskManager": 1 } },
    {
      "at": 5000,
      "command": {
        "kind": "produce", "topic": "fruit", "partition": 0,
        "key": "apple", "value": "{\\"fruit\\":\\"apple\\"}", "timestamp": 6000
      }
    }
  ],
  "seed": 1
}
`

export const configYaml = `execution.checkpointing.interval: 1 h
execution.checkpointing.min-pause: 1 h
execution.checkpointing.dir: file:///ckpt
restart-strategy.type: fixed-delay
restart-strategy.fixed-delay.attempts: 3
restart-strategy.fixed-delay.delay: 1 s
`

export const jobTs = `import {
  json,
  KafkaRecordSerializationSchema,
  KafkaSink,
  KafkaSource,
  KeyedProcessFunction,
  OffsetsInitializer,
  StreamExecutionEnvironment,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
  type Collector,
  type KeyedContext,
  type OpenContext,
  type ValueState,
} from 'flink'

interface Fruit {
  fruit: string
}

interface Count extends Fruit {
  count: number
}

class CountFruit extends KeyedProcessFunction<string, Fruit, Count> {
  private count!: ValueState<number>

  override open(_: OpenContext) {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.LONG))
  }

  override processElement(_fruit: Fruit, ctx: KeyedContext<string>, out: Collector<Count>) {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    out.collect({ fruit: ctx.getCurrentKey(), count })
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()
env
  .fromSource(
    KafkaSource.builder<Fruit>()
      .setBootstrapServers('broker:9092')
      .setTopics('fruit')
      .setGroupId('counting')
      .setStartingOffsets(OffsetsInitializer.earliest())
      .setValueOnlyDeserializer(json<Fruit>())
      .build(),
    WatermarkStrategy.noWatermarks<Fruit>(),
    'fruit',
  )
  .uid('fruit')
  .keyBy((fruit) => fruit.fruit)
  .process(new CountFruit())
  .uid('count')
  .name('count')
  .setParallelism(2)
  .sinkTo(
    KafkaSink.builder<Count>()
      .setBootstrapServers('broker:9092')
      .setRecordSerializer(
        KafkaRecordSerializationSchema.builder<Count>()
          .setTopic('counts')
          .setValueSerializationSchema(json<Count>())
          .build(),
      )
      .build(),
  )
  .name('counts')
  .uid('counts')
env.execute('counting')
`
