/** Matching a snapshot with a program, the ids that decide it, and what the completed store keeps. */
import * as v from 'valibot'
import {
  type CheckpointId,
  defaultMaxParallelism,
  type OperatorId,
  operatorIdOfUid,
} from '../../../model/index.ts'
import { CompletedCheckpointStore } from '../../checkpoint/completed-store.ts'
import {
  type MatchRow,
  matchSnapshot,
  type ProgramVertex,
  type SavedOperator,
} from '../../restore/matching.ts'
import { reassignKeyGroups, repartitionOperatorState } from '../../state/redistribute.ts'
import { type Adapter, hasFields, pick } from './adapter.ts'

const uidHash: Adapter = {
  kind: 'operator id of a uid',
  recognises: (_list, vector) => vector['kind'] === 'uidHash',
  run(vector) {
    const { uid } = v.parse(v.looseObject({ uid: v.string() }), vector)
    return { expected: vector['operatorId'], actual: operatorIdOfUid(uid) }
  },
}

const addedSchema = v.object({
  id: v.number(),
  kind: v.picklist(['checkpoint', 'savepoint', 'stopWithSavepoint', 'restoredNoClaim']),
})
const storeSchema = v.object({
  numRetained: v.number(),
  added: v.array(addedSchema),
  expected: v.array(v.looseObject({})),
})

const completedStore: Adapter = {
  kind: 'completed store',
  recognises: (_list, vector) => vector['kind'] === 'subsume',
  run(vector) {
    const { numRetained, added, expected } = v.parse(storeSchema, vector)
    const store = new CompletedCheckpointStore(numRetained)
    const idsOf = (ones: readonly { readonly checkpoint: CheckpointId }[]) =>
      ones.map(({ checkpoint }) => checkpoint)
    return {
      expected: expected.map((one) => pick(one, 'subsumed', 'retained')),
      actual: added.map(({ id, kind }) => {
        const { subsumed } = store.add({
          checkpoint: id as CheckpointId,
          kind: storedAs[kind],
          discardOnSubsumed: kind === 'checkpoint',
        })
        return { subsumed: idsOf(subsumed), retained: idsOf(store.all) }
      }),
    }
  },
}

/** A snapshot that was restored without claiming it is a savepoint to the store. */
const storedAs = {
  checkpoint: 'checkpoint',
  savepoint: 'savepoint',
  stopWithSavepoint: 'stop-with-savepoint',
  restoredNoClaim: 'savepoint',
} as const

const identified = {
  name: v.string(),
  uid: v.nullish(v.nullable(v.string()), null),
  autoId: v.nullish(v.nullable(v.string()), null),
}
const savedSchema = v.object({
  ...identified,
  parallelism: v.number(),
  maxParallelism: v.number(),
  state: v.picklist(['keyed', 'operator', 'coordinator', 'none']),
})
const programSchema = v.object({
  vertex: v.string(),
  parallelism: v.number(),
  maxParallelism: v.nullish(v.number()),
  operators: v.array(v.object({ ...identified, uidHash: v.nullish(v.nullable(v.string()), null) })),
})
const restoreSchema = v.object({
  snapshot: v.array(savedSchema),
  program: v.array(programSchema),
  allowNonRestoredState: v.boolean(),
})

type Saved = v.InferOutput<typeof savedSchema>
type Program = v.InferOutput<typeof programSchema>

const restore: Adapter = {
  kind: 'restore from a snapshot',
  recognises: (_list, vector) => hasFields(vector, 'snapshot', 'program', 'allowNonRestoredState'),
  run(vector) {
    const { snapshot, program, allowNonRestoredState } = v.parse(restoreSchema, vector)
    const matching = matchSnapshot(
      snapshot.map(savedOperatorOf),
      program.map(vertexOf),
      allowNonRestoredState,
    )
    const expected = pick(
      v.parse(v.looseObject({}), vector['expected']),
      ...['outcome', 'phase', 'errorKind'],
      ...['discardedOperators', 'effectiveMaxParallelism', 'restoredOperators'],
    )
    if (matching.outcome === 'error') {
      const { phase, kind: errorKind } = matching.error
      return { expected, actual: { outcome: 'error', phase, errorKind } }
    }
    const perVertex = (of: (vertex: Program, index: number) => unknown) =>
      Object.fromEntries(program.map((vertex, index) => [vertex.vertex, of(vertex, index)]))
    return {
      expected,
      actual: {
        outcome: 'ok',
        discardedOperators: matching.rows.flatMap((row) =>
          row.match === 'left-behind' ? [row.saved.name] : [],
        ),
        effectiveMaxParallelism: perVertex((_, index) => matching.maxParallelism[index]),
        restoredOperators: perVertex(({ parallelism }, index) =>
          restoredOf(matching.rows, index, { snapshot, parallelism }),
        ),
      },
    }
  },
}

/** Any id will do for an operator without uid, as long as equal ones are equal. */
function idOf({ uid, autoId }: { readonly uid: string | null; readonly autoId: string | null }) {
  return uid === null ? (`auto:${autoId ?? ''}` as OperatorId) : operatorIdOfUid(uid)
}

function savedOperatorOf(saved: Saved): SavedOperator {
  const { name, uid, parallelism, maxParallelism, state } = saved
  const where = {
    keyed: 'in-subtasks',
    operator: 'in-subtasks',
    coordinator: 'in-coordinator',
    none: 'none',
  } as const
  return { id: idOf(saved), uid, name, parallelism, maxParallelism, state: where[state] }
}

function vertexOf({ vertex, parallelism, maxParallelism, operators }: Program): ProgramVertex {
  return {
    name: vertex,
    parallelism,
    maxParallelism: maxParallelism ?? defaultMaxParallelism(parallelism),
    maxParallelismSet: maxParallelism !== undefined,
    operators: operators.map((operator) => ({
      id: idOf(operator),
      name: operator.name,
      userDefinedId: operator.uidHash as OperatorId | null,
    })),
  }
}

function restoredOf(
  rows: readonly MatchRow[],
  vertex: number,
  { snapshot, parallelism }: { readonly snapshot: readonly Saved[]; readonly parallelism: number },
) {
  return rows.flatMap((row) => {
    if (row.match !== 'matched' || row.vertex !== vertex) return []
    const saved = snapshot.find((one) => idOf(one) === row.saved.id)
    const subtasksWithState = saved === undefined ? 0 : subtasksReached(saved, parallelism)
    return subtasksWithState === 0 ? [] : [{ operator: row.operator.name, subtasksWithState }]
  })
}

/** How many of the new subtasks get something; each old one had two entries of operator state. */
function subtasksReached(
  { state, parallelism, maxParallelism }: Saved,
  newParallelism: number,
): number {
  switch (state) {
    case 'keyed':
      return reassignKeyGroups(maxParallelism, parallelism, newParallelism).filter(
        (shares) => shares.length > 0,
      ).length
    case 'operator': {
      const entries = { mode: 'SPLIT_DISTRIBUTE', entries: [0, 1] } as const
      const old = Array.from({ length: parallelism }, (_, index) => [
        { handle: String(index), states: new Map([['list', entries]]) },
      ])
      return repartitionOperatorState(old, newParallelism).filter((pieces) => pieces.length > 0)
        .length
    }
    case 'coordinator':
    case 'none':
      return 0
  }
}

export const savepointRestore: readonly Adapter[] = [uidHash, completedStore, restore]
