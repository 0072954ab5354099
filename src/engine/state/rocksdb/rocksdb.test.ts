/** State in the store, as operators use it. */
import { expect, test } from 'vitest'
import {
  Duration,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  StateTtlConfig,
  Types,
  ValueStateDescriptor,
} from '../../../datastream/flink.ts'
import { keyedJob, orders, simulate } from '../../testing/simulate.ts'
import { keyedHarness, type KeyedHarness } from '../../testing/keyed-harness.ts'

const backend = 'rocksdb'

function onKey(harness: KeyedHarness, key: string): KeyedHarness {
  harness.setKey(key)
  return harness
}

test('[RDB-1] thousands of keys are found again, through flushes and compactions', () => {
  const harness = keyedHarness({ backend, maxParallelism: 300 })
  const state = harness.store.states.value(new ValueStateDescriptor('n', Types.INT))
  const keys = Array.from({ length: 3000 }, (_, at) => `key ${at}`)
  for (const round of [1, 2])
    for (const [at, key] of keys.entries()) {
      harness.setKey(key)
      expect(state.value()).toBe(round === 1 ? null : at)
      state.update(at * round)
      if (at % 3 === 0) state.clear()
      if (at % 3 === 0 && round === 1) state.update(at)
    }
  const restored = harness.snapshotAndRestore()
  const after = restored.store.states.value(new ValueStateDescriptor('n', Types.INT))
  for (const [at, key] of keys.entries()) {
    restored.setKey(key)
    expect(after.value()).toBe(at % 3 === 0 ? null : 2 * at)
  }
})

test('[RDB-3] a map is walked by the bytes of its keys, some entries at a time', () => {
  const harness = onKey(keyedHarness({ backend }), 'k')
  const map = harness.store.states.map(new MapStateDescriptor('m', Types.INT, Types.INT))
  const numbers = Array.from({ length: 400 }, (_, at) => at - 100)
  for (const number of numbers.toReversed()) map.put(number, number)
  const inOrder = [...numbers.slice(100), ...numbers.slice(0, 100)]
  expect([...map.keys()]).toEqual(inOrder)
  // What is put among entries that are loaded later is met, what is put among those that are loaded is not.
  const met: unknown[] = []
  for (const key of map.keys()) {
    if (key === 0) map.put(1000, 0)
    if (key === 299) map.put(-1000, 0)
    map.remove(key)
    met.push(key)
  }
  expect(met).toContain(1000)
  expect(met).toHaveLength(401)
  expect([...map.keys()]).toEqual([-1000])
  map.clear()
  expect(map.isEmpty()).toBe(true)
  expect(harness.pieces()[0]?.entries).toEqual([])
})

test('[RDB-3] keys of the stream of which one begins the other keep their maps apart', () => {
  const harness = keyedHarness({ backend })
  const map = harness.store.states.map(new MapStateDescriptor('m', Types.STRING, Types.INT))
  for (const [at, key] of ['a', 'ab', 'abc', ''].entries()) {
    harness.setKey(key)
    map.put('x', at)
    map.put('bx', at)
  }
  onKey(harness, 'a')
  map.clear()
  for (const [at, key] of ['ab', 'abc', ''].entries()) {
    harness.setKey(key)
    expect([...map.values()]).toEqual([at + 1, at + 1])
  }
})

test('[RDB-4] elements of a list may hold the byte that stands between them', () => {
  const harness = onKey(keyedHarness({ backend }), 'k')
  const list = harness.store.states.list(new ListStateDescriptor('l', Types.STRING))
  list.add('a,b')
  list.addAll([',', '', ',,,'])
  harness.compact()
  list.add('end')
  expect([...list.get()]).toEqual(['a,b', ',', '', ',,,', 'end'])
  expect(() => {
    list.addAll(['lost', null])
  }).toThrow()
  expect([...list.get()]).toHaveLength(5)
})

test('[RDB-5] null goes to the function, and what merges comes before what is there', () => {
  const harness = onKey(keyedHarness({ backend }), 'k')
  const { states } = harness.store
  const minus = (a: unknown, b: unknown) => Number(a) - Number(b ?? 5)
  const inWindow = (window: string) =>
    states.reducing(new ReducingStateDescriptor('x', minus, Types.INT), window)
  expect(() => {
    inWindow('[0, 5)').add(null)
  }).toThrow(expect.objectContaining({ code: 'value_not_of_type' }))
  inWindow('[0, 5)').add(30)
  inWindow('[0, 5)').add(null)
  expect(inWindow('[0, 5)').get()).toBe(25)
  inWindow('[5, 9)').add(4)
  inWindow('[5, 9)').mergeFrom(['[0, 5)'])
  expect(inWindow('[5, 9)').get()).toBe(21)
  expect(inWindow('[0, 5)').get()).toBeNull()
  const map = states.map(new MapStateDescriptor('m', Types.INT, Types.INT))
  map.putAll(null as never)
  expect(map.isEmpty()).toBe(true)
  expect(() => {
    map.put(null, 1)
  }).toThrow(expect.objectContaining({ code: 'value_not_of_type' }))
})

test('[RDB-7] timers of equal time fire by their keys within a key group, unless they are on the heap', () => {
  const job = keyedJob({
    setup: 'env.setMaxParallelism(1)',
    body: `ctx.timerService().registerProcessingTimeTimer(2_000)`,
    onTimer: `out.collect('timer of ' + ctx.getCurrentKey())`,
  })
  const run = (backend: string, timers: string) =>
    simulate(job, {
      until: 3_000,
      config: {
        'state.backend.type': backend,
        'state.backend.rocksdb.timer-service.factory': timers,
      },
      scenario: {
        topics: orders([
          ['D', 1],
          ['B', 1],
          ['C', 1],
          ['A', 1],
        ]),
      },
    }).rows.filter((row) => row.startsWith('timer'))
  const inHeapOrder = run('hashmap', 'HEAP')
  expect(run('rocksdb', 'HEAP')).toEqual(inHeapOrder)
  expect(run('rocksdb', 'ROCKSDB')).toEqual(inHeapOrder.toSorted())
  expect(inHeapOrder).not.toEqual(inHeapOrder.toSorted())
})

test('[RDB-6] a compaction that drops what expired tells of it once nothing older is left', () => {
  const harness = onKey(keyedHarness({ backend }), 'k')
  const descriptor = new ValueStateDescriptor('v', Types.INT)
  descriptor.enableTimeToLive(StateTtlConfig.newBuilder(Duration.ofMillis(100)).build())
  const state = harness.store.states.value(descriptor)
  harness.setTime(1)
  state.update(7)
  harness.compact()
  harness.setTime(50)
  state.update(8)
  harness.setTime(120)
  harness.compact()
  expect(state.value()).toBe(8)
  harness.setTime(200)
  harness.compact()
  const told = harness.facts.filter(({ kind }) => kind !== 'state-updated').slice(1)
  expect(told).toMatchObject([
    { kind: 'state-expired', key: 'k', how: 'compaction' },
    { kind: 'state-cleared', key: 'k' },
  ])
  expect(state.value()).toBeNull()
})

test('[RDB-8] a snapshot of one backend is read by the other', () => {
  for (const [from, to] of [
    ['hashmap', 'rocksdb'],
    ['rocksdb', 'hashmap'],
  ] as const) {
    const before = onKey(keyedHarness({ backend: from }), 'k')
    before.store.states.value(new ValueStateDescriptor('v')).update({ a: [1, null] })
    before.store.states.list(new ListStateDescriptor('l', Types.LONG), '[0, 10)').addAll([1, 2n])
    before.store.states.map(new MapStateDescriptor('m')).put('x', null)
    const after = keyedHarness({ backend: to })
    after.restoreFrom(before)
    onKey(after, 'k')
    const { states } = after.store
    expect(states.value(new ValueStateDescriptor('v')).value()).toEqual({ a: [1, null] })
    const list = states.list(new ListStateDescriptor('l', Types.LONG), '[0, 10)')
    expect([...list.get()]).toEqual([1, 2n])
    expect([...states.map(new MapStateDescriptor('m')).entries()]).toEqual([['x', null]])
  }
})
