/**
 * Per source record: how often it was read, how often a keyed operator processed it, how often it
 * can be seen outside. Processed more often than once is what a replay is; counted more often is
 * what exactly-once forbids.
 */
import type { ElementId, SubtaskId } from '../model/index.ts'
import { Ordinals } from './fold/ordinals.ts'
import { PersistentVector } from './fold/vector.ts'
import { type Lineage, lineageFold, type LineageState, newLineage } from './lineage.ts'
import { handle, type Handlers, type Projection, together } from './projection.ts'

export interface LedgerRow {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  readonly read: number
  readonly processed: number
  readonly visible: number
}

export interface LedgerState extends LineageState {
  places: Ordinals
  /** In the order of first readings. */
  rows: PersistentVector<LedgerRow>
  totals: { readonly read: number; readonly processed: number; readonly visible: number }
  /** Which subtasks have a keyed operator at the head of their chain. */
  keyed: readonly boolean[]
  keyedVertices: readonly boolean[]
  /** From records on hash edges to the reading they go back to. */
  origins: Map<ElementId, ElementId>
}

type Column = 'read' | 'processed' | 'visible'

function mark(state: LedgerState, lineage: Lineage | undefined, column: Column): void {
  if (lineage === undefined) return
  const { topic, partition, offset, key } = lineage
  const name = `${topic}/${partition}@${offset}`
  const known = state.places.of(name)
  if (known === undefined) state.places = state.places.and(name)
  const at = known ?? state.places.length - 1
  const fresh = { topic, partition, offset, key, read: 0, processed: 0, visible: 0 }
  const row = state.rows.at(at) ?? fresh
  state.rows = state.rows.with(at, { ...row, [column]: row[column] + 1 })
  state.totals = { ...state.totals, [column]: state.totals[column] + 1 }
}

function isKeyed(state: LedgerState, subtask: SubtaskId): boolean {
  return state.keyed[subtask] ?? false
}

const handlers: Handlers<LedgerState> = together<LedgerState>(lineageFold, {
  'job-submitted': (state, { graph }) => {
    state.keyedVertices = graph.vertices.map(({ id }) =>
      graph.edges.some(({ to, partitioning }) => to === id && partitioning === 'hash'),
    )
  },
  'tasks-scheduled': (state, { schedule }) => {
    state.keyed = schedule.subtasks.map(({ vertex }) => state.keyedVertices[vertex] ?? false)
  },
  'record-read': (state, event) => {
    mark(state, event, 'read')
  },
  'record-emitted': ({ origins }, { element, origin, key }) => {
    if (key !== null) origins.set(element, origin)
  },
  'record-processed': (state, { subtask, element }) => {
    const origin = isKeyed(state, subtask) ? state.origins.get(element) : undefined
    if (origin !== undefined) mark(state, state.lineage.at(origin), 'processed')
  },
  'sink-written': (state, { origin }) => {
    mark(state, state.lineage.at(origin), 'visible')
  },
})

export const ledger: Projection<LedgerState> = {
  name: 'ledger',
  initial: () => ({
    ...newLineage(),
    places: Ordinals.empty(),
    rows: PersistentVector.empty(),
    totals: { read: 0, processed: 0, visible: 0 },
    keyed: [],
    keyedVertices: [],
    origins: new Map(),
  }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    handle(handlers, state, event)
  },
}
