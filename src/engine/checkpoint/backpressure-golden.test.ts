/** Aligned and unaligned checkpoints after a failure and under backpressure, as a real Flink 2.2.0 showed them. */
import { expect, test } from 'vitest'
import type { Command, TaskManagerId } from '../../model/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, orders, simulate } from '../testing/simulate.ts'

const manual = {
  'execution.checkpointing.interval': '3650 d',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '10',
  'restart-strategy.fixed-delay.delay': '10 ms',
}

interface AfterFailure {
  readonly checkpointedOffsets: readonly number[]
  readonly processedByOpBeforeLastBarrierArrived: number
  readonly restoredOffsets: readonly number[]
  readonly perKeyProcessingLog: Readonly<Record<string, readonly string[]>>
  readonly finalCounts: Readonly<Record<string, number>>
}

test('[BAR-14, BAR-16, REC-5] golden run: unaligned, one late barrier, a failure, and every record counts once', () => {
  const expected = golden<AfterFailure>('a-exactly-once-unaligned')
  const produce = (at: number, key: string, n: number): [number, Command] => {
    const value = JSON.stringify({ key, n })
    const partition = key === 'A' ? 0 : 1
    return [at, { kind: 'produce', topic: 'orders', partition, key, value, timestamp: null }]
  }
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 4_000,
    config: { ...manual, 'execution.checkpointing.unaligned.enabled': 'true' },
    script: [
      [420, { kind: 'trigger-checkpoint' }],
      ...[4, 5, 6].map((n) => produce(430 + n, 'A', n)),
      [1_500, { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }],
      ...[7, 8, 9].map((n) => produce(2_000 + n, 'A', n)),
      ...[4, 5, 6, 7, 8, 9].map((n) => produce(2_000 + n, 'B', n)),
    ],
    scenario: {
      topics: orders(
        [
          ['A', 4],
          ['B', 4],
        ],
        20,
      ),
      // The road of B is slow: its records are there when the other barrier comes, and its own is not.
      channelDelays: [{ from: 'orders#0', to: 'count#0', delay: 300 }],
    },
  })
  const lastBarrier = run.of('alignment-completed')[0]
  const processed = run
    .of('record-processed')
    .filter(({ subtask, seq }) => subtask === 2 && seq < (lastBarrier?.seq ?? 0))
  const offsets = run.of('snapshot-taken').flatMap(({ content }) => content.offsets)
  const assigned = run.of('partition-assigned').slice(-2)
  const log = (key: string) =>
    run.rows.filter((row) => row.startsWith(key)).map((row) => row.slice(1))
  const last = (key: string) => Number(log(key).at(-1)?.split(' ').at(-1))
  expect({
    checkpointedOffsets: offsets.map(({ offset }) => offset),
    processedByOpBeforeLastBarrierArrived: processed.length,
    restoredOffsets: assigned.map(({ offset }) => offset),
    perKeyProcessingLog: { A: log('A'), B: log('B') },
    finalCounts: { A: last('A'), B: last('B') },
  }).toEqual({
    checkpointedOffsets: expected.checkpointedOffsets,
    processedByOpBeforeLastBarrierArrived: expected.processedByOpBeforeLastBarrierArrived,
    restoredOffsets: expected.restoredOffsets,
    perKeyProcessingLog: expected.perKeyProcessingLog,
    finalCounts: expected.finalCounts,
  })
})

/** A sequence in two halves, its keys A and B in turn; the count fails once, behind its 4000th record. */
const numbers = `import * as flink from 'flink'
let failed = false
let processed = 0
class Count extends flink.KeyedProcessFunction<any, any, any> {
  declare count: flink.ValueState<number>
  open() {
    this.count = this.getRuntimeContext().getState(new flink.ValueStateDescriptor('count', flink.Types.LONG))
  }
  processElement(row: any, ctx: any, out: any) {
    if (++processed === 4000 && !failed) { failed = true; throw new Error('planned') }
    this.count.update((this.count.value() ?? 0) + 1)
  }
}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.fromSource(new flink.NumberSequenceSource(0, 5999), flink.WatermarkStrategy.noWatermarks<any>(), 'numbers')
  .uid('numbers').setParallelism(2).map((n: any) => ({ key: Number(n) % 2 === 0 ? 'A' : 'B' })).setParallelism(2)
  .keyBy((row: any) => row.key).process(new Count()).uid('count').name('count').setParallelism(1).print().setParallelism(1)
env.execute('backpressure')`

interface UnderBackpressure {
  readonly sourcesWereBackpressured: boolean
  readonly sourcesSnapshotWhileOperatorBlocked: boolean
  readonly isUnalignedCheckpoint: boolean
  readonly persistedInFlightBytesGreaterThanZero: boolean
  readonly recordsBehindSourceSnapshotButNotYetProcessedAtCompletion: boolean
  readonly finalCounts: Readonly<Record<string, number>>
  readonly records: Readonly<Record<string, number>>
}

const countSubtask = 2

/**
 * The golden run gives the operator a permit for each record; here a record takes it 20 ms. How many
 * records fit into Flink's buffers, and how many permits a checkpoint took, is its own.
 */
function underBackpressure(unaligned: boolean): UnderBackpressure {
  const trigger = 2_000
  const run = simulate(numbers, {
    until: 400_000,
    config: { ...manual, 'execution.checkpointing.unaligned.enabled': String(unaligned) },
    script: [[trigger, { kind: 'trigger-checkpoint' }]],
    scenario: { recordCosts: { count: 20 }, cluster: { taskManagers: 1, slotsEach: 2 } },
  })
  const completed = run.of('checkpoint-completed')[0]
  const first = <T extends { readonly checkpoint: number }>(all: readonly T[]) =>
    all.filter((one) => one.checkpoint === completed?.checkpoint)
  const acknowledged = first(run.of('checkpoint-acknowledged'))
  const taken = first(run.of('snapshot-taken')).filter(({ subtask }) => subtask !== countSubtask)
  const nextRecord = run
    .of('record-processed')
    .find(({ subtask, at }) => subtask === countSubtask && at > trigger + 20)
  const read = run.of('record-read').filter(({ at }) => at <= trigger)
  const processed = run
    .of('record-processed')
    .filter(({ subtask, at }) => subtask === countSubtask && at <= (completed?.at ?? 0))
  const counts = Object.fromEntries(
    ['A', 'B'].map((key) => [
      key,
      Number(run.of('state-updated').findLast((one) => one.key === key)?.value),
    ]),
  )
  expect(run.of('task-failed')).toHaveLength(1)
  expect(run.of('job-status-changed').at(-1)?.status).toBe('FINISHED')
  const all = new Set(
    run.of('record-read').map(({ topic, partition, offset }) => `${topic} ${partition} ${offset}`),
  )
  return {
    sourcesWereBackpressured: run.of('back-pressure-started').some(({ at }) => at < trigger),
    sourcesSnapshotWhileOperatorBlocked:
      taken.length === 2 && taken.every(({ at }) => at < (nextRecord?.at ?? 0)),
    isUnalignedCheckpoint: acknowledged.some((one) => one.unaligned),
    persistedInFlightBytesGreaterThanZero: acknowledged.some(({ persisted }) => persisted > 0),
    recordsBehindSourceSnapshotButNotYetProcessedAtCompletion: read.length > processed.length,
    finalCounts: counts,
    records: { A: all.size / 2, B: all.size / 2 },
  }
}

test.each([
  ['l-aligned-backpressure', false],
  ['l-unaligned-backpressure', true],
])('[BAR-14, BAR-16] golden run: %s', (id, unaligned) => {
  expect(underBackpressure(unaligned)).toEqual(golden<UnderBackpressure>(id))
})
