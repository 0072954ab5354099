/** Checkpoint storage as the trace tells it, beside the files that a run has really left. */
import { expect, test } from 'vitest'
import { keyedJob, orders, simulate, type Simulated } from '../../engine/testing/simulate.ts'
import type { Command, TaskManagerId } from '../../model/index.ts'
import { storage, storageTree, sweepsOf, walkTree } from '../index.ts'

const config = {
  'execution.checkpointing.interval': '300 ms',
  'execution.checkpointing.num-retained': '2',
  'execution.checkpointing.dir': 's3://lab/checkpoints',
  'execution.checkpointing.savepoint-dir': 's3://lab/savepoints',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '10',
  'restart-strategy.fixed-delay.delay': '10 ms',
}
const topics = orders([
  ['A', 30],
  ['B', 30],
])

type Script = readonly (readonly [number, Command])[]

function run(script: Script, more: Readonly<Record<string, string>> = {}, until = 2_750) {
  return simulate(keyedJob({ sources: 2 }), {
    until,
    config: { ...config, ...more },
    script,
    scenario: { topics, uploadCosts: { count: 120 } },
  })
}

function told({ events }: Simulated, until = Infinity) {
  const state = storage.initial()
  for (const event of events) if (event.at <= until) storage.apply(state, event)
  return state
}

/** Names of what is there, `_metadata` and directories aside. */
const files = (simulated: Simulated): readonly string[] => [...told(simulated).files.keys()].sort()
const blobs = (simulated: Simulated): readonly string[] =>
  [...simulated.blobs.keys()].filter((blob) => !blob.endsWith('/_metadata')).sort()

const savepoint = { kind: 'trigger-savepoint', label: 'mine', then: 'continue' } as const
const kill = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId } as const

test.each<[string, Script, Record<string, string>]>([
  ['checkpoints that are subsumed', [], {}],
  ['a savepoint', [[500, savepoint]], {}],
  ['a TaskManager lost amid a checkpoint', [[640, kill]], {}],
  ['a job that is cancelled', [[1_500, { kind: 'cancel-job' }]], {}],
  [
    'a cancelled job that retains',
    [[1_500, { kind: 'cancel-job' }]],
    { 'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION' },
  ],
  [
    'checkpoints that expire',
    [],
    {
      'execution.checkpointing.timeout': '100 ms',
      'execution.checkpointing.tolerable-failed-checkpoints': '100',
    },
  ],
  [
    'incremental checkpoints',
    [],
    { 'state.backend.type': 'rocksdb', 'execution.checkpointing.incremental': 'true' },
  ],
  ['unaligned', [], { 'execution.checkpointing.unaligned.enabled': 'true' }],
])('[VIEW-2] after %s the tree has the files that storage has', (_, script, more) => {
  const simulated = run(script, more)
  expect(simulated.of('snapshot-uploaded')).not.toEqual([])
  expect(files(simulated)).toEqual(blobs(simulated))
})

test('[VIEW-2] the tree is laid out as Flink lays it out, and says who needs each file', () => {
  const simulated = run([[500, savepoint]])
  const lines = [...walkTree(storageTree(told(simulated)))].map(({ node, depth }) => {
    const needed = node.neededBy.length > 0 ? `  needed by ${node.neededBy.join(', ')}` : ''
    const size = node.bytes === null ? '' : `  ${node.bytes} B`
    return `${'  '.repeat(depth)}${node.name}${size}${needed}`
  })
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "s3://lab/checkpoints  1006 B
      678813767c409d1ee90ec33fd5568745  1006 B
        chk-9  503 B
          _metadata  needed by 9
          bc4197a480c92c793190a9f8c0afc54c-0  104 B  needed by 9
          bc4197a480c92c793190a9f8c0afc54c-1  104 B  needed by 9
          b71731f1c0df9c3076c4a455334d0ad6-0  295 B  needed by 9
        chk-10  503 B
          _metadata  needed by 10
          bc4197a480c92c793190a9f8c0afc54c-0  104 B  needed by 10
          bc4197a480c92c793190a9f8c0afc54c-1  104 B  needed by 10
          b71731f1c0df9c3076c4a455334d0ad6-0  295 B  needed by 10
        shared  0 B
        taskowned  0 B
    s3://lab/savepoints  499 B
      savepoint-678813-deedb03a2668  499 B
        _metadata  needed by 3
        bc4197a480c92c793190a9f8c0afc54c-0  103 B  needed by 3
        bc4197a480c92c793190a9f8c0afc54c-1  103 B  needed by 3
        b71731f1c0df9c3076c4a455334d0ad6-0  293 B  needed by 3"
  `)
})

test('[VIEW-2] incremental checkpoints share files, which lie in shared and name all who need them', () => {
  const simulated = run([], {
    'state.backend.type': 'rocksdb',
    'execution.checkpointing.incremental': 'true',
    'execution.checkpointing.num-retained': '3',
  })
  const nodes = [...walkTree(storageTree(told(simulated)))].map(({ node }) => node)
  const shared = nodes.find(({ name }) => name === 'shared')?.children ?? []
  expect(shared.length).toBeGreaterThan(0)
  expect(shared.some(({ neededBy }) => neededBy.length > 1)).toBe(true)
})

test('[VIEW-2] going back shows the tree of that instant, and each sweep has its moment and reason', () => {
  const simulated = run([])
  const first = simulated.of('snapshot-discarded')[0]
  if (first === undefined) throw new Error('a checkpoint was subsumed')
  const before = told(simulated, first.at - 1)
  expect(before.snapshots.map(({ checkpoint }) => checkpoint)).toContain(first.checkpoint)
  expect(before.swept.length).toBe(0)
  const after = told(simulated, first.at)
  expect(after.snapshots.map(({ checkpoint }) => checkpoint)).not.toContain(first.checkpoint)
  const [metadata, ...rest] = after.swept.slice(0)
  expect(metadata).toMatchObject({ file: `chk-${first.checkpoint}/_metadata`, at: first.at })
  expect(rest.map(({ why }) => why)).toEqual(rest.map(() => 'discarded'))
  expect(rest.length).toBeGreaterThan(0)
})

test('[VIEW-2] a file that two checkpoints share stays until the last of them is discarded', () => {
  const simulated = run([])
  const state = storage.initial()
  const shared = 'shared/000007.sst'
  const counts: number[] = []
  for (const event of simulated.events) {
    // As a backend with increments tells it: the same file, referred to again.
    const isShared =
      event.kind === 'snapshot-uploaded' && event.subtask === 2 && event.checkpoint <= 2
    storage.apply(
      state,
      isShared ? { ...event, files: [...event.files, { file: shared, bytes: 70 }] } : event,
    )
    const users = state.files.get(shared)?.neededBy.length ?? 0
    if (users !== counts.at(-1)) counts.push(users)
  }
  expect(counts).toEqual([0, 1, 2, 1, 0])
  expect(state.swept.slice(0).filter(({ file }) => file === shared)).toHaveLength(1)
})

test('[CLG-5] the storage is shown with a log in a directory of its own, and what the tasks own in `taskowned`', () => {
  const logged = simulate(keyedJob({ parallelism: 2 }), {
    until: 8_000,
    config: {
      'execution.checkpointing.interval': '1 s',
      'execution.checkpointing.dir': 'file:///ckpt',
      'state.changelog.enabled': 'true',
      'state.changelog.storage': 'filesystem',
      'state.changelog.dstl.dfs.base-path': 'file:///dstl',
      'state.changelog.periodic-materialize.interval': '3 s',
    },
    scenario: {
      topics: orders([
        ['A', 60],
        ['B', 60],
      ]),
    },
  })
  const state = told(logged)
  const shown = [...walkTree(storageTree(state))].map(({ node, depth }) => {
    const needed = node.neededBy.map((id) => `chk-${id}`).join(', ')
    const name = node.name.replaceAll(/[0-9a-f]{32}/g, '…')
    return `${'  '.repeat(depth)}${name}${needed === '' ? '' : ` for ${needed}`}`
  })
  expect(shown.join('\n')).toMatchInlineSnapshot(`
    "file:///ckpt
      …
        chk-8
          _metadata for chk-8
          …-0 for chk-8
          …-0 for chk-8
          …-1 for chk-8
        shared
        taskowned
          …-0-0-0-1 for chk-8
          …-1-0-0-2 for chk-8
    file:///dstl
      …
        dstl
          …-0-0-0-7 for chk-8"
  `)
  expect(files(logged)).toEqual(blobs(logged))
  // Files of several directories go at once, one after the other: each directory is one line.
  const sweeps = sweepsOf(state.swept.slice(0))
  const last = sweeps.filter(({ first }) => first.seq === sweeps[0]?.first.seq)
  expect(last.map(({ directory }) => directory).toSorted()).toEqual(['chk-7', 'dstl', 'taskowned'])
  expect(new Set(sweeps.map(({ id }) => id)).size).toBe(sweeps.length)
  const sum = (all: readonly { readonly files: number }[]) =>
    all.reduce((so, { files: more }) => so + more, 0)
  expect(sum(sweeps)).toBe(state.swept.length)
})
