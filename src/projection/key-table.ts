/**
 * Keyed state as a person reads it: per subtask a row for each key, with its values and timers,
 * now and in every snapshot that is kept. A snapshot holds the table as it was when the
 * synchronous part of the subtask's snapshot began; a restore puts that table back.
 */
import type { CheckpointId, EventSeq, KeyGroup, SubtaskId, VirtualTime } from '../model/index.ts'
import { Ordinals } from './fold/ordinals.ts'
import { PersistentVector } from './fold/vector.ts'
import type { TraceEvent } from '../trace/index.ts'
import type { Handlers } from './projection.ts'

export interface StateValue {
  /** Index of the operator in its chain. */
  readonly operator: number
  readonly state: string
  /** The window it belongs to, as text; '' for the state of functions. */
  readonly namespace: string
  /** Which entry of a map it is; null: no map. */
  readonly userKey: string | null
  readonly value: string
  /** Virtual ms at which it expires unless it is accessed again; null: it has no time-to-live. */
  readonly expires: number | null
  readonly writtenAt: VirtualTime
  readonly seq: EventSeq
}

export interface PendingTimer {
  readonly operator: number
  readonly domain: 'event-time' | 'processing-time'
  readonly timestamp: number
  /** The window it belongs to; '' for a timer of the learner's own. */
  readonly namespace: string
  readonly seq: EventSeq
}

export interface KeyRow {
  readonly key: string
  readonly keyGroup: KeyGroup | null
  readonly values: readonly StateValue[]
  readonly timers: readonly PendingTimer[]
}

/** The rows of one subtask, in the order in which keys first appeared; never changed. */
export interface KeyTable {
  readonly ordinals: Ordinals
  readonly rows: PersistentVector<KeyRow>
  /** Keys that have a value in some state. */
  readonly keyCount: number
}

export const emptyTable: KeyTable = {
  ordinals: Ordinals.empty(),
  rows: PersistentVector.empty(),
  keyCount: 0,
}

/** A table of its own: tables share their index of keys only with their own versions. */
function freshTable(): KeyTable {
  return { ...emptyTable, ordinals: Ordinals.empty() }
}

export function rowOf(table: KeyTable, key: string): KeyRow | undefined {
  const ordinal = table.ordinals.of(key)
  return ordinal === undefined ? undefined : table.rows.at(ordinal)
}

/** Rows that have a value or a timer, in order of first appearance, from the `from`-th on. */
export function rowsOf(table: KeyTable, from: number, limit: number): readonly KeyRow[] {
  const rows: KeyRow[] = []
  let skip = from
  for (const row of table.rows) {
    if (row.values.length === 0 && row.timers.length === 0) continue
    if (skip-- > 0) continue
    rows.push(row)
    if (rows.length === limit) break
  }
  return rows
}

function put(table: KeyTable, key: string, update: (row: KeyRow) => KeyRow): KeyTable {
  const known = table.ordinals.of(key)
  const ordinals = known === undefined ? table.ordinals.and(key) : table.ordinals
  const ordinal = known ?? table.ordinals.length
  const before = table.rows.at(ordinal) ?? { key, keyGroup: null, values: [], timers: [] }
  const after = update(before)
  const more = Number(after.values.length > 0) - Number(before.values.length > 0)
  return { ordinals, rows: table.rows.with(ordinal, after), keyCount: table.keyCount + more }
}

export type StateKind = Extract<TraceEvent, { readonly kind: 'state-registered' }>['stateKind']

/** How a named state was asked for. */
export interface StateDescription {
  readonly kind: StateKind
  /** As the descriptor says it: `List<LONG>`. */
  readonly type: string
}

function descriptionId(subtask: SubtaskId, operator: number, state: string): string {
  return `${subtask} ${operator} ${state}`
}

/** How a subtask's operator asked for a state; undefined: it has not yet, in this run. */
export function descriptionOf(
  { described }: KeyTablesState,
  subtask: SubtaskId,
  { operator, state }: { readonly operator: number; readonly state: string },
): StateDescription | undefined {
  return described.get(descriptionId(subtask, operator, state))
}

/** The part of a state that the key tables live in. */
export interface KeyTablesState {
  /** By {@link SubtaskId}. */
  tables: KeyTable[]
  /** By checkpoint, then by subtask; a savepoint's are kept too. */
  saved: ReadonlyMap<CheckpointId, readonly (KeyTable | undefined)[]>
  /** To be read with {@link descriptionOf}. */
  described: ReadonlyMap<string, StateDescription>
}

export function initialKeyTables(): KeyTablesState {
  return { tables: [], saved: new Map(), described: new Map() }
}

export function copyKeyTables<S extends KeyTablesState>(state: S): S {
  return { ...state, tables: state.tables.slice() }
}

interface Write {
  readonly operator: number
  readonly state: string
  readonly namespace: string
  /** Null: no map, or all its entries. */
  readonly userKey: string | null
}

/** Values of one key that a person reads; a map may have any number of entries. */
const mostValues = 200

function isAt(value: StateValue, { operator, state, namespace, userKey }: Write): boolean {
  return (
    value.operator === operator &&
    value.state === state &&
    value.namespace === namespace &&
    (userKey === null || value.userKey === userKey)
  )
}

function valuesWithout(row: KeyRow, write: Write): StateValue[] {
  return row.values.filter((value) => !isAt(value, write))
}

function valuesWith(row: KeyRow, written: StateValue): readonly StateValue[] {
  const at = row.values.findIndex((value) => isAt(value, written))
  if (at >= 0) return row.values.with(at, written)
  return row.values.length < mostValues ? [...row.values, written] : row.values
}

function timersWithout(row: KeyRow, timer: Omit<PendingTimer, 'seq'>): readonly PendingTimer[] {
  return row.timers.filter(
    (t) =>
      t.timestamp !== timer.timestamp ||
      t.domain !== timer.domain ||
      t.namespace !== timer.namespace ||
      t.operator !== timer.operator,
  )
}

function update(
  state: KeyTablesState,
  event: { readonly subtask: SubtaskId; readonly key: string },
  change: (row: KeyRow) => KeyRow,
): void {
  const table = state.tables[event.subtask]
  if (table !== undefined) state.tables[event.subtask] = put(table, event.key, change)
}

export const keyTablesFold = {
  'tasks-scheduled': (state, { schedule, deployed }) => {
    const starting = new Set(deployed)
    const { tables } = state
    state.tables = schedule.subtasks.map(({ id }) =>
      starting.has(id) ? freshTable() : (tables[id] ?? freshTable()),
    )
  },
  'state-registered': (state, { subtask, operator, state: name, stateKind, type }) => {
    const id = descriptionId(subtask, operator, name)
    state.described = new Map(state.described).set(id, { kind: stateKind, type })
  },
  'state-updated': (state, event) => {
    update(state, event, (row) => {
      const {
        operator,
        state: name,
        namespace,
        userKey,
        value,
        expires,
        at: writtenAt,
        seq,
      } = event
      const written = { operator, state: name, namespace, userKey, value, expires, writtenAt, seq }
      const values = valuesWith(row, written)
      return { key: row.key, keyGroup: event.keyGroup, values, timers: row.timers }
    })
  },
  'entries-restored': (state, event) => {
    const { subtask, operator, state: name, at: writtenAt, seq } = event
    for (const { key, keyGroup, namespace, userKey, value } of event.entries)
      update(state, { subtask, key }, (row) => {
        const place = { operator, state: name, namespace, userKey }
        const taken = { ...place, value, expires: null, writtenAt, seq }
        const values = valuesWith(row, taken)
        return { key: row.key, keyGroup: keyGroup as KeyGroup, values, timers: row.timers }
      })
  },
  'state-cleared': (state, event) => {
    update(state, event, (row) => ({ ...row, values: valuesWithout(row, event) }))
  },
  'timer-registered': (state, event) => {
    update(state, event, (row) => {
      const { operator, domain, timestamp, namespace, seq } = event
      const timers = [...timersWithout(row, event), { operator, domain, timestamp, namespace, seq }]
      return { ...row, timers }
    })
  },
  'timer-deleted': (state, event) => {
    update(state, event, (row) => ({ ...row, timers: timersWithout(row, event) }))
  },
  'timer-fired': (state, event) => {
    update(state, event, (row) => ({ ...row, timers: timersWithout(row, event) }))
  },
  'snapshot-started': (state, { checkpoint, subtask }) => {
    const tables = [...(state.saved.get(checkpoint) ?? [])]
    tables[subtask] = state.tables[subtask]
    state.saved = new Map(state.saved).set(checkpoint, tables)
  },
  'state-restored': (state, { checkpoint, subtask }) => {
    const table = state.saved.get(checkpoint)?.[subtask]
    if (table !== undefined) state.tables[subtask] = table
  },
  'snapshot-discarded': (state, { checkpoint }) => {
    forget(state, checkpoint)
  },
  'checkpoint-failed': (state, { checkpoint }) => {
    forget(state, checkpoint)
  },
} satisfies Handlers<KeyTablesState>

function forget(state: KeyTablesState, checkpoint: CheckpointId): void {
  if (!state.saved.has(checkpoint)) return
  const saved = new Map(state.saved)
  saved.delete(checkpoint)
  state.saved = saved
}
