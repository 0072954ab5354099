/**
 * A failure in the order of DESIGN §5: hatch, contents, wires, the checkpoint that is struck, the one the job
 * goes back to. The trace has all of it in one instant; here the view is held back to what is drawn so far.
 */
import type {
  ChannelView,
  ClusterView,
  FailureView,
  JobManagerView,
  ShelfItem,
  SubtaskView,
  TaskManagerView,
} from '../../../projection/index.ts'
import type { VirtualTime } from '../../../model/index.ts'
import { durations, isMet, type PictureTime } from '../time.ts'

/** The effects of a failure that follow the hatch, in their order. */
const effects = ['contents', 'wires', 'struck', 'restore-from'] as const
export type FailureEffect = (typeof effects)[number]

/**
 * The view without the effects of its failure that are not drawn yet. `of` contents: as boxes and lanes show
 * it; of wires: as wires do. The same view when there is nothing to hold back.
 */
export function asDrawn(
  view: ClusterView,
  time: PictureTime,
  of: 'contents' | 'wires' = 'contents',
): ClusterView {
  const { failure } = view
  if (failure === null || !isMet(time, lastLoss(view, failure))) return view
  const since = time.now - lastLoss(view, failure)
  const isDrawn = (effect: FailureEffect): boolean => since >= delayOf(effect, failure)
  if (isDrawn('restore-from')) return view
  return {
    ...view,
    taskManagers: view.taskManagers.map((one) => unreplaced(one, failure)),
    ...(isDrawn(of) ? {} : contentsBefore(view, failure, time)),
    ...(isDrawn('struck') ? {} : { jobManager: unstruck(view.jobManager, failure) }),
    shelf: view.shelf.map((item) => itemBefore(item, failure, isDrawn)),
  }
}

/** When the effect is drawn, virtual ms after the loss. An exception has no hatch to wait for. */
function delayOf(effect: FailureEffect, failure: FailureView): number {
  const hatch = failure.taskManagers.length > 0 ? durations.dark : 0
  return hatch + durations.pause * effects.indexOf(effect)
}

function lastLoss(view: ClusterView, failure: FailureView): VirtualTime {
  const lost = view.taskManagers.filter(({ id }) => failure.taskManagers.includes(id))
  return Math.max(failure.at, ...lost.map(({ lostAt }) => lostAt ?? failure.at)) as VirtualTime
}

/** What was on the lost TaskManagers, as it was: standing where it stood when they were lost. */
function contentsBefore(
  view: ClusterView,
  failure: FailureView,
  time: PictureTime,
): Pick<ClusterView, 'subtasks' | 'channels'> {
  const subtasks = new Map(failure.subtasks.map((subtask) => [subtask.id, subtask]))
  const channels = new Map(failure.channels.map((channel) => [channel.id, channel]))
  return {
    subtasks: view.subtasks.map((subtask) => {
      const before = subtasks.get(subtask.id)
      const isGone = subtask.activity.kind === 'lost' || subtask.activity.kind === 'failed'
      return before === undefined || !isGone ? subtask : halted(before, subtask.since, time.now)
    }),
    channels: view.channels.map((channel): ChannelView => {
      const before = channels.get(channel.id)
      const { lostAt } = channel
      return before === undefined || lostAt === null ? channel : { ...before, lostAt }
    }),
  }
}

/** The subtask as it was at `at`, seen later: nothing of it goes on. */
function halted(subtask: SubtaskView, at: VirtualTime, now: VirtualTime): SubtaskView {
  const later = (time: VirtualTime): VirtualTime => (time + now - at) as VirtualTime
  const { activity, processing, snapshot } = subtask
  return {
    ...subtask,
    since: later(subtask.since),
    activity:
      activity.kind === 'uploading' ? { ...activity, until: later(activity.until) } : activity,
    processing: processing === null ? null : movedBy(processing, later),
    snapshot: snapshot === null ? null : { ...snapshot, abortedAt: snapshot.abortedAt ?? at },
  }
}

function movedBy(
  processing: NonNullable<SubtaskView['processing']>,
  later: (time: VirtualTime) => VirtualTime,
): SubtaskView['processing'] {
  return { ...processing, since: later(processing.since), until: later(processing.until) }
}

/** A TaskManager that comes soon, with the number of the lost one, waits until the loss has been seen. */
function unreplaced(taskManager: TaskManagerView, failure: FailureView): TaskManagerView {
  const isNew = taskManager.lostAt === null && failure.taskManagers.includes(taskManager.id)
  return isNew ? { ...taskManager, lostAt: failure.at } : taskManager
}

/** The JobManager while it still counts on the snapshot that it has just given up. */
function unstruck(jobManager: JobManagerView, { abandoned }: FailureView): JobManagerView {
  const { last, pending } = jobManager
  if (last === null || !abandoned.includes(last.checkpoint)) return jobManager
  const { checkpoint, snapshot, label, triggeredAt, expiresAt } = last
  const { acknowledgedAt, acknowledged, expected } = last
  const underWay = { checkpoint, snapshot, label, triggeredAt, expiresAt }
  const first = { ...underWay, acknowledgedAt, acknowledged, expected }
  return { ...jobManager, pending: [first, ...pending] }
}

function itemBefore(
  item: ShelfItem,
  failure: FailureView,
  isDrawn: (effect: FailureEffect) => boolean,
): ShelfItem {
  const struck = item.phase === 'failed' && failure.abandoned.includes(item.checkpoint)
  return {
    ...item,
    restoreFrom: false,
    phase: struck && !isDrawn('struck') ? 'in-progress' : item.phase,
  }
}
