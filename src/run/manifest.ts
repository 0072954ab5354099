/** Whether unknown data is a snapshot's manifest: the page trusts neither the guest nor storage. */
import * as v from 'valibot'
import { limits, type SnapshotManifest } from '../model/index.ts'

const text = v.pipe(v.string(), v.maxLength(1_000))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const mostHandles = limits.subtasks * 8

const manifest = v.strictObject({
  version: v.literal(1),
  checkpoint: count,
  kind: v.picklist(['checkpoint', 'savepoint', 'stop-with-savepoint']),
  label: v.nullable(text),
  jobName: text,
  triggeredAt: count,
  completedAt: count,
  operators: v.pipe(
    v.array(
      v.strictObject({
        id: text,
        uid: v.nullable(text),
        name: text,
        parallelism: count,
        maxParallelism: count,
        finished: v.exactOptional(
          v.union([v.literal('fully'), v.pipe(v.array(count), v.maxLength(limits.subtasks))]),
        ),
      }),
    ),
    v.maxLength(mostHandles),
  ),
  handles: v.pipe(
    v.array(
      v.strictObject({
        operator: text,
        subtask: count,
        blob: text,
        bytes: count,
        checksum: count,
        keyGroups: v.nullable(v.strictObject({ start: count, end: count })),
        operatorState: v.exactOptional(v.picklist(['none', 'split', 'for-all'])),
        inFlight: v.exactOptional(v.picklist(['input', 'output'])),
        inFlightEdges: v.exactOptional(v.array(count)),
      }),
    ),
    v.maxLength(mostHandles),
  ),
})

/** True for what {@link SnapshotManifest} says, with nothing more in it and every number in range. */
export function isSnapshotManifest(value: unknown): value is SnapshotManifest {
  return v.is(manifest, value)
}
