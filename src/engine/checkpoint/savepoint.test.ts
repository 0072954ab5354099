/** Savepoints belong to the user: what they do not do, and what a new run makes of them. */
import { expect, test } from 'vitest'
import {
  type Command,
  type EventSeq,
  operatorIdOfUid,
  type TaskManagerId,
} from '../../model/index.ts'
import {
  checkpoints,
  type CheckpointsState,
  ProjectionCache,
  storage,
  type StorageState,
  storageTree,
  walkTree,
} from '../../projection/index.ts'
import { TraceLog } from '../../trace/index.ts'
import { keyedJob, orders, type Simulated, simulate, storageFault } from '../testing/simulate.ts'

const trigger = (then: 'continue' | 'stop'): Command => ({
  kind: 'trigger-savepoint',
  label: 'mine',
  then,
})
const kill = (taskManager: number): Command => ({
  kind: 'kill-task-manager',
  taskManager: taskManager as TaskManagerId,
})
const manual = {
  'execution.checkpointing.interval': '3650 d',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '3',
  'restart-strategy.fixed-delay.delay': '100 ms',
}
const topics = orders([
  ['A', 12],
  ['B', 12],
])

function statisticsOf({ events }: Simulated): CheckpointsState {
  const trace = new TraceLog()
  trace.append(events)
  return new ProjectionCache(checkpoints, trace).at(trace.length as EventSeq)
}

function offsets(run: Simulated): string[] {
  return run.of('partition-assigned').map(({ partition, offset }) => `${partition}@${offset}`)
}

test('[SAV-2, SAV-3, CHK-15] a savepoint is not what a failed job goes back to, and nobody is told of it', () => {
  const run = simulate(keyedJob(), {
    until: 3_000,
    config: manual,
    script: [
      [350, { kind: 'trigger-checkpoint' }],
      [650, trigger('continue')],
      [950, kill(1)],
    ],
    scenario: { topics },
  })
  expect(
    run.transcript(
      'checkpoint-completed',
      'checkpoint-notified',
      'group-offsets-committed',
      'restore-started',
    ),
  ).toMatchInlineSnapshot(`
    "      432  checkpoint 1 completed after 82 ms      452 B
          437  orders/0  told of 1
          437  orders/0  commits orders-0@3                      group counts
          437  orders/0  commits orders-1@3                      group counts
          437  count/0   told of 1
          732  savepoint mine completed after 82 ms    452 B
         1050  restore from chk-1"
  `)
})

test('[SAV-4, CHK-24] stop with savepoint: what is pending is aborted, sources fall silent, the job finishes', () => {
  const run = simulate(
    keyedJob({ watermarks: 'WatermarkStrategy.forMonotonousTimestamps<any>()' }),
    {
      until: 5_000,
      config: manual,
      script: [
        [300, { kind: 'trigger-checkpoint' }],
        [650, { kind: 'trigger-checkpoint' }],
        [655, trigger('stop')],
      ],
      scenario: { topics },
    },
  )
  expect(
    run
      .transcript(
        'checkpoint-triggered',
        'checkpoint-failed',
        'checkpoint-completed',
        'checkpoint-notified',
        'record-read',
        'watermark-emitted',
        'task-status-changed',
        'job-status-changed',
        'snapshot-discarded',
      )
      .split('\n')
      .slice(-22)
      .join('\n'),
  ).toMatchInlineSnapshot(`
    "      301  orders/0  reads B at orders-1@2                   until 302
          382  checkpoint 1 completed after 82 ms      452 B
          387  orders/0  told of 1
          387  count/0   told of 1
          400  orders/0  sends watermark 299 to count/0          due 410
          400  orders/0  reads A at orders-0@3                   until 401
          401  orders/0  reads B at orders-1@3                   until 402
          500  orders/0  reads A at orders-0@4                   until 501
          501  orders/0  reads B at orders-1@4                   until 502
          600  orders/0  sends watermark 499 to count/0          due 610
          600  orders/0  reads A at orders-0@5                   until 601
          601  orders/0  reads B at orders-1@5                   until 602
          650  checkpoint 2 triggered                  command
          655  checkpoint 2 failed: CHECKPOINT_COORDINATOR_SUSPEND  not counted
          655  savepoint mine triggered                command
          742  savepoint mine completed after 87 ms    452 B
          747  orders/0  told of 3
          747  orders/0  FINISHED                                attempt 0
          747  count/0   told of 3
          757  count/0   FINISHED                                attempt 0
          762  chk-1 discarded
          762  job FINISHED                            stopped with a savepoint"
  `)
  expect(run.manifests.map(({ label }) => label)).toEqual(['mine'])
})

test('[SAV-4, SAV-6] a job that was stopped goes on where it stopped: no record is lost, none comes twice', () => {
  const first = simulate(keyedJob(), {
    until: 5_000,
    config: manual,
    script: [[655, trigger('stop')]],
    scenario: { topics },
  })
  const second = simulate(keyedJob(), {
    until: 5_000,
    startAt: 2_000,
    config: manual,
    restoreFrom: { run: first, checkpoint: 1 },
    scenario: { topics },
  })
  const all = [...first.rows, ...second.rows]
  const of = (key: string) => all.filter((row) => row.startsWith(key))
  expect(of('A')).toEqual(Array.from({ length: 12 }, (_, n) => `A#${n} -> count ${n + 1}`))
  expect(of('B')).toHaveLength(12)
})

/** A run with savepoint 1 after six records of each partition. */
function withSavepoint(job = keyedJob()): Simulated {
  return simulate(job, {
    until: 800,
    config: manual,
    script: [[650, trigger('continue')]],
    scenario: { topics },
  })
}

test('[SAV-6, SAV-7] restored: ids go on behind it, it is never deleted, and a failure before the first checkpoint goes back to it', () => {
  const run = simulate(keyedJob(), {
    until: 5_000,
    startAt: 800,
    config: manual,
    restoreFrom: { run: withSavepoint(), checkpoint: 1 },
    script: [
      [1_250, kill(1)],
      [3_000, { kind: 'trigger-checkpoint' }],
      [3_500, kill(2)],
    ],
    scenario: { topics },
  })
  expect(
    run.transcript(
      'job-submitted',
      'operator-matched',
      'restore-started',
      'checkpoint-completed',
      'checkpoint-subsumed',
      'snapshot-discarded',
    ),
  ).toMatchInlineSnapshot(`
    "      800  job count submitted                     from mine
          800  operator orders matched
          800  operator count matched
          800  operator out matched
         1350  restore from mine
         3082  checkpoint 2 completed after 82 ms      456 B
         3082  checkpoint 1 subsumed
         3600  restore from chk-2"
  `)
  const { counts } = statisticsOf(run)
  // The start from the savepoint, and two failures (CK-187, CK-289).
  expect(counts).toMatchObject({ restored: 3, completed: 1 })
  expect(offsets(run)).toEqual(['0@6', '1@6', '0@6', '1@6', '0@12', '1@12'])
  expect([...run.blobs.keys()].filter((blob) => blob.includes('savepoint-1'))).toHaveLength(3)
})

test('[MAT-1, MAT-2] the uid decides: renamed, rechained and with new code, the operator finds its state', () => {
  const changed = keyedJob({
    settings: `.name('renamed').startNewChain()`,
    before: '.map((order: any) => order).uid("new")',
    body: `const n = (this.count.value() ?? 0) + 100
    this.count.update(n)
    out.collect(ctx.getCurrentKey() + ' ' + n)`,
  })
  const run = simulate(changed, {
    until: 1_000,
    startAt: 800,
    config: manual,
    restoreFrom: { run: withSavepoint(), checkpoint: 1 },
    scenario: { topics },
  })
  expect(run.of('operator-matched').map(({ uid, name, result }) => [uid ?? name, result])).toEqual([
    ['orders', 'matched'],
    ['Map', 'new'],
    ['count', 'matched'],
    ['out', 'matched'],
  ])
  expect(run.rows[0]).toMatch(/^[AB] 106$/)
})

const renamed = keyedJob().replace(".uid('count')", ".uid('other')")

test('[MAT-3] state that finds no operator refuses the job, unless it may be left behind', () => {
  const options = {
    until: 1_000,
    startAt: 800,
    config: manual,
    scenario: { topics },
  }
  const run = withSavepoint()
  const refused = simulate(renamed, { ...options, restoreFrom: { run, checkpoint: 1 } })
  expect(refused.of('job-refused')).toMatchObject([{ code: 'non_restored_state' }])
  expect(refused.of('job-status-changed').at(-1)?.status).toBe('FAILED')
  const allowed = simulate(renamed, {
    ...options,
    restoreFrom: { run, checkpoint: 1, allowNonRestoredState: true },
  })
  expect(allowed.of('operator-matched').map(({ result }) => result)).toContain('left-behind')
  expect(allowed.rows[0]).toMatch(/count 1$/)
})

test('[MAT-4] max parallelism comes along with the snapshot; a program that sets another is refused', () => {
  const run = withSavepoint(keyedJob({ settings: '.setMaxParallelism(8)' }))
  const options = { until: 1_000, startAt: 800, config: manual, scenario: { topics } }
  const restoreFrom = { run, checkpoint: 1 }
  const adopted = simulate(keyedJob(), { ...options, restoreFrom })
  const [submitted] = adopted.of('job-submitted')
  expect(submitted?.graph.vertices.map(({ maxParallelism }) => maxParallelism)).toEqual([128, 8])
  const other = simulate(keyedJob({ settings: '.setMaxParallelism(16)' }), {
    ...options,
    restoreFrom,
  })
  expect(other.of('job-refused')).toMatchObject([{ code: 'max_parallelism_mismatch' }])
  const wide = simulate(keyedJob({ parallelism: 9 }), {
    ...options,
    restoreFrom,
    scenario: { topics, cluster: { taskManagers: 3, slotsEach: 3 } },
  })
  expect(wide.of('job-refused')).toMatchObject([{ code: 'parallelism_above_max' }])
})

test('[MAT-5] a second id finds state that was saved under another uid', () => {
  const job = renamed.replace(
    ".uid('other')",
    `.uid('other').setUidHash('${operatorIdOfUid('count')}')`,
  )
  const run = simulate(job, {
    until: 1_000,
    startAt: 800,
    config: manual,
    restoreFrom: { run: withSavepoint(), checkpoint: 1 },
    scenario: { topics },
  })
  expect(run.of('job-refused')).toEqual([])
  expect(run.rows[0]).toMatch(/count 7$/)
})

test('[CHK-26, CK-39] a person asks for a checkpoint of the configured type, a full one, or an incremental one', () => {
  const run = simulate(keyedJob(), {
    until: 5_000,
    config: manual,
    script: [
      [1_000, { kind: 'trigger-checkpoint' }],
      [2_000, { kind: 'trigger-checkpoint', checkpointType: 'FULL' }],
      [3_000, { kind: 'trigger-checkpoint', checkpointType: 'INCREMENTAL' }],
      [4_000, trigger('continue')],
    ],
    scenario: { topics },
  })
  expect(statisticsOf(run).history.map(({ full, bytes }) => ({ full, bytes }))).toEqual([
    { full: false, bytes: 456 },
    // The heap writes everything anyhow.
    { full: true, bytes: 456 },
    { full: false, bytes: 456 },
    { full: false, bytes: 456 },
  ])
})

test('[CHK-26, CK-38] behind a restore that claims nothing checkpoints are full until one completes', () => {
  const run = simulate(keyedJob(), {
    until: 8_000,
    startAt: 800,
    config: { ...manual, 'execution.checkpointing.tolerable-failed-checkpoints': '5' },
    restoreFrom: { run: withSavepoint(), checkpoint: 1 },
    script: [
      [900, storageFault('chk-2', 'quota-exceeded')],
      [1_000, { kind: 'trigger-checkpoint', checkpointType: 'INCREMENTAL' }],
      [2_000, trigger('continue')],
      [3_000, { kind: 'trigger-checkpoint' }],
      [4_000, { kind: 'trigger-checkpoint' }],
    ],
    scenario: { topics },
  })
  expect(run.transcript('checkpoint-triggered', 'checkpoint-failed', 'checkpoint-completed'))
    .toMatchInlineSnapshot(`
    "     1000  checkpoint 2 triggered                  command, full
         1072  checkpoint 2 failed: CHECKPOINT_ASYNC_EXCEPTION  1 counted
         2000  savepoint mine triggered                command
         2082  savepoint mine completed after 82 ms    456 B
         3000  checkpoint 4 triggered                  command, full
         3082  checkpoint 4 completed after 82 ms      456 B
         4000  checkpoint 5 triggered                  command
         4082  checkpoint 5 completed after 82 ms      456 B"
  `)
})

test('[SAV-4, SAV-8, CK-178] without drain operators are not finished: what an assigner holds back stays unsaid', () => {
  const job = keyedJob({
    before: `.assignTimestampsAndWatermarks(WatermarkStrategy.forMonotonousTimestamps<any>()
      .withTimestampAssigner((order: any) => order.n * 1000)).uid('assign')`,
  })
  const watermarks = (then: 'stop' | 'drain') =>
    simulate(job, {
      until: 5_000,
      config: { ...manual, 'pipeline.auto-watermark-interval': '1 h' },
      script: [[655, { kind: 'trigger-savepoint', label: 'mine', then }]],
      scenario: { topics },
    })
      .of('watermark-generated')
      .map(({ watermark }) => Number(watermark))
  expect(watermarks('stop')).toEqual([])
  expect(watermarks('drain')).toEqual([Number.MAX_SAFE_INTEGER])
})

test('[SAV-11, CK-310] a savepoint that is disposed of is gone, by its directory or its label; checkpoints are not', () => {
  const run = simulate(keyedJob(), {
    until: 3_000,
    config: manual,
    script: [
      [500, trigger('continue')],
      [1_000, { kind: 'trigger-checkpoint' }],
      [1_500, { kind: 'dispose-savepoint', savepoint: 'savepoint-1' }],
      [1_600, { kind: 'dispose-savepoint', savepoint: 'mine' }],
      [1_700, { kind: 'dispose-savepoint', savepoint: 'chk-2' }],
    ],
    scenario: { topics },
  })
  expect(run.transcript('checkpoint-completed', 'snapshot-discarded', 'command-without-effect'))
    .toMatchInlineSnapshot(`
      "      582  savepoint mine completed after 82 ms    452 B
           1082  checkpoint 2 completed after 82 ms      456 B
           1500  mine discarded
           1600  no effect                               there is no savepoint mine of this job
           1700  no effect                               there is no savepoint chk-2 of this job"
    `)
  expect(run.manifests.map(({ checkpoint }) => checkpoint)).toEqual([2])
  expect([...run.blobs.keys()].filter((blob) => blob.startsWith('savepoint-1/'))).toEqual([])
})

test('[VIEW-2, CK-152] a manifest says where its snapshot lies; a job that goes on from one is another job', () => {
  const config = {
    ...manual,
    'execution.checkpointing.dir': 's3://lab/checkpoints',
    'execution.checkpointing.savepoint-dir': 's3://lab/savepoints',
  }
  const first = simulate(keyedJob(), {
    until: 2_000,
    config,
    script: [
      [500, trigger('continue')],
      [1_000, { kind: 'trigger-checkpoint' }],
    ],
    scenario: { topics },
  })
  const second = simulate(keyedJob(), {
    until: 4_000,
    config,
    script: [[3_000, { kind: 'trigger-checkpoint' }]],
    scenario: { topics },
    restoreFrom: { run: first, checkpoint: 1 },
    startAt: 2_000,
  })
  const paths = [...first.manifests, ...second.manifests].map(({ path }) => path)
  expect(paths).toMatchInlineSnapshot(`
    [
      "s3://lab/savepoints/savepoint-678813-e9cec239a7a7",
      "s3://lab/checkpoints/678813767c409d1ee90ec33fd5568745/chk-2",
      "s3://lab/checkpoints/68755e2aa7be14c0ff8da8cb21271057/chk-2",
    ]
  `)
  const nodes = [...walkTree(storageTree(foldOf(first)))].map(({ node }) => node.path)
  expect(nodes).toEqual(expect.arrayContaining(paths.slice(0, 2)))
})

function foldOf({ events }: Simulated): StorageState {
  const state = storage.initial()
  for (const event of events) storage.apply(state, event)
  return state
}
