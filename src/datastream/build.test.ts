import { expect, test } from 'vitest'
import { operatorIdOfUid } from '../model/index.ts'
import { evaluateProgram } from './evaluate.ts'
import * as flink from './flink.ts'
import type { Program } from './program.ts'

const { KafkaSource, KafkaSink, OffsetsInitializer, WatermarkStrategy, json, Types } = flink
type Env = flink.StreamExecutionEnvironment

interface Order {
  readonly fruit: string
  readonly amount: number
}

function submit(program: (env: Env) => void, config: Record<string, string> = {}): Program {
  const entries = Object.entries(config).map(([key, value], at) => ({ key, value, line: at + 1 }))
  return evaluateProgram(() => {
    const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
    program(env)
    env.execute('totals')
  }, entries)
}

function orders(env: Env): flink.DataStreamSource<Order> {
  const source = KafkaSource.builder<Order>()
    .setBootstrapServers('broker:9092')
    .setTopics('orders')
    .setGroupId('totals')
    .setStartingOffsets(OffsetsInitializer.earliest())
    .setValueOnlyDeserializer(json<Order>())
    .build()
  return env.fromSource(source, WatermarkStrategy.noWatermarks<Order>(), 'orders')
}

class Count extends flink.KeyedProcessFunction<string, Order, number> {
  override processElement(): void {
    // Only its place in the graph matters here.
  }
}

function sink<T>() {
  return KafkaSink.builder<T>()
    .setBootstrapServers('broker:9092')
    .setRecordSerializer(
      flink.KafkaRecordSerializationSchema.builder<T>()
        .setTopic('totals')
        .setValueSerializationSchema(json<T>())
        .build(),
    )
    .build()
}

const shape = ({ graph }: Program) => ({
  vertices: graph.vertices.map(({ name, parallelism }) => `${name} (${parallelism})`),
  edges: graph.edges.map(({ from, to, partitioning }) => `${from} ${partitioning} ${to}`),
})

test('a keyed count is three tasks: what keyBy separates is not chained', () => {
  const program = submit((env) => {
    orders(env)
      .setParallelism(2)
      .keyBy((order) => order.fruit)
      .process(new Count())
      .uid('count')
      .name('count')
      .setParallelism(3)
      .sinkTo(sink<number>())
      .name('totals')
      .setParallelism(2)
  })
  expect(shape(program)).toEqual({
    vertices: ['Source: orders (2)', 'count (3)', 'totals: Writer (2)'],
    edges: ['0 hash 1', '1 rebalance 2'],
  })
  expect(program.graph.vertices[1]?.operators[0]?.id).toBe(operatorIdOfUid('count'))
  expect(program.graph.vertices[1]).toMatchObject({ maxParallelism: 128, maxParallelismSet: false })
  expect(program.keyedBy(0)?.select({ fruit: 'fig' })).toBe('fig')
  expect(program.keyedBy(1)).toBeNull()
})

test('[CK-197] a task without max parallelism has at least 128 key groups', () => {
  const program = submit((env) => {
    orders(env)
      .map(({ amount }) => amount)
      .setParallelism(100)
      .print()
  })
  expect(program.graph.vertices[1]).toMatchObject({ parallelism: 100, maxParallelism: 256 })
})

test('forward neighbours of one parallelism are chained, from the source to the sink', () => {
  const program = submit((env) => {
    orders(env)
      .filter(({ amount }) => amount > 0)
      .map(({ amount }) => amount)
      .print()
  })
  expect(shape(program)).toEqual({
    vertices: ['Source: orders -> Filter -> Map -> Sink: Print to Std. Out (1)'],
    edges: [],
  })
})

test('disableChaining isolates an operator, startNewChain begins a chain, and both keep forward edges', () => {
  const program = submit((env) => {
    orders(env)
      .map((order) => order)
      .disableChaining()
      .map((order) => order)
      .map((order) => order)
      .startNewChain()
      .print()
  })
  expect(shape(program)).toEqual({
    vertices: ['Source: orders (1)', 'Map (1)', 'Map (1)', 'Map -> Sink: Print to Std. Out (1)'],
    edges: ['0 forward 1', '1 forward 2', '2 forward 3'],
  })
})

test('disableOperatorChaining, from code or from config.yaml, isolates all', () => {
  const job = (env: Env) => {
    orders(env)
      .map((order) => order)
      .print()
  }
  const byConfig = submit(job, { 'pipeline.operator-chaining': 'false' })
  const byCode = submit((env) => {
    env.disableOperatorChaining()
    job(env)
  })
  expect(byConfig.graph.vertices).toHaveLength(3)
  expect(byCode.graph).toEqual(byConfig.graph)
})

test('[DEP-4] a stream used twice leads to a chain with two ends', () => {
  const program = submit((env) => {
    const stream = orders(env)
    stream
      .map((order) => order)
      .name('a')
      .print()
    stream.filter(() => true).name('b')
  })
  expect(shape(program)).toEqual({
    vertices: ['Source: orders -> (a -> Sink: Print to Std. Out, b) (1)'],
    edges: [],
  })
  expect(program.graph.vertices[0]?.operators.map(({ name, after }) => [name, after])).toEqual([
    ['Source: orders', null],
    ['a', 0],
    ['Sink: Print to Std. Out', 1],
    ['b', 0],
  ])
})

test('[DEP-1] a slot sharing group is that of the inputs unless it is set, and separates chains', () => {
  const program = submit((env) => {
    orders(env)
      .map((order) => order)
      .slotSharingGroup('heavy')
      .filter(() => true)
      .print()
  })
  expect(
    program.graph.vertices.map(({ name, slotSharingGroup }) => [name, slotSharingGroup]),
  ).toEqual([
    ['Source: orders', 'default'],
    ['Map -> Filter -> Sink: Print to Std. Out', 'heavy'],
  ])
})

test('union reads several streams', () => {
  const program = submit((env) => {
    orders(env).union(orders(env)).print()
  })
  expect(shape(program).edges).toEqual(['0 forward 2', '1 forward 2'])
})

test('a source nobody reads is not part of the job', () => {
  const program = submit((env) => {
    orders(env)
    orders(env).print()
  })
  expect(program.graph.vertices).toHaveLength(1)
})

test('[CK-191] one uid for two operators is refused', () => {
  const twice = () =>
    submit((env) => {
      const stream = orders(env).uid('a')
      stream.print().uid('a')
    })
  expect(twice).toThrow(expect.objectContaining({ code: 'uid_twice', values: { uid: 'a' } }))
})

test('[CK-191] without generated uids every operator needs one', () => {
  const job = (env: Env) => {
    orders(env).uid('orders').print()
  }
  expect(() => submit(job, { 'pipeline.auto-generate-uids': 'false' })).toThrow(
    expect.objectContaining({ code: 'uid_missing' }),
  )
})

test('[KG-7] more subtasks than key groups are refused', () => {
  const job = (env: Env) => {
    orders(env).setMaxParallelism(2).setParallelism(3).print()
  }
  expect(() => submit(job)).toThrow(expect.objectContaining({ code: 'parallelism_above_max' }))
})

test('forward cannot change the parallelism', () => {
  const job = (env: Env) => {
    orders(env).forward().print().setParallelism(2)
  }
  expect(() => submit(job)).toThrow(
    expect.objectContaining({ code: 'forward_changes_parallelism' }),
  )
})

test('[CK-190] setUidHash is kept beside the generated id', () => {
  const hash = 'bc764cd8ddf7a0cff126f51c16239658'
  const program = submit((env) => {
    orders(env).setUidHash(hash).print()
  })
  expect(program.graph.vertices[0]?.operators[0]).toMatchObject({ uid: null, uidHash: hash })
})

test('a program must call execute, once, and have an operator', () => {
  const env = () => flink.StreamExecutionEnvironment.getExecutionEnvironment()
  const evaluate = (program: () => void) => () => evaluateProgram(program, [])
  expect(evaluate(() => orders(env()).print())).toThrow(
    expect.objectContaining({ code: 'execute_missing' }),
  )
  expect(
    evaluate(() => {
      env().execute()
    }),
  ).toThrow(expect.objectContaining({ code: 'no_operators' }))
  expect(
    evaluate(() => {
      const mine = env()
      orders(mine).print()
      mine.execute()
      mine.execute()
    }),
  ).toThrow(expect.objectContaining({ code: 'execute_twice' }))
})

test('a declared key type decides the key', () => {
  const program = submit((env) => {
    orders(env)
      .keyBy((order) => order.amount, Types.INT)
      .process(new Count() as never)
  })
  expect(program.keyedBy(0)?.type).toBe('INT')
  expect(() => program.keyedBy(0)?.select({ amount: 1.5 })).toThrow(
    expect.objectContaining({ code: 'key_not_of_type' }),
  )
})
