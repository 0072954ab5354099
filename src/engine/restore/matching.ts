/**
 * Which state of a snapshot goes to which operator of a program, and whether Flink lets the job
 * start from it at all. Ids decide, never names, vertices or chains (CK-192).
 *
 * Flink: Checkpoints.loadAndValidateCheckpoint, StateAssignmentOperation (CK-189 to CK-200).
 * Simplified: where operators of one chain bring different max parallelisms, Flink takes over one
 * after the other in an order it does not specify; here the last of the chain wins.
 */
import type { JobGraph, OperatorId, SnapshotManifest, SnapshotOperator } from '../../model/index.ts'

/** An operator of the snapshot, and what it left there. */
export interface SavedOperator extends SnapshotOperator {
  readonly state: 'in-subtasks' | 'in-coordinator' | 'none'
}

/** A vertex of the program that is to start. */
export interface ProgramVertex {
  readonly name: string
  readonly parallelism: number
  readonly maxParallelism: number
  readonly maxParallelismSet: boolean
  readonly operators: readonly ProgramOperator[]
}

export interface ProgramOperator {
  readonly id: OperatorId
  readonly name: string
  /** Flink: setUidHash, a second id; used if the snapshot has it (CK-190). */
  readonly userDefinedId: OperatorId | null
}

/** One line of the comparison a person is shown. */
export type MatchRow =
  | {
      readonly match: 'matched'
      readonly vertex: number
      readonly operator: ProgramOperator
      readonly saved: SavedOperator
    }
  /** In the program only: starts empty, never an error (CK-194). */
  | { readonly match: 'new'; readonly vertex: number; readonly operator: ProgramOperator }
  /** In the snapshot only; what it has is not restored. */
  | { readonly match: 'left-behind'; readonly saved: SavedOperator }

/** Why a job does not start from a snapshot. `load`: at once; `assign`: when tasks get their state. */
export type MatchError =
  | { readonly phase: 'load'; readonly kind: 'NON_RESTORED_STATE'; readonly saved: SavedOperator }
  | {
      readonly phase: 'load'
      readonly kind: 'MAX_PARALLELISM_MISMATCH'
      readonly vertex: number
      readonly saved: SavedOperator
    }
  | {
      readonly phase: 'assign'
      readonly kind: 'PARALLELISM_ABOVE_MAX'
      readonly vertex: number
      readonly saved: SavedOperator
    }

export type Matching =
  | {
      readonly outcome: 'ok'
      readonly rows: readonly MatchRow[]
      /** By vertex: the snapshot's value where the program has set none (CK-198). */
      readonly maxParallelism: readonly number[]
    }
  | { readonly outcome: 'error'; readonly error: MatchError; readonly rows: readonly MatchRow[] }

/** The operators of a manifest with what it knows of their state. */
export function savedOperators(manifest: SnapshotManifest): readonly SavedOperator[] {
  const withState = new Set(manifest.handles.map(({ operator }) => operator))
  return manifest.operators.map((operator) => ({
    ...operator,
    state: withState.has(operator.id) ? 'in-subtasks' : 'none',
  }))
}

/** The vertices of a job graph, as a snapshot is compared with them. */
export function programVertices(graph: JobGraph): readonly ProgramVertex[] {
  return graph.vertices.map((vertex) => ({
    ...vertex,
    operators: vertex.operators.map((operator) => ({
      ...operator,
      userDefinedId: operator.uidHash ?? null,
    })),
  }))
}

/** Compares a snapshot with a program, as Flink does before it deploys anything. */
export function matchSnapshot(
  saved: readonly SavedOperator[],
  program: readonly ProgramVertex[],
  allowNonRestoredState: boolean,
): Matching {
  const rows = compare(saved, program)
  const loadError = validate(saved, program, allowNonRestoredState)
  if (loadError !== null) return { outcome: 'error', error: loadError, rows }
  const maxParallelism: number[] = []
  for (const [vertex, { parallelism, maxParallelism: own }] of program.entries()) {
    const matched = savedOf(rows, vertex)
    // Without state in subtasks nothing is assigned, and nothing is taken over.
    const assigned = matched.some(({ state }) => state === 'in-subtasks') ? matched : []
    const tooSmall = assigned.find((one) => one.maxParallelism < parallelism)
    if (tooSmall !== undefined) {
      const error = {
        phase: 'assign',
        kind: 'PARALLELISM_ABOVE_MAX',
        vertex,
        saved: tooSmall,
      } as const
      return { outcome: 'error', error, rows }
    }
    maxParallelism.push(assigned.at(-1)?.maxParallelism ?? own)
  }
  return { outcome: 'ok', rows, maxParallelism }
}

function compare(
  saved: readonly SavedOperator[],
  program: readonly ProgramVertex[],
): readonly MatchRow[] {
  const byId = new Map(saved.map((one) => [one.id, one]))
  const known = new Set(program.flatMap(({ operators }) => operators.flatMap(idsOf)))
  const rows = program.flatMap(({ operators }, vertex) =>
    operators.map((operator): MatchRow => {
      const { userDefinedId, id } = operator
      const preferred = userDefinedId === null ? undefined : byId.get(userDefinedId)
      const found = preferred ?? byId.get(id)
      if (found === undefined) return { match: 'new', vertex, operator }
      return { match: 'matched', vertex, operator, saved: found }
    }),
  )
  const leftBehind = saved.filter(({ id }) => !known.has(id))
  return [...rows, ...leftBehind.map((one): MatchRow => ({ match: 'left-behind', saved: one }))]
}

/** In the order of the snapshot: the first thing that is wrong is what Flink reports. */
function validate(
  saved: readonly SavedOperator[],
  program: readonly ProgramVertex[],
  allowNonRestoredState: boolean,
): MatchError | null {
  for (const one of saved) {
    const vertex = program.findLastIndex(({ operators }) =>
      operators.some((operator) => idsOf(operator).includes(one.id)),
    )
    const own = program[vertex]
    if (own === undefined) {
      if (allowNonRestoredState || one.state === 'none') continue
      return { phase: 'load', kind: 'NON_RESTORED_STATE', saved: one }
    }
    if (own.maxParallelismSet && own.maxParallelism !== one.maxParallelism) {
      return { phase: 'load', kind: 'MAX_PARALLELISM_MISMATCH', vertex, saved: one }
    }
  }
  return null
}

function savedOf(rows: readonly MatchRow[], vertex: number): readonly SavedOperator[] {
  return rows.flatMap((row) =>
    row.match === 'matched' && row.vertex === vertex ? [row.saved] : [],
  )
}

function idsOf({ id, userDefinedId }: ProgramOperator): readonly OperatorId[] {
  return userDefinedId === null ? [id] : [id, userDefinedId]
}
