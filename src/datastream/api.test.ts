import { expect, test } from 'vitest'
import { evaluateProgram } from './evaluate.ts'
import * as flink from './flink.ts'
import { refusedNames } from './refusals.ts'
import { codeOf, refusalOf } from './testing/misuse.ts'
import { type Loose, inProgram, nothing, numbers, submit } from './testing/submit.ts'

const {
  DeliveryGuarantee,
  Duration,
  HybridSource,
  KafkaSink,
  KafkaSource,
  StreamExecutionEnvironment,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
  json,
} = flink
type Env = flink.StreamExecutionEnvironment

// --- Names -------------------------------------------------------------------------------------

test('names of Flink that are not here say so, at the line that uses them', () => {
  const use = (name: string) =>
    refusalOf(() => evaluateProgram((load) => (load('flink') as Loose)[name], []))
  expect(use('FileSink')).toEqual({
    code: 'not_yet',
    values: { name: 'FileSink' },
  })
  expect(use('Time')).toEqual({
    code: 'removed_in_flink_2',
    values: { name: 'Time', instead: 'Duration, for example Duration.ofDays(7)' },
  })
  expect(use('FlinkKafkaConsumer')?.code).toBe('removed_in_flink_2')
  expect(use('MapStat')?.code).toBe('flink_name_unknown')
  expect(use('default')?.code).toBe('flink_name_unknown')
  expect(codeOf(() => evaluateProgram((load) => load('fs'), []))).toBe('import_unknown')
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
  expect(inProgram((stream) => stream['keyBy']?.((n: unknown) => n)['asQueryableState']?.())).toBe(
    'not_yet',
  )
  expect(inProgram((stream) => stream['collectAsync']?.())).toBe('not_yet')
  expect(codeOf(() => (Types as unknown as Loose)['ROW']?.())).toBe('not_yet')
  expect(
    codeOf(() => (new ValueStateDescriptor('s') as unknown as Loose)['setQueryable']?.()),
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

test('[SRC-15] all sources of a hybrid source but the last must end', () => {
  const { builder } = HybridSource as unknown as Loose
  const live = KafkaSource.builder<number>()
    .setBootstrapServers('b')
    .setTopics('t')
    .setValueOnlyDeserializer(json())
  const given = new flink.NumberSequenceSource(1, 3)
  expect(inProgram(() => builder?.(live))).toBe('hybrid_source_expected')
  expect(inProgram(() => builder?.(HybridSource.builder(given).build()))).toBe(
    'hybrid_source_expected',
  )
  expect(inProgram(() => HybridSource.builder(live.build()).addSource(given))).toBe(
    'hybrid_source_unbounded',
  )
  expect(inProgram(() => HybridSource.builder(given).addSource((() => given) as never))).toBe(
    'hybrid_source_expected',
  )
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

// --- Keys --------------------------------------------------------------------------------------

test('[KG-17, KS-6] keys are never null nor arrays, and of one kind', () => {
  const keyOf = (key: unknown, ...more: unknown[]) => {
    const program = submit((env) => {
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
  expect(inProgram((stream) => stream['keyBy']?.((n: unknown) => n, 'STRING'))).toBe(
    'type_expected',
  )
})

test('[KEY-6, KEY-7] the declared type of a key decides whether Flink takes it, and how it is checked', () => {
  const keyed = (type: unknown) => (key: unknown) => {
    const program = submit((env) => {
      numbers(env)
        .keyBy(() => key as string, type as never)
        .map((value) => value)
    })
    return program.keyedBy(0)?.select(1)
  }
  const refused = (type: unknown) => refusalOf(() => keyed(type)('a'))
  const bytes = Types.PRIMITIVE_ARRAY(Types.BYTE)
  expect(refused(bytes)).toEqual({
    code: 'key_type_unsupported',
    values: { type: 'byte[]', unsupported: 'byte[]' },
  })
  expect(refused(Types.TUPLE(Types.STRING, Types.PRIMITIVE_ARRAY(Types.INT)))?.values).toEqual({
    type: 'Java Tuple2<String, int[]>',
    unsupported: 'int[]',
  })
  expect(refused(Types.ENUM(['FIG']))?.code).toBe('key_type_unsupported')
  // A class is judged by its hashCode alone, and lists always pass.
  expect(keyed(Types.POJO({ a: bytes }))({ a: null })).toEqual({ a: null })
  expect(keyed(Types.LIST(Types.LONG))([1, 2])).toEqual([1, 2])
  expect(keyed(Types.MAP(Types.LONG, Types.STRING))({ '1': 'a' })).toEqual({ '1': 'a' })
  const pair = keyed(Types.TUPLE(Types.STRING, Types.LONG))
  expect(pair(['fig', 1])).toEqual(['fig', 1])
  expect(refusalOf(() => pair(['fig', 1.5]))).toMatchObject({
    code: 'value_not_of_type',
    values: { path: 'key[1]' },
  })
  expect(codeOf(() => keyed(Types.DOUBLE)('a'))).toBe('key_not_of_type')
  expect(keyed(Types.DOUBLE)(-0)).toBe(-0)
  expect(keyed(Types.DOUBLE)(NaN)).toBeNaN()
  expect(codeOf(() => keyed(Types.LONG)(2n ** 63n))).toBe('key_not_of_type')
  expect(codeOf(() => keyed(Types.BYTE)(128))).toBe('key_not_of_type')
  expect(keyed(Types.BIG_INT)(2n ** 90n)).toBe(2n ** 90n)
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
  const others = { getListState: nothing, getMapState: nothing, getReducingState: nothing }
  rich.setRuntimeContext({
    ...(others as never as flink.KeyedStateStore),
    getState: () => state as never,
    getMetricGroup: nothing as never,
    getTaskInfo: nothing as never,
  })
  const context = rich.getRuntimeContext()
  expect(context.getState(new ValueStateDescriptor('s'))).toBe(state)
  expect(codeOf(() => context.getState('s' as never))).toBe('descriptor_expected')
  expect(codeOf(() => context.getMapState(new ValueStateDescriptor('s') as never))).toBe(
    'descriptor_expected',
  )
  expect(codeOf(() => (context as unknown as Loose)['getAccumulator']?.())).toBe('not_yet')
  const half = { createAccumulator: nothing, add: nothing, getResult: nothing }
  expect(refusalOf(() => new flink.AggregatingStateDescriptor('a', half as never))).toEqual({
    code: 'aggregate_function_expected',
    values: { call: "new AggregatingStateDescriptor('a', …)", method: 'merge' },
  })
  expect(codeOf(() => new flink.ReducingStateDescriptor('r', 7 as never))).toBe('function_expected')
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
})

test('connected streams say what they need', () => {
  const connected = (program: (first: Loose, second: Loose) => unknown) =>
    inProgram((stream) => {
      const first = stream
      return program(first, first)
    })
  expect(connected((a, b) => (a['connect']?.(b) as Loose)['map']?.({ map1: () => 1 }))).toBe(
    'co_function_expected',
  )
  expect(
    connected((a, b) => {
      const keyed = a['keyBy']?.((n: unknown) => n) as Loose
      return (keyed['connect']?.(b) as Loose)['map']?.({ map1: () => 1, map2: () => 2 })
    }),
  ).toBe('key_by_missing_on_both')
  expect(connected((a) => (a['map']?.(() => 1) as Loose)['getSideOutput']?.('late'))).toBe(
    'output_tag_expected',
  )
})

test('a sink that writes exactly once needs a prefix for its transactions, and takes their timeout', () => {
  const builder = () =>
    KafkaSink.builder<string>()
      .setBootstrapServers('broker:9092')
      .setRecordSerializer(
        flink.KafkaRecordSerializationSchema.builder<string>()
          .setTopic('out')
          .setValueSerializationSchema(flink.json<string>())
          .build(),
      )
      .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
  expect(codeOf(() => builder().build())).toBe('transactional_id_prefix_missing')
  const settings = (made: flink.KafkaSink<string>) => flink.KafkaSink.settingsOf(made).transactions
  expect(settings(builder().setTransactionalIdPrefix('out').build())).toEqual({
    prefix: 'out',
    timeout: 3_600_000,
  })
  const property = (value: string) =>
    builder().setTransactionalIdPrefix('out').setProperty('transaction.timeout.ms', value)
  expect(settings(property('60000').build())?.timeout).toBe(60_000)
  expect(codeOf(() => property('soon'))).toBe('number_too_small')
})
