/**
 * Whether a job may start from the snapshot it was given, and what of it goes where.
 * Flink: CheckpointCoordinator.restoreSavepoint, before anything is deployed (CK-186 ff.).
 */
import type { EventSeq, JobGraph, JobVertex, SnapshotManifest } from '../../model/index.ts'
import type { RestoreRequest } from '../../run/index.ts'
import type { Simulation } from '../kernel/simulation.ts'
import {
  type Matching,
  type MatchError,
  type MatchRow,
  matchSnapshot,
  programVertices,
  savedOperators,
} from '../restore/matching.ts'
import { finishedObjection } from '../restore/finished-vertices.ts'
import { inFlightObjection } from '../restore/in-flight-edges.ts'
import { snapshotPath } from '../checkpoint/snapshot-writer.ts'
import { restoredSnapshot } from './restored-snapshot.ts'

/** What was decided; `graph` has the max parallelism the snapshot brought along. */
export interface Admission {
  readonly graph: JobGraph
  readonly from: SnapshotManifest | null
  readonly rows: readonly MatchRow[]
  readonly refusal: { readonly code: string; readonly message: string } | null
}

/** Compares the program with the snapshot, if there is one. */
export function admit(graph: JobGraph, restore: RestoreRequest | null): Admission {
  if (restore === null) return { graph, from: null, rows: [], refusal: null }
  const unread = unreadable(restore.manifest)
  if (unread !== null) return { graph, from: null, rows: [], refusal: unread }
  const matching = matchSnapshot(
    savedOperators(restore.manifest),
    programVertices(graph),
    restore.allowNonRestoredState,
  )
  const { rows } = matching
  if (matching.outcome === 'error')
    return { graph, from: null, rows, refusal: refusalOf(matching.error, graph) }
  const objection = finishedObjection(graph, restore.manifest)
  if (objection !== null) {
    const refusal = { code: 'illegal_job_graph_modification', message: objection }
    return { graph, from: null, rows, refusal }
  }
  const misplaced = inFlightObjection(graph, restore.manifest)
  if (misplaced !== null) {
    const refusal = { code: 'in_flight_data_misplaced', message: misplaced }
    return { graph, from: null, rows, refusal }
  }
  return {
    graph: withMaxParallelism(graph, matching),
    from: restoredSnapshot(restore),
    rows,
    refusal: null,
  }
}

/** The comparison as facts: what a person sees before and after the start. */
export function recordMatches(sim: Simulation, rows: readonly MatchRow[], cause: EventSeq): void {
  for (const row of rows) {
    const { id, name } = row.match === 'left-behind' ? row.saved : row.operator
    const uid = row.match === 'new' ? null : row.saved.uid
    sim.record({ kind: 'operator-matched', operator: id, uid, name, result: row.match }, cause)
  }
}

/** A restore by its path begins with `_metadata`. Flink: AbstractFsCheckpointStorageAccess, Checkpoints (CK-155). */
function unreadable({ metadata, checkpoint, kind, path }: SnapshotManifest): Admission['refusal'] {
  const directory = path ?? snapshotPath(checkpoint, kind !== 'checkpoint')
  if (metadata === undefined) return null
  return metadata === 'lost'
    ? {
        code: 'metadata_missing',
        message: `Cannot find meta data file '_metadata' in directory '${directory}'.`,
      }
    : {
        code: 'metadata_corrupt',
        message: `Unexpected magic number in '${directory}/_metadata': it is not a snapshot's metadata, or it is corrupt.`,
      }
}

function withMaxParallelism(
  graph: JobGraph,
  { maxParallelism }: Extract<Matching, { outcome: 'ok' }>,
): JobGraph {
  const vertices = graph.vertices.map((vertex, index): JobVertex => {
    const adopted = maxParallelism[index]
    return adopted === undefined ? vertex : { ...vertex, maxParallelism: adopted }
  })
  return { ...graph, vertices }
}

function refusalOf(error: MatchError, graph: JobGraph): { code: string; message: string } {
  const { saved } = error
  const named = saved.uid === null ? saved.name : `${saved.name} (uid ${saved.uid})`
  switch (error.kind) {
    case 'NON_RESTORED_STATE':
      return {
        code: 'non_restored_state',
        message: `Cannot map state of operator ${named} to the new program: no operator has its id. Allow non-restored state to leave it behind.`,
      }
    case 'MAX_PARALLELISM_MISMATCH':
      return {
        code: 'max_parallelism_mismatch',
        message: `Max parallelism mismatch: ${named} was saved with ${saved.maxParallelism}, the program sets ${vertexOf(graph, error.vertex).maxParallelism}.`,
      }
    case 'PARALLELISM_ABOVE_MAX':
      return {
        code: 'parallelism_above_max',
        message: `The state of ${named} cannot be rescaled to parallelism ${vertexOf(graph, error.vertex).parallelism}: its max parallelism is ${saved.maxParallelism}.`,
      }
  }
}

function vertexOf(graph: JobGraph, index: number): JobVertex {
  return graph.vertices[index] as JobVertex
}
