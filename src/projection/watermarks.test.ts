/** Who holds event time back, and what came late. */
import { expect, test } from 'vitest'
import { emptyScenario, type Scenario } from '../scenario/index.ts'
import { eventsOf } from './testing/sample-run.ts'
import { holderOf, watermarks } from './watermarks.ts'

const job = (watermarks: string) => `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders')
      .setStartingOffsets(flink.OffsetsInitializer.earliest())
      .setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.${watermarks}, 'orders').uid('orders').setParallelism(2)
  .rebalance().map((order: any) => order).uid('map').setParallelism(1).print().uid('out').setParallelism(1)
env.execute('orders')`

function after(until: number, strategy: string) {
  const records = (times: readonly number[]) =>
    times.map((timestamp) => ({ key: null, value: JSON.stringify(timestamp), timestamp }))
  const scenario: Scenario = {
    ...emptyScenario,
    files: { 'job.ts': job(strategy) },
    topics: {
      orders: {
        spacing: 100,
        partitions: [
          records([1_000, 1_100, 1_200]),
          records(Array.from({ length: 30 }, (_, n) => (n === 20 ? 900 : 5_000 + n * 100))),
        ],
      },
    },
  }
  const state = watermarks.initial()
  for (const event of eventsOf(scenario, until)) watermarks.apply(state, event)
  const receiver = state.rows[2]
  if (receiver === undefined) throw new Error('there is a third subtask')
  return { receiver, state }
}

test('the channel with the lowest watermark holds the clock back', () => {
  const { receiver, state } = after(1_500, 'forMonotonousTimestamps<any>()')
  expect(receiver.channels.map(({ watermark }) => watermark)).toEqual([6_199, 1_199])
  expect(receiver).toMatchObject({ watermark: 1_199, idle: false, late: 0 })
  expect(holderOf(receiver)).toMatchObject({ kind: 'channel', from: 1 })
  expect(state.rows.map((row) => holderOf(row))[1]).toEqual({ kind: 'split', split: 'orders-0' })
})

test('an idle channel holds nothing back; a record the clock has passed is late', () => {
  const strategy = 'forMonotonousTimestamps<any>().withIdleness(flink.Duration.ofMillis(300))'
  const { receiver } = after(2_500, strategy)
  expect(receiver.channels[1]).toMatchObject({ watermark: 1_199, idle: true, counts: false })
  expect(holderOf(receiver)).toMatchObject({ kind: 'channel', from: 0 })
  expect(receiver.watermark).toBeGreaterThan(6_000)
  expect(receiver.late).toBe(1)
})
