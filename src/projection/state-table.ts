/** Keyed state, now and in the snapshots that are kept: per subtask a row for each key. */
import type { CheckpointId, SubtaskId } from '../model/index.ts'
import {
  copyKeyTables,
  emptyTable,
  initialKeyTables,
  keyTablesFold,
  type KeyRow,
  type KeyTable,
  type KeyTablesState,
  rowOf,
} from './key-table.ts'
import { handle, type Projection } from './projection.ts'

export const stateTable: Projection<KeyTablesState> = {
  name: 'state-table',
  initial: initialKeyTables,
  copy: copyKeyTables,
  apply(state, event) {
    handle<KeyTablesState>(keyTablesFold, state, event)
  },
  weight: ({ tables, saved }) => 10 + tables.length + saved.size,
}

/** The rows of a subtask now; to be read with `rowsOf` and `rowOf`. */
export function tableOf(state: KeyTablesState, subtask: SubtaskId): KeyTable {
  return state.tables[subtask] ?? emptyTable
}

/** A key's row as a snapshot holds it; undefined: it holds none. */
export function rowInSnapshot(
  state: KeyTablesState,
  checkpoint: CheckpointId,
  place: { readonly subtask: SubtaskId; readonly key: string },
): KeyRow | undefined {
  const table = state.saved.get(checkpoint)?.[place.subtask]
  return table === undefined ? undefined : rowOf(table, place.key)
}
