/** What the panels show, from what the projections answer at the cursor. Pure. */
import type { CheckpointId, EventSeq, KeyGroup, SubtaskId, VirtualTime } from '../model/index.ts'
import { type clusterView, type KeyLabel, rowOf, rowsOf } from '../projection/index.ts'
import { snapshotName } from './format.ts'

/** The answer of {@link clusterView}: the view, and the tables of keyed state behind it. */
export type Cluster = ReturnType<(typeof clusterView)['initial']>

export interface StateRow {
  readonly subtask: SubtaskId
  readonly state: string
  readonly key: string
  readonly label: KeyLabel | null
  readonly keyGroup: KeyGroup | null
  readonly value: string | null
  /** In the newest completed snapshot that is kept. */
  readonly stored: string | null
  readonly writtenAt: VirtualTime
  readonly seq: EventSeq
}

export interface StateTable {
  /** `in chk-3`; null while nothing is stored. */
  readonly snapshot: string | null
  readonly rows: readonly StateRow[]
}

const mostRowsPerSubtask = 1_000

/** The newest snapshot that could be restored from. */
export function newestCompleted(cluster: Cluster): Cluster['shelf'][number] | undefined {
  return cluster.shelf.findLast(({ phase }) => phase === 'completed')
}

export function stateTable(cluster: Cluster): StateTable {
  const newest = newestCompleted(cluster)
  const rows = cluster.subtasks.flatMap(({ id }) => rowsOfSubtask(cluster, id, newest?.checkpoint))
  return { snapshot: newest === undefined ? null : `in ${snapshotName(newest)}`, rows }
}

function rowsOfSubtask(
  cluster: Cluster,
  subtask: SubtaskId,
  checkpoint: CheckpointId | undefined,
): StateRow[] {
  const table = cluster.tables[subtask]
  if (table === undefined) return []
  const saved = checkpoint === undefined ? undefined : cluster.saved.get(checkpoint)?.[subtask]
  return rowsOf(table, 0, mostRowsPerSubtask).flatMap(({ key, keyGroup, values }) =>
    values.map(({ operator, state, value, writtenAt, seq }) => {
      const old = saved === undefined ? undefined : rowOf(saved, key)
      const stored = old?.values.find((one) => one.operator === operator && one.state === state)
      const label = cluster.letters.labelOf(key)
      return {
        subtask,
        state,
        key,
        label,
        keyGroup,
        value,
        stored: stored?.value ?? null,
        writtenAt,
        seq,
      }
    }),
  )
}

/** The value under a key now, wherever it lives. */
export function valueNow(cluster: Cluster, state: string, key: string): string | null {
  for (const table of cluster.tables) {
    const value = rowOf(table, key)?.values.find((one) => one.state === state)
    if (value !== undefined) return value.value
  }
  return null
}

/** What the newest completed snapshot holds of a subtask: the first state's value by key. */
export function storedValues(
  cluster: Cluster,
  subtask: SubtaskId,
): { readonly name: string | null; readonly values: ReadonlyMap<string, string> } {
  const newest = newestCompleted(cluster)
  if (newest === undefined) return { name: null, values: new Map() }
  const table = cluster.saved.get(newest.checkpoint)?.[subtask]
  const rows = table === undefined ? [] : rowsOf(table, 0, mostRowsPerSubtask)
  const values = rows.flatMap(({ key, values: [first] }) =>
    first === undefined ? [] : [[key, first.value] as const],
  )
  return { name: snapshotName(newest), values: new Map(values) }
}
