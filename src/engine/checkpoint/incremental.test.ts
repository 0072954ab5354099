/** Checkpoints that share files. */
import { expect, test } from 'vitest'
import type { CheckpointId, Command } from '../../model/index.ts'
import { UploadedFiles } from '../state/rocksdb/uploaded-files.ts'
import { keyedJob, orders, type Simulated, simulate } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const config = {
  'execution.checkpointing.interval': '3650 d',
  'execution.checkpointing.incremental': 'true',
  'state.backend.type': 'rocksdb',
}
const job = keyedJob({ sources: 2, parallelism: 2 })
const topics = orders([
  ['A', 40],
  ['B', 40],
])

function run(more: Partial<Parameters<typeof simulate>[1]> = {}): Simulated {
  return simulate(job, {
    until: 9_000,
    config,
    scenario: { topics },
    script: [1_000, 2_000, 3_000].map((at) => [at, checkpoint] as const),
    ...more,
  })
}

const sharedOf = ({ blobs }: Simulated): readonly string[] =>
  [...blobs.keys()].filter((blob) => blob.startsWith('shared/'))

/** What the counting job writes at the end, whatever failed before. */
const end = (seen: Simulated): readonly string[] =>
  [...new Set(seen.rows)].filter((row) => row.includes('#39')).toSorted()

test('[INC-1] a checkpoint writes the files that the last confirmed one has not, and refers to the others', () => {
  const seen = run()
  const uploaded = seen.of('snapshot-uploaded').filter(({ files }) => files.length > 1)
  const sharedIn = (id: number): readonly string[] =>
    uploaded
      .filter(({ checkpoint: of }) => of === id)
      .flatMap(({ files }) => files.map(({ file }) => String(file)))
      .filter((file) => file.startsWith('shared/'))
  expect(sharedIn(1).length).toBeGreaterThan(0)
  // Each checkpoint flushes what came since: one file more for each subtask that has state.
  expect(sharedIn(2)).toHaveLength(2 * sharedIn(1).length)
  expect(sharedIn(2)).toEqual(expect.arrayContaining([...sharedIn(1)]))
  expect(sharedIn(3)).toEqual(expect.arrayContaining([...sharedIn(2)]))
  // What is told as written are the bytes that were written.
  const second = uploaded.find(({ checkpoint: of }) => of === 2)
  const all = second?.files.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0
  expect(second?.bytes).toBeLessThan(all)
})

test('[INC-2] a file stays as long as a retained checkpoint refers to it, and goes with the last', () => {
  const kept = run()
  expect(kept.manifests.map((manifest) => manifest.checkpoint)).toEqual([3])
  const [manifest] = kept.manifests
  const wanted = manifest?.handles.map(({ blob }) => blob) ?? []
  expect(sharedOf(kept).toSorted()).toEqual(
    wanted.filter((blob) => blob.startsWith('shared/')).toSorted(),
  )
  expect(new Set(manifest?.handles.map(({ sharedSince }) => sharedSince))).toEqual(
    new Set([undefined, 1, 2, 3]),
  )
  const cancelled = run({
    script: [
      [1_000, checkpoint],
      [2_000, checkpoint],
      [3_000, { kind: 'cancel-job' }],
    ],
  })
  expect([...cancelled.blobs.keys()]).toEqual([])
})

test('[INC-3] a failed job goes on from shared files, at the same and at another parallelism', () => {
  const calm = run({ script: [] })
  const failed = run({
    script: [
      [1_000, checkpoint],
      [1_500, checkpoint],
      [2_200, { kind: 'fail-task', subtask: 'count#0' }],
      [3_500, checkpoint],
    ],
  })
  expect(failed.of('state-restored').length).toBeGreaterThan(0)
  expect(end(failed)).toEqual(end(calm))

  const retained = run({
    until: 2_500,
    config: {
      ...config,
      'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
    },
    script: [
      [1_000, checkpoint],
      [1_500, checkpoint],
      [2_000, { kind: 'cancel-job' }],
    ],
  })
  for (const [parallelism, backend] of [
    [1, 'rocksdb'],
    [3, 'rocksdb'],
  ] as const) {
    const rescaled = simulate(keyedJob({ sources: 2, parallelism }), {
      until: 9_000,
      startAt: 2_500,
      config: { ...config, 'state.backend.type': backend },
      scenario: { topics, cluster: { taskManagers: 2, slotsEach: 3 } },
      restoreFrom: { run: retained, checkpoint: 2 },
    })
    expect(end(rescaled)).toEqual(end(calm))
    const shown = rescaled.of('entries-restored').flatMap(({ entries }) => entries)
    expect(shown.map(({ key }) => key).toSorted()).toEqual(['A', 'B'])
  }
})

test('[INC-4] savepoints share nothing', () => {
  const seen = run({
    script: [
      [1_000, checkpoint],
      [2_000, { kind: 'trigger-savepoint', label: 'own', then: 'continue' }],
    ],
  })
  const savepoint = seen.manifests.find(({ kind }) => kind === 'savepoint')
  expect(savepoint?.handles.every(({ sharedSince }) => sharedSince === undefined)).toBe(true)
})

test('[INC-1] what was written again since the confirmed checkpoint is not taken from there', () => {
  const files = new UploadedFiles('w', true)
  const live = (...numbers: number[]) =>
    numbers.map((number) => ({ number, content: Uint8Array.of(number) }))
  const id = (number: number) => number as CheckpointId
  const written = (checkpointId: number, ...numbers: number[]) =>
    files
      .filesFor(id(checkpointId), live(...numbers))
      .map(({ createdBy, content }) => (content === null ? createdBy : 'written'))
  expect(written(1, 1)).toEqual(['written'])
  // Nothing is confirmed yet.
  expect(written(2, 1, 2)).toEqual(['written', 'written'])
  files.completed(id(1))
  // File 1 was written by 2 as well: the copy of 1 may go when 2 completes.
  expect(written(3, 1, 2)).toEqual(['written', 'written'])
  files.completed(id(3))
  expect(written(4, 2, 3)).toEqual([3, 'written'])
  files.aborted(id(4))
  expect(written(5, 2, 3)).toEqual([3, 'written'])
  // What an aborted one wrote again is forgotten: the confirmed copy is good (CK-146).
  files.aborted(id(5))
  files.filesFor(id(6), live(2), 'full')
  files.aborted(id(6))
  expect(written(7, 2)).toEqual([3])
  const alone = new UploadedFiles('w', false)
  alone.filesFor(id(1), live(1))
  alone.completed(id(1))
  expect(alone.filesFor(id(2), live(1))[0]?.content).not.toBeNull()
})

test('[INC-1, CHK-26, CK-39] a full checkpoint writes every file, and later ones share with it', () => {
  const seen = run({
    script: [
      [1_000, checkpoint],
      [2_000, { kind: 'trigger-checkpoint', checkpointType: 'FULL' }],
      [3_000, { kind: 'trigger-checkpoint', checkpointType: 'INCREMENTAL' }],
    ],
  })
  const sharedSince = (id: number): ReadonlySet<number> =>
    new Set(
      seen
        .of('snapshot-uploaded')
        .filter(({ checkpoint: of }) => of === id)
        .flatMap(({ files }) => files.map(({ file }) => String(file)))
        .flatMap((file) => /^shared\/.*-(\d+)-\d+\.sst$/.exec(file)?.slice(1).map(Number) ?? []),
    )
  expect(sharedSince(2)).toEqual(new Set([2]))
  expect(sharedSince(3)).toEqual(new Set([2, 3]))
})
