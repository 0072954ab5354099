/**
 * The windows of a run: for each operator, subtask, key and window what is in it and what became of
 * it; and the records that were too late. A snapshot holds them as they were when it began; a
 * restore puts them back.
 */
import type { CheckpointId, EventSeq, EventTime, SubtaskId } from '../model/index.ts'
import { handle, type Handlers, type Projection } from './projection.ts'

/** `cleaned` rows are kept, the newest few, so that a picture can show what has gone. */
export type WindowStatus = 'open' | 'fired' | 'cleaned'

export interface WindowRow {
  readonly subtask: SubtaskId
  /** Index of the operator in its chain. */
  readonly operator: number
  readonly key: string
  /** Its name: `[0, 5000)`, or `global`. */
  readonly window: string
  /** First moment, and the first that does not belong to it; null: the global window. */
  readonly span: { readonly start: number; readonly end: number } | null
  readonly status: WindowStatus
  /** How many records were put into it and not purged. */
  readonly elements: number
  /** The last few of them, as the trace shows values. */
  readonly preview: readonly string[]
  /** How it fired last; null: it has not. */
  readonly timing: 'early' | 'on-time' | 'late' | null
  readonly firings: number
  /** The event that changed it last. */
  readonly seq: EventSeq
}

export interface LateElement {
  readonly subtask: SubtaskId
  readonly operator: number
  readonly key: string
  readonly timestamp: EventTime | null
  readonly watermark: EventTime
  readonly value: string
  /** The side output it went to; null: it was dropped. */
  readonly tag: string | null
  readonly seq: EventSeq
}

type Rows = ReadonlyMap<string, WindowRow>

export interface WindowsState {
  /** By subtask; each in the order in which its windows were made. */
  rows: Rows[]
  /** By subtask and checkpoint: as they were when its snapshot began. */
  saved: ReadonlyMap<CheckpointId, readonly (Rows | undefined)[]>
  /** The newest of those that were too late. */
  late: readonly LateElement[]
  /** How many were dropped in all. Flink: numLateRecordsDropped. */
  dropped: number
}

const shownElements = 5
const keptCleaned = 40
const keptLate = 100

interface WindowPlace {
  readonly subtask: SubtaskId
  readonly operator: number
  readonly key: string
  readonly window: string
}

function idOf({ operator, key, window }: WindowPlace): string {
  return `${operator} ${window} ${key}`
}

/** The span that a window's name says; null for the global window. */
function spanOf(window: string): WindowRow['span'] {
  const bounds = /^\[(-?\d+), (-?\d+)\)$/.exec(window)
  return bounds === null ? null : { start: Number(bounds[1]), end: Number(bounds[2]) }
}

function fresh({ subtask, operator, key, window }: WindowPlace, seq: EventSeq): WindowRow {
  return {
    ...{ subtask, operator, key, window, span: spanOf(window), status: 'open', elements: 0 },
    ...{ preview: [], timing: null, firings: 0, seq },
  }
}

type Change = (row: WindowRow) => Partial<WindowRow>

/** The row after an event; a window that was gone begins anew. */
function put(state: WindowsState, event: WindowPlace & { readonly seq: EventSeq }, change: Change) {
  const id = idOf(event)
  const rows = new Map(state.rows[event.subtask])
  const known = rows.get(id)
  const before = known === undefined || known.status === 'cleaned' ? fresh(event, event.seq) : known
  if (before !== known) rows.delete(id)
  rows.set(id, { ...before, ...change(before), seq: event.seq })
  state.rows[event.subtask] = rows
}

function withoutOldest(rows: Rows): Rows {
  const cleaned = [...rows].filter(([, { status }]) => status === 'cleaned')
  if (cleaned.length <= keptCleaned) return rows
  const kept = new Map(rows)
  for (const [id] of cleaned.slice(0, -keptCleaned)) kept.delete(id)
  return kept
}

const handlers: Handlers<WindowsState> = {
  'tasks-scheduled': (state, { schedule, deployed }) => {
    const starting = new Set(deployed)
    const { rows } = state
    state.rows = schedule.subtasks.map(({ id }) =>
      starting.has(id) ? new Map() : (rows[id] ?? new Map()),
    )
  },
  'window-element-added': (state, event) => {
    put(state, event, ({ elements, preview }) => ({
      elements: elements + 1,
      preview: [...preview, event.value].slice(-shownElements),
    }))
  },
  'windows-merged': (state, event) => {
    const rows = new Map(state.rows[event.subtask])
    const parts = event.merged.split('; ').flatMap((window) => {
      const id = idOf({ ...event, window })
      const row = rows.get(id)
      rows.delete(id)
      return row === undefined || row.status === 'cleaned' ? [] : [row]
    })
    state.rows[event.subtask] = rows
    put(state, event, () => ({
      elements: parts.reduce((sum, { elements }) => sum + elements, 0),
      preview: parts.flatMap(({ preview }) => preview).slice(-shownElements),
      firings: parts.reduce((sum, { firings }) => sum + firings, 0),
    }))
  },
  'window-fired': (state, event) => {
    put(state, event, ({ firings }) => ({
      status: 'fired',
      timing: event.timing,
      firings: firings + 1,
    }))
  },
  'window-purged': (state, event) => {
    put(state, event, () => ({ elements: 0, preview: [] }))
  },
  'window-cleaned': (state, event) => {
    put(state, event, () => ({ status: 'cleaned' }))
    state.rows[event.subtask] = withoutOldest(state.rows[event.subtask] ?? new Map())
  },
  'late-element': (state, event) => {
    const { subtask, operator, key, timestamp, watermark, value, tag, seq } = event
    const late = { subtask, operator, key, timestamp, watermark, value, tag, seq }
    state.late = [...state.late, late].slice(-keptLate)
    if (tag === null) state.dropped++
  },
  'snapshot-started': (state, { checkpoint, subtask }) => {
    const saved = [...(state.saved.get(checkpoint) ?? [])]
    saved[subtask] = state.rows[subtask]
    state.saved = new Map(state.saved).set(checkpoint, saved)
  },
  'state-restored': (state, { checkpoint, subtask }) => {
    const rows = state.saved.get(checkpoint)?.[subtask]
    if (rows !== undefined) state.rows[subtask] = rows
  },
  'snapshot-discarded': (state, { checkpoint }) => {
    forget(state, checkpoint)
  },
  'checkpoint-failed': (state, { checkpoint }) => {
    forget(state, checkpoint)
  },
}

function forget(state: WindowsState, checkpoint: CheckpointId): void {
  if (!state.saved.has(checkpoint)) return
  const saved = new Map(state.saved)
  saved.delete(checkpoint)
  state.saved = saved
}

export const windows: Projection<WindowsState> = {
  name: 'windows',
  initial: () => ({ rows: [], saved: new Map(), late: [], dropped: 0 }),
  copy: (state) => ({ ...state, rows: state.rows.slice() }),
  apply(state, event) {
    handle(handlers, state, event)
  },
  weight: ({ rows }) => rows.length,
}

/** A subtask's windows, in the order in which they were made. */
export function windowsOf(state: WindowsState, subtask: SubtaskId): readonly WindowRow[] {
  return [...(state.rows[subtask]?.values() ?? [])]
}
