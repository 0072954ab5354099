/** Whether unknown data is a snapshot's manifest: the page trusts neither the guest nor storage. */
import { among, either, listOf, optional, orNull, shapeOf, textOf, wholeOf } from '../base/index.ts'
import { limits, type SnapshotManifest } from '../model/index.ts'

const text = textOf(1_000)
const count = wholeOf(0)
const mostHandles = limits.subtasks * 8
/** A log that is never materialised goes on and on. */
const mostFiles = limits.subtasks * 128

const pending = shapeOf({
  reader: count,
  index: count,
  splits: listOf(
    shapeOf({ topic: text, partition: count, offset: count, stop: orNull(count) }),
    mostHandles,
  ),
})

const manifest = shapeOf({
  version: among(1),
  checkpoint: count,
  kind: among('checkpoint', 'savepoint', 'stop-with-savepoint'),
  label: orNull(text),
  jobName: text,
  path: optional(text),
  triggeredAt: count,
  completedAt: count,
  operators: listOf(
    shapeOf({
      id: text,
      uid: orNull(text),
      name: text,
      parallelism: count,
      maxParallelism: count,
      finished: optional(either(among('fully'), listOf(count, limits.subtasks))),
      enumerator: optional(shapeOf({ index: count, pending: listOf(pending, mostHandles) })),
    }),
    mostHandles,
  ),
  handles: listOf(
    shapeOf({
      operator: text,
      subtask: count,
      blob: text,
      bytes: count,
      checksum: count,
      keyGroups: orNull(shapeOf({ start: count, end: count })),
      sharedSince: optional(count),
      operatorState: optional(among('none', 'split', 'for-all')),
      inFlight: optional(among('input', 'output')),
      inFlightEdges: optional(listOf(count, mostHandles)),
    }),
    mostFiles,
  ),
  native: optional(among('HASHMAP', 'ROCKSDB')),
  metadata: optional(among('lost', 'damaged')),
})

/** True for what {@link SnapshotManifest} says, with nothing more in it and every number in range. */
export function isSnapshotManifest(value: unknown): value is SnapshotManifest {
  return manifest(value)
}
