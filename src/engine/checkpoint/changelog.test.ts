/** The changelog: what a checkpoint is made of, what is materialised, truncated and restored (CK-160 to CK-171). */
import { describe, expect, test } from 'vitest'
import type { Command, TaskManagerId } from '../../model/index.ts'
import { keyedJob, type RestoreFrom, type Simulated, simulate } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const kill: Command = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }
const config = {
  'execution.checkpointing.interval': '3650 d',
  'execution.checkpointing.dir': 'file:///ckpt',
  'state.changelog.enabled': 'true',
  'state.changelog.storage': 'filesystem',
  'state.changelog.dstl.dfs.base-path': 'file:///dstl',
  'state.changelog.periodic-materialize.interval': '10 s',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '5',
  'restart-strategy.fixed-delay.delay': '100 ms',
}
const scenario = { topics: { orders: { spacing: 1, partitions: [[]] } } }

/** So many records of key A, 10 ms apart. */
function records(at: number, count: number): (readonly [number, Command])[] {
  return Array.from({ length: count }, (_, n) => {
    const value = JSON.stringify({ key: 'A', n })
    const where = { topic: 'orders', partition: 0 }
    return [at + 10 * n, { kind: 'produce', ...where, key: 'A', value, timestamp: null }] as const
  })
}

const facts = [
  'checkpoint-triggered',
  'checkpoint-completed',
  'checkpoint-failed',
  'checkpoint-subsumed',
  'changelog-persisted',
  'changelog-truncated',
  'materialization-started',
  'materialization-completed',
  'materialization-failed',
  'task-failed',
  'state-read-started',
  'state-restored',
] as const

const job = keyedJob({
  body: `const seen = (this.count.value() ?? 0) + 1
    this.count.update(seen)
    out.collect(seen)`,
})

/** Files outside the directories of snapshots. */
const ofTasks = (run: Simulated): string[] =>
  [...run.blobs.keys()]
    .filter((blob) => /^(dstl|taskowned)/.test(blob))
    .map((blob) => blob.replace(/[0-9a-f]{32}/, 'op'))
    .toSorted()

test('[CLG-1, CLG-3, CLG-5] a checkpoint is the newest materialisation and the log since', () => {
  const run = simulate(job, {
    until: 40_000,
    config,
    scenario,
    script: [
      ...records(100, 10),
      [1_000, checkpoint],
      ...records(2_000, 5),
      [3_000, checkpoint],
      [21_000, checkpoint],
      ...records(22_000, 5),
      [23_000, checkpoint],
      [24_000, kill],
      ...records(30_000, 5),
      [32_000, checkpoint],
    ],
  })
  expect(run.transcript(...facts)).toMatchInlineSnapshot(`
    "     1000  checkpoint 1 triggered                  command
         1017  count/0   changelog persisted                     610 B, until 1077
         1092  checkpoint 1 completed after 92 ms      958 B
         3000  checkpoint 2 triggered                  command
         3017  count/0   changelog persisted                     232 B, until 3077
         3092  checkpoint 2 completed after 92 ms      689 B
         3092  checkpoint 1 subsumed
         3791  count/0   materialization 0 begins                up to 2, 244 B, until 3841
         3841  count/0   materialization 0 completed             up to 2, 1 file
         3841  count/0   changelog truncated to 1
        21000  checkpoint 3 triggered                  command
        21082  checkpoint 3 completed after 82 ms      363 B
        21082  checkpoint 2 subsumed
        21087  count/0   changelog truncated to 2
        23000  checkpoint 4 triggered                  command
        23017  count/0   changelog persisted                     394 B, until 23077
        23092  checkpoint 4 completed after 92 ms      866 B
        23092  checkpoint 3 subsumed
        23841  count/0   materialization 1 begins                up to 3, 244 B, until 23891
        23891  count/0   materialization 1 completed             up to 3, 1 file
        24100  orders/0  reads 104 B of chk-4                    due 24150
        24100  count/0   reads 1.0 kB of chk-4                   due 24150
        24150  orders/0  state of chk-4 restored                 1 value, 104 B
        24150  count/0   state of chk-4 restored                 1 value, 1.0 kB
        32000  checkpoint 5 triggered                  command
        32017  count/0   changelog persisted                     394 B, until 32077
        32092  checkpoint 5 completed after 92 ms      979 B
        32092  checkpoint 4 subsumed
        37941  count/0   materialization 1 begins                up to 1, 244 B, until 37991
        37991  count/0   materialization 1 completed             up to 1, 1 file"
  `)
  expect(ofTasks(run)).toMatchInlineSnapshot(`
    [
      "dstl/op-0-0-0-3",
      "dstl/op-0-1-24100-1",
      "taskowned/op-0-0-0-0",
      "taskowned/op-0-0-0-1",
      "taskowned/op-0-1-24100-1",
    ]
  `)
})

/** Several kinds of state and timers, on two subtasks. */
const rich = (parallelism: number): string =>
  keyedJob({
    parallelism,
    fields: 'declare all: any\n  declare by: any\n  declare sum: any',
    open: `const context = this.getRuntimeContext()
    this.all = context.getListState(new flink.ListStateDescriptor('all', flink.Types.LONG))
    this.by = context.getMapState(
      new flink.MapStateDescriptor('by', flink.Types.STRING, flink.Types.LONG))
    this.sum = context.getReducingState(
      new flink.ReducingStateDescriptor('sum', (a: any, b: any) => a + b, flink.Types.LONG))`,
    body: `const n = (this.count.value() ?? 0) + 1
    this.count.update(n)
    this.all.add(n)
    if (n % 7 === 0) this.all.update([n])
    this.by.put('m' + n % 5, n)
    if (n % 3 === 0) this.by.remove('m' + n % 2)
    if (n % 11 === 0) this.by.clear()
    this.sum.add(n)
    ctx.timerService().registerProcessingTimeTimer(ctx.timerService().currentProcessingTime() + 2500)
    if (n % 4 === 0) ctx.timerService().deleteProcessingTimeTimer(
      ctx.timerService().currentProcessingTime() + 2500)
    out.collect([order.key, n, [...this.all.get()], [...this.by.entries()], this.sum.get()].join())`,
    onTimer: `out.collect('timer ' + ctx.getCurrentKey() + ' ' + [...this.all.get()])`,
  })
const keys = ['A', 'B', 'C', 'D']
const richTopics = {
  orders: {
    spacing: 50,
    partitions: [
      Array.from({ length: 200 }, (_, n) => {
        const key = keys[n % 4] ?? ''
        return { key, value: JSON.stringify({ key, n }), timestamp: null }
      }),
    ],
  },
}
const backends = {
  hashmap: {},
  rocksdb: {
    'state.backend.type': 'rocksdb',
    'state.backend.rocksdb.memory.managed': 'false',
    'state.backend.rocksdb.writebuffer.size': '512 bytes',
    'execution.checkpointing.incremental': 'true',
  },
} as const
const logs = {
  'no log': { 'state.changelog.enabled': 'false' },
  memory: { 'state.changelog.storage': 'memory' },
  filesystem: {},
} as const

interface Wish {
  readonly backend?: keyof typeof backends
  readonly log?: keyof typeof logs
  readonly script?: readonly (readonly [number, Command])[]
  readonly until?: number
  readonly parallelism?: number
  readonly from?: RestoreFrom
  readonly extra?: Readonly<Record<string, string>>
}

function richRun({ backend = 'hashmap', log = 'filesystem', until = 16_000, ...wish }: Wish) {
  const { script = [], from, extra = {}, parallelism = 2 } = wish
  return simulate(rich(parallelism), {
    until,
    config: {
      ...config,
      ...backends[backend],
      ...logs[log],
      'execution.checkpointing.interval': '1 s',
      'state.changelog.periodic-materialize.interval': '3 s',
      ...extra,
    },
    scenario: { topics: richTopics, cluster: { taskManagers: 2, slotsEach: 4 } },
    script,
    ...(from !== undefined && { restoreFrom: from, startAt: 6_000 }),
  })
}

/** What the keys have in the end: the last row of each. */
function ends(run: Simulated): string[] {
  return keys.map((key) => run.rows.findLast((row) => row.includes(`${key},50,`)) ?? 'none')
}

describe.each(['hashmap', 'rocksdb'] as const)('over %s', (backend) => {
  const calm = ends(richRun({ backend, log: 'no log' }))

  test.each(['memory', 'filesystem'] as const)(
    '[CLG-6] state, lists, maps and timers are what they were, with the log in %s',
    (log) => {
      expect(calm).not.toContain('none')
      for (const at of [2_700, 4_400, 7_950]) {
        const script: Wish['script'] = [
          [at, kill],
          [at + 1_900, { kind: 'fail-task', subtask: 'count#1' }],
        ]
        const run = richRun({ backend, log, script })
        expect(run.of('state-restored').length).toBeGreaterThan(2)
        expect(ends(run)).toEqual(calm)
      }
    },
  )

  test('[CLG-6] it is switched on and off between runs, and its snapshots are rescaled', () => {
    const cancel: Wish['script'] = [[5_500, { kind: 'cancel-job' }]]
    const kept = {
      'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
    }
    for (const [before, after] of [
      ['filesystem', 'no log'],
      ['no log', 'filesystem'],
      ['filesystem', 'memory'],
      ['filesystem', 'filesystem'],
    ] as const) {
      const first = richRun({ backend, log: before, script: cancel, until: 6_000, extra: kept })
      const { checkpoint: newest } = first.manifests.at(-1) ?? { checkpoint: 0 }
      const from = { run: first, checkpoint: newest, claimMode: 'CLAIM' } as const
      for (const parallelism of [1, 2, 3]) {
        const second = richRun({ backend, log: after, from, parallelism, script: [[7_300, kill]] })
        expect([before, after, parallelism, ends(second)]).toEqual([
          before,
          after,
          parallelism,
          calm,
        ])
      }
    }
  })
})

test('[CLG-7] a job that does not claim its snapshot is restored, and its first checkpoint fails its tasks', () => {
  const stop: Wish['script'] = [[5_500, { kind: 'cancel-job' }]]
  const kept = {
    'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
  }
  const first = richRun({ until: 6_000, script: stop, extra: kept })
  const { checkpoint: newest } = first.manifests.at(-1) ?? { checkpoint: 0 }
  const none = { 'restart-strategy.type': 'none' }
  const run = richRun({ from: { run: first, checkpoint: newest }, extra: none })
  const [failure] = run.of('task-failed')
  expect(failure?.message).toMatchInlineSnapshot(
    `"Could not perform checkpoint 7: Configured state backend (ChangelogStateBackend) does not support enforcing a full snapshot. If you are restoring in NO_CLAIM mode, please consider choosing CLAIM mode."`,
  )
  expect(run.of('state-restored').length).toBe(3)
  expect(run.of('checkpoint-completed')).toEqual([])
  const full: Command = { kind: 'trigger-checkpoint', checkpointType: 'FULL' }
  const manual = richRun({ script: [[1_500, full]], extra: none })
  expect(manual.of('task-failed')[0]?.code).toBe('full-snapshot-unsupported')
})

test('[CLG-2] much is written ahead of any checkpoint', () => {
  const threshold = { 'state.changelog.dstl.dfs.preemptive-persist-threshold': '2 kb' }
  const run = richRun({ until: 3_500, extra: threshold })
  expect(run.transcript('changelog-persisted', 'checkpoint-completed')).toMatchInlineSnapshot(`
    "      341  count/0   changelog persisted                     1.8 kB, until 401
          341  count/1   changelog persisted                     1.8 kB, until 401
          416  checkpoint 1 completed after 92 ms      4.2 kB
          812  count/1   changelog persisted ahead               2.6 kB, until 872
          962  count/0   changelog persisted ahead               2.6 kB, until 1022
         1341  count/0   changelog persisted                     1.3 kB, until 1401
         1341  count/1   changelog persisted                     2.2 kB, until 1401
         1416  checkpoint 2 completed after 92 ms      4.6 kB
         1962  count/0   changelog persisted ahead               2.6 kB, until 2022
         2012  count/1   changelog persisted ahead               2.6 kB, until 2072
         2341  count/0   changelog persisted                     1.5 kB, until 2401
         2341  count/1   changelog persisted                     1.6 kB, until 2401
         2416  checkpoint 3 completed after 92 ms      4.6 kB
         2862  count/1   changelog persisted ahead               2.6 kB, until 2922
         3112  count/0   changelog persisted ahead               4.9 kB, until 3172
         3341  count/0   changelog persisted                     993 B, until 3401
         3341  count/1   changelog persisted                     2.5 kB, until 3401
         3416  checkpoint 4 completed after 92 ms      5.0 kB"
  `)
})
