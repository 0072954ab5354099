/**
 * Operator state as a person reads it: per subtask and operator its named lists and broadcast maps
 * (OPS-4, OPS-5), with their first entries. A state that was restored is told anew when its operator
 * asks for it (OPS-6); until then it is what the subtask's snapshot had, except union lists.
 */
import type { CheckpointId, EventSeq, SubtaskId } from '../model/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import { partsOf } from './preview-parts.ts'
import { handle, type Handlers, type Projection } from './projection.ts'

export type OperatorStateMode = Extract<
  TraceEvent,
  { readonly kind: 'operator-state-registered' }
>['mode']

export interface OperatorStateEntry {
  /** Of a broadcast map; null: an element of a list. */
  readonly key: string | null
  readonly value: string
  /** The event that put it there. */
  readonly seq: EventSeq
}

export interface OperatorStateRow {
  readonly subtask: SubtaskId
  /** Index of the operator in its chain. */
  readonly operator: number
  readonly state: string
  readonly mode: OperatorStateMode
  /** As the descriptor says it: `List<LONG>`. */
  readonly type: string
  /** The first ones; of a list in its order, of a map in that in which its keys came. */
  readonly entries: readonly OperatorStateEntry[]
  /** How many there are in all. */
  readonly size: number
  /** The event that changed it last. */
  readonly seq: EventSeq
}

export interface OperatorStatesState {
  /** In the order in which operators asked for them. */
  rows: readonly OperatorStateRow[]
  /** As they were when a subtask's snapshot had been taken. */
  saved: ReadonlyMap<CheckpointId, readonly OperatorStateRow[]>
}

/** Entries of one state that a person reads. */
const mostEntries = 100

type Registered = Extract<TraceEvent, { readonly kind: 'operator-state-registered' }>
type Changed = Extract<TraceEvent, { readonly kind: 'operator-state-changed' }>

function isOf(row: OperatorStateRow, event: Registered | Changed): boolean {
  const { subtask, operator, state } = event
  return row.subtask === subtask && row.operator === operator && row.state === state
}

/** A text without the quotes that JSON gives it: as `put` tells a key. */
function unquoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : text
  } catch {
    return text
  }
}

/** The entries in a preview of several: elements, or pairs where the state is a map. */
function entriesIn(value: string, mode: OperatorStateMode, seq: EventSeq): OperatorStateEntry[] {
  const parts = partsOf(value)?.parts ?? []
  return parts.map((part) => {
    if (mode !== 'BROADCAST') return { key: null, value: part, seq }
    const [key = '…', entry = '…'] = partsOf(part)?.parts ?? []
    return { key: unquoted(key), value: entry, seq }
  })
}

function entriesAfter(
  { entries, mode }: OperatorStateRow,
  { change, key, value, seq }: Changed,
): readonly OperatorStateEntry[] {
  const others = entries.filter((entry) => entry.key !== key)
  switch (change) {
    case 'cleared':
      return []
    case 'removed':
      return others
    case 'replaced':
      return entriesIn(value ?? '[]', mode, seq)
    case 'added':
      return [...entries, { key: null, value: value ?? 'null', seq }]
    case 'put': {
      const entry = { key, value: value ?? 'null', seq }
      const at = entries.findIndex((one) => one.key === key)
      return at < 0 ? [...entries, entry] : entries.with(at, entry)
    }
  }
}

const handlers: Handlers<OperatorStatesState> = {
  'tasks-scheduled': (state, { deployed }) => {
    const starting = new Set(deployed)
    state.rows = state.rows.filter(({ subtask }) => !starting.has(subtask))
  },
  'operator-state-registered': (state, event) => {
    const { subtask, operator, state: name, mode, type, size, value, seq } = event
    const entries = entriesIn(value, mode, seq)
    const row = { subtask, operator, state: name, mode, type, entries, size, seq }
    state.rows = [...state.rows.filter((one) => !isOf(one, event)), row]
  },
  'operator-state-changed': (state, event) => {
    const at = state.rows.findIndex((row) => isOf(row, event))
    const row = state.rows[at]
    if (row === undefined) return
    const entries = entriesAfter(row, event).slice(0, mostEntries)
    state.rows = state.rows.with(at, { ...row, entries, size: event.size, seq: event.seq })
  },
  'snapshot-taken': (state, { checkpoint, subtask }) => {
    const mine = state.rows.filter((row) => row.subtask === subtask)
    if (mine.length === 0) return
    const rows = [...(state.saved.get(checkpoint) ?? []), ...mine]
    state.saved = new Map(state.saved).set(checkpoint, rows)
  },
  'state-restored': (state, { checkpoint, subtask, operator, seq }) => {
    const saved = (state.saved.get(checkpoint) ?? []).filter(
      (row) => row.subtask === subtask && row.operator === operator && row.mode !== 'UNION',
    )
    if (saved.length > 0) state.rows = [...state.rows, ...saved.map((row) => ({ ...row, seq }))]
  },
  'snapshot-discarded': (state, { checkpoint }) => {
    forget(state, checkpoint)
  },
  'checkpoint-failed': (state, { checkpoint }) => {
    forget(state, checkpoint)
  },
}

function forget(state: OperatorStatesState, checkpoint: CheckpointId): void {
  if (!state.saved.has(checkpoint)) return
  const saved = new Map(state.saved)
  saved.delete(checkpoint)
  state.saved = saved
}

export const operatorStates: Projection<OperatorStatesState> = {
  name: 'operator-states',
  initial: () => ({ rows: [], saved: new Map() }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    handle(handlers, state, event)
  },
}
