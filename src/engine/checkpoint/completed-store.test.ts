import { expect, test } from 'vitest'
import type { CheckpointId, SnapshotKind } from '../../model/index.ts'
import { CompletedCheckpointStore, type CompletedSnapshot } from './completed-store.ts'

const completed = (checkpoint: number, kind: SnapshotKind = 'checkpoint'): CompletedSnapshot => ({
  checkpoint: checkpoint as CheckpointId,
  kind,
  discardOnSubsumed: kind === 'checkpoint',
})
const ids = (snapshots: readonly CompletedSnapshot[]) =>
  snapshots.map(({ checkpoint }) => checkpoint)

test('[CK-129, CK-131] the newest are kept, the oldest goes and may be deleted', () => {
  const store = new CompletedCheckpointStore(2)
  store.add(completed(1))
  store.add(completed(2))
  const { subsumed, discardable } = store.add(completed(3))
  expect([ids(subsumed), ids(discardable), ids(store.all)]).toEqual([[1], [1], [2, 3]])
  expect(store.latest?.checkpoint).toBe(3)
})

test('[CK-129] a restored savepoint does not push the last checkpoint out, and goes first', () => {
  const store = new CompletedCheckpointStore(1)
  store.add(completed(1, 'savepoint'))
  const { subsumed, discardable } = store.add(completed(2))
  expect([ids(subsumed), ids(discardable), ids(store.all)]).toEqual([[1], [], [2]])
})
