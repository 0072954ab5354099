/** Keyed state as the panels show it: a row for each state of a key and window, now and in the newest snapshot. Pure. */
import type { EventSeq, KeyGroup, SubtaskId, VirtualTime } from '../../model/index.ts'
import {
  type ClusterView,
  descriptionOf,
  type KeyLabel,
  type KeyRow,
  type KeyTablesState,
  partsOf,
  type PendingTimer,
  rowInSnapshot,
  rowsOf,
  type StateDescription,
  type StateValue,
  tableOf,
} from '../../projection/index.ts'
import type { Cluster } from '../answers.ts'
import { snapshotName } from '../format.ts'

/** A value, taken apart where it has parts. */
export type Shown =
  | { readonly form: 'one'; readonly text: string }
  | {
      readonly form: 'list'
      readonly text: string
      readonly elements: readonly string[]
      /** Null: more than are known. */
      readonly total: number | null
    }
  | { readonly form: 'map'; readonly text: string; readonly entries: readonly StateValue[] }

export interface StateRow {
  readonly id: string
  readonly subtask: SubtaskId
  /** Index of the operator in its chain. */
  readonly operator: number
  readonly state: string
  readonly described: StateDescription | null
  readonly key: string
  readonly label: KeyLabel | null
  readonly keyGroup: KeyGroup | null
  /** The window, or ''. */
  readonly namespace: string
  readonly value: Shown
  /** In the newest completed snapshot that is kept. */
  readonly stored: Shown | null
  /** Virtual ms at which it expires, the first of its entries; null: it has no time-to-live. */
  readonly expires: number | null
  readonly writtenAt: VirtualTime
  readonly seq: EventSeq
}

export interface TimerRow extends PendingTimer {
  readonly subtask: SubtaskId
  readonly key: string
  readonly label: KeyLabel | null
}

export interface StateRows {
  /** `in chk-3`; null while nothing is stored. */
  readonly snapshot: string | null
  readonly rows: readonly StateRow[]
  /** Those that fire first, first; event time before processing time. */
  readonly timers: readonly TimerRow[]
}

const mostRowsPerSubtask = 1_000

/** The newest snapshot that could be restored from. */
function newestCompleted({ shelf }: ClusterView): ClusterView['shelf'][number] | undefined {
  return shelf.findLast(({ phase }) => phase === 'completed')
}

/** Values of a key that belong together: one state of one window; of a map all entries. */
function together(row: KeyRow): readonly (readonly [StateValue, ...StateValue[]])[] {
  const groups = new Map<string, [StateValue, ...StateValue[]]>()
  for (const value of row.values) {
    const id = `${value.operator} ${value.namespace} ${value.state}`
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [value])
    else group.push(value)
  }
  return [...groups.values()]
}

function shownOf(
  values: readonly [StateValue, ...StateValue[]],
  kind: StateDescription['kind'] | null,
): Shown {
  const [first] = values
  if (first.userKey !== null || kind === 'map') {
    const pairs = values.map(({ userKey, value }) => `${userKey ?? ''}: ${value}`)
    return { form: 'map', text: `{${pairs.join(', ')}}`, entries: values }
  }
  const text = first.value
  const list = kind === 'list' ? partsOf(text) : null
  return list === null
    ? { form: 'one', text }
    : { form: 'list', text, elements: list.parts, total: list.total }
}

/** All keyed state, or that of one subtask, now and in the newest snapshot. */
export function stateRows(
  cluster: Cluster,
  tables: KeyTablesState,
  only: SubtaskId | null = null,
): StateRows {
  const newest = newestCompleted(cluster)
  const rows: StateRow[] = []
  const timers: TimerRow[] = []
  for (const { id: subtask } of cluster.subtasks) {
    if (only !== null && subtask !== only) continue
    for (const row of rowsOf(tableOf(tables, subtask), 0, mostRowsPerSubtask)) {
      const { key } = row
      const label = cluster.letters.labelOf(key)
      const old = newest && rowInSnapshot(tables, newest.checkpoint, { subtask, key })
      rows.push(...rowsOfKey(row, old, { tables, subtask, label }))
      timers.push(...row.timers.map((timer) => ({ ...timer, subtask, key, label })))
    }
  }
  timers.sort((a, b) => a.domain.localeCompare(b.domain) || a.timestamp - b.timestamp)
  return { snapshot: newest === undefined ? null : `in ${snapshotName(newest)}`, rows, timers }
}

function rowsOfKey(
  row: KeyRow,
  old: KeyRow | undefined,
  { tables, subtask, label }: Pick<StateRow, 'subtask' | 'label'> & { tables: KeyTablesState },
): readonly StateRow[] {
  const { key, keyGroup } = row
  return together(row).map((values) => {
    const [{ operator, state, namespace }] = values
    const described = descriptionOf(tables, subtask, { operator, state }) ?? null
    const kind = described?.kind ?? null
    const [was, ...more] =
      old?.values.filter(
        (o) => o.operator === operator && o.state === state && o.namespace === namespace,
      ) ?? []
    const newest = values.reduce((a, b) => (b.seq > a.seq ? b : a))
    const expiries = values.flatMap(({ expires }) => expires ?? [])
    return {
      id: [subtask, operator, state, namespace, key].join('/'),
      ...{ subtask, operator, state, described, key, label, keyGroup, namespace },
      value: shownOf(values, kind),
      stored: was === undefined ? null : shownOf([was, ...more], kind),
      expires: expiries.length === 0 ? null : Math.min(...expiries),
      writtenAt: newest.writtenAt,
      seq: newest.seq,
    }
  })
}
