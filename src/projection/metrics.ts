/** What Flink's web UI counts for each subtask; cumulative over attempts. */
import type { SubtaskId, VirtualTime } from '../model/index.ts'
import {
  change,
  handle,
  type Handlers,
  type OwnsRows,
  type Projection,
  shareRows,
} from './projection.ts'

export interface SubtaskMetrics {
  /** Flink: numRecordsIn; at a source, records read. */
  readonly recordsIn: number
  /** Flink: numRecordsOut; at a sink, rows written. */
  readonly recordsOut: number
  /** Flink: accumulateBusyTimeMs, virtual; what is going on is added by {@link busyMs}. */
  readonly busyMs: number
  /** Since when a full queue of requests keeps it busy (ASY-14); null: none does. */
  readonly queueFullSince: VirtualTime | null
  /** How many asynchronous operators of its chain have a full queue. */
  readonly fullQueues: number
  /** Flink: accumulateBackPressuredTimeMs; what is going on is added by {@link backPressuredMs}. */
  readonly backPressuredMs: number
  readonly backPressuredSince: VirtualTime | null
  /** Records on the wire to it or in its lanes. */
  readonly queued: number
}

/** A metric of the learner's own, as it was last reported in this attempt. */
export interface UserMetric {
  readonly subtask: SubtaskId
  /** Index of the operator in its chain. */
  readonly operator: number
  readonly metric: string
  readonly type: 'counter' | 'gauge' | 'meter' | 'histogram'
  readonly value: string
}

export interface MetricsState extends OwnsRows {
  /** In the order of their first reports; replaced as a whole. */
  user: readonly UserMetric[]
  /** By {@link SubtaskId}. */
  subtasks: SubtaskMetrics[]
  ends: readonly { readonly from: SubtaskId; readonly to: SubtaskId }[]
  /** Flink: numRestarts, of the JobManager that leads now; failures during a restart's delay are part of it. */
  restarts: number
}

const zero: SubtaskMetrics = {
  recordsIn: 0,
  recordsOut: 0,
  busyMs: 0,
  queueFullSince: null,
  fullQueues: 0,
  backPressuredMs: 0,
  backPressuredSince: null,
  queued: 0,
}

function update(
  state: MetricsState,
  subtask: SubtaskId | undefined,
  fields: (row: SubtaskMetrics) => Partial<SubtaskMetrics>,
): void {
  if (subtask === undefined) return
  const row = state.subtasks[subtask]
  if (row !== undefined) change(state, 'subtasks', subtask, fields(row))
}

const handlers: Handlers<MetricsState> = {
  'tasks-scheduled': (state, { schedule, deployed }) => {
    const starting = new Set(deployed)
    state.ends = schedule.channels
    state.user = state.user.filter(({ subtask }) => !starting.has(subtask))
    const anew = { backPressuredSince: null, queueFullSince: null, fullQueues: 0, queued: 0 }
    state.subtasks = schedule.subtasks.map(({ id }) => {
      const known = state.subtasks[id] ?? zero
      return starting.has(id) ? { ...known, ...anew } : known
    })
  },
  'record-read': (state, { subtask, at, until }) => {
    update(state, subtask, ({ recordsIn, busyMs }) => ({
      recordsIn: recordsIn + 1,
      busyMs: busyMs + (until - at),
    }))
  },
  'record-taken': (state, { subtask, at, until }) => {
    update(state, subtask, ({ recordsIn, busyMs, queued }) => ({
      recordsIn: recordsIn + 1,
      busyMs: busyMs + (until - at),
      queued: queued - 1,
    }))
  },
  'record-emitted': (state, { channel }) => {
    const ends = state.ends[channel]
    update(state, ends?.from, ({ recordsOut }) => ({ recordsOut: recordsOut + 1 }))
    update(state, ends?.to, ({ queued }) => ({ queued: queued + 1 }))
  },
  'sink-written': (state, { subtask }) => {
    update(state, subtask, ({ recordsOut }) => ({ recordsOut: recordsOut + 1 }))
  },
  'back-pressure-started': (state, { subtask, at }) => {
    update(state, subtask, () => ({ backPressuredSince: at }))
  },
  'back-pressure-ended': (state, { subtask, at }) => {
    update(state, subtask, (row) => ({
      backPressuredMs: backPressuredMs(row, at),
      backPressuredSince: null,
    }))
  },
  'async-queue-full': (state, { subtask, at }) => {
    update(state, subtask, ({ queueFullSince, fullQueues }) => ({
      queueFullSince: queueFullSince ?? at,
      fullQueues: fullQueues + 1,
    }))
  },
  'async-queue-freed': (state, { subtask, at }) => {
    update(state, subtask, (row) =>
      row.fullQueues > 1
        ? { fullQueues: row.fullQueues - 1 }
        : { busyMs: busyMs(row, at), queueFullSince: null, fullQueues: 0 },
    )
  },
  'metric-reported': (state, { subtask, operator, metric, type, value }) => {
    const reported = { subtask, operator, metric, type, value }
    const isSame = (one: UserMetric) =>
      one.subtask === subtask && one.operator === operator && one.metric === metric
    state.user = state.user.some(isSame)
      ? state.user.map((one) => (isSame(one) ? reported : one))
      : [...state.user, reported]
  },
  'restart-scheduled': (state, { attempt }) => {
    state.restarts = attempt
  },
  // Another JobManager has an execution graph of its own: it has counted nothing.
  'job-manager-started': (state) => {
    state.restarts = 0
    state.user = []
    state.subtasks = state.subtasks.map(() => zero)
  },
}

export const metrics: Projection<MetricsState> = {
  name: 'metrics',
  initial: () => ({ user: [], subtasks: [], ends: [], restarts: 0, own: new Set() }),
  copy(state) {
    const copy = { ...state, subtasks: state.subtasks.slice() }
    shareRows(state, copy)
    return copy
  },
  apply(state, event) {
    handle(handlers, state, event)
  },
  weight: ({ subtasks }) => 10 + subtasks.length,
}

/** Virtual ms under back-pressure up to `now`, the present spell included. */
export function backPressuredMs(row: SubtaskMetrics, now: VirtualTime): number {
  const { backPressuredMs: before, backPressuredSince: since } = row
  return before + (since === null ? 0 : now - since)
}

/** Virtual ms busy up to `now`, a wait for a place in a full queue of requests included (ASY-14). */
export function busyMs(row: SubtaskMetrics, now: VirtualTime): number {
  const { busyMs: before, queueFullSince: since } = row
  return before + (since === null ? 0 : now - since)
}
