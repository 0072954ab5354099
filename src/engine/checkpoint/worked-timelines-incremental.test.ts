/** The worked timelines of the reference (section 26) that are about increments: W9, W10 and W12. */
import { expect, test } from 'vitest'
import type { Command, RecoveryClaimMode } from '../../model/index.ts'
import { keyedJob, type Simulated, simulate, storageFault } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const config = {
  'execution.checkpointing.interval': '3650 d',
  'execution.checkpointing.incremental': 'true',
  'execution.checkpointing.num-retained': '2',
  'execution.checkpointing.tolerable-failed-checkpoints': '5',
  'state.backend.type': 'rocksdb',
  'state.backend.rocksdb.memory.managed': 'false',
  // Four records of 300 bytes fill a memtable; four files of a state are compacted.
  'state.backend.rocksdb.writebuffer.size': '1024 bytes',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '5',
  'restart-strategy.fixed-delay.delay': '100 ms',
}

/** A goes into one state and B into another: their files are compacted apart. */
const job = keyedJob({
  fields: 'declare other: any',
  open: `this.other = this.getRuntimeContext().getState(
      new flink.ValueStateDescriptor('other', flink.Types.STRING))`,
  body: `const state = ctx.getCurrentKey() === 'B' ? this.other : this.count
    state.update(String(order.n).padEnd(300, '.'))`,
}).replace('flink.Types.LONG', 'flink.Types.STRING')
const scenario = { topics: { orders: { spacing: 1, partitions: [[]] } } }

/** So many records of a key, 10 ms apart from `at` on. */
function records(key: string, at: number, count = 1): (readonly [number, Command])[] {
  return Array.from({ length: count }, (_, n) => {
    const value = JSON.stringify({ key, n })
    const where = { topic: 'orders', partition: 0 }
    return [at + 10 * n, { kind: 'produce', ...where, key, value, timestamp: null }] as const
  })
}

const decisions = [
  'checkpoint-triggered',
  'checkpoint-completed',
  'checkpoint-failed',
  'checkpoint-subsumed',
  'snapshot-discarded',
  'restore-started',
  'snapshot-claimed',
] as const

/** `3 of chk-2`: file 3, as checkpoint 2 has written it. */
function named(file: string): string[] {
  const [, by = '', number = ''] = /^shared\/.*-(\d+)-(\d+)\.sst$/.exec(file) ?? []
  return number === '' ? [] : [`${number} of chk-${by}`]
}

/** To which shared files each snapshot that was written refers. */
function referred(run: Simulated): string[] {
  return run.of('snapshot-uploaded').flatMap(({ checkpoint: id, files }) => {
    const shared = files.flatMap(({ file }) => named(file)).toSorted()
    return shared.length === 0 ? [] : [`chk-${id}: ${shared.join(', ')}`]
  })
}

const inStorage = (run: Simulated): string[] => [...run.blobs.keys()].flatMap(named).toSorted()

test('[INC-1, INC-2] W9: a file stays while a retained checkpoint uses it, and goes with the last that does', () => {
  const until = (end: number): Simulated =>
    simulate(job, {
      until: end,
      config,
      scenario,
      script: [
        ...records('A', 100, 5),
        [1_000, checkpoint],
        ...records('B', 1_500),
        [2_000, checkpoint],
        ...records('A', 2_100, 8),
        [3_000, checkpoint],
        ...records('B', 3_500),
        [4_000, checkpoint],
      ],
    })
  const run = until(5_000)
  expect(run.transcript(...decisions, 'memtable-flushed', 'compaction-finished'))
    .toMatchInlineSnapshot(`
    "      143  count/0   count flushed                           file 1, 386 B
         1000  checkpoint 1 triggered                  command
         1018  count/0   count flushed                           file 2, 386 B
         1083  checkpoint 1 completed after 83 ms      1.4 kB
         2000  checkpoint 2 triggered                  command
         2018  count/0   other flushed                           file 3, 386 B
         2083  checkpoint 2 completed after 83 ms      1.1 kB
         2143  count/0   count flushed                           file 4, 386 B
         2183  count/0   count flushed                           file 5, 386 B
         2184  count/0   count compacted: level 0 to 1           1.5 kB to 386 B, 3 dropped
         3000  checkpoint 3 triggered                  command
         3082  checkpoint 3 completed after 82 ms      1.1 kB
         3082  checkpoint 1 subsumed
         3082  chk-1 discarded
         4000  checkpoint 4 triggered                  command
         4018  count/0   other flushed                           file 7, 386 B
         4083  checkpoint 4 completed after 83 ms      1.1 kB
         4083  checkpoint 2 subsumed
         4083  chk-2 discarded"
  `)
  // a and b are files 1 and 2, c is 3, e is 7. d is 6: what 1, 2, 4 and 5 were compacted into. c is of
  // another state, since a compaction of level 0 takes all files that a state has there. Simplified: what
  // Flink uploads each time besides (MANIFEST, CURRENT, OPTIONS) is in the piece of each checkpoint (CK-144).
  expect(referred(run)).toMatchInlineSnapshot(`
    [
      "chk-1: 1 of chk-1, 2 of chk-1",
      "chk-2: 1 of chk-1, 2 of chk-1, 3 of chk-2",
      "chk-3: 3 of chk-2, 6 of chk-3",
      "chk-4: 3 of chk-2, 6 of chk-3, 7 of chk-4",
    ]
  `)
  expect([inStorage(until(3_500)), inStorage(run)]).toMatchInlineSnapshot(`
    [
      [
        "1 of chk-1",
        "2 of chk-1",
        "3 of chk-2",
        "6 of chk-3",
      ],
      [
        "3 of chk-2",
        "6 of chk-3",
        "7 of chk-4",
      ],
    ]
  `)
})

test('[INC-1, INC-2, FLT-9] W10: complete(2) is lost on the way to a task: what 2 wrote is written again by 3', () => {
  const until = (end: number): Simulated =>
    simulate(job, {
      until: end,
      config,
      scenario,
      script: [
        ...records('A', 100),
        [1_000, checkpoint],
        ...records('A', 1_500),
        [1_900, { kind: 'delay-notification', subtask: 'count#0', delay: null }],
        [2_000, checkpoint],
        ...records('A', 2_500),
        [3_000, checkpoint],
        [4_000, checkpoint],
      ],
    })
  const run = until(5_000)
  expect(run.transcript(...decisions, 'notification-delayed', 'checkpoint-notified'))
    .toMatchInlineSnapshot(`
    "     1000  checkpoint 1 triggered                  command
         1083  checkpoint 1 completed after 83 ms      1.0 kB
         1088  orders/0  told of 1
         1088  count/0   told of 1
         2000  checkpoint 2 triggered                  command
         2083  checkpoint 2 completed after 83 ms      1.1 kB
         2083  count/0   notification 2 lost
         2088  orders/0  told of 2
         3000  checkpoint 3 triggered                  command
         3083  checkpoint 3 completed after 83 ms      1.5 kB
         3083  checkpoint 1 subsumed
         3083  chk-1 discarded
         3088  orders/0  told of 3
         3088  count/0   told of 3
         4000  checkpoint 4 triggered                  command
         4082  checkpoint 4 completed after 82 ms      712 B
         4082  checkpoint 2 subsumed
         4082  chk-2 discarded
         4087  orders/0  told of 4
         4087  count/0   told of 4"
  `)
  expect(referred(run)).toMatchInlineSnapshot(`
    [
      "chk-1: 1 of chk-1",
      "chk-2: 1 of chk-1, 2 of chk-2",
      "chk-3: 1 of chk-1, 2 of chk-3, 3 of chk-3",
      "chk-4: 1 of chk-1, 2 of chk-3, 3 of chk-3",
    ]
  `)
  expect([inStorage(until(3_500)), inStorage(run)]).toMatchInlineSnapshot(`
    [
      [
        "1 of chk-1",
        "2 of chk-2",
        "2 of chk-3",
        "3 of chk-3",
      ],
      [
        "1 of chk-1",
        "2 of chk-3",
        "3 of chk-3",
      ],
    ]
  `)
})

/** Six checkpoints, and savepoint 7. */
const before = simulate(job, {
  until: 4_000,
  config,
  scenario,
  script: [
    ...records('A', 100),
    ...[1_000, 1_200, 1_400, 1_600, 1_800, 2_000].map((at) => [at, checkpoint] as const),
    [3_000, { kind: 'trigger-savepoint', label: 'mine', then: 'continue' }],
  ],
})

test('[SAV-7, CHK-26, INC-1] W12: NO_CLAIM: everything is full until a checkpoint has completed, and a failure before goes back to the savepoint', () => {
  const run = simulate(job, {
    until: 9_500,
    startAt: 4_000,
    config,
    scenario,
    restoreFrom: { run: before, checkpoint: 7 },
    script: [
      ...records('A', 4_500),
      [5_000, storageFault('chk-8', 'quota-exceeded')],
      [5_000, checkpoint],
      [5_500, { kind: 'fail-task', subtask: 'count#0' }],
      [6_500, checkpoint],
      ...records('A', 7_000),
      [7_500, checkpoint],
      [8_500, { kind: 'fail-task', subtask: 'count#0' }],
    ],
  })
  expect(run.transcript(...decisions)).toMatchInlineSnapshot(`
    "     5000  checkpoint 8 triggered                  command, full
         5073  checkpoint 8 failed: CHECKPOINT_ASYNC_EXCEPTION  1 counted
         5600  restore from mine
         6500  checkpoint 9 triggered                  command, full
         6583  checkpoint 9 completed after 83 ms      1.0 kB
         7500  checkpoint 10 triggered                 command
         7583  checkpoint 10 completed after 83 ms     1.1 kB
         7583  checkpoint 7 subsumed
         8600  restore from chk-10"
  `)
  expect(run.of('checkpoint-triggered').map(({ checkpoint: id, full }) => [id, full])).toEqual([
    [8, true],
    [9, true],
    [10, false],
  ])
  expect(referred(run)).toMatchInlineSnapshot(`
    [
      "chk-9: 1 of chk-9",
      "chk-10: 1 of chk-9, 2 of chk-10",
    ]
  `)
  // The savepoint stays its owner's: it has left the store, and its files are there.
  expect(run.of('snapshot-discarded')).toEqual([])
  expect([...run.blobs.keys()].some((blob) => blob.includes('savepoint-7/'))).toBe(true)
})

test('[SAV-12, CK-204, INC-1] W12: CLAIM: the first checkpoint is incremental, and the savepoint is deleted when it completes', () => {
  const until = (end: number, claimMode: RecoveryClaimMode): Simulated =>
    simulate(job, {
      until: end,
      startAt: 4_000,
      config: { ...config, 'execution.checkpointing.num-retained': '1' },
      scenario,
      restoreFrom: { run: before, checkpoint: 7, claimMode },
      script: [
        ...records('A', 4_500),
        [5_000, { kind: 'fail-task', subtask: 'count#0' }],
        [6_000, checkpoint],
        ...records('A', 7_000),
        [7_500, checkpoint],
      ],
    })
  expect(until(8_500, 'CLAIM').transcript(...decisions)).toMatchInlineSnapshot(`
    "     4000  mine claimed
         5100  restore from mine
         6000  checkpoint 8 triggered                  command
         6083  checkpoint 8 completed after 83 ms      1.0 kB
         6083  checkpoint 7 subsumed
         6083  mine discarded
         7500  checkpoint 9 triggered                  command
         7583  checkpoint 9 completed after 83 ms      1.1 kB
         7583  checkpoint 8 subsumed
         7583  chk-8 discarded"
  `)
  // The old way: nobody deletes it, and yet its files may be used.
  expect(until(8_500, 'LEGACY').transcript(...decisions)).toMatchInlineSnapshot(`
    "     5100  restore from mine
         6000  checkpoint 8 triggered                  command
         6083  checkpoint 8 completed after 83 ms      1.0 kB
         6083  checkpoint 7 subsumed
         7500  checkpoint 9 triggered                  command
         7583  checkpoint 9 completed after 83 ms      1.1 kB
         7583  checkpoint 8 subsumed
         7583  chk-8 discarded"
  `)
})

test('[SAV-12, CK-134, CK-204] a claimed snapshot goes with the job that owns it, by the retention of its checkpoints', () => {
  const cancelled = (claimMode: RecoveryClaimMode, retention: string): Simulated =>
    simulate(job, {
      until: 6_000,
      startAt: 4_000,
      config: {
        ...config,
        'execution.checkpointing.externalized-checkpoint-retention': retention,
      },
      scenario,
      restoreFrom: { run: before, checkpoint: 7, claimMode },
      script: [[5_000, { kind: 'cancel-job' }]],
    })
  const discarded = (run: Simulated): number[] =>
    run.of('snapshot-discarded').map((event) => event.checkpoint)
  expect(discarded(cancelled('CLAIM', 'NO_EXTERNALIZED_CHECKPOINTS'))).toEqual([7])
  expect(discarded(cancelled('CLAIM', 'RETAIN_ON_CANCELLATION'))).toEqual([])
  expect(discarded(cancelled('LEGACY', 'NO_EXTERNALIZED_CHECKPOINTS'))).toEqual([])
  expect(discarded(cancelled('NO_CLAIM', 'NO_EXTERNALIZED_CHECKPOINTS'))).toEqual([])
})

test('[SAV-12] the claim mode of the line wins over that of config.yaml', () => {
  const modes = ['CLAIM', 'no_claim'].map((configured) => {
    const run = simulate(job, {
      until: 4_500,
      startAt: 4_000,
      config: { ...config, 'execution.state-recovery.claim-mode': configured },
      scenario,
      restoreFrom: { run: before, checkpoint: 7 },
    })
    return run.of('snapshot-claimed').length
  })
  expect(modes).toEqual([1, 0])
  const run = simulate(job, {
    until: 4_500,
    startAt: 4_000,
    config: { ...config, 'execution.savepoint-restore-mode': 'CLAIM' },
    scenario,
    restoreFrom: { run: before, checkpoint: 7, claimMode: 'NO_CLAIM' },
  })
  expect(run.of('snapshot-claimed')).toEqual([])
})
