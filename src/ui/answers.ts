/** What the panels show, from what the projections answer at the cursor. Pure. */
import type { EventSeq, KeyGroup, SubtaskId, VirtualTime } from '../model/index.ts'
import {
  type ClusterView,
  type clusterView,
  type KeyLabel,
  type KeyTablesState,
  rowInSnapshot,
  rowsOf,
  tableOf,
} from '../projection/index.ts'
import { snapshotName } from './format.ts'

/** The answer of {@link clusterView}: the view, and the letters its keys wear. */
export type Cluster = ReturnType<(typeof clusterView)['initial']>

export interface StateRow {
  readonly subtask: SubtaskId
  readonly state: string
  readonly key: string
  readonly label: KeyLabel | null
  readonly keyGroup: KeyGroup | null
  readonly value: string
  /** In the newest completed snapshot that is kept. */
  readonly stored: string | null
  readonly timers: number
  readonly writtenAt: VirtualTime
  readonly seq: EventSeq
}

export interface StateRows {
  /** `in chk-3`; null while nothing is stored. */
  readonly snapshot: string | null
  readonly rows: readonly StateRow[]
}

const mostRowsPerSubtask = 1_000

/** The newest snapshot that could be restored from. */
function newestCompleted({ shelf }: ClusterView): ClusterView['shelf'][number] | undefined {
  return shelf.findLast(({ phase }) => phase === 'completed')
}

/** All keyed state, now and in the newest snapshot. */
export function stateRows(cluster: Cluster, tables: KeyTablesState): StateRows {
  const newest = newestCompleted(cluster)
  const rows = cluster.subtasks.flatMap(({ id: subtask }) =>
    rowsOf(tableOf(tables, subtask), 0, mostRowsPerSubtask).flatMap(
      ({ key, keyGroup, values, timers }) =>
        values.map(({ operator, state, value, writtenAt, seq }): StateRow => {
          const old =
            newest === undefined
              ? undefined
              : rowInSnapshot(tables, newest.checkpoint, { subtask, key })
          const stored = old?.values.find((o) => o.operator === operator && o.state === state)
          return {
            ...{ subtask, state, key, keyGroup, value, writtenAt, seq },
            label: cluster.letters.labelOf(key),
            stored: stored?.value ?? null,
            timers: timers.length,
          }
        }),
    ),
  )
  return { snapshot: newest === undefined ? null : `in ${snapshotName(newest)}`, rows }
}
