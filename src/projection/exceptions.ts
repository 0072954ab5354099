/**
 * The history of exceptions: root causes with what failed at the same time, newest first, and the restart
 * each brought. Flink: DefaultScheduler.archiveFromFailureHandlingResult, RootExceptionHistoryEntry,
 * JobExceptionsHandler (`/jobs/:jobid/exceptions`).
 */
import type { EventSeq, JobGraph, SubtaskId, TaskManagerId, VirtualTime } from '../model/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import { handle, type Handlers, type Projection } from './projection.ts'

export interface ExceptionEntry {
  /** The event, for going there. */
  readonly seq: EventSeq
  readonly at: VirtualTime
  /** Flink: exceptionName; here the message's code, or the name of Flink's own exception. */
  readonly name: string
  readonly message: string
  /** `count (2/3) - execution #0`; null: a failure of the job as a whole. */
  readonly taskName: string | null
  readonly subtask: SubtaskId | null
  readonly taskManager: TaskManagerId | null
  /** In the learner's files. */
  readonly place: { readonly file: string; readonly line: number } | null
}

export interface RootException extends ExceptionEntry {
  readonly concurrent: readonly ExceptionEntry[]
  readonly consequence:
    | {
        readonly kind: 'restart'
        readonly attempt: number
        readonly delay: number
        readonly due: VirtualTime
      }
    | { readonly kind: 'failed' }
  readonly strategy: string
}

interface Deployed {
  readonly name: string
  readonly taskManager: TaskManagerId
  readonly attempt: number
}

export interface ExceptionsState {
  /** Newest first. */
  entries: readonly RootException[]
  /** Older ones were dropped. */
  truncated: boolean
  /** How many there may be. Flink: web.exception-history-size. */
  size: number
  graph: JobGraph | null
  /** By subtask, as it is deployed now. */
  tasks: readonly Deployed[]
  /** What may be the cause of a restart, by its event: the last failures. */
  failures: readonly (readonly ExceptionEntry[])[]
  /** Why the job left RUNNING, as its status says. */
  reason: string
  /** The last root cause is one of before the restart that is waited for. */
  attempt: number
}

const remembered = 64

type Failed = Extract<TraceEvent, { readonly kind: 'task-failed' }>

function taskOf(state: ExceptionsState, subtask: SubtaskId) {
  const task = state.tasks[subtask]
  const taskName = task === undefined ? null : `${task.name} - execution #${task.attempt}`
  return { subtask, taskName, taskManager: task?.taskManager ?? null }
}

function remember(state: ExceptionsState, entries: readonly ExceptionEntry[]): void {
  if (entries.length > 0) state.failures = [...state.failures, entries].slice(-remembered)
}

function taskFailed(state: ExceptionsState, event: Failed): void {
  const { seq, at, code, message, place, subtask } = event
  const name = code
  remember(state, [{ seq, at, name, message, place, ...taskOf(state, subtask) }])
}

/** Names of Flink's exceptions for failures that no code threw. */
const flinkNames: Readonly<Partial<Record<TraceEvent['kind'], string>>> = {
  'checkpoint-failed': 'FlinkRuntimeException',
  'slot-request-timed-out': 'NoResourceAvailableException',
}

/** What failed, for a restart or its refusal; the first is the root cause. */
function causesOf(
  state: ExceptionsState,
  event: Extract<TraceEvent, { readonly kind: 'restart-scheduled' | 'restart-refused' }>,
): readonly ExceptionEntry[] {
  const known = state.failures.find(([first]) => first?.seq === event.cause)
  if (known !== undefined) return known
  const { at } = event
  const seq = event.cause ?? event.seq
  return [
    {
      ...{ seq, at, name: 'FlinkException', message: state.reason },
      ...{ taskName: null, subtask: null, taskManager: null, place: null },
      ...state.failures.at(-1)?.find((one) => one.seq === seq),
    },
  ]
}

function archive(state: ExceptionsState, entry: RootException): void {
  const entries = [entry, ...state.entries]
  state.truncated = state.truncated || entries.length > state.size
  state.entries = entries.slice(0, state.size)
}

const handlers: Handlers<ExceptionsState> = {
  'job-submitted': (state, { graph, settings }) => {
    state.graph = graph
    state.size = settings.cluster.exceptionHistory
  },
  'tasks-scheduled': (state, { schedule }) => {
    state.tasks = schedule.subtasks.map(({ id, vertex, index, taskManager }) => {
      const of = state.graph?.vertices[vertex]
      const name = `${of?.name ?? 'task'} (${index + 1}/${of?.parallelism ?? 1})`
      return { name, taskManager, attempt: state.tasks[id]?.attempt ?? 0 }
    })
  },
  'task-status-changed': (state, { subtask, attempt }) => {
    const task = state.tasks[subtask]
    if (task !== undefined && task.attempt !== attempt)
      state.tasks = state.tasks.with(subtask, { ...task, attempt })
  },
  'job-status-changed': (state, { reason }) => {
    state.reason = reason
  },
  'task-failed': taskFailed,
  'task-manager-lost': (state, { taskManager, seq, at }) => {
    const message = `TaskManager ${taskManager} is lost`
    const name = 'JobMasterException'
    const entries = state.tasks.flatMap((task, id) =>
      task.taskManager === taskManager
        ? [{ seq, at, name, message, place: null, ...taskOf(state, id as SubtaskId) }]
        : [],
    )
    remember(state, entries)
  },
  'checkpoint-failed': (state, { kind, seq, at, reason }) => {
    const name = flinkNames[kind] ?? reason
    const message = `Exceeded checkpoint tolerable failure threshold. The latest checkpoint failed due to ${reason}.`
    const nobody = { taskName: null, subtask: null, taskManager: null, place: null }
    remember(state, [{ seq, at, name, message, ...nobody }])
  },
  'slot-request-timed-out': (state, { kind, seq, at, needed, offered }) => {
    const name = flinkNames[kind] ?? ''
    const message = `${needed} slots are needed, ${offered} are offered`
    const nobody = { taskName: null, subtask: null, taskManager: null, place: null }
    remember(state, [{ seq, at, name, message, ...nobody }])
  },
  'restart-scheduled': (state, event) => {
    const [root, ...others] = causesOf(state, event)
    if (root === undefined) return
    const { attempt, delay, due, strategy } = event
    const consequence = { kind: 'restart', attempt, delay, due } as const
    const [latest, ...older] = state.entries
    // CK-255: a failure that is merged into a restart that is waited for is one of its root cause.
    if (latest !== undefined && attempt === state.attempt) {
      const concurrent = [...latest.concurrent, root, ...others]
      state.entries = [{ ...latest, concurrent, consequence }, ...older]
      return
    }
    state.attempt = attempt
    archive(state, { ...root, concurrent: others, consequence, strategy })
  },
  'restart-refused': (state, event) => {
    const [root, ...others] = causesOf(state, event)
    if (root === undefined) return
    const { strategy } = event
    archive(state, { ...root, concurrent: others, consequence: { kind: 'failed' }, strategy })
  },
  'job-manager-lost': (state) => {
    // The next JobManager has no history; what was thrown before is in the trace.
    state.entries = []
    state.truncated = false
    state.failures = []
    state.attempt = 0
  },
}

export const exceptions: Projection<ExceptionsState> = {
  name: 'exceptions',
  initial: () => ({
    ...{ entries: [], truncated: false, size: 0, graph: null, tasks: [] },
    ...{ failures: [], reason: '', attempt: 0 },
  }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    handle(handlers, state, event)
  },
}
