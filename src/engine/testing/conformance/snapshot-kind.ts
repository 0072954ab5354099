/** Kinds of snapshots as the vectors spell them. */
import * as v from 'valibot'
import type { SnapshotKind } from '../../../model/index.ts'

export const snapshotKind = v.picklist(['checkpoint', 'savepoint', 'stopWithSavepoint'])

export function snapshotKindOf(kind: v.InferOutput<typeof snapshotKind>): SnapshotKind {
  return kind === 'stopWithSavepoint' ? 'stop-with-savepoint' : kind
}
