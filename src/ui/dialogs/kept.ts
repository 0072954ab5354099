/** Snapshots that are kept in this browser, and how one meets the operators of a program (CK-189 ff.). */
import type { JobGraph, SnapshotManifest } from '../../model/index.ts'
import { snapshotName } from '../format.ts'

export interface KeptSnapshot {
  readonly manifest: SnapshotManifest
  /** Whose blobs they are. */
  readonly run: string
  readonly bytes: number
  /** When and by which scenario it was made. */
  readonly about: string
  /** Made by the run on the screen. */
  readonly here: boolean
}

export function keptName({ manifest }: Pick<KeptSnapshot, 'manifest'>): string {
  return snapshotName({
    checkpoint: manifest.checkpoint,
    snapshot: manifest.kind,
    label: manifest.label,
  })
}

export interface OperatorMatch {
  readonly id: string
  readonly name: string
  readonly uid: string | null
  readonly result: 'matched' | 'new' | 'left behind'
  readonly says: string
}

/** By operator id, which follows from the uid; Flink: Checkpoints.loadAndValidateCheckpoint. */
export function matchOperators(
  graph: JobGraph,
  manifest: SnapshotManifest,
): readonly OperatorMatch[] {
  const stored = new Map(manifest.operators.map((operator) => [operator.id, operator]))
  const holds = new Set(manifest.handles.map(({ operator }) => operator))
  const present = graph.vertices.flatMap(({ operators, parallelism }) =>
    operators.map((operator): OperatorMatch => {
      const { id, name, uid } = operator
      const old = stored.get(id)
      stored.delete(id)
      if (old === undefined)
        return { id, name, uid, result: 'new', says: 'starts with empty state' }
      const says =
        old.parallelism === parallelism
          ? 'takes its state'
          : `takes its state, spread from ${old.parallelism} to ${parallelism} subtasks`
      return { id, name, uid, result: 'matched', says }
    }),
  )
  const missing = [...stored.values()].filter(({ id }) => holds.has(id))
  return [
    ...present,
    ...missing.map(({ id, name, uid }): OperatorMatch => ({
      id,
      name,
      uid,
      result: 'left behind',
      says: 'has state in the snapshot and no operator in the code',
    })),
  ]
}
