/** The history of snapshots with each subtask's way through them. Flink: the web UI's Checkpoints page. */
import type {
  CheckpointId,
  EventSeq,
  SavepointFormat,
  SnapshotKind,
  SubtaskId,
  VirtualTime,
} from '../model/index.ts'
import type { SubtaskSnapshot } from './subtask-view.ts'
import { handle, type Handlers, type Projection } from './projection.ts'
import { type SnapshotFact, untouchedSnapshot, withFact } from './subtask-snapshot.ts'

export interface CheckpointRow {
  readonly checkpoint: CheckpointId
  readonly snapshot: SnapshotKind
  readonly label: string | null
  /** It shares no file with an older checkpoint. Flink: CheckpointType.FULL_CHECKPOINT. */
  readonly full: boolean
  /** Of a savepoint. */
  readonly format: SavepointFormat | null
  /** `end-of-data`: the input of all tasks has ended. */
  readonly by: 'timer' | 'command' | 'end-of-data'
  readonly phase: 'in-progress' | 'completed' | 'failed' | 'subsumed'
  readonly discarded: boolean
  readonly triggeredAt: VirtualTime
  /** The event that started it, for going there. */
  readonly triggered: EventSeq
  /** Null while in progress. */
  readonly endedAt: VirtualTime | null
  readonly ended: EventSeq | null
  /** Written for it. Flink: checkpointed data size (CK-290). */
  readonly bytes: number
  /** All its files together, those of earlier checkpoints included. Flink: full checkpoint data size (CK-290). */
  readonly fullBytes: number
  /** It refers to files that an earlier checkpoint wrote. */
  readonly shares: boolean
  readonly acknowledged: number
  readonly expected: number
  /** Null until completed. */
  readonly path: string | null
  /** Why it failed, in Flink's word and as a sentence; null otherwise. */
  readonly failure: { readonly reason: string; readonly message: string } | null
  /** Channels of which it has data in flight: the events that say so (`in-flight-persisted`). */
  readonly inFlight: readonly EventSeq[]
  /** By {@link SubtaskId}. */
  readonly subtasks: readonly SubtaskSnapshot[]
  /** How often a job went back to it. */
  readonly restores: number
}

export interface CheckpointsState {
  /** In the order of their triggers. */
  history: CheckpointRow[]
  counts: CheckpointCounts
  /** Of the last deployment. */
  parallelism: number
  /** Flink: web.checkpoints.history. */
  size: number
  /** Rows of earlier JobManagers. */
  earlier: number
  /** What the tasks went back to last. */
  restored: CheckpointId | null
}

/** Flink: CheckpointStatsCounts. */
export interface CheckpointCounts {
  readonly triggered: number
  readonly inProgress: number
  readonly completed: number
  readonly failed: number
  readonly restored: number
}

const none: CheckpointCounts = { triggered: 0, inProgress: 0, completed: 0, failed: 0, restored: 0 }

function update(
  state: CheckpointsState,
  checkpoint: CheckpointId,
  change: (row: CheckpointRow) => Partial<CheckpointRow>,
): void {
  // Facts are nearly always about one of the newest.
  const at = state.history.findLastIndex((row) => row.checkpoint === checkpoint)
  const row = state.history[at]
  if (row !== undefined) state.history[at] = { ...row, ...change(row) }
}

function count(state: CheckpointsState, changes: Partial<CheckpointCounts>): void {
  const counts: Record<string, number> = { ...state.counts }
  for (const [name, by] of Object.entries(changes)) counts[name] = (counts[name] ?? 0) + by
  state.counts = counts as unknown as CheckpointCounts
}

function moved(state: CheckpointsState, event: SnapshotFact): void {
  update(state, event.checkpoint, (row) => ({ subtasks: withFact(row.subtasks, event) }))
}

const handlers: Handlers<CheckpointsState> = {
  'tasks-scheduled': (state, { schedule }) => {
    state.parallelism = schedule.subtasks.length
  },
  'checkpoint-triggered': (state, event) => {
    const { checkpoint, snapshot, label, full, format, by, at: triggeredAt, seq: triggered } = event
    const subtasks = Array.from({ length: state.parallelism }, () =>
      untouchedSnapshot(checkpoint, triggeredAt),
    )
    state.history.push({
      ...{ checkpoint, snapshot, label, full, format, by, triggeredAt, triggered, subtasks },
      ...{ phase: 'in-progress', discarded: false, endedAt: null, ended: null, bytes: 0 },
      ...{ acknowledged: 0, expected: state.parallelism, path: null, failure: null, restores: 0 },
      ...{ fullBytes: 0, shares: false, inFlight: [] },
    })
    count(state, { triggered: 1, inProgress: 1 })
  },
  'snapshot-requested': moved,
  'barrier-received': moved,
  'alignment-completed': moved,
  'snapshot-started': moved,
  'snapshot-taken': moved,
  'snapshot-uploaded': moved,
  'checkpoint-aborted-on-task': moved,
  'in-flight-persisted': (state, { checkpoint, seq }) => {
    update(state, checkpoint, ({ inFlight }) => ({ inFlight: [...inFlight, seq] }))
  },
  'checkpoint-acknowledged': (state, event) => {
    moved(state, event)
    const { acknowledged, expected, bytes, subtask } = event
    update(state, event.checkpoint, (row) => {
      // What was not acknowledged does not count: nobody has heard of it.
      const { fullBytes } = row.subtasks[subtask] ?? { fullBytes: bytes }
      return {
        ...{ acknowledged, expected, bytes: row.bytes + bytes },
        ...{ fullBytes: row.fullBytes + fullBytes, shares: row.shares || fullBytes > bytes },
      }
    })
  },
  'finished-subtask-counted': (state, event) => {
    moved(state, event)
    const { acknowledged, expected } = event
    update(state, event.checkpoint, () => ({ acknowledged, expected }))
  },
  'checkpoint-completed': (state, { checkpoint, path, bytes, at: endedAt, seq: ended }) => {
    update(state, checkpoint, () => ({ phase: 'completed', path, bytes, endedAt, ended }))
    count(state, { inProgress: -1, completed: 1 })
  },
  'checkpoint-failed': (state, { checkpoint, reason, message, at: endedAt, seq: ended }) => {
    const failure = { reason, message }
    update(state, checkpoint, () => ({ phase: 'failed', failure, endedAt, ended }))
    count(state, { inProgress: -1, failed: 1 })
  },
  'checkpoint-request-rejected': (state, { reason }) => {
    // What failed before it was pending is counted, and has no row (CK-287); what waits too long is not.
    if (reason === 'NOT_ALL_REQUIRED_TASKS_RUNNING') count(state, { triggered: 1, failed: 1 })
  },
  'job-manager-lost': (state, { at: endedAt, seq: ended }) => {
    // The next JobManager counts from nothing; what was under way has come to nothing.
    const failure = { reason: 'JobManager lost', message: '' }
    for (const { checkpoint, phase } of state.history)
      if (phase === 'in-progress')
        update(state, checkpoint, () => ({ phase: 'failed', failure, endedAt, ended }))
    state.counts = none
  },
  'job-manager-started': (state) => {
    state.earlier = state.history.length
    state.restored = null
  },
  'checkpoint-subsumed': (state, { checkpoint }) => {
    update(state, checkpoint, () => ({ phase: 'subsumed' }))
  },
  'snapshot-discarded': (state, { checkpoint }) => {
    update(state, checkpoint, () => ({ discarded: true }))
  },
  'job-submitted': (state, { restoredFrom, settings }) => {
    state.size = settings.cluster.checkpointHistory
    // A restore from a path comes before any deployment, and counts (CK-187).
    if (restoredFrom !== null) count(state, { restored: 1 })
  },
  'restore-started': (state, { checkpoint, path }) => {
    if (checkpoint === null && path === null) return
    if (checkpoint !== null)
      update(state, checkpoint, ({ restores }) => ({ restores: restores + 1 }))
    state.restored = checkpoint
    count(state, { restored: 1 })
  },
}

export const checkpoints: Projection<CheckpointsState> = {
  name: 'checkpoints',
  initial: () => ({
    ...{ history: [], counts: none, parallelism: 0 },
    ...{ size: 0, earlier: 0, restored: null },
  }),
  copy: (state) => ({ ...state, history: state.history.slice() }),
  apply(state, event) {
    handle(handlers, state, event)
  },
  weight: ({ history }) => 10 + history.length,
}

/** The subtask whose acknowledgement came last, or that is least far: it sets the snapshot's pace. */
export function slowestSubtask({ subtasks }: CheckpointRow): SubtaskId | null {
  let slowest: number | null = null
  for (const [id, snapshot] of subtasks.entries())
    if (slowest === null || isSlower(snapshot, subtasks[slowest] as SubtaskSnapshot)) slowest = id
  return slowest as SubtaskId | null
}

function isSlower(a: SubtaskSnapshot, b: SubtaskSnapshot): boolean {
  if (a.acknowledgedAt !== null && b.acknowledgedAt !== null)
    return a.acknowledgedAt > b.acknowledgedAt
  if ((a.acknowledgedAt === null) !== (b.acknowledgedAt === null)) return a.acknowledgedAt === null
  // Both under way: one that has begun shows more than one that no barrier has reached.
  if ((a.startedAt === null) !== (b.startedAt === null)) return a.startedAt !== null
  return phaseOf(a) < phaseOf(b)
}

function phaseOf({ alignedAt, syncEndedAt, uploadedAt }: SubtaskSnapshot): number {
  return Number(alignedAt !== null) + Number(syncEndedAt !== null) + Number(uploadedAt !== null)
}
