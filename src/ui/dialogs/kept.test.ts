import { expect, test } from 'vitest'
import type {
  BlobId,
  CheckpointId,
  JobGraph,
  OperatorId,
  SnapshotManifest,
  VertexId,
  VirtualTime,
} from '../../model/index.ts'
import { distinct } from '../kept-snapshots.ts'
import { matchOperators } from './kept.ts'

const operator = (name: string) => ({
  id: name as OperatorId,
  uid: name,
  name,
  role: { kind: 'process', keyed: true } as const,
  after: null,
  tag: null,
})

function graphOf(...names: string[]): JobGraph {
  const vertices = names.map((name, at) => ({
    id: at as VertexId,
    name,
    parallelism: 3,
    maxParallelism: 128,
    maxParallelismSet: false,
    slotSharingGroup: 'default',
    operators: [operator(name)],
  }))
  return { name: 'job', vertices, edges: [] }
}

function manifestOf(...names: string[]): SnapshotManifest {
  return {
    version: 1,
    checkpoint: 3 as CheckpointId,
    kind: 'savepoint',
    label: 'before',
    jobName: 'job',
    triggeredAt: 900 as VirtualTime,
    completedAt: 1_000 as VirtualTime,
    operators: names.map((name) => ({ ...operator(name), parallelism: 2, maxParallelism: 128 })),
    handles: names.map((name) => ({
      operator: name as OperatorId,
      subtask: 0,
      blob: `savepoint-3/${name}` as BlobId,
      bytes: 10,
      checksum: 1,
      keyGroups: null,
    })),
  } as unknown as SnapshotManifest
}

test('an operator is matched by its id, new without state, left behind without an operator', () => {
  const matches = matchOperators(graphOf('count', 'alert'), manifestOf('count', 'total'))
  expect(matches.map(({ name, result }) => `${name}: ${result}`)).toEqual([
    'count: matched',
    'alert: new',
    'total: left behind',
  ])
  expect(matches[0]?.says).toBe('takes its state, spread from 2 to 3 subtasks')
})

test('what a repeated run made again is listed once, the newest first', () => {
  const stored = [
    { run: 'a', manifest: manifestOf('count'), writtenAt: 1 },
    { run: 'b', manifest: manifestOf('count'), writtenAt: 2 },
    { run: 'b', manifest: { ...manifestOf('count'), checkpoint: 4 as CheckpointId }, writtenAt: 3 },
  ]
  expect(distinct(stored).map(({ run, manifest }) => `${run} ${manifest.checkpoint}`)).toEqual([
    'b 4',
    'b 3',
  ])
})
