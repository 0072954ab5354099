/** What each subtask is doing, has in its hands, and has done. */
import type {
  CheckpointId,
  ElementId,
  ScheduledSubtask,
  SubtaskId,
  VirtualTime,
} from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'
import {
  type KeyedValue,
  shownKeys,
  type SubtaskActivity,
  type SubtaskView,
} from '../subtask-view.ts'
import { change, type Handlers } from '../projection.ts'
import { advanceSnapshot, type SnapshotFact, untouchedSnapshot } from '../subtask-snapshot.ts'
import { isLate } from '../late.ts'
import { elementIn } from './channels.ts'
import { type ClusterState, emptyHand } from './state.ts'

/** Puts a subtask into an activity; `since` moves only when its kind changes. */
export function become(
  state: ClusterState,
  subtask: SubtaskId,
  activity: SubtaskActivity,
  at: VirtualTime,
): void {
  const row = state.subtasks[subtask]
  if (row === undefined) return
  const since = row.activity.kind === activity.kind ? row.since : at
  change(state, 'subtasks', subtask, { activity, since })
}

function activityOf(state: ClusterState, event: TaskStatusChanged): SubtaskActivity {
  switch (event.status) {
    case 'SCHEDULED':
      return { kind: 'created' }
    case 'DEPLOYING':
      return { kind: 'deploying' }
    case 'INITIALIZING': {
      const checkpoint = state.jobManager.restoring?.checkpoint ?? null
      return checkpoint === null
        ? { kind: 'deploying' }
        : { kind: 'restoring', checkpoint, until: null }
    }
    case 'RUNNING':
      return { kind: 'running' }
    case 'FINISHED':
      return { kind: 'finished' }
    case 'CANCELING':
      return { kind: 'cancelling' }
    case 'CANCELED':
      return { kind: 'cancelled' }
    case 'FAILED':
      return { kind: 'failed' }
  }
}

type TaskStatusChanged = Extract<TraceEvent, { kind: 'task-status-changed' }>

function deployed(
  state: ClusterState,
  event: Extract<TraceEvent, { kind: 'tasks-scheduled' }>,
): void {
  const { subtasks: before, hands } = state
  const starting = new Set(event.deployed)
  state.hands = event.schedule.subtasks.map(({ id }) =>
    starting.has(id) ? emptyHand : (hands[id] ?? emptyHand),
  )
  state.subtasks = event.schedule.subtasks.map((scheduled): SubtaskView => {
    const known = before[scheduled.id]
    return known !== undefined && !starting.has(scheduled.id)
      ? { ...known, ...scheduled }
      : createdSubtask(state, scheduled, event.at)
  })
}

function createdSubtask(
  state: ClusterState,
  scheduled: ScheduledSubtask,
  since: VirtualTime,
): SubtaskView {
  const before = state.subtasks[scheduled.id]
  return {
    ...scheduled,
    parallelism: state.graph?.vertices[scheduled.vertex]?.parallelism ?? 1,
    attempt: before?.attempt ?? 0,
    status: 'CREATED',
    activity: { kind: 'created' },
    awaitsFinal: false,
    since,
    processing: null,
    watermark: null,
    keys: [],
    keyCount: 0,
    splits: [],
    backPressured: null,
    queueFull: null,
    sink: before?.sink ?? null,
    snapshot: null,
    late: null,
    recordsIn: 0,
    recordsOut: 0,
    busyMs: 0,
  }
}

/** The first rows of the subtask's key table, as its box shows them. */
function showKeys(state: ClusterState, subtask: SubtaskId): void {
  const table = state.tables[subtask]
  if (table === undefined) return
  const keys: KeyedValue[] = []
  for (let ordinal = 0; ordinal < table.rows.length && keys.length < shownKeys; ordinal++) {
    const row = table.rows.at(ordinal)
    const value = row?.values[0]
    if (row === undefined || value === undefined || row.keyGroup === null) continue
    const { key, keyGroup } = row
    const label = state.letters.labelOf(key) ?? { key, letter: '?', color: 0 }
    const { writtenAt, seq } = value
    keys.push({ key, label, keyGroup, value: value.value, writtenAt, seq })
  }
  change(state, 'subtasks', subtask, { keys, keyCount: table.keyCount })
}

/** Only a key that is in the box, or may come into it, changes the box. */
function keyWritten(
  state: ClusterState,
  { subtask, key }: { subtask: SubtaskId; key: string },
): void {
  const row = state.subtasks[subtask]
  const table = state.tables[subtask]
  if (row === undefined || table === undefined) return
  if (row.keys.length < shownKeys || row.keys.some((k) => k.key === key)) showKeys(state, subtask)
  else if (row.keyCount !== table.keyCount)
    change(state, 'subtasks', subtask, { keyCount: table.keyCount })
}

function moveSnapshot(state: ClusterState, event: SnapshotFact): void {
  const row = state.subtasks[event.subtask]
  if (row === undefined) return
  const { checkpoint } = event
  const pending = state.jobManager.pending.find((p) => p.checkpoint === checkpoint)
  const known = row.snapshot?.checkpoint === checkpoint ? row.snapshot : null
  if (known === null && (pending === undefined || checkpoint < (row.snapshot?.checkpoint ?? 0)))
    return
  const snapshot = known ?? untouchedSnapshot(checkpoint, pending?.triggeredAt ?? event.at)
  change(state, 'subtasks', event.subtask, { snapshot: advanceSnapshot(snapshot, event) })
}

/** What the snapshot with that number makes the subtask do is over: it just runs. */
function runsAgain(
  state: ClusterState,
  subtask: SubtaskView,
  checkpoint: CheckpointId,
  at: VirtualTime,
) {
  const { activity } = subtask
  if (
    'checkpoint' in activity &&
    activity.kind !== 'restoring' &&
    activity.checkpoint === checkpoint
  )
    become(state, subtask.id, { kind: 'running' }, at)
}

function snapshotOver(
  state: ClusterState,
  { checkpoint, at }: { readonly checkpoint: CheckpointId; readonly at: VirtualTime },
): void {
  for (const subtask of state.subtasks)
    if (subtask.activity.kind === 'acknowledged' || subtask.activity.kind === 'uploading')
      runsAgain(state, subtask, checkpoint, at)
}

function receivesRecord(
  state: ClusterState,
  event: Extract<TraceEvent, { kind: 'record-taken' }>,
): void {
  const { subtask, channel, element, at, until } = event
  const row = state.subtasks[subtask]
  const record = elementIn(state, channel, element)
  if (row === undefined) return
  const { label, replayed, value } =
    record?.kind === 'record' ? record : { ...emptyHand, value: '' }
  state.hands[subtask] = { label, replayed }
  const late = record?.kind === 'record' && isLate(record, row.watermark)
  change(state, 'subtasks', subtask, {
    processing: { element, label, value, replayed, late, channel, since: at, until },
    recordsIn: row.recordsIn + 1,
    busyMs: row.busyMs + (until - at),
  })
}

function readsRecord(
  state: ClusterState,
  event: Extract<TraceEvent, { kind: 'record-read' }>,
): void {
  const { subtask, element, key, value, replayed, at, until } = event
  const row = state.subtasks[subtask]
  if (row === undefined) return
  const label = state.letters.labelOf(key)
  state.hands[subtask] = { label, replayed }
  change(state, 'subtasks', subtask, {
    processing: { element, label, value, replayed, late: false, channel: null, since: at, until },
    recordsIn: row.recordsIn + 1,
    busyMs: row.busyMs + (until - at),
  })
}

/** Flink counts the wait for a place as busy, not as back-pressure (ASY-14). */
function queueFreed(
  state: ClusterState,
  { subtask, at }: Extract<TraceEvent, { kind: 'async-queue-freed' }>,
): void {
  const row = state.subtasks[subtask]
  if (!row?.queueFull) return
  const { since, queues } = row.queueFull
  const freed =
    queues > 1
      ? { queueFull: { since, queues: queues - 1 } }
      : { queueFull: null, busyMs: row.busyMs + (at - since) }
  change(state, 'subtasks', subtask, freed)
}

function processed(
  state: ClusterState,
  { subtask, element }: { readonly subtask: SubtaskId; readonly element: ElementId },
): void {
  if (state.subtasks[subtask]?.processing?.element === element)
    change(state, 'subtasks', subtask, { processing: null })
}

function comesLate(
  state: ClusterState,
  event: Extract<TraceEvent, { kind: 'late-element' }>,
): void {
  const { subtask, seq, at, tag } = event
  const row = state.subtasks[subtask]
  if (row === undefined) return
  const { dropped, diverted } = row.late ?? { dropped: 0, diverted: 0 }
  const label = state.letters.labelOf(event.key)
  const late = {
    dropped: dropped + (tag === null ? 1 : 0),
    diverted: diverted + (tag === null ? 0 : 1),
    last: { seq, at, label, tag },
  }
  change(state, 'subtasks', subtask, { late })
}

/** Before {@link keyTablesFold} and the channels: they need who has what in hand. */
export const handsFold = {
  'record-taken': receivesRecord,
  'record-read': readsRecord,
  'timer-fired': (state, { subtask, key }) => {
    state.hands[subtask] = { label: state.letters.labelOf(key), replayed: false }
  },
  'record-emitted': (state, { channel }) => {
    const from = state.channels[channel]?.from
    const row = from === undefined ? undefined : state.subtasks[from]
    if (from !== undefined && row !== undefined)
      change(state, 'subtasks', from, { recordsOut: row.recordsOut + 1 })
  },
} satisfies Handlers<ClusterState>

export const subtasksFold = {
  'tasks-scheduled': deployed,
  'task-status-changed': (state, event) => {
    const { subtask, status, attempt, at } = event
    const row = state.subtasks[subtask]
    if (row === undefined) return
    change(state, 'subtasks', subtask, { status, attempt, awaitsFinal: false })
    // The machine is gone: that says more than the state the JobManager gives the subtask.
    if (row.activity.kind !== 'lost') become(state, subtask, activityOf(state, event), at)
    if (status === 'RUNNING' && row.status !== 'RUNNING') showKeys(state, subtask)
  },
  'final-checkpoint-awaited': (state, { subtask }) => {
    change(state, 'subtasks', subtask, { awaitsFinal: true })
  },
  'record-processed': processed,
  'late-element': comesLate,
  'watermark-advanced': (state, { subtask, watermark }) => {
    change(state, 'subtasks', subtask, { watermark })
  },
  'back-pressure-started': (state, { subtask, channel, at }) => {
    change(state, 'subtasks', subtask, { backPressured: { since: at, channel } })
  },
  'back-pressure-ended': (state, { subtask }) => {
    change(state, 'subtasks', subtask, { backPressured: null })
  },
  'async-queue-full': (state, { subtask, at }) => {
    const full = state.subtasks[subtask]?.queueFull
    const queueFull = { since: full?.since ?? at, queues: (full?.queues ?? 0) + 1 }
    change(state, 'subtasks', subtask, { queueFull })
  },
  'async-queue-freed': queueFreed,
  'state-updated': keyWritten,
  'state-cleared': keyWritten,
  'state-restored': (state, { subtask }) => {
    showKeys(state, subtask)
  },
  'entries-restored': (state, { subtask }) => {
    showKeys(state, subtask)
  },
  'state-read-started': (state, { subtask, checkpoint, due, at }) => {
    become(state, subtask, { kind: 'restoring', checkpoint, until: due }, at)
  },
} satisfies Handlers<ClusterState>

export const subtaskSnapshotsFold = {
  'snapshot-requested': moveSnapshot,
  'barrier-received': (state, event) => {
    moveSnapshot(state, event)
    const { subtask, checkpoint, arrived, expected, at } = event
    const { snapshot } = state.subtasks[subtask] ?? {}
    const isTaken = snapshot?.checkpoint === checkpoint && snapshot.syncUntil !== null
    const aligns = state.settings?.checkpoints.mode !== 'AT_LEAST_ONCE' && !isTaken
    const waits = aligns && arrived < expected
    if (waits) become(state, subtask, { kind: 'aligning', checkpoint, arrived, expected }, at)
  },
  'alignment-completed': moveSnapshot,
  'checkpoint-aborted-on-task': (state, event) => {
    moveSnapshot(state, event)
    const row = state.subtasks[event.subtask]
    if (row !== undefined) runsAgain(state, row, event.checkpoint, event.at)
  },
  'snapshot-started': (state, event) => {
    moveSnapshot(state, event)
    const { subtask, checkpoint, until, at } = event
    become(state, subtask, { kind: 'snapshot-sync', checkpoint, until }, at)
  },
  'snapshot-taken': (state, event) => {
    moveSnapshot(state, event)
    const { subtask, checkpoint, due: until, bytes, at } = event
    const activity = state.subtasks[subtask]?.activity
    if (activity?.kind === 'snapshot-sync' && activity.checkpoint === checkpoint)
      become(state, subtask, { kind: 'uploading', checkpoint, until, bytes }, at)
  },
  'snapshot-uploaded': (state, event) => {
    moveSnapshot(state, event)
    const { subtask, checkpoint, at } = event
    const activity = state.subtasks[subtask]?.activity
    if (activity?.kind === 'uploading' && activity.checkpoint === checkpoint)
      become(state, subtask, { kind: 'acknowledged', checkpoint }, at)
  },
  'checkpoint-acknowledged': moveSnapshot,
  'checkpoint-completed': snapshotOver,
  'checkpoint-failed': snapshotOver,
} satisfies Handlers<ClusterState>
