/** The records of a scenario's topics: given one by one, or drawn from the seed. */
import { randomStream } from '../base/index.ts'
import type { Topic, TopicGenerator, TopicRecord } from './scenario.ts'

/** A partition as it is planned: record k, counted from 0, is there at (k + 1) × spacing ms. */
export interface PlannedPartition {
  /** How many records there will be. */
  readonly length: number
  /** The record at an offset below `length`; the same each time it is asked for. */
  at(offset: number): TopicRecord
}

/** Virtual ms between two records of a partition, where a topic says nothing. */
export const defaultSpacing = 100

/** The partitions of a topic. Nothing is drawn before it is asked for. */
export function partitionsOf(
  name: string,
  topic: Topic,
  seed: number,
): readonly PlannedPartition[] {
  const given = (topic.partitions ?? []).map((records): PlannedPartition => ({
    length: records.length,
    at: (offset) => {
      const record = records[offset]
      if (record === undefined) throw new RangeError(`${name} has no offset ${offset}`)
      return record
    },
  }))
  if (topic.generator === undefined) return given
  const { generator } = topic
  const drawn = Array.from({ length: generator.partitions }, (_, partition) =>
    drawnPartition(generator, seed, `${name}/${partition}`),
  )
  return [...given, ...drawn]
}

function drawnPartition(generator: TopicGenerator, seed: number, name: string): PlannedPartition {
  const { keys, keyField = 'key', fields = {} } = generator
  const drawKey = weighted(generator)
  const ranges = Object.entries(fields)
  return {
    length: generator.recordsPerPartition,
    at: (offset) => {
      const random = randomStream(seed, 'topic', name, offset)
      const key = keys[drawKey(random.below)] ?? null
      const drawn = ranges.map(([field, [low, high]]): [string, number] => [
        field,
        low <= high ? random.between(low, high) : random.between(high, low),
      ])
      const value = Object.fromEntries<unknown>([[keyField, key], ['n', offset + 1], ...drawn])
      return { key, value: JSON.stringify(value), timestamp: null }
    },
  }
}

/** Draws the index of a key; without usable weights all are equally likely. */
function weighted({ keys, weights }: TopicGenerator): (below: (bound: number) => number) => number {
  const ups: number[] = []
  let total = 0
  for (const [at] of keys.entries()) ups.push((total += weights?.[at] ?? 0))
  if (total === 0) return (below) => below(keys.length)
  return (below) => {
    const draw = below(total)
    return ups.findIndex((up) => draw < up)
  }
}
