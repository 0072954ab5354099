/** State of windows: several namespaces under one key, and what merging does to them. */
import { expect, test } from 'vitest'
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
} from '../../datastream/flink.ts'
import { keyedHarness } from '../testing/keyed-harness.ts'

test('[STA-22] each window of a key has an entry of its own, and a restore brings all back', () => {
  const harness = keyedHarness()
  const count = new ValueStateDescriptor<number>('count') as ValueStateDescriptor<unknown>
  harness.setKey('A')
  for (const window of ['', '0-5', '5-10'])
    harness.store.states.value(count, window).update(window.length)
  harness.store.states.value(count, '0-5').clear()
  const restored = harness.snapshotAndRestore()
  restored.setKey('A')
  const values = ['', '0-5', '5-10'].map((w) => restored.store.states.value(count, w).value())
  expect(values).toEqual([0, null, 4])
  restored.setKey('B')
  expect(restored.store.states.value(count, '5-10').value()).toBeNull()
})

test('[STA-24] what merges comes behind what is there: sources in their order, target first', () => {
  const harness = keyedHarness()
  const { states } = harness.store
  harness.setKey('A')
  const list = new ListStateDescriptor<unknown>('list')
  states.list(list, 'b').addAll([1, 2])
  states.list(list, 'c').add(3)
  states.list(list, 'a').addAll([4, 5])
  states.list(list, 'b').mergeFrom(['c', 'none', 'a'])
  expect([...states.list(list, 'b').get()]).toEqual([1, 2, 3, 4, 5])
  expect(states.list(list, 'c').getInternal()).toBeNull()

  type Minus = (a: unknown, b: unknown) => unknown
  const minus = new ReducingStateDescriptor<unknown>(
    'minus',
    ((a: number, b: number) => a - b) as Minus,
  )
  for (const [window, value] of [
    ['a', 100],
    ['b', 10],
    ['c', 1],
  ] as const)
    states.reducing(minus, window).add(value)
  states.reducing(minus, 'b').mergeFrom(['c', 'a'])
  // target - (c - a), as Flink's heap backend does it.
  expect(states.reducing(minus, 'b').get()).toBe(109)
  expect(states.reducing(minus, 'a').get()).toBeNull()

  const joined = new AggregatingStateDescriptor<unknown, unknown, unknown>('joined', {
    createAccumulator: () => [],
    add: (value, acc) => [...(acc as unknown[]), value],
    getResult: (acc) => (acc as unknown[]).join('+'),
    merge: (a, b) => [...(a as unknown[]), ...(b as unknown[])],
  })
  for (const window of ['a', 'b', 'c']) states.aggregating(joined, window).add(window)
  states.aggregating(joined, 'd').mergeFrom(['c', 'a'])
  expect(states.aggregating(joined, 'd').get()).toBe('c+a')
})

test('[STA-1] all keys that have an entry of a state can be gone through (KS-43)', () => {
  const harness = keyedHarness()
  const { states } = harness.store
  const count = new ValueStateDescriptor<unknown>('count')
  for (const [at, key] of ['A', 'B', 'C'].entries()) {
    harness.setKey(key)
    if (key !== 'B') states.value(count).update(at)
  }
  const seen: unknown[] = []
  harness.setKey('B')
  states.applyToAllKeys('count', '', (key) => seen.push([key, states.value(count).value()]))
  expect(seen).toEqual([
    ['A', 0],
    ['C', 2],
  ])
  expect(states.currentKey.key).toBe('B')
})
