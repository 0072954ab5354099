/** Rules of windows that no vector shows by itself. */
import { expect, test } from 'vitest'
import { simulate } from '../../testing/simulate.ts'

const records = [
  ['a', 0],
  ['a', 1_500],
  ['a', 800],
  ['a', 20_000],
] as const

function sessions(operation: string) {
  return simulate(
    `import * as flink from 'flink'
const ms = flink.Duration.ofMillis
const together = {
  createAccumulator: () => '',
  add: ({ at }: any, acc: string) => acc === '' ? String(at) : acc + '+' + at,
  getResult: (acc: string) => acc,
  merge: (a: string, b: string) => '(' + a + ' & ' + b + ')',
}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders').setGroupId('g')
      .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.forBoundedOutOfOrderness<any>(ms(5_000)), 'orders')
  .uid('orders').keyBy((o: any) => o.key)
  .window(flink.EventTimeSessionWindows.withGap(ms(1_000)))
  .${operation}.uid('windows').name('windows').print().uid('out')
env.execute('sessions')`,
    {
      until: 3_000,
      config: { 'execution.checkpointing.interval': '3650 d' },
      scenario: {
        topics: {
          orders: {
            spacing: 300,
            partitions: [
              records.map(([key, at]) => ({
                key,
                value: JSON.stringify({ key, at }),
                timestamp: at,
              })),
            ],
          },
        },
      },
    },
  )
}

test('WO-36: windows that merge have their accumulators merged by AggregateFunction.merge', () => {
  // Which state window is kept follows Java's HashSet of the merged ones: that of 1500 comes first.
  expect(sessions('aggregate(together)').rows).toEqual(['(1500 & 0)+800'])
})

test('[WIN-2] sessions whose aggregate makes nothing are purged and cleaned all the same', () => {
  const seen = sessions(`trigger(flink.PurgingTrigger.of(flink.CountTrigger.of(1)))
  .aggregate({ ...together, getResult: (acc: string) => acc.includes('+') ? acc : null })`)
  // Purged each time, so that never two are together.
  expect(seen.rows).toEqual([])
  expect(seen.of('window-purged')).toHaveLength(4)
  expect(seen.of('window-cleaned').map(({ window }) => window)).toEqual(['[0, 2500)'])
})
