import { expect, test } from 'vitest'
import type { EventTime } from '../model/index.ts'
import * as flink from './flink.ts'
import { codeOf, refusalOf } from './testing/misuse.ts'
import { submit } from './testing/submit.ts'

const {
  Duration,
  KafkaRecordDeserializationSchema,
  KafkaRecordSerializationSchema,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  WatermarkStrategy,
  json,
} = flink

test('a Kafka source needs a broker, topics and a deserializer', () => {
  const missing = (build: () => unknown) => refusalOf(build)?.values['missing']
  const builder = KafkaSource.builder<number>
  expect(missing(() => builder().build())).toBe('setBootstrapServers(…)')
  expect(missing(() => builder().setBootstrapServers('b').build())).toBe('setTopics(…)')
  expect(missing(() => builder().setBootstrapServers('b').setTopics('t').build())).toContain(
    'Deserializer',
  )
  expect(codeOf(() => builder().build())).toBe('builder_incomplete')
  expect(codeOf(() => builder().setTopics(7 as never))).toBe('text_expected')
  expect(codeOf(() => builder().setValueOnlyDeserializer({} as never))).toBe('schema_expected')
  expect(codeOf(() => builder().setStartingOffsets('earliest' as never))).toBe('offsets_expected')
  expect(codeOf(() => builder().setBounded(OffsetsInitializer.earliest()))).toBe(
    'bounded_at_earliest',
  )
})

test('a Kafka sink needs a broker and a serializer, and writes at least once or none', () => {
  const schema = KafkaRecordSerializationSchema.builder<number>
  expect(codeOf(() => schema().setTopic('t').build())).toBe('builder_incomplete')
  expect(codeOf(() => schema().setValueSerializationSchema(json()).build())).toBe(
    'builder_incomplete',
  )
  expect(codeOf(() => KafkaSink.builder().setBootstrapServers('b').build())).toBe(
    'builder_incomplete',
  )
  expect(codeOf(() => KafkaSink.builder().setRecordSerializer(json() as never))).toBe(
    'schema_expected',
  )
  expect(codeOf(() => KafkaSink.builder().setDeliveryGuarantee('TWICE' as never))).toBe(
    'one_of_expected',
  )
  expect(codeOf(() => KafkaSink.builder().setTransactionalIdPrefix(''))).toBe('text_expected')
})

test('a source reads what its deserializer emits, with the timestamps of its strategy', () => {
  const source = KafkaSource.builder<number>()
    .setBootstrapServers('b')
    .setTopics('t', ['u'])
    .setBounded(OffsetsInitializer.latest())
    .setDeserializer({
      deserialize: ({ value, partition }, out) => {
        out.collect(Number(value))
        out.collect(partition)
      },
    })
    .build()
  const program = submit((env) => {
    const strategy = WatermarkStrategy.forBoundedOutOfOrderness<number>(Duration.ofSeconds(2))
    env
      .fromSource(
        source,
        strategy.withTimestampAssigner((n, at) => n + at),
        'n',
      )
      .print()
  })
  const operator = program.graph.vertices[0]!.operators[0]!
  expect(operator.role).toEqual({
    kind: 'kafka-source',
    topics: ['t', 'u'],
    groupId: null,
    start: 'earliest',
    bounded: true,
    watermarks: {
      generator: { kind: 'bounded-out-of-orderness', bound: 2_000 },
      idleness: null,
      alignment: null,
    },
  })
  const code = program.instantiate(operator.id)
  if (code.kind !== 'kafka-source') throw new Error(code.kind)
  const emitted: unknown[] = []
  const record = { topic: 't', partition: 3, offset: 0, key: null, value: '5', timestamp: 0 }
  code.deserialize(record, { collect: (value) => emitted.push(value) })
  expect(emitted).toEqual([5, 3])
  expect(code.time.assignTimestamp?.(5, 10 as EventTime)).toBe(15)
  expect(codeOf(() => code.time.assignTimestamp?.(0.5, 10 as EventTime))).toBe(
    'timestamp_not_whole',
  )
})

test('[KF-26] json leaves nothing out and fails on what is not JSON', () => {
  const emitted: unknown[] = []
  const read = (value: string) => {
    const record = { topic: 't', partition: 0, offset: 0, key: null, value, timestamp: 0 }
    const schema = KafkaRecordDeserializationSchema.valueOnly(json<unknown>())
    schema.deserialize(record, { collect: (element) => emitted.push(element) })
  }
  read('{"a":[1]}')
  expect(emitted).toEqual([{ a: [1] }])
  expect(
    codeOf(() => {
      read('{a}')
    }),
  ).toBe('message_not_json')
  expect(codeOf(() => json().serialize(undefined))).toBe('value_undefined')
  expect(codeOf(() => new flink.SimpleStringSchema().serialize(7 as never))).toBe('text_expected')
})

test('watermark strategies take durations and functions', () => {
  expect(codeOf(() => WatermarkStrategy.forBoundedOutOfOrderness(10 as never))).toBe(
    'duration_expected',
  )
  expect(codeOf(() => WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofMillis(-1)))).toBe(
    'number_too_small',
  )
  expect(codeOf(() => WatermarkStrategy.noWatermarks().withTimestampAssigner('at' as never))).toBe(
    'function_expected',
  )
})

test('[SRC-10, SRC-11, SRC-13] sources for learning say what they need', () => {
  const inJob = (use: (env: flink.StreamExecutionEnvironment) => unknown) =>
    codeOf(() => submit((env) => void use(env)))
  expect(inJob((env) => env.fromData())).toBe('from_data_empty')
  expect(inJob((env) => env.fromData(1, null))).toBe('from_data_null')
  expect(inJob((env) => env.fromSequence(5, 4))).toBe('number_too_small')
  expect(inJob((env) => env.socketTextStream('localhost', 0))).toBe('number_too_small')
  const generate = (n: number) => n
  const make = flink.DataGeneratorSource as unknown as new (...args: unknown[]) => unknown
  expect(codeOf(() => new make(7, 10))).toBe('function_expected')
  expect(codeOf(() => new make(generate, 10, 5))).toBe('rate_limiter_expected')
  expect(codeOf(() => flink.RateLimiterStrategy.perSecond(0))).toBe('number_too_small')
  const format = new flink.TextLineInputFormat()
  expect(codeOf(() => flink.FileSource.forRecordStreamFormat(format))).toBe('file_source_arguments')
})
