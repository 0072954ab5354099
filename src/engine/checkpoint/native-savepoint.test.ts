/** Savepoints in the form of the job's own backend, and what only canonical ones can do. */
import { describe, expect, test } from 'vitest'
import type { Command, SavepointFormat } from '../../model/index.ts'
import { keyedJob, orders, type Simulated, simulate } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const savepoint = (format: SavepointFormat, then: 'continue' | 'stop' = 'continue'): Command => ({
  ...{ kind: 'trigger-savepoint', label: 'sp', then, format },
})
const job = keyedJob({ sources: 2, parallelism: 2 })
const topics = orders([
  ['A', 40],
  ['B', 40],
])
const configOf = (backend: string) => ({
  'execution.checkpointing.interval': '3650 d',
  'execution.checkpointing.incremental': 'true',
  'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
  'state.backend.type': backend,
})

function run(
  backend: string,
  script: readonly (readonly [at: number, command: Command])[],
  more: Partial<Parameters<typeof simulate>[1]> = {},
): Simulated {
  return simulate(job, {
    ...{ until: 9_000, config: configOf(backend), scenario: { topics }, script },
    ...more,
  })
}

/** What the counting job writes at the end. */
const end = (seen: Simulated): readonly string[] =>
  [...new Set(seen.rows)].filter((row) => row.includes('#39')).toSorted()

const filesOf = (seen: Simulated, number: number): readonly string[] =>
  seen.manifests
    .filter((one) => one.checkpoint === number)
    .flatMap(({ handles }) => handles.map(({ blob }) => String(blob)))

test('[SAV-16, CK-5] a native savepoint of RocksDB is files of its own: nothing is shared with it', () => {
  const seen = run('rocksdb', [
    [1_000, checkpoint],
    [2_000, savepoint('NATIVE')],
    [3_000, checkpoint],
    [3_500, savepoint('CANONICAL')],
  ])
  const native = filesOf(seen, 2)
  expect(native.filter((file) => file.endsWith('.sst')).length).toBeGreaterThan(0)
  expect(native.filter((file) => !file.startsWith('savepoint-2/'))).toEqual([])
  // The files of the checkpoint before are in it, once more; the one behind builds on that checkpoint.
  const later = filesOf(seen, 3)
  expect(later.filter((file) => native.includes(file))).toEqual([])
  expect(later.filter((file) => /-1-\d+\.sst$/.test(file)).length).toBeGreaterThan(0)
  expect(filesOf(seen, 4).filter((file) => file.endsWith('.sst'))).toEqual([])
  expect(seen.manifests.map(({ native: backend }) => backend)).toEqual([
    'ROCKSDB',
    'ROCKSDB',
    undefined,
  ])
  expect(seen.transcript('checkpoint-triggered')).toMatchInlineSnapshot(`
    "     1000  checkpoint 1 triggered                  command
         2000  savepoint sp triggered                  command, native
         3000  checkpoint 3 triggered                  command
         3500  savepoint sp triggered                  command"
  `)
})

test('[SAV-16] disposing of it deletes its files, and no other', () => {
  const seen = run('rocksdb', [
    [1_000, checkpoint],
    [2_000, savepoint('NATIVE')],
    [3_000, checkpoint],
    [4_000, { kind: 'dispose-savepoint', savepoint: 'sp' }],
    [5_000, { kind: 'fail-task', subtask: 'count#0' }],
  ])
  expect([...seen.blobs.keys()].filter((blob) => blob.startsWith('savepoint-2'))).toEqual([])
  expect(end(seen)).toEqual(end(run('rocksdb', [])))
})

describe.each(['hashmap', 'rocksdb'])('from a snapshot that %s wrote', (wrote) => {
  const other = wrote === 'hashmap' ? 'rocksdb' : 'hashmap'
  const calm = end(run(wrote, []))
  const stop: readonly (readonly [number, Command])[] = [[2_500, { kind: 'cancel-job' }]]
  const from = (before: Simulated, backend: string, parallelism = 2): Simulated =>
    simulate(keyedJob({ sources: 2, parallelism }), {
      until: 9_000,
      startAt: 2_500,
      config: { ...configOf(backend), 'restart-strategy.type': 'none' },
      scenario: { topics, cluster: { taskManagers: 2, slotsEach: 3 } },
      restoreFrom: { run: before, checkpoint: 1 },
    })

  test.each([
    ['a native savepoint', savepoint('NATIVE'), [1, 2, 3]],
    ['a checkpoint', checkpoint, [2]],
  ] as const)('[SAV-16, CK-184] %s goes on with that backend alone', (_, command, parallelisms) => {
    const before = run(wrote, [[1_500, command], ...stop], { until: 2_500 })
    for (const parallelism of parallelisms)
      expect(end(from(before, wrote, parallelism))).toEqual(calm)
    const refused = from(before, other)
    const [failure] = refused.of('task-failed')
    expect(failure?.code).toBe('state-of-other-backend')
    expect(failure?.message).toContain('when a different StateBackend from the one that was used')
    expect(refused.of('job-status-changed').at(-1)?.status).toBe('FAILED')
  })

  test('[SAV-16, CK-184] a canonical savepoint changes the backend, at any parallelism', () => {
    const before = run(wrote, [[1_500, savepoint('CANONICAL')], ...stop], { until: 2_500 })
    for (const parallelism of [1, 2, 3]) {
      const after = from(before, other, parallelism)
      expect(end(after)).toEqual(calm)
      const shown = after.of('entries-restored').flatMap(({ entries }) => entries)
      expect(shown.map(({ key }) => key).toSorted()).toEqual(['A', 'B'])
    }
  })

  test('[SAV-16, CK-177] the job stops with a native savepoint as with a canonical one', () => {
    const before = run(wrote, [[1_500, savepoint('NATIVE', 'stop')]], { until: 4_000 })
    expect(before.of('job-status-changed').at(-1)?.status).toBe('FINISHED')
    expect(end(from(before, wrote))).toEqual(calm)
  })
})
