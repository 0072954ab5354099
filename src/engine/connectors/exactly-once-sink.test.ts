/** A Kafka sink that writes exactly once: transactions that end with a checkpoint (CK-257 to CK-276). */
import { describe, expect, test } from 'vitest'
import type { Command, TaskManagerId } from '../../model/index.ts'
import { orders, type RestoreFrom, type Simulated, simulate } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const kill: Command = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }
const config = {
  'execution.checkpointing.interval': '3650 d',
  'execution.checkpointing.dir': 'file:///ckpt',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '5',
  'restart-strategy.fixed-delay.delay': '100 ms',
}
const facts = [
  'checkpoint-triggered',
  'checkpoint-completed',
  'checkpoint-failed',
  'transaction-begun',
  'transaction-precommitted',
  'transaction-committed',
  'transaction-aborted',
  'commit-failed',
  'task-failed',
  'restore-started',
  'job-status-changed',
] as const

interface Wish {
  readonly script?: readonly (readonly [number, Command])[]
  readonly until?: number
  readonly parallelism?: number
  readonly timeout?: number
  readonly records?: number
  readonly bounded?: boolean
  readonly from?: RestoreFrom
  readonly startAt?: number
  readonly extra?: Readonly<Record<string, string>>
}

function run(wish: Wish): Simulated {
  const { script = [], until = 9_000, parallelism = 1, timeout = 600_000, from, extra = {} } = wish
  const job = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env
  .fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('b').setTopics('orders').setGroupId('g')
      .setStartingOffsets(flink.OffsetsInitializer.earliest())
      ${wish.bounded === true ? '.setBounded(flink.OffsetsInitializer.latest())' : ''}
      .setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.noWatermarks<any>(), 'orders').uid('orders')
  .sinkTo(flink.KafkaSink.builder<any>().setBootstrapServers('b')
    .setRecordSerializer(flink.KafkaRecordSerializationSchema.builder<any>().setTopic('totals')
      .setValueSerializationSchema(flink.json<any>()).build())
    .setDeliveryGuarantee(flink.DeliveryGuarantee.EXACTLY_ONCE)
    .setTransactionalIdPrefix('totals').setProperty('transaction.timeout.ms', '${timeout}').build())
  .uid('totals').name('totals').setParallelism(${parallelism})
env.execute('copy')
`
  const spacing = wish.bounded === true ? 0 : 100
  return simulate(job, {
    until,
    config: { ...config, ...extra },
    scenario: {
      topics: orders([['A', wish.records ?? 40]], spacing),
      cluster: { taskManagers: 2, slotsEach: 2 },
    },
    script,
    ...(from !== undefined && { restoreFrom: from, startAt: wish.startAt ?? 0 }),
  })
}

/** The numbers of the records whose rows can be seen, in that order. */
const seen = (simulated: Simulated): number[] =>
  simulated.rows.map((row) => (JSON.parse(row) as { n: number }).n)
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

test('[TXN-1, TXN-2] rows are seen when the checkpoint behind them has completed, and not before', () => {
  const simulated = run({
    script: [
      [1_000, checkpoint],
      [3_000, checkpoint],
      [5_000, checkpoint],
    ],
  })
  expect(simulated.transcript(...facts)).toMatchInlineSnapshot(`
    "        0  job CREATED                             submitted
            0  job RUNNING                             deployed
          101  orders/0  transaction totals-0-1 begins
         1000  checkpoint 1 triggered                  command
         1005  orders/0  pre-commits totals-0-1                  10 rows, for 1
         1072  checkpoint 1 completed after 72 ms      1.5 kB
         1077  orders/0  commits totals-0-1                      10 rows of 1
         1101  orders/0  transaction totals-0-2 begins
         3000  checkpoint 2 triggered                  command
         3005  orders/0  pre-commits totals-0-2                  20 rows, for 2
         3072  checkpoint 2 completed after 72 ms      2.5 kB
         3077  orders/0  commits totals-0-2                      20 rows of 2
         3101  orders/0  transaction totals-0-3 begins
         5000  checkpoint 3 triggered                  command
         5005  orders/0  pre-commits totals-0-3                  10 rows, for 3
         5072  checkpoint 3 completed after 72 ms      1.5 kB
         5077  orders/0  commits totals-0-3                      10 rows of 3"
  `)
  expect(seen(simulated)).toEqual(upTo(40))
})

describe('W13', () => {
  test('[TXN-3] the JobManager is lost before the committer hears of checkpoint 2: it commits as it is restored', () => {
    const simulated = run({
      extra: { 'high-availability.type': 'ZOOKEEPER' },
      script: [
        [1_000, checkpoint],
        [1_900, { kind: 'delay-notification', subtask: null, delay: null }],
        [2_000, checkpoint],
        [2_100, { kind: 'kill-job-manager' }],
        [7_000, checkpoint],
      ],
    })
    expect(simulated.transcript(...facts, 'job-manager-lost', 'notification-delayed'))
      .toMatchInlineSnapshot(`
        "        0  job CREATED                             submitted
                0  job RUNNING                             deployed
              101  orders/0  transaction totals-0-1 begins
             1000  checkpoint 1 triggered                  command
             1005  orders/0  pre-commits totals-0-1                  10 rows, for 1
             1072  checkpoint 1 completed after 72 ms      1.5 kB
             1077  orders/0  commits totals-0-1                      10 rows of 1
             1101  orders/0  transaction totals-0-2 begins
             2000  checkpoint 2 triggered                  command
             2005  orders/0  pre-commits totals-0-2                  10 rows, for 2
             2072  checkpoint 2 completed after 72 ms      1.5 kB
             2072  orders/0  notification 2 lost
             2100  JobManager lost
             2100  job SUSPENDED                           the JobManager is gone; another will take over
             2101  orders/0  transaction totals-0-3 begins
             2600  job CREATED                             recovered
             2600  job RUNNING                             recovered
             2600  restore from chk-2
             2650  orders/0  commits totals-0-2                      10 rows of 2
             2650  orders/0  transaction totals-0-3 aborted          it was left behind, 5 rows
             2651  orders/0  transaction totals-0-3 begins
             7000  checkpoint 3 triggered                  command
             7005  orders/0  pre-commits totals-0-3                  20 rows, for 3
             7072  checkpoint 3 completed after 72 ms      2.5 kB
             7077  orders/0  commits totals-0-3                      20 rows of 3"
      `)
    expect(seen(simulated)).toEqual(upTo(40))
  })

  test('[TXN-3, TXN-4] a task dies after it has committed 2 and before 3: it commits 2 again, and aborts what 3 was to have', () => {
    const simulated = run({
      script: [
        [1_000, checkpoint],
        [2_000, checkpoint],
        [2_900, kill],
        [7_000, checkpoint],
      ],
    })
    expect(simulated.transcript(...facts)).toMatchInlineSnapshot(`
      "        0  job CREATED                             submitted
              0  job RUNNING                             deployed
            101  orders/0  transaction totals-0-1 begins
           1000  checkpoint 1 triggered                  command
           1005  orders/0  pre-commits totals-0-1                  10 rows, for 1
           1072  checkpoint 1 completed after 72 ms      1.5 kB
           1077  orders/0  commits totals-0-1                      10 rows of 1
           1101  orders/0  transaction totals-0-2 begins
           2000  checkpoint 2 triggered                  command
           2005  orders/0  pre-commits totals-0-2                  10 rows, for 2
           2072  checkpoint 2 completed after 72 ms      1.5 kB
           2077  orders/0  commits totals-0-2                      10 rows of 2
           2101  orders/0  transaction totals-0-3 begins
           2900  job RESTARTING                          TaskManager 1 is lost
           3000  job RUNNING                             restarted
           3000  restore from chk-2
           3050  orders/0  commits totals-0-2                      it was before
           3050  orders/0  transaction totals-0-3 aborted          it was left behind, 8 rows
           3051  orders/0  transaction totals-0-3 begins
           7000  checkpoint 3 triggered                  command
           7005  orders/0  pre-commits totals-0-3                  20 rows, for 3
           7072  checkpoint 3 completed after 72 ms      2.5 kB
           7077  orders/0  commits totals-0-3                      20 rows of 3"
    `)
    expect(seen(simulated)).toEqual(upTo(40))
    expect(simulated.of('sink-written').filter(({ again }) => again)).toEqual([])
  })

  test('[TXN-3] it dies between pre-commit and commit', () => {
    const simulated = run({
      script: [
        [1_000, checkpoint],
        [
          1_900,
          {
            kind: 'at-next',
            event: { fact: 'transaction-precommitted', checkpoint: 2, subtask: null, count: 1 },
            command: kill,
          },
        ],
        [2_000, checkpoint],
        [7_000, checkpoint],
      ],
    })
    expect(simulated.transcript(...facts)).toMatchInlineSnapshot(`
      "        0  job CREATED                             submitted
              0  job RUNNING                             deployed
            101  orders/0  transaction totals-0-1 begins
           1000  checkpoint 1 triggered                  command
           1005  orders/0  pre-commits totals-0-1                  10 rows, for 1
           1072  checkpoint 1 completed after 72 ms      1.5 kB
           1077  orders/0  commits totals-0-1                      10 rows of 1
           1101  orders/0  transaction totals-0-2 begins
           2000  checkpoint 2 triggered                  command
           2005  orders/0  pre-commits totals-0-2                  10 rows, for 2
           2005  job RESTARTING                          TaskManager 1 is lost
           2005  checkpoint 2 failed: CHECKPOINT_COORDINATOR_SUSPEND  not counted
           2105  job RUNNING                             restarted
           2105  restore from chk-1
           2155  orders/0  commits totals-0-1                      it was before
           2155  orders/0  transaction totals-0-2 aborted          it was left behind, 10 rows
           2156  orders/0  transaction totals-0-2 begins
           7000  checkpoint 3 triggered                  command
           7005  orders/0  pre-commits totals-0-2                  30 rows, for 3
           7072  checkpoint 3 completed after 72 ms      3.6 kB
           7077  orders/0  commits totals-0-2                      30 rows of 3"
    `)
    expect(seen(simulated)).toEqual(upTo(40))
  })
})

test('[TXN-2] what a checkpoint that failed had is committed with the next one', () => {
  const simulated = run({
    extra: { 'execution.checkpointing.tolerable-failed-checkpoints': '5' },
    script: [
      [900, { kind: 'storage-trouble', trouble: 'full', delay: 0, duration: 300 }],
      [1_000, checkpoint],
      [3_000, checkpoint],
      [5_000, checkpoint],
    ],
  })
  expect(simulated.transcript(...facts)).toMatchInlineSnapshot(`
    "        0  job CREATED                             submitted
            0  job RUNNING                             deployed
          101  orders/0  transaction totals-0-1 begins
         1000  checkpoint 1 triggered                  command
         1005  orders/0  pre-commits totals-0-1                  10 rows, for 1
         1062  checkpoint 1 failed: CHECKPOINT_ASYNC_EXCEPTION  1 counted
         1101  orders/0  transaction totals-0-2 begins
         3000  checkpoint 2 triggered                  command
         3005  orders/0  pre-commits totals-0-2                  20 rows, for 2
         3072  checkpoint 2 completed after 72 ms      3.6 kB
         3077  orders/0  commits totals-0-1                      10 rows of 1
         3077  orders/0  commits totals-0-2                      20 rows of 2
         3101  orders/0  transaction totals-0-3 begins
         5000  checkpoint 3 triggered                  command
         5005  orders/0  pre-commits totals-0-3                  10 rows, for 3
         5072  checkpoint 3 completed after 72 ms      1.5 kB
         5077  orders/0  commits totals-0-3                      10 rows of 3"
  `)
  expect(seen(simulated)).toEqual(upTo(40))
})

test('[TXN-2] a savepoint commits nothing until the next checkpoint; one the job stops with commits at once', () => {
  const savepoint = { kind: 'trigger-savepoint', label: 'sp' } as const
  const simulated = run({
    script: [
      [1_000, { ...savepoint, then: 'continue' }],
      [3_000, { ...savepoint, label: 'end', then: 'stop' }],
    ],
  })
  expect(simulated.transcript(...facts)).toMatchInlineSnapshot(`
    "        0  job CREATED                             submitted
            0  job RUNNING                             deployed
          101  orders/0  transaction totals-0-1 begins
         1000  savepoint sp triggered                  command
         1005  orders/0  pre-commits totals-0-1                  10 rows, for 1
         1072  savepoint sp completed after 72 ms      1.5 kB
         1101  orders/0  transaction totals-0-2 begins
         3000  savepoint end triggered                 command
         3005  orders/0  pre-commits totals-0-2                  20 rows, for 2
         3072  savepoint end completed after 72 ms     3.6 kB
         3077  orders/0  commits totals-0-1                      10 rows of 1
         3077  orders/0  commits totals-0-2                      20 rows of 2
         3082  job FINISHED                            stopped with a savepoint"
  `)
  expect(seen(simulated)).toEqual(upTo(30))
})

test.each([
  ['with checkpoints, when the last one has completed', '3650 d'],
  ['without, at once', '0'],
])('[TXN-5] at the end of the input all is committed: %s', (_, interval) => {
  const extra = { 'execution.checkpointing.interval': interval }
  const simulated = run({ bounded: true, records: 5, extra, until: 5_000 })
  expect(seen(simulated)).toEqual(upTo(5))
  expect(simulated.of('job-status-changed').at(-1)?.status).toBe('FINISHED')
  expect(simulated.of('transaction-committed').map(({ rows }) => rows)).toEqual([5])
})

test('[TXN-6] a timeout of an hour, which is Flink’s default, is more than a broker allows', () => {
  const simulated = run({ timeout: 3_600_000, extra: { 'restart-strategy.type': 'none' } })
  expect(simulated.of('task-failed')[0]?.message).toContain('InvalidTxnTimeoutException')
  expect(simulated.of('job-status-changed').at(-1)?.status).toBe('FAILED')
})

test('[TXN-6] a transaction that takes longer than its timeout is aborted, and its sink fails', () => {
  const simulated = run({
    timeout: 1_500,
    script: [
      [1_000, checkpoint],
      [6_000, checkpoint],
    ],
  })
  expect(simulated.transcript(...facts)).toMatchInlineSnapshot(`
    "        0  job CREATED                             submitted
            0  job RUNNING                             deployed
          101  orders/0  transaction totals-0-1 begins
         1000  checkpoint 1 triggered                  command
         1005  orders/0  pre-commits totals-0-1                  10 rows, for 1
         1072  checkpoint 1 completed after 72 ms      1.5 kB
         1077  orders/0  commits totals-0-1                      10 rows of 1
         1101  orders/0  transaction totals-0-2 begins
         2601  orders/0  transaction totals-0-2 aborted          it took too long, 15 rows
         2601  orders/0  failed: ProducerFencedException: There is a newer producer with the same transactionalId totals-0-2 which fences the current one, or its transaction was aborted.
         2601  job RESTARTING                          ProducerFencedException: There is a newer producer with the same transactionalId totals-0-2 which fences the current one, or its transaction was aborted.
         2701  job RUNNING                             restarted
         2701  restore from chk-1
         2751  orders/0  commits totals-0-1                      it was before
         2752  orders/0  transaction totals-0-2 begins
         4252  orders/0  transaction totals-0-2 aborted          it took too long, 30 rows
         6000  checkpoint 2 triggered                  command
         6005  orders/0  failed: ProducerFencedException: There is a newer producer with the same transactionalId totals-0-2 which fences the current one, or its transaction was aborted.
         6005  job RESTARTING                          ProducerFencedException: There is a newer producer with the same transactionalId totals-0-2 which fences the current one, or its transaction was aborted.
         6005  checkpoint 2 failed: CHECKPOINT_COORDINATOR_SUSPEND  not counted
         6105  job RUNNING                             restarted
         6105  restore from chk-1
         6155  orders/0  commits totals-0-1                      it was before
         6156  orders/0  transaction totals-0-2 begins
         7656  orders/0  transaction totals-0-2 aborted          it took too long, 30 rows"
  `)
})

test('[TXN-6] one that is aborted before its commit is lost, and the job goes on', () => {
  const simulated = run({
    timeout: 2_500,
    extra: { 'restart-strategy.fixed-delay.delay': '3 s' },
    until: 12_000,
    script: [
      [2_000, { kind: 'delay-notification', subtask: null, delay: null }],
      [2_100, checkpoint],
      [2_400, kill],
      [7_500, checkpoint],
      [9_500, checkpoint],
    ],
  })
  expect(simulated.transcript(...facts)).toMatchInlineSnapshot(`
    "        0  job CREATED                             submitted
            0  job RUNNING                             deployed
          101  orders/0  transaction totals-0-1 begins
         2100  checkpoint 1 triggered                  command
         2105  orders/0  pre-commits totals-0-1                  21 rows, for 1
         2172  checkpoint 1 completed after 72 ms      2.6 kB
         2201  orders/0  transaction totals-0-2 begins
         2400  job RESTARTING                          TaskManager 1 is lost
         2601  orders/0  transaction totals-0-1 aborted          it took too long, 21 rows
         4701  orders/0  transaction totals-0-2 aborted          it took too long, 2 rows
         5400  job RUNNING                             restarted
         5400  restore from chk-1
         5450  orders/0  cannot commit totals-0-1                the broker has aborted it; 21 rows lost
         5451  orders/0  transaction totals-0-2 begins
         7500  checkpoint 2 triggered                  command
         7505  orders/0  pre-commits totals-0-2                  19 rows, for 2
         7572  checkpoint 2 completed after 72 ms      2.4 kB
         7577  orders/0  commits totals-0-2                      19 rows of 2
         9500  checkpoint 3 triggered                  command
         9572  checkpoint 3 completed after 72 ms      422 B"
  `)
  expect(simulated.of('commit-failed').length).toBe(1)
  expect(seen(simulated)).not.toContain(0)
})

test('[TXN-4] another parallelism: what subtasks that are gone have left is aborted, and what they prepared committed', () => {
  const before = run({
    parallelism: 3,
    script: [
      [1_000, { kind: 'trigger-savepoint', label: 'sp', then: 'continue' }],
      [1_500, { kind: 'cancel-job' }],
    ],
    until: 2_000,
  })
  const after = run({
    parallelism: 2,
    from: { run: before, checkpoint: 1 },
    startAt: 1_500,
    script: [[6_000, checkpoint]],
  })
  expect(seen(before)).toEqual([])
  expect(seen(after).toSorted((a, b) => a - b)).toEqual(upTo(40))
})

test('[TXN-1] a sink that writes exactly once is a writer and a committer, each with an id of its own', () => {
  const [submitted] = run({ until: 10 }).of('job-submitted')
  const operators = submitted?.graph.vertices.flatMap((vertex) => vertex.operators) ?? []
  expect(operators.map(({ uid, name, role }) => [uid, name, role.kind])).toEqual([
    ['orders', 'Source: orders', 'kafka-source'],
    ['totals', 'totals: Writer', 'kafka-sink'],
    ['Sink Committer: totals', 'totals: Committer', 'committer'],
  ])
})

test('[TXN-2] a transaction may have any number of rows', () => {
  const simulated = run({ bounded: true, records: 15_000, until: 60_000 })
  expect(simulated.of('task-failed')).toEqual([])
  expect(seen(simulated)).toEqual(upTo(15_000))
})
