/** What the JobManager knows: the job's status, its machines, and the snapshots under way. */
import type {
  EndedSnapshot,
  JobManagerView,
  PendingSnapshot,
  TaskManagerView,
} from '../cluster-view.ts'
import type { TraceEvent } from '../../trace/index.ts'
import { change, type Handlers } from '../projection.ts'
import type { ClusterState } from './state.ts'

function know(state: ClusterState, fields: Partial<JobManagerView>): void {
  state.jobManager = { ...state.jobManager, ...fields }
}

function end(
  state: ClusterState,
  checkpoint: PendingSnapshot['checkpoint'],
  how: Pick<EndedSnapshot, 'endedAt' | 'outcome' | 'reason'>,
): void {
  const { pending } = state.jobManager
  const ended = pending.find((p) => p.checkpoint === checkpoint)
  if (ended === undefined) return
  know(state, {
    pending: pending.filter((p) => p !== ended),
    last: { ...ended, ...how },
  })
}

function slotsTaken(state: ClusterState, { id }: TaskManagerView): number {
  const slots = new Set<number>()
  for (const { taskManager, slot } of state.schedule?.subtasks ?? [])
    if (taskManager === id) slots.add(slot)
  return slots.size
}

/** A subtask has acknowledged, or counts because it had finished. */
function counted(
  state: ClusterState,
  event: Extract<TraceEvent, { kind: 'checkpoint-acknowledged' | 'finished-subtask-counted' }>,
): void {
  const { checkpoint, subtask, acknowledged, expected, at } = event
  const pending = state.jobManager.pending.map((p) =>
    p.checkpoint === checkpoint
      ? { ...p, acknowledged, expected, acknowledgedAt: p.acknowledgedAt.with(subtask, at) }
      : p,
  )
  know(state, { pending })
}

export const jobManagerFold = {
  'task-manager-started': (state, { taskManager: id, slots, at: startedAt }) => {
    const others = state.taskManagers.filter((t) => t.id !== id)
    const there = { lostAt: null, stalledAt: null }
    const started: TaskManagerView = { id, slots, slotsTaken: 0, startedAt, ...there }
    state.taskManagers = [...others, started].sort((a, b) => a.id - b.id)
  },
  'task-manager-lost': (state, { taskManager, at }) => {
    const row = state.taskManagers.findIndex(({ id }) => id === taskManager)
    change(state, 'taskManagers', row, { lostAt: at })
  },
  'task-manager-stalled': (state, { taskManager, at }) => {
    const row = state.taskManagers.findIndex(({ id }) => id === taskManager)
    change(state, 'taskManagers', row, { stalledAt: at })
  },
  'task-manager-awake': (state, { taskManager }) => {
    const row = state.taskManagers.findIndex(({ id }) => id === taskManager)
    change(state, 'taskManagers', row, { stalledAt: null })
  },
  'job-submitted': (state, { graph, settings, at }) => {
    state.graph = graph
    state.settings = settings
    know(state, { since: at })
  },
  'job-refused': (state, { code, message }) => {
    know(state, { refused: { code, message } })
  },
  'tasks-scheduled': (state, { schedule }) => {
    state.schedule = schedule
    know(state, { waitsForSlots: false })
    state.taskManagers = state.taskManagers.map((t) => ({ ...t, slotsTaken: slotsTaken(state, t) }))
  },
  'job-status-changed': (state, { status, reason, at }) => {
    know(state, { status, reason, since: at, waitsForSlots: false })
    if (status === 'RUNNING') know(state, { restart: null })
    if (status === 'FAILED' || status === 'CANCELED' || status === 'FINISHED')
      know(state, { restart: null, restoring: null })
  },
  'task-status-changed': (state, { status }) => {
    if (status === 'SCHEDULED') know(state, { waitsForSlots: true })
  },
  'job-manager-lost': (state) => {
    know(state, { pending: [], restart: null, restoring: null, waitsForSlots: false })
  },
  'restart-scheduled': (state, { attempt, due }) => {
    know(state, { restart: { attempt, due } })
  },
  'restore-started': (state, { checkpoint, at }) => {
    if (state.failure !== null) state.restarts++
    know(state, { restoring: { checkpoint, since: at } })
  },
  'checkpoint-triggered': (state, event) => {
    const { checkpoint, snapshot, label, at: triggeredAt, expiresAt } = event
    const pending: PendingSnapshot = {
      ...{ checkpoint, snapshot, label, triggeredAt, expiresAt },
      acknowledgedAt: state.subtasks.map(() => null),
      acknowledged: 0,
      expected: state.subtasks.length,
    }
    know(state, { pending: [...state.jobManager.pending, pending] })
  },
  'checkpoint-acknowledged': counted,
  'finished-subtask-counted': counted,
  'checkpoint-completed': (state, { checkpoint, at }) => {
    end(state, checkpoint, { endedAt: at, outcome: 'completed', reason: '' })
  },
  'checkpoint-failed': (state, { checkpoint, reason, at }) => {
    end(state, checkpoint, { endedAt: at, outcome: 'failed', reason })
  },
} satisfies Handlers<ClusterState>
