/** What was lost when something failed, until the job has recovered. */
import type { SubtaskId, TaskManagerId, VirtualTime } from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'
import type { FailureView } from '../cluster-view.ts'
import type { SubtaskView } from '../subtask-view.ts'
import type { Handlers } from '../projection.ts'
import { loseChannelsOf } from './channels.ts'
import { newestCheckpoint, outlineRestore } from './shelf.ts'
import type { ClusterState } from './state.ts'
import { become } from './subtasks.ts'

function failureAt(state: ClusterState, event: TraceEvent): FailureView {
  const restoreFrom = newestCheckpoint(state)
  return (
    state.failure ?? {
      seq: event.seq,
      at: event.at,
      taskManagers: [],
      exception: null,
      subtasks: [],
      channels: [],
      recordsLost: 0,
      abandoned: [],
      restoreFrom,
    }
  )
}

function recordsInto(state: ClusterState, subtasks: readonly SubtaskView[]): number {
  let records = 0
  for (const { to, elements } of state.channels)
    if (subtasks.some(({ id }) => id === to))
      for (const { kind } of elements) if (kind === 'record') records++
  return records
}

function lose(state: ClusterState, subtasks: readonly SubtaskView[], failure: FailureView): void {
  const known = new Set(failure.subtasks.map(({ id }) => id))
  const more = subtasks.filter(({ id }) => !known.has(id))
  const isOfThem = (subtask: SubtaskId): boolean => more.some(({ id }) => id === subtask)
  const channels = state.channels.filter(({ from, to, lostAt }) => {
    return lostAt === null && (isOfThem(from) || isOfThem(to))
  })
  state.failure = {
    ...failure,
    // Copies: the rows themselves go on changing.
    subtasks: [...failure.subtasks, ...more.map((subtask) => ({ ...subtask }))],
    channels: [...failure.channels, ...channels.map((channel) => ({ ...channel }))],
    recordsLost: failure.recordsLost + recordsInto(state, more),
  }
  outlineRestore(state, failure.restoreFrom)
}

function loseTaskManager(state: ClusterState, taskManager: TaskManagerId, event: TraceEvent): void {
  const failure = failureAt(state, event)
  const subtasks = state.subtasks.filter((s) => s.taskManager === taskManager)
  lose(state, subtasks, { ...failure, taskManagers: [...failure.taskManagers, taskManager] })
  for (const { id } of subtasks) {
    become(state, id, { kind: 'lost' }, event.at)
    loseChannelsOf(state, id, event.at)
  }
}

/** A subtask that is stopped or fails takes with it what was on its way to and from it. */
function stopped(state: ClusterState, subtask: SubtaskId, at: VirtualTime): void {
  loseChannelsOf(state, subtask, at)
}

function recovered(state: ClusterState): void {
  if (!state.subtasks.every(({ status }) => status === 'RUNNING' || status === 'FINISHED')) return
  if (state.jobManager.restoring !== null)
    state.jobManager = { ...state.jobManager, restoring: null }
  state.failure = null
  outlineRestore(state, null)
}

export const failureFold = {
  'task-manager-lost': (state, event) => {
    loseTaskManager(state, event.taskManager, event)
  },
  'job-manager-lost': (state, event) => {
    state.failure = failureAt(state, event)
  },
  'task-failed': (state, event) => {
    const { subtask, code, message, value } = event
    const failure = failureAt(state, event)
    const exception = failure.exception ?? { subtask, code, message, value }
    const row = state.subtasks[subtask]
    lose(state, row === undefined ? [] : [row], { ...failure, exception })
  },
  'task-status-changed': (state, { subtask, status, at }) => {
    if (status === 'FAILED' || status === 'CANCELING' || status === 'CANCELED')
      stopped(state, subtask, at)
    if (status === 'RUNNING') recovered(state)
  },
  'checkpoint-failed': (state, { checkpoint }) => {
    const { failure } = state
    if (failure !== null)
      state.failure = { ...failure, abandoned: [...failure.abandoned, checkpoint] }
  },
  'restart-refused': (state) => {
    outlineRestore(state, null)
    if (state.failure !== null) state.failure = { ...state.failure, restoreFrom: null }
  },
  'restore-started': (state, { checkpoint }) => {
    outlineRestore(state, checkpoint)
    if (state.failure !== null) state.failure = { ...state.failure, restoreFrom: checkpoint }
  },
} satisfies Handlers<ClusterState>
