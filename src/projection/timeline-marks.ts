/** What the lanes of the timeline show: checkpoints with phases, savepoints, failures, lag. */
import type { EventSeq, SubtaskId, VirtualTime } from '../model/index.ts'
import {
  checkpoints,
  type CheckpointRow,
  type CheckpointsState,
  slowestSubtask,
} from './checkpoints.ts'
import { Journal } from './fold/journal.ts'
import { handle, type Handlers, type Projection } from './projection.ts'
import { phasesOf, type SnapshotPhases } from './subtask-snapshot.ts'

export interface TimelineMark {
  readonly seq: EventSeq
  readonly at: VirtualTime
  readonly kind: 'failure' | 'restart' | 'restored' | 'job-ended'
  readonly text: string
}

export interface LagSample {
  readonly at: VirtualTime
  /** Records that are in the topics and not read yet, over all partitions that are read. */
  readonly lag: number
}

export interface TimelineState {
  snapshots: CheckpointsState
  marks: readonly TimelineMark[]
  lag: Journal<LagSample>
  /** By `topic/partition`: the end of the log, and the next offset to read. */
  ends: Map<string, number>
  nexts: Map<string, number>
  sampledAt: number
}

/** Virtual ms between two samples of the lag. */
const samplePeriod = 100

interface Place {
  readonly topic: string
  readonly partition: number
}

const nameOf = ({ topic, partition }: Place): string => `${topic}/${partition}`

function mark(state: TimelineState, mark: TimelineMark): void {
  state.marks = [...state.marks, mark]
}

function lagNow({ ends, nexts }: TimelineState): number {
  let lag = 0
  for (const [place, next] of nexts) lag += Math.max(0, (ends.get(place) ?? next) - next)
  return lag
}

function sample(state: TimelineState, at: VirtualTime): void {
  const period = Math.floor(at / samplePeriod)
  if (state.nexts.size === 0 || period === state.sampledAt) return
  state.sampledAt = period
  state.lag = state.lag.and({ at, lag: lagNow(state) })
}

const handlers: Handlers<TimelineState> = {
  'record-produced': ({ ends }, { offset, ...place }) => {
    ends.set(nameOf(place), Math.max(ends.get(nameOf(place)) ?? 0, offset + 1))
  },
  'partition-assigned': ({ nexts }, { offset, ...place }) => {
    nexts.set(nameOf(place), offset)
  },
  'record-read': ({ nexts }, { offset, ...place }) => {
    nexts.set(nameOf(place), offset + 1)
  },
  'task-manager-lost': (state, { seq, at, taskManager }) => {
    mark(state, { seq, at, kind: 'failure', text: `TaskManager ${taskManager} lost` })
  },
  'job-manager-lost': (state, { seq, at }) => {
    mark(state, { seq, at, kind: 'failure', text: 'JobManager lost' })
  },
  'task-failed': (state, { seq, at, message }) => {
    mark(state, { seq, at, kind: 'failure', text: message })
  },
  'restore-started': (state, { seq, at, checkpoint }) => {
    const from = checkpoint === null ? 'begins anew' : `from chk-${checkpoint}`
    if (seq > 0 && state.marks.at(-1)?.kind === 'failure')
      mark(state, { seq, at, kind: 'restart', text: from })
  },
  'job-status-changed': (state, { seq, at, status, reason }) => {
    // A failure of the job as a whole has no task or machine that was told of before.
    const isFailing = status === 'RESTARTING' || status === 'FAILING'
    if (isFailing && state.marks.at(-1)?.kind !== 'failure')
      mark(state, { seq, at, kind: 'failure', text: reason })
    if (status === 'FAILED' || status === 'CANCELED' || status === 'FINISHED')
      mark(state, { seq, at, kind: 'job-ended', text: status })
  },
}

export const timelineMarks: Projection<TimelineState> = {
  name: 'timeline-marks',
  initial: () => ({
    snapshots: checkpoints.initial(),
    marks: [],
    lag: Journal.empty(),
    ends: new Map(),
    nexts: new Map(),
    sampledAt: -1,
  }),
  copy: (state) => ({
    ...state,
    snapshots: checkpoints.copy(state.snapshots),
    ends: new Map(state.ends),
    nexts: new Map(state.nexts),
  }),
  apply(state, event) {
    checkpoints.apply(state.snapshots, event)
    handle(handlers, state, event)
    sample(state, event.at)
  },
  weight: ({ snapshots, ends }) => 20 + snapshots.history.length + 4 * ends.size,
}

/** One bar of the checkpoint lane. */
export interface SnapshotBar {
  readonly row: CheckpointRow
  readonly from: VirtualTime
  readonly until: VirtualTime
  /** The phases of the subtask that set the pace, up to `until`. */
  readonly phases: SnapshotPhases
  readonly subtask: SubtaskId | null
}

/** The bar of a snapshot; one in progress lasts until `now`. */
export function barOf(row: CheckpointRow, now: VirtualTime): SnapshotBar {
  const until = row.endedAt ?? now
  const subtask = slowestSubtask(row)
  const snapshot = subtask === null ? undefined : row.subtasks[subtask]
  const idle = { startDelay: until - row.triggeredAt, alignment: 0, sync: 0, async: 0 }
  const phases = snapshot === undefined ? idle : phasesOf(snapshot, until)
  return { row, from: row.triggeredAt, until, phases, subtask }
}
