import { expect, test } from 'vitest'
import { defaultScenario } from './default-scenario.ts'
import type { Topic } from './scenario.ts'
import { partitionsOf } from './topics.ts'

const fruits: Topic = {
  generator: {
    partitions: 2,
    recordsPerPartition: 1_000,
    keys: ['apple', 'banana'],
    keyField: 'fruit',
    weights: [3, 1],
    fields: { amount: [1, 9] },
  },
}
const all = (topic: Topic, seed: number) =>
  partitionsOf('orders', topic, seed).map((partition) =>
    Array.from({ length: partition.length }, (_, offset) => partition.at(offset)),
  )

test('the same seed gives the same records, in whatever order they are asked for', () => {
  const [partition] = partitionsOf('orders', fruits, 7)
  const record = partition?.at(500)
  partition?.at(3)
  expect(partition?.at(500)).toEqual(record)
  expect(all(fruits, 7)).toEqual(all(fruits, 7))
  expect(all(fruits, 8)).not.toEqual(all(fruits, 7))
})

test('partitions differ, and a longer one begins as a shorter one does', () => {
  const [first, second] = all(fruits, 7)
  expect(first).not.toEqual(second)
  const longer = all({ generator: { ...fruits.generator!, recordsPerPartition: 1_001 } }, 7)
  expect(longer[0]?.slice(0, 1_000)).toEqual(first)
})

test('keys are drawn by weight, fields from their range', () => {
  const [first = []] = all(fruits, 1)
  const values = first.map(
    ({ value }) => JSON.parse(value) as { fruit: string; n: number; amount: number },
  )
  const apples = values.filter(({ fruit }) => fruit === 'apple').length
  expect(apples).toBeGreaterThan(690)
  expect(apples).toBeLessThan(810)
  expect(new Set(values.map(({ amount }) => amount))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]))
  expect(values.map(({ n }) => n)).toEqual(Array.from({ length: 1_000 }, (_, at) => at + 1))
  expect(first.map(({ key }) => key)).toEqual(values.map(({ fruit }) => fruit))
})

test('records that are given come as they are', () => {
  const given = { key: 'a', value: '1', timestamp: 5 }
  expect(all({ partitions: [[given], []] }, 1)).toEqual([[given], []])
})

test('weights of nothing make all keys equally likely', () => {
  const [first = []] = all({ generator: { ...fruits.generator!, weights: [0, 0] } }, 1)
  expect(new Set(first.map(({ key }) => key)).size).toBe(2)
})

test('the first scenario has orders for all its fruits', () => {
  const orders = defaultScenario.topics['orders']
  const keys = all(orders!, defaultScenario.seed)
    .flat()
    .map(({ key }) => key)
  expect(new Set(keys).size).toBe(8)
})
