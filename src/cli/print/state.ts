/** Keyed state at the end of the run: one row for each operator, state and key. */
import { clusterView, rowsOf } from '../../projection/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

export interface StateRow {
  readonly operator: string
  readonly uid: string | null
  readonly subtask: number
  readonly state: string
  readonly key: string
  readonly keyGroup: number | null
  /** JSON, cut where it is long. */
  readonly value: string
  /** Virtual ms of the last change. */
  readonly writtenAt: number
}

type View = ReturnType<typeof clusterView.initial>

export function* stateRows(events: Iterable<TraceEvent>): Iterable<StateRow> {
  const view = clusterView.initial()
  for (const event of events) clusterView.apply(view, event)
  for (const [id, table] of view.tables.entries()) {
    for (const { key, keyGroup, values } of rowsOf(table, 0, Number.MAX_SAFE_INTEGER)) {
      for (const { operator, state, value, writtenAt } of values)
        yield { ...placeOf(view, id, operator), state, key, keyGroup, value, writtenAt }
    }
  }
}

function placeOf(view: View, id: number, position: number) {
  const subtask = view.schedule?.subtasks[id]
  const task = subtask === undefined ? undefined : view.graph?.vertices[subtask.vertex]
  const operator = task?.operators[position]
  return {
    operator: operator?.name ?? '',
    uid: operator?.uid ?? null,
    subtask: subtask?.index ?? 0,
  }
}
