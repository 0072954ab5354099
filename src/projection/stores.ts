/**
 * The stores of the RocksDB backend: what is in memory, which files lie at which level, what is being
 * flushed and compacted, and what all of it costs. One for each stateful operator of a subtask.
 */
import type { EventSeq, SubtaskId, VirtualTime } from '../model/index.ts'
import type { StoreFile, TraceEvent } from '../trace/index.ts'
import { handle, type Handlers, type Projection } from './projection.ts'

/** A flush or a compaction that is under way. */
export interface StoreJob {
  readonly kind: 'flush' | 'compaction'
  readonly state: string
  /** Of a compaction; a flush writes to level 0. */
  readonly level: number
  readonly outputLevel: number
  readonly inputs: readonly number[]
  readonly bytes: number
  readonly from: VirtualTime
  readonly until: VirtualTime
  readonly seq: EventSeq
}

/** The files of a state by level; of level 0 the newest first, of the others by their keys. */
export interface StoreLevels {
  readonly state: string
  readonly levels: readonly (readonly StoreFile[])[]
}

type Measured = Extract<TraceEvent, { readonly kind: 'store-measured' }>

export interface StoreRow {
  readonly subtask: SubtaskId
  /** Index of the operator in its chain. */
  readonly operator: number
  readonly states: readonly StoreLevels[]
  readonly jobs: readonly StoreJob[]
  readonly measured: Measured | null
  readonly flushes: number
  readonly compactions: number
  /** The newest compaction that is done; null: there was none. */
  readonly compacted: Extract<TraceEvent, { readonly kind: 'compaction-finished' }> | null
  /** Since when it writes nothing more; null: it does. */
  readonly stalledSince: VirtualTime | null
  /** Virtual ms it has not written, stalls that are over; and those it waited for blocks. */
  readonly stalled: number
  readonly waited: number
  /** The event that changed it last. */
  readonly seq: EventSeq
}

export interface StoresState {
  rows: ReadonlyMap<string, StoreRow>
}

type StoreEvent = TraceEvent & { readonly subtask: SubtaskId; readonly operator: number }

function change(
  state: StoresState,
  { subtask, operator, seq }: StoreEvent,
  how: (row: StoreRow) => Partial<StoreRow>,
): void {
  const id = `${subtask}/${operator}`
  const row = state.rows.get(id) ?? {
    ...{ subtask, operator, states: [], jobs: [], measured: null, flushes: 0, compactions: 0 },
    ...{ compacted: null, stalledSince: null, stalled: 0, waited: 0, seq },
  }
  state.rows = new Map(state.rows).set(id, { ...row, ...how(row), seq })
}

/** The levels of a state with other files. */
function withLevels(
  { states }: StoreRow,
  state: string,
  how: (levels: StoreLevels['levels']) => StoreLevels['levels'],
): readonly StoreLevels[] {
  const before = states.find((one) => one.state === state)
  const after = { state, levels: how(before?.levels ?? []) }
  return before === undefined
    ? [...states, after]
    : states.map((one) => (one === before ? after : one))
}

function added(
  levels: StoreLevels['levels'],
  level: number,
  files: readonly StoreFile[],
): StoreLevels['levels'] {
  const length = Math.max(levels.length, level + 1)
  return Array.from({ length }, (_, at) => {
    const there = levels[at] ?? []
    if (at !== level) return there
    return level === 0
      ? [...files, ...there]
      : [...there, ...files].sort((a, b) => a.from - b.from || a.file - b.file)
  })
}

const handlers: Handlers<StoresState> = {
  'tasks-scheduled': (state, { deployed }) => {
    const starting = new Set(deployed)
    state.rows = new Map([...state.rows].filter(([, { subtask }]) => !starting.has(subtask)))
  },
  'flush-started': (state, event) => {
    const { state: name, bytes, at: from, until, seq } = event
    const job = { kind: 'flush', state: name, level: 0, outputLevel: 0, inputs: [] } as const
    change(state, event, ({ jobs }) => ({ jobs: [...jobs, { ...job, bytes, from, until, seq }] }))
  },
  'memtable-flushed': (state, event) => {
    change(state, event, (row) => ({
      jobs: row.jobs.filter(({ seq }) => seq !== event.cause),
      states: withLevels(row, event.state, (levels) => added(levels, 0, event.files)),
      flushes: row.flushes + 1,
    }))
  },
  'compaction-started': (state, event) => {
    const { state: name, level, outputLevel, inputs, bytes, at: from, until, seq } = event
    const job = { kind: 'compaction', state: name, level, outputLevel, inputs } as const
    change(state, event, ({ jobs }) => ({ jobs: [...jobs, { ...job, bytes, from, until, seq }] }))
  },
  'compaction-finished': (state, event) => {
    const gone = new Set(event.inputs)
    change(state, event, (row) => ({
      jobs: row.jobs.filter(({ seq }) => seq !== event.cause),
      states: withLevels(row, event.state, (levels) =>
        added(
          levels.map((files) => files.filter(({ file }) => !gone.has(file))),
          event.outputLevel,
          event.outputs,
        ),
      ),
      compactions: row.compactions + 1,
      compacted: event,
    }))
  },
  'write-stall-started': (state, event) => {
    change(state, event, () => ({ stalledSince: event.at }))
  },
  'write-stall-ended': (state, event) => {
    change(state, event, ({ stalledSince, stalled }) => ({
      stalledSince: null,
      stalled: stalled + (stalledSince === null ? 0 : event.at - stalledSince),
    }))
  },
  'blocks-read': (state, event) => {
    change(state, event, ({ waited }) => ({ waited: waited + event.until - event.at }))
  },
  'store-measured': (state, event) => {
    change(state, event, () => ({ measured: event }))
  },
}

export const stores: Projection<StoresState> = {
  name: 'stores',
  initial: () => ({ rows: new Map() }),
  copy: ({ rows }) => ({ rows }),
  apply: (state, event) => {
    handle(handlers, state, event)
  },
}

/** Bytes written to files for each that a program wrote; null: nothing was written yet. */
export function writeAmplification({ measured }: StoreRow): number | null {
  if (measured === null || measured.bytesWritten === 0) return null
  return (measured.bytesFlushed + measured.bytesCompacted) / measured.bytesWritten
}

/**
 * Bytes of all files for each in the deepest level of its state, where everything is once; null: there
 * is no file. RocksDB: the estimate of its tuning guide.
 */
export function spaceAmplification({ states }: StoreRow): number | null {
  let all = 0
  let deepest = 0
  for (const { levels } of states) {
    const sizes = levels.map((files) => files.reduce((sum, { bytes }) => sum + bytes, 0))
    all += sizes.reduce((sum, size) => sum + size, 0)
    deepest += sizes.findLast((size) => size > 0) ?? 0
  }
  return deepest === 0 ? null : all / deepest
}
