import { expect, test } from 'vitest'
import type { ConfigEntry } from '../model/index.ts'
import { evaluateProgram } from './evaluate.ts'
import * as flink from './flink.ts'
import { refusedNames } from './refusals.ts'
import { codeOf, refusalOf } from './testing/misuse.ts'

const {
  CheckpointingMode,
  Configuration,
  DeliveryGuarantee,
  Duration,
  KafkaRecordDeserializationSchema,
  KafkaRecordSerializationSchema,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  StreamExecutionEnvironment,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
  json,
} = flink

type Env = flink.StreamExecutionEnvironment
type Loose = Record<string, (...args: unknown[]) => Loose>

function numbers(env: Env) {
  const source = KafkaSource.builder<number>()
    .setBootstrapServers('broker:9092')
    .setTopics('numbers')
    .setValueOnlyDeserializer(json<number>())
    .build()
  return env.fromSource(source, WatermarkStrategy.noWatermarks<number>(), 'numbers')
}

function submit(program: (env: Env) => void, file: readonly ConfigEntry[] = []) {
  return evaluateProgram(() => {
    const env = StreamExecutionEnvironment.getExecutionEnvironment()
    program(env)
    env.execute()
  }, file)
}
/** The code a statement of a program is refused with. */
const inProgram = (statement: (stream: Loose, env: Env) => unknown) =>
  codeOf(() =>
    submit((env) => {
      statement(numbers(env) as unknown as Loose, env)
    }),
  )
const settings = (program: (env: Env) => void, config: Record<string, string> = {}) => {
  const file = Object.entries(config).map(([key, value], at) => ({ key, value, line: at + 1 }))
  return submit((env) => {
    program(env)
    numbers(env).print()
  }, file).settings
}
const nothing = () => undefined

// --- Names -------------------------------------------------------------------------------------

test('names of Flink that are not here say so, at the line that uses them', () => {
  const use = (name: string) =>
    refusalOf(() => evaluateProgram((require) => (require('flink') as Loose)[name], []))
  expect(use('MapStateDescriptor')).toEqual({
    code: 'not_yet',
    values: { name: 'MapStateDescriptor' },
  })
  expect(use('Time')).toEqual({
    code: 'removed_in_flink_2',
    values: { name: 'Time', instead: 'Duration, for example Duration.ofDays(7)' },
  })
  expect(use('FlinkKafkaConsumer')?.code).toBe('removed_in_flink_2')
  expect(use('MapStat')?.code).toBe('flink_name_unknown')
  expect(use('default')?.code).toBe('flink_name_unknown')
  expect(codeOf(() => evaluateProgram((require) => require('fs'), []))).toBe('import_unknown')
})

test('no name is both here and refused', () => {
  const refused = refusedNames('flink')
  expect(Object.keys(flink).filter((name) => refused.includes(name))).toEqual([])
  const owners: [string, object][] = [
    ['StreamExecutionEnvironment', StreamExecutionEnvironment.prototype],
    ['DataStream', flink.DataStream.prototype],
    ['KeyedStream', flink.KeyedStream.prototype],
    ['CheckpointConfig', flink.CheckpointConfig.prototype],
    ['Types', Types],
    ['ValueStateDescriptor', ValueStateDescriptor.prototype],
  ]
  for (const [owner, target] of owners) {
    for (const name of refusedNames(owner)) {
      const { value } = Object.getOwnPropertyDescriptor(target, name) ?? {}
      expect(codeOf(value as () => unknown), `${owner}.${name}`).toMatch(
        /not_yet|removed_in_flink_2/,
      )
    }
  }
})

test('calls of Flink 1.x are answered with the way of 2.x', () => {
  const instead = (statement: (stream: Loose, env: Loose) => unknown) =>
    refusalOf(() =>
      submit((env) => {
        statement(numbers(env) as unknown as Loose, env as unknown as Loose)
      }),
    )?.values['instead']
  expect(instead((_, env) => env['setStateBackend']?.())).toBe(
    'in config.yaml: state.backend.type: hashmap',
  )
  expect(instead((stream) => stream['addSink']?.())).toBe('sinkTo(sink)')
  expect(instead((_, env) => env['getCheckpointConfig']?.()['setCheckpointStorage']?.())).toContain(
    's3://',
  )
})

test('what comes later is named', () => {
  expect(inProgram((stream) => stream['keyBy']?.((n: unknown) => n)['window']?.())).toBe('not_yet')
  expect(inProgram((stream) => stream['connect']?.())).toBe('not_yet')
  expect(codeOf(() => (Types as unknown as Loose)['MAP']?.())).toBe('not_yet')
  expect(
    codeOf(() => (new ValueStateDescriptor('s') as unknown as Loose)['enableTimeToLive']?.()),
  ).toBe('not_yet')
  expect(
    codeOf(() => (WatermarkStrategy.noWatermarks() as unknown as Loose)['withIdleness']?.()),
  ).toBe('not_yet')
  expect(
    codeOf(() => KafkaSink.builder().setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)),
  ).toBe('not_yet')
})

// --- Arguments ---------------------------------------------------------------------------------

test('operators take functions and instances, not classes', () => {
  class Twice extends flink.RichMapFunction<number, number> {
    override map(value: number) {
      return 2 * value
    }
  }
  expect(inProgram((stream) => stream['map']?.(new Twice()))).toBeNull()
  expect(inProgram((stream) => stream['map']?.(Twice))).toBe('class_without_new')
  expect(inProgram((stream) => stream['process']?.(Twice))).toBe('class_without_new')
  expect(inProgram((stream) => stream['filter']?.(undefined))).toBe('function_expected')
  expect(inProgram((stream) => stream['flatMap']?.({ map: nothing }))).toBe('function_expected')
  expect(inProgram((stream) => stream['keyBy']?.('fruit'))).toBe('function_expected')
  expect(inProgram((stream) => stream['process']?.(new Twice()))).toBe('process_function_expected')
})

test('state per key needs a keyed stream, and a keyed stream its own kind of function', () => {
  class Count extends flink.KeyedProcessFunction<number, number, number> {
    override processElement = nothing
  }
  class Plain extends flink.ProcessFunction<number, number> {
    override processElement = nothing
  }
  const keyed = (stream: Loose) => stream['keyBy']?.((n: unknown) => n)
  expect(inProgram((stream) => stream['process']?.(new Count()))).toBe('key_by_missing')
  expect(inProgram((stream) => keyed(stream)?.['process']?.(new Plain()))).toBe(
    'process_function_expected',
  )
  expect(inProgram((stream) => keyed(stream)?.['process']?.(new Count()))).toBeNull()
})

test('streams, sinks, sources and strategies are told apart', () => {
  const { fromSource } = StreamExecutionEnvironment.prototype as unknown as Loose
  const source = KafkaSource.builder<number>()
    .setBootstrapServers('b')
    .setTopics('t')
    .setValueOnlyDeserializer(json())
    .build()
  expect(inProgram((stream) => stream['union']?.(7))).toBe('stream_expected')
  expect(inProgram((stream) => stream['sinkTo']?.(KafkaSink.builder()))).toBe('sink_expected')
  expect(inProgram((_, env) => fromSource?.call(env, KafkaSource.builder()))).toBe(
    'source_expected',
  )
  expect(inProgram((_, env) => fromSource?.call(env, source, 'orders'))).toBe(
    'watermark_strategy_expected',
  )
  expect(
    inProgram((_, env) => fromSource?.call(env, source, WatermarkStrategy.noWatermarks())),
  ).toBe('text_expected')
})

test('names, uids and numbers are checked', () => {
  expect(inProgram((stream) => stream['name']?.(''))).toBe('text_expected')
  expect(inProgram((stream) => stream['uid']?.('x'.repeat(10_000)))).toBe('text_too_long')
  expect(inProgram((stream) => stream['setUidHash']?.('count'))).toBe('uid_hash_malformed')
  expect(inProgram((stream) => stream['setParallelism']?.(0))).toBe('number_too_small')
  expect(inProgram((stream) => stream['setParallelism']?.(1.5))).toBe('whole_number_expected')
  expect(inProgram((stream) => stream['setMaxParallelism']?.(32_769))).toBe('number_too_large')
  expect(inProgram((stream) => stream['setParallelism']?.(1_000)['print']?.())).toBe(
    'too_many_subtasks',
  )
  expect(codeOf(() => Duration.ofSeconds('10' as never))).toBe('whole_number_expected')
  expect(Duration.ofMinutes(2).toMillis()).toBe(120_000)
})

test('state is asked for by descriptors with a name', () => {
  expect(codeOf(() => new ValueStateDescriptor(''))).toBe('state_name_missing')
  expect(codeOf(() => new ValueStateDescriptor('n', 'LONG' as never))).toBe('type_expected')
  expect(
    new ValueStateDescriptor('n', Types.LIST(Types.LONG)).getTypeInformation()?.toString(),
  ).toBe('List<Long>')
  expect(codeOf(() => Types.POJO({ n: 1 as never }))).toBe('type_expected')
})

test('the environment is there while the program is built, and only then', () => {
  expect(codeOf(() => StreamExecutionEnvironment.getExecutionEnvironment())).toBe(
    'environment_inside_operator',
  )
})

test('a refusal about an operator points to where it was made', () => {
  let stack = ''
  const program = (env: Env) => {
    numbers(env).uid('a')
    numbers(env).uid('b').print().uid('b')
  }
  try {
    submit(program)
  } catch (error) {
    stack = String((error as Error).stack)
  }
  expect(stack).toMatch(/\bprogram\b/)
})

// --- Connectors --------------------------------------------------------------------------------

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
    watermarks: { kind: 'bounded-out-of-orderness', bound: 2_000 },
  })
  const code = program.instantiate(operator.id)
  if (code.kind !== 'kafka-source') throw new Error(code.kind)
  const emitted: unknown[] = []
  const record = { topic: 't', partition: 3, offset: 0, key: null, value: '5', timestamp: 0 }
  code.deserialize(record, { collect: (value) => emitted.push(value) })
  expect(emitted).toEqual([5, 3])
  expect(code.assignTimestamp?.(5, 10)).toBe(15)
  expect(codeOf(() => code.assignTimestamp?.(0.5, 10))).toBe('timestamp_not_whole')
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

// --- Keys --------------------------------------------------------------------------------------

test('[KG-17, KS-6] keys are never null nor arrays, and of one kind', () => {
  const keyOf = (key: unknown, ...more: unknown[]) => {
    const program = submit((env) => {
      const keys = env as unknown as never
      void keys
      numbers(env)
        .keyBy((value: unknown) => value as string)
        .map((value) => value)
    })
    const select = program.keyedBy(0)?.select
    return codeOf(() => [key, ...more].map((value) => select?.(value)))
  }
  expect(keyOf('a')).toBeNull()
  expect(keyOf(null)).toBe('key_is_null')
  expect(keyOf(undefined)).toBe('key_is_null')
  expect(keyOf(['a'])).toBe('key_is_array')
  expect(keyOf('a', 1)).toBe('key_kinds_mixed')
  expect(keyOf('a'.repeat(2_000))).toBe('key_too_long')
  expect(keyOf({ a: new Map() })).toBe('value_map')
  expect(keyOf(2 ** 53)).toBe('key_not_of_type')
  expect(keyOf(1, 1.5)).toBeNull()
  expect(
    codeOf(() =>
      submit((env) =>
        numbers(env)
          .keyBy((n) => [n], Types.LIST(Types.LONG))
          .map((n) => n),
      ),
    ),
  ).toBe('key_is_array')
  expect(inProgram((stream) => stream['keyBy']?.((n: unknown) => n, 'STRING'))).toBe(
    'type_expected',
  )
})

// --- Settings ----------------------------------------------------------------------------------

test('[CF-6, CK-246] without a word, checkpointing is off and the first failure is the last', () => {
  expect(settings(nothing)).toEqual({
    checkpoints: {
      interval: null,
      mode: 'EXACTLY_ONCE',
      timeout: 600_000,
      minPause: 0,
      maxConcurrent: 1,
      tolerableFailures: 0,
      numRetained: 1,
      retention: 'NO_EXTERNALIZED_CHECKPOINTS',
      directory: null,
      savepointDirectory: null,
    },
    restart: { kind: 'none' },
    backend: 'hashmap',
    autoWatermarkInterval: 200,
    loadBalance: 'NONE',
  })
})

test('[CK-246, CK-250] with checkpointing, restarts back off exponentially', () => {
  const { restart } = settings((env) => env.enableCheckpointing(1_000))
  expect(restart).toEqual({
    kind: 'exponential-delay',
    initialBackoff: 1_000,
    maxBackoff: 60_000,
    multiplier: 1.5,
    resetThreshold: 3_600_000,
    jitter: 0.1,
    attemptsBeforeReset: null,
  })
})

test('what code sets wins over config.yaml', () => {
  const { checkpoints } = settings(
    (env) => {
      env.enableCheckpointing(2_000, CheckpointingMode.AT_LEAST_ONCE)
      env.getCheckpointConfig().setMinPauseBetweenCheckpoints(500)
    },
    {
      'execution.checkpointing.interval': '10 s',
      'execution.checkpointing.min-pause': '9 s',
      'execution.checkpointing.timeout': '1 min',
    },
  )
  expect(checkpoints).toMatchObject({
    interval: 2_000,
    mode: 'AT_LEAST_ONCE',
    minPause: 500,
    timeout: 60_000,
  })
})

test('every setter of the checkpoint configuration has its key', () => {
  const { checkpoints } = settings((env) => {
    const config = env.getCheckpointConfig()
    config.setCheckpointInterval(5_000)
    config.setCheckpointingConsistencyMode(CheckpointingMode.AT_LEAST_ONCE)
    config.setCheckpointTimeout(20_000)
    config.setMaxConcurrentCheckpoints(2)
    config.setTolerableCheckpointFailureNumber(4)
    config.setExternalizedCheckpointRetention(
      flink.ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION,
    )
  })
  expect(checkpoints).toMatchObject({
    interval: 5_000,
    mode: 'AT_LEAST_ONCE',
    timeout: 20_000,
    maxConcurrent: 2,
    tolerableFailures: 4,
    retention: 'RETAIN_ON_CANCELLATION',
  })
})

test('[CK-14] intervals below 10 ms: refused in code, off in config.yaml; min-pause raises the interval', () => {
  expect(inProgram((_, env) => env.enableCheckpointing(9))).toBe('number_too_small')
  const interval = (config: Record<string, string>) =>
    settings(nothing, config).checkpoints.interval
  expect(interval({ 'execution.checkpointing.interval': '9' })).toBeNull()
  const paused = {
    'execution.checkpointing.interval': '1 s',
    'execution.checkpointing.min-pause': '3 s',
  }
  expect(interval(paused)).toBe(3_000)
})

test('[CK-316] older names count', () => {
  expect(
    settings(nothing, { 'state.checkpoints.num-retained': '3', 'state.backend': 'hashmap' })
      .checkpoints.numRetained,
  ).toBe(3)
  expect(settings(nothing, { 'restart-strategy': 'fixeddelay' }).restart).toEqual({
    kind: 'fixed-delay',
    attempts: 1,
    delay: 1_000,
  })
})

test('how many checkpoints are retained is the cluster’s to say, not the job’s', () => {
  const inCode = (env: Env) => {
    env.configure(Configuration.fromMap({ 'execution.checkpointing.num-retained': '2' }))
  }
  expect(settings(inCode).checkpoints.numRetained).toBe(1)
})

test('a Configuration in code does what config.yaml does', () => {
  const { restart } = settings((env) => {
    const values = {
      'restart-strategy.type': 'failure-rate',
      'restart-strategy.failure-rate.delay': '2 s',
    }
    env.configure(Configuration.fromMap(values))
  })
  expect(restart).toEqual({
    kind: 'failure-rate',
    maxFailuresPerInterval: 1,
    interval: 60_000,
    delay: 2_000,
  })
  expect(codeOf(() => Configuration.fromMap({ 'restart-stratgy': 'none' }))).toBe(
    'config_key_unknown',
  )
  expect(codeOf(() => Configuration.fromMap({ 'pipeline.max-parallelism': 'many' }))).toBe(
    'config_value_malformed',
  )
  expect(
    inProgram((_, env) => {
      env.configure({} as never)
    }),
  ).toBe('configuration_expected')
})

test('[CK-317] what Flink refuses when the job is created is refused', () => {
  const refused = (config: Record<string, string>) => codeOf(() => settings(nothing, config))
  const exponential = (name: string, value: string) =>
    refused({
      'restart-strategy.type': 'exponential-delay',
      [`restart-strategy.exponential-delay.${name}`]: value,
    })
  expect(exponential('backoff-multiplier', '1')).toBe('backoff_multiplier_too_small')
  expect(exponential('jitter-factor', '1.1')).toBe('jitter_out_of_range')
  expect(exponential('max-backoff', '10 ms')).toBe('number_too_small')
  expect(refused({ 'execution.checkpointing.num-retained': '0' })).toBe('number_too_small')
  expect(refused({ 'execution.checkpointing.tolerable-failed-checkpoints': '-1' })).toBe(
    'number_too_small',
  )
  expect(refused({ 'state.backend.type': 'forst' })).toBe('not_yet')
})

// --- Contexts ----------------------------------------------------------------------------------

test('a rich function has a context from open on, guarded', () => {
  class Rich extends flink.RichMapFunction<number, number> {
    override map(value: number) {
      return value
    }
  }
  const rich = new Rich()
  expect(codeOf(() => rich.getRuntimeContext())).toBe('runtime_context_missing')
  const state = { value: nothing, update: nothing, clear: nothing }
  rich.setRuntimeContext({ getState: () => state as never, getTaskInfo: nothing as never })
  const context = rich.getRuntimeContext()
  expect(context.getState(new ValueStateDescriptor('s'))).toBe(state)
  expect(codeOf(() => context.getState('s' as never))).toBe('descriptor_expected')
  expect(codeOf(() => (context as unknown as Loose)['getMapState']?.())).toBe('not_yet')
  expect(codeOf(() => (context as unknown as Loose)['getIndexOfThisSubtask']?.())).toBe(
    'removed_in_flink_2',
  )
  expect(Object.keys(rich)).toEqual([])
})

test('a fresh copy for every attempt, of what was there when the job was submitted', () => {
  class Sum extends flink.RichMapFunction<number, number> {
    total = 0
    override map(value: number) {
      return (this.total += value)
    }
  }
  const sum = new Sum()
  const program = submit((env) => {
    numbers(env).map(sum)
  })
  sum.total = 100
  const id = program.graph.vertices[0]!.operators[1]!.id
  const attempt = () => {
    const code = program.instantiate(id)
    return code.kind === 'map' ? code : expect.unreachable()
  }
  const first = attempt()
  expect([first.fn.map(1), first.fn.map(2)]).toEqual([1, 3])
  expect(attempt().fn.map(5)).toBe(5)
  expect(first.rich).toBe(first.fn)
})
