/** The changelog where something goes wrong, and where its log is cut (CLG-2, CLG-4, CLG-5). */
import { expect, test } from 'vitest'
import { decodeUtf8 } from '../../base/index.ts'
import type { Command, TaskManagerId } from '../../model/index.ts'
import type { StatePiece } from '../state/piece.ts'
import { keyedJob, type Simulated, simulate, storageFault } from '../testing/simulate.ts'

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

/** One record a time: `n` of them, so that the numbers of the log are known. */
const numbered = (script: readonly (readonly [number, Command])[]): Simulated =>
  simulate(job, {
    until: 9_000,
    config: { ...config, 'state.changelog.storage': 'memory' },
    scenario,
    script,
  })

test('[CLG-5] W11: the log is truncated to what is materialised and what a subsumed checkpoint had, the smaller', () => {
  // What the state is takes a number too: ahead of its first change, and of the first one behind a materialisation.
  const run = numbered([
    ...records(100, 9),
    [1_000, checkpoint],
    ...records(2_000, 5),
    ...records(4_000, 4),
    [5_000, checkpoint],
    ...records(6_000, 10),
    [7_000, checkpoint],
  ])
  expect(run.transcript(...facts)).toMatchInlineSnapshot(`
    "     1000  checkpoint 1 triggered                  command
         1082  checkpoint 1 completed after 82 ms      857 B
         3791  count/0   materialization 0 begins                up to 15, 244 B, until 3841
         3841  count/0   materialization 0 completed             up to 15, 1 file
         5000  checkpoint 2 triggered                  command
         5082  checkpoint 2 completed after 82 ms      766 B
         5082  checkpoint 1 subsumed
         5087  count/0   changelog truncated to 10
         7000  checkpoint 3 triggered                  command
         7082  checkpoint 3 completed after 82 ms      1.2 kB
         7082  checkpoint 2 subsumed
         7087  count/0   changelog truncated to 15"
  `)
  expect(layers(run)).toMatchInlineSnapshot(`
    [
      "chk-3: a materialisation, 15 changes",
    ]
  `)
})

/** What each part of a checkpoint of the counting task is made of. */
function layers(run: Simulated): string[] {
  return [...run.blobs].flatMap(([blob, bytes]) => {
    const { changelog } = JSON.parse(decodeUtf8(bytes).replace(/^\[.*/s, '{}')) as StatePiece
    if (changelog === undefined) return []
    const parts = changelog.layers.map((layer) => {
      if (layer.kind === 'changes') return `${layer.changes.length} changes`
      return layer.kind === 'log' ? `log from ${layer.from}` : 'a materialisation'
    })
    return `${blob.split('/')[0] ?? ''}: ${parts.join(', ')}`
  })
}

test('[CLG-5] what is uploaded for a checkpoint that is given up is used by the next one', () => {
  const run = simulate(job, {
    until: 9_000,
    config: { ...config, 'execution.checkpointing.tolerable-failed-checkpoints': '5' },
    scenario,
    script: [
      ...records(100, 5),
      [999, storageFault('chk-1', 'unavailable')],
      [1_000, checkpoint],
      ...records(1_500, 5),
      [2_000, checkpoint],
      [4_000, kill],
      ...records(4_500, 1),
    ],
  })
  expect(run.transcript(...facts)).toMatchInlineSnapshot(`
    "     1000  checkpoint 1 triggered                  command
         1017  count/0   changelog persisted                     389 B, until 1077
         1082  checkpoint 1 failed: CHECKPOINT_ASYNC_EXCEPTION  1 counted
         2000  checkpoint 2 triggered                  command
         2017  count/0   changelog persisted                     228 B, until 2077
         2092  checkpoint 2 completed after 92 ms      685 B
         3791  count/0   materialization 0 begins                up to 2, 244 B, until 3841
         3841  count/0   materialization 0 completed             up to 2, 1 file
         4100  orders/0  reads 104 B of chk-2                    due 4150
         4100  count/0   reads 970 B of chk-2                    due 4150
         4150  orders/0  state of chk-2 restored                 1 value, 104 B
         4150  count/0   state of chk-2 restored                 1 value, 970 B
         7941  count/0   materialization 0 begins                up to 1, 244 B, until 7991
         7991  count/0   materialization 0 completed             up to 1, 1 file"
  `)
  expect(run.rows.at(-1)).toBe('11')
})

test('[CLG-4] a materialisation that fails is tried again, and one too many fails the task', () => {
  const run = (allowed: string) =>
    simulate(job, {
      until: 40_000,
      config: {
        ...config,
        'state.changelog.periodic-materialize.interval': '2 s',
        'state.changelog.max-failures-allowed': allowed,
      },
      scenario,
      script: [
        ...records(100, 5),
        [1_000, { kind: 'storage-trouble', trouble: 'full', delay: 0, duration: 6_000 }],
      ],
    })
  expect(run('3').transcript(...facts)).toMatchInlineSnapshot(`
    "     1791  count/0   materialization 0 begins                up to 1, 243 B, until 1841
         1841  count/0   materialization 0 failed                checkpoint storage is full; 1 in a row
         3841  count/0   materialization 1 begins                up to 1, 243 B, until 3891
         3891  count/0   materialization 1 failed                checkpoint storage is full; 2 in a row
         5891  count/0   materialization 2 begins                up to 1, 243 B, until 5941
         5941  count/0   materialization 2 failed                checkpoint storage is full; 3 in a row
         7941  count/0   materialization 3 begins                up to 1, 243 B, until 7991
         7991  count/0   materialization 3 completed             up to 1, 1 file"
  `)
  expect(run('1').transcript(...facts)).toMatchInlineSnapshot(`
    "     1791  count/0   materialization 0 begins                up to 1, 243 B, until 1841
         1841  count/0   materialization 0 failed                checkpoint storage is full; 1 in a row
         3841  count/0   materialization 1 begins                up to 1, 243 B, until 3891
         3891  count/0   materialization 1 failed                checkpoint storage is full; 2 in a row
         3891  count/0   failed: Task count fails to complete the asynchronous part of materialization: checkpoint storage is full
         5782  count/0   materialization 0 begins                up to 1, 243 B, until 5832
         5832  count/0   materialization 0 failed                checkpoint storage is full; 1 in a row
         7832  count/0   materialization 1 begins                up to 1, 243 B, until 7882
         7882  count/0   materialization 1 completed             up to 1, 1 file"
  `)
})

test('[CLG-2] a log that could not be written fails its checkpoint, and the next one the task', () => {
  const run = simulate(job, {
    until: 9_000,
    config: { ...config, 'execution.checkpointing.tolerable-failed-checkpoints': '5' },
    scenario,
    script: [
      ...records(100, 5),
      [900, { kind: 'storage-trouble', trouble: 'full', delay: 0, duration: 500 }],
      [1_000, checkpoint],
      ...records(1_500, 5),
      [2_000, checkpoint],
      [3_500, checkpoint],
    ],
  })
  expect(run.transcript(...facts)).toMatchInlineSnapshot(`
    "     1000  checkpoint 1 triggered                  command
         1017  count/0   changelog persisted                     389 B, until 1077
         1062  checkpoint 1 failed: CHECKPOINT_ASYNC_EXCEPTION  1 counted
         2000  checkpoint 2 triggered                  command
         2017  count/0   failed: The upload for 0 has already failed previously: checkpoint storage is full
         2017  checkpoint 2 failed: CHECKPOINT_COORDINATOR_SUSPEND  not counted
         3500  checkpoint 3 triggered                  command
         3517  count/0   changelog persisted                     610 B, until 3577
         3592  checkpoint 3 completed after 92 ms      961 B
         5908  count/0   materialization 0 begins                up to 1, 244 B, until 5958
         5958  count/0   materialization 0 completed             up to 1, 1 file"
  `)
  expect(run.rows.at(-1)).toBe('10')
})

test('[HB-3] what is changed on the heap without update() is in no log', () => {
  const careless = keyedJob({
    open: `this.count = this.getRuntimeContext().getState(
      new flink.ValueStateDescriptor('seen', flink.Types.LIST(flink.Types.LONG)))`,
    body: `const seen = this.count.value()
    if (seen === null) this.count.update([1])
    else seen.push(1)
    out.collect(seen?.length ?? 1)`,
  })
  const last = (isLogged: boolean): string | undefined =>
    simulate(careless, {
      until: 9_000,
      config: { ...config, 'state.changelog.enabled': String(isLogged) },
      scenario,
      script: [...records(100, 5), [1_000, checkpoint], [2_000, kill], ...records(4_000, 1)],
    }).rows.at(-1)
  expect(last(false)).toBe('6')
  expect(last(true)).toBe('2')
})
