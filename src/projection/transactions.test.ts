/** Transactions as the Kafka tab lists them. */
import { expect, test } from 'vitest'
import { simulate } from '../engine/testing/simulate.ts'
import type { Command, TaskManagerId } from '../model/index.ts'
import { transactions } from './index.ts'

const job = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env
  .fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('b').setTopics('orders').setGroupId('g')
      .setStartingOffsets(flink.OffsetsInitializer.earliest())
      .setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.noWatermarks<any>(), 'orders').uid('orders')
  .sinkTo(flink.KafkaSink.builder<any>().setBootstrapServers('b')
    .setRecordSerializer(flink.KafkaRecordSerializationSchema.builder<any>().setTopic('out')
      .setValueSerializationSchema(flink.json<any>()).build())
    .setDeliveryGuarantee(flink.DeliveryGuarantee.EXACTLY_ONCE)
    .setTransactionalIdPrefix('out').setProperty('transaction.timeout.ms', '2000').build())
  .uid('out')
env.execute('copy')
`
const record = { key: null, value: '{"n":1}', timestamp: null }
const checkpoint: Command = { kind: 'trigger-checkpoint' }

test('[TXN-2, TXN-4, TXN-6] a transaction is open, pre-committed, committed, aborted or lost', () => {
  const run = simulate(job, {
    until: 8_000,
    config: {
      'execution.checkpointing.interval': '1 h',
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': '3',
      'restart-strategy.fixed-delay.delay': '2 s',
    },
    scenario: {
      topics: { orders: { spacing: 250, partitions: [Array.from({ length: 30 }, () => record)] } },
    },
    script: [
      [1_000, checkpoint],
      [1_600, { kind: 'delay-notification', subtask: null, delay: null }],
      [2_000, checkpoint],
      [2_500, { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }],
      [5_500, checkpoint],
    ],
  })
  const state = transactions.initial()
  const seen: string[] = []
  for (const event of run.events) {
    transactions.apply(state, event)
    if (!('transaction' in event) || event.kind === 'transaction-written') continue
    seen.push(
      `${event.at} ${state.transactions
        .map((one) => `${one.transaction} ${one.state} ${one.rows}`)
        .join(', ')}`,
    )
  }
  expect(seen.join('\n')).toMatchInlineSnapshot(`
    "251 out-0-1 open 0
    1005 out-0-1 pre-committed 4
    1077 out-0-1 committed 4
    1251 out-0-2 open 0, out-0-1 committed 4
    2005 out-0-2 pre-committed 4, out-0-1 committed 4
    2251 out-0-3 open 0, out-0-2 pre-committed 4, out-0-1 committed 4
    3251 out-0-3 open 1, out-0-2 aborted 4, out-0-1 committed 4
    4251 out-0-3 aborted 1, out-0-2 aborted 4, out-0-1 committed 4
    4550 out-0-3 aborted 1, out-0-2 lost 4, out-0-1 committed 4
    4551 out-0-3 open 0, out-0-3 aborted 1, out-0-2 lost 4, out-0-1 committed 4
    5505 out-0-3 pre-committed 14, out-0-3 aborted 1, out-0-2 lost 4, out-0-1 committed 4
    5577 out-0-3 committed 14, out-0-3 aborted 1, out-0-2 lost 4, out-0-1 committed 4
    5751 out-0-4 open 0, out-0-3 committed 14, out-0-3 aborted 1, out-0-2 lost 4, out-0-1 committed 4
    7751 out-0-4 aborted 8, out-0-3 committed 14, out-0-3 aborted 1, out-0-2 lost 4, out-0-1 committed 4"
  `)
})
