/** A topic in event time: what the tests of windows read. */
import type { Scenario, TopicRecord } from '../../scenario/index.ts'

/** Key, event time, value. */
export type Row = readonly [key: string, at: number, n: number]

/** One partition; record k is there at k × 300 ms, so that the watermark follows each. */
export function eventTopic(rows: readonly Row[]): Scenario['topics'] {
  const records = rows.map(([key, at, n]): TopicRecord => ({
    key,
    value: JSON.stringify({ key, at, n }),
    timestamp: at,
  }))
  return { orders: { spacing: 300, partitions: [records] } }
}
