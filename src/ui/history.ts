/** The course of a run: every snapshot from trigger to end, failures, and how far sources lag behind. */
import type { CheckpointId, EventSeq, SubtaskId, VirtualTime } from '../model/index.ts'
import type { Projection } from '../projection/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import type { SnapshotRow, SubtaskRow } from './snapshots.ts'

export interface FailureMark {
  readonly seq: EventSeq
  readonly at: VirtualTime
  readonly what: string
}

export interface LagSample {
  readonly at: number
  /** Records that are in the topics and not yet read. */
  readonly lag: number
}

export interface RunHistory {
  /** In the order they were triggered. */
  snapshots: readonly SnapshotRow[]
  failures: readonly FailureMark[]
  lag: readonly LagSample[]
  /** By sink: rows written, and how many of them a second time. */
  sinks: ReadonlyMap<string, { readonly count: number; readonly again: number }>
  subtasks: number
  end: ReadonlyMap<string, number>
  next: ReadonlyMap<string, number>
}

/** Virtual ms between two samples of the lag. */
const lagEvery = 200
const mostSamples = 4_000

export const runHistory: Projection<RunHistory> = {
  name: 'run-history',
  initial: () => ({
    snapshots: [],
    failures: [],
    lag: [],
    sinks: new Map(),
    subtasks: 0,
    end: new Map(),
    next: new Map(),
  }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    applyToSnapshots(state, event)
    applyToFailures(state, event)
    applyToLag(state, event)
    if (event.kind !== 'sink-written') return
    const { count, again } = state.sinks.get(event.sink) ?? { count: 0, again: 0 }
    const written = { count: count + 1, again: again + Number(event.again) }
    state.sinks = new Map(state.sinks).set(event.sink, written)
  },
}

// --- Snapshots -----------------------------------------------------------------------------------

function applyToSnapshots(state: RunHistory, event: TraceEvent): void {
  switch (event.kind) {
    case 'tasks-scheduled':
      state.subtasks = event.schedule.subtasks.length
      break
    case 'checkpoint-triggered':
      state.snapshots = [...state.snapshots, triggered(state, event)]
      break
    case 'snapshot-taken':
      updateSubtask(state, event, { content: event.content, bytes: event.bytes })
      break
    case 'checkpoint-acknowledged':
      acknowledged(state, event)
      break
    case 'checkpoint-completed':
      update(state, event.checkpoint, {
        phase: 'completed',
        path: event.path,
        bytes: event.bytes,
        endedAt: event.at,
        endedSeq: event.seq,
      })
      break
    case 'checkpoint-failed':
      update(state, event.checkpoint, {
        phase: 'failed',
        reason: event.message === '' ? event.reason : `${event.reason}: ${event.message}`,
        endedAt: event.at,
        endedSeq: event.seq,
      })
      break
    case 'checkpoint-subsumed':
      update(state, event.checkpoint, { phase: 'subsumed' })
      break
    default:
  }
}

function triggered(
  state: RunHistory,
  event: Extract<TraceEvent, { kind: 'checkpoint-triggered' }>,
): SnapshotRow {
  const { checkpoint, snapshot, label, at, seq } = event
  return {
    ...{ checkpoint, snapshot, label, triggeredAt: at, triggeredSeq: seq },
    phase: 'in-progress',
    acknowledged: 0,
    expected: state.subtasks,
    bytes: 0,
    endedAt: null,
    endedSeq: null,
    path: null,
    reason: null,
    restoreFrom: false,
    subtasks: Array.from({ length: state.subtasks }, (_, subtask) => untouched(subtask)),
  }
}

function untouched(subtask: number): SubtaskRow {
  return {
    ...{ subtask, startDelay: 0, alignment: 0, sync: 0, async: 0, bytes: 0 },
    ...{ acknowledgedAt: null, seq: null, content: null },
  }
}

function acknowledged(
  state: RunHistory,
  event: Extract<TraceEvent, { kind: 'checkpoint-acknowledged' }>,
): void {
  const { checkpoint, startDelay, alignment, sync, async, bytes, at, seq, expected } = event
  updateSubtask(state, event, {
    startDelay,
    alignment,
    sync,
    async,
    bytes,
    acknowledgedAt: at,
    seq,
  })
  const row = state.snapshots.find((one) => one.checkpoint === checkpoint)
  update(state, checkpoint, {
    acknowledged: event.acknowledged,
    expected,
    bytes: (row?.bytes ?? 0) + bytes,
  })
}

function update(state: RunHistory, checkpoint: CheckpointId, fields: Partial<SnapshotRow>): void {
  const at = state.snapshots.findLastIndex((row) => row.checkpoint === checkpoint)
  const row = state.snapshots[at]
  if (row !== undefined) state.snapshots = state.snapshots.with(at, { ...row, ...fields })
}

function updateSubtask(
  state: RunHistory,
  { checkpoint, subtask }: { readonly checkpoint: CheckpointId; readonly subtask: SubtaskId },
  fields: Partial<SubtaskRow>,
): void {
  const row = state.snapshots.findLast((one) => one.checkpoint === checkpoint)
  const old = row?.subtasks[subtask]
  if (row === undefined || old === undefined) return
  update(state, checkpoint, { subtasks: row.subtasks.with(subtask, { ...old, ...fields }) })
}

// --- Failures and lag ----------------------------------------------------------------------------

function applyToFailures(state: RunHistory, event: TraceEvent): void {
  const what = failureOf(event)
  if (what !== null) state.failures = [...state.failures, { seq: event.seq, at: event.at, what }]
}

function failureOf(event: TraceEvent): string | null {
  switch (event.kind) {
    case 'task-manager-lost':
      return `TaskManager ${event.taskManager} lost`
    case 'task-failed':
      return 'exception'
    case 'job-refused':
      return 'job refused'
    default:
      return null
  }
}

function applyToLag(state: RunHistory, event: TraceEvent): void {
  if (
    event.kind !== 'record-produced' &&
    event.kind !== 'record-read' &&
    event.kind !== 'partition-assigned'
  )
    return
  const split = `${event.topic}/${event.partition}`
  if (event.kind === 'record-produced') state.end = new Map(state.end).set(split, event.offset + 1)
  else
    state.next = new Map(state.next).set(
      split,
      event.kind === 'record-read' ? event.offset + 1 : event.offset,
    )
  const last = state.lag.at(-1)
  if (last !== undefined && event.at - last.at < lagEvery) return
  // Only what somebody reads can lag.
  let lag = 0
  for (const [name, next] of state.next) lag += Math.max(0, (state.end.get(name) ?? 0) - next)
  const before = state.lag.length < mostSamples ? state.lag : state.lag.slice(mostSamples / 2)
  state.lag = [...before, { at: event.at, lag }]
}
