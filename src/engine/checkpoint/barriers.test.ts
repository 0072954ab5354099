/** Barriers on their way through a job: what waits for whom, and what a restore counts twice. */
import { expect, test } from 'vitest'
import type { Command, TaskManagerId } from '../../model/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, orders, simulate } from '../testing/simulate.ts'

const twoRoads = keyedJob({ sources: 2 })
/** Partition 0 is read by orders/1, partition 1 by orders/0: the slow road carries `B`. */
const slowRoad = [{ from: 'orders#0', to: 'count#0', delay: 300 }]

const alignment = [
  'checkpoint-triggered',
  'barrier-emitted',
  'barrier-received',
  'channel-blocked',
  'alignment-completed',
  'snapshot-started',
  'snapshot-taken',
  'channel-unblocked',
  'checkpoint-acknowledged',
  'checkpoint-completed',
] as const

test('[BAR-1, BAR-2, BAR-4, BAR-6] the faster input waits at its sender for the slower one', () => {
  const run = simulate(twoRoads, {
    until: 1_000,
    config: { 'execution.checkpointing.mode': 'EXACTLY_ONCE', ...manual },
    script: [[420, { kind: 'trigger-checkpoint' }]],
    scenario: {
      topics: orders([
        ['A', 7],
        ['B', 4],
      ]),
      channelDelays: slowRoad,
    },
  })
  expect(run.transcript(...alignment, 'state-updated', 'element-sent')).toMatchInlineSnapshot(`
    "      112  count/0   count[A] = 1                            group 104
          212  count/0   count[A] = 2                            group 104
          312  count/0   count[A] = 3                            group 104
          412  count/0   count[B] = 1                            group 17
          413  count/0   count[A] = 4                            group 104
          420  checkpoint 1 triggered                  command
          425  orders/0  sends barrier 1 to count/0              due 735
          425  orders/0  snapshot 1 started                      until 427
          425  orders/1  sends barrier 1 to count/0              due 435
          425  orders/1  snapshot 1 started                      until 427
          427  orders/0  snapshot 1 taken, 103 B                 due 477
          427  orders/1  snapshot 1 taken, 103 B                 due 477
          435  count/0   barrier 1 from orders/1                 1 of 2
          435  count/0   orders/1 blocked                        checkpoint 1
          482  orders/0  acknowledged 1                          1 of 3
          482  orders/1  acknowledged 1                          2 of 3
          512  count/0   count[B] = 2                            group 17
          612  count/0   count[B] = 3                            group 17
          712  count/0   count[B] = 4                            group 17
          735  count/0   barrier 1 from orders/0                 2 of 2
          735  count/0   aligned for 1 after 300 ms
          735  count/0   orders/0 blocked                        checkpoint 1
          735  count/0   snapshot 1 started                      until 737
          737  count/0   snapshot 1 taken, 293 B                 due 787
          737  count/0   orders/0 unblocked                      checkpoint 1
          737  count/0   orders/1 unblocked                      checkpoint 1
          737  orders/1  credit came: sends to count/0           due 747
          737  orders/1  credit came: sends to count/0           due 747
          748  count/0   count[A] = 5                            group 104
          749  count/0   count[A] = 6                            group 104
          750  count/0   count[A] = 7                            group 104
          792  count/0   acknowledged 1                          3 of 3
          802  checkpoint 1 completed after 382 ms     499 B"
  `)
})

test('[BAR-3] one input channel: the first barrier is also the last, and nothing waits', () => {
  const run = simulate(keyedJob(), {
    until: 600,
    config: manual,
    script: [[250, { kind: 'trigger-checkpoint' }]],
    scenario: { topics: orders([['A', 3]]) },
  })
  expect(run.of('alignment-completed').map(({ duration }) => duration)).toEqual([0])
})

test('[BAR-5] what one barrier blocks, the next barrier of that channel finds unblocked', () => {
  const run = simulate(twoRoads, {
    until: 4_000,
    config: { 'execution.checkpointing.interval': '1 s' },
    scenario: {
      topics: orders([
        ['A', 30],
        ['B', 30],
      ]),
      channelDelays: slowRoad,
    },
  })
  const of = (kind: 'channel-blocked' | 'channel-unblocked') =>
    run.of(kind).map(({ channel, checkpoint }) => `${checkpoint} ${channel}`)
  expect(of('channel-blocked').toSorted()).toEqual(of('channel-unblocked').toSorted())
  expect(run.of('checkpoint-completed').map(({ checkpoint }) => checkpoint)).toEqual([1, 2, 3, 4])
})

interface AfterFailure {
  readonly checkpointedOffsets: readonly number[]
  readonly processedByOpBeforeLastBarrierArrived: number
  readonly perKeyProcessingLog: Readonly<Record<string, readonly string[]>>
}

const manual = {
  // As in the golden runs: checkpointing is on, and no timer ticks during the run.
  'execution.checkpointing.interval': '3650 d',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '10',
  'restart-strategy.fixed-delay.delay': '10 ms',
}

/** The golden jobs a-*: one late barrier, then a failure, then the rest of the records. */
function afterFailure(mode: 'EXACTLY_ONCE' | 'AT_LEAST_ONCE'): AfterFailure {
  const produce = (key: string, n: number, partition: number): [number, Command] => [
    2_000 + n,
    {
      kind: 'produce',
      topic: 'orders',
      partition,
      key,
      value: JSON.stringify({ key, n }),
      timestamp: null,
    },
  ]
  const run = simulate(twoRoads, {
    until: 4_000,
    config: { ...manual, 'execution.checkpointing.mode': mode },
    script: [
      [420, { kind: 'trigger-checkpoint' }],
      [1_500, { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }],
      ...[7, 8, 9].map((n) => produce('A', n, 0)),
      ...[4, 5, 6, 7, 8, 9].map((n) => produce('B', n, 1)),
    ],
    scenario: {
      topics: orders([
        ['A', 7],
        ['B', 4],
      ]),
      channelDelays: slowRoad,
    },
  })
  const lastBarrier = run.of('alignment-completed')[0]
  const processed = run
    .of('record-processed')
    .filter(({ subtask, seq }) => subtask === 2 && seq < (lastBarrier?.seq ?? 0))
  const offsets = run.of('snapshot-taken').flatMap(({ content }) => content.offsets)
  const log = (key: string) =>
    run.rows.filter((row) => row.startsWith(key)).map((row) => row.slice(1))
  return {
    checkpointedOffsets: offsets.map(({ offset }) => offset),
    processedByOpBeforeLastBarrierArrived: processed.length,
    perKeyProcessingLog: { A: log('A'), B: log('B') },
  }
}

test('[BAR-7, BAR-8, REC-5] at least once: what overtook the last barrier is counted twice, as on Flink', () => {
  const expected = golden<AfterFailure>('a-at-least-once')
  const seen = afterFailure('AT_LEAST_ONCE')
  expect(seen.perKeyProcessingLog['A']).toEqual(expected.perKeyProcessingLog['A'])
  expect(seen.checkpointedOffsets).toEqual(expected.checkpointedOffsets)
  expect(seen.processedByOpBeforeLastBarrierArrived).toBe(
    expected.processedByOpBeforeLastBarrierArrived,
  )
  expect(seen.perKeyProcessingLog['B']).toEqual(expected.perKeyProcessingLog['B'])
})

test('[BAR-4, REC-5] exactly once: the same failure, and every record counts once, as on Flink', () => {
  const { perKeyProcessingLog, ...rest } = golden<AfterFailure>('a-exactly-once')
  expect(afterFailure('EXACTLY_ONCE')).toMatchObject({
    checkpointedOffsets: rest.checkpointedOffsets,
    processedByOpBeforeLastBarrierArrived: rest.processedByOpBeforeLastBarrierArrived,
    perKeyProcessingLog,
  })
})

test('[BAR-13] without checkpointing nothing waits for a savepoint either', () => {
  const run = simulate(twoRoads, {
    until: 2_000,
    script: [[420, { kind: 'trigger-savepoint', label: 'mine', then: 'continue' }]],
    scenario: {
      topics: orders([
        ['A', 12],
        ['B', 12],
      ]),
      channelDelays: slowRoad,
    },
  })
  expect(run.of('checkpoint-completed')).toHaveLength(1)
  expect(run.of('channel-blocked')).toEqual([])
})
