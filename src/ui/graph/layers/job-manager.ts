/** The JobManager: what it is doing, and which acknowledgements it has. It knows no more than that. */
import type {
  ClusterView,
  EndedSnapshot,
  JobManagerView,
  PendingSnapshot,
} from '../../../projection/index.ts'
import type { SubtaskId, VirtualTime } from '../../../model/index.ts'
import { duration, snapshotName } from '../../format.ts'
import { fillingRing, lostRing, ring, subsumedRing, tickDisc } from '../glyphs.ts'
import type { JobManagerPlace, RingGroup } from '../layout/bar.ts'
import { crisp, type Paint, type Point, rect, type Shape, text } from '../shape.ts'
import { fitText } from '../text.ts'
import { durations, type PictureTime, shareDrawn } from '../time.ts'
import { isLost } from './activity.ts'

const frame: Paint = { fill: 'surface-raised', stroke: 'line-2', shadow: true }
const failed: Paint = { fill: 'surface-raised', stroke: 'failure-line', shadow: true }
const track: Paint = { fill: 'surface-sunken' }
const done: Paint = { fill: 'done' }

/** The first line under the JobManager's name. */
export function stateLine(jobManager: JobManagerView, now: VirtualTime): string {
  const { status, pending, restoring, refused } = jobManager
  if (refused !== null) return 'Job refused'
  if (status === null) return 'No job yet'
  const first = pending[0]
  if (first !== undefined) {
    return `${title(first)} in progress, ${duration(now - first.triggeredAt)}`
  }
  if (jobManager.waitsForSlots) return 'Waits for slots'
  if (restoring !== null) {
    return restoring.checkpoint === null
      ? 'Restarting with empty state'
      : `Restoring from chk-${restoring.checkpoint}`
  }
  return afterwards(jobManager, now) ?? statusWords[status]
}

/** What is said between snapshots: what became of the last one, and when the job restarts. */
function afterwards(jobManager: JobManagerView, now: VirtualTime): string | null {
  const { status, restart, last } = jobManager
  const abandoned = last !== null && last.outcome === 'failed' ? `${title(last)} abandoned` : null
  if (restart !== null) {
    const wait = `restart ${restart.attempt} in ${duration(Math.max(0, restart.due - now))}`
    return abandoned === null ? capital(wait) : `${abandoned}, ${wait}`
  }
  if (status !== 'RUNNING') return null
  if (abandoned !== null || last === null) return abandoned
  return `${title(last)} completed in ${duration(last.endedAt - last.triggeredAt)}`
}

const statusWords: Readonly<Record<NonNullable<JobManagerView['status']>, string>> = {
  CREATED: 'Job created',
  RUNNING: 'Job running',
  RESTARTING: 'Job restarting',
  FAILING: 'Job failing',
  FAILED: 'Job failed',
  CANCELLING: 'Job cancelling',
  CANCELED: 'Job cancelled',
  FINISHED: 'Job finished',
  SUSPENDED: 'Job suspended',
}

/** `2 of 7 acknowledged`; of a failed one that it is of no use. */
export function countLine(jobManager: JobManagerView): string {
  const shown = shownSnapshot(jobManager)
  // What a job could not complete any more is nothing to look at once it has finished.
  if (shown === null || (isFailed(shown) && jobManager.status === 'FINISHED')) return ''
  const { acknowledged, expected } = shown
  const words = isFailed(shown) ? 'not usable' : 'acknowledged'
  return `${acknowledged} of ${expected}${isFailed(shown) ? ',' : ''} ${words}`
}

function shownSnapshot(jobManager: JobManagerView): PendingSnapshot | EndedSnapshot | null {
  return jobManager.pending[0] ?? jobManager.last
}

function isFailed(snapshot: PendingSnapshot | EndedSnapshot): boolean {
  return 'outcome' in snapshot && snapshot.outcome === 'failed'
}

function title(snapshot: PendingSnapshot): string {
  if (snapshot.snapshot === 'checkpoint') return `Checkpoint ${snapshot.checkpoint}`
  return `Savepoint ${snapshotName(snapshot)}`
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

export function jobManagerShapes(
  view: ClusterView,
  place: JobManagerPlace,
  time: PictureTime,
): Shape[] {
  const { box } = place
  const count = countLine(view.jobManager)
  const full = stateLine(view.jobManager, time.now)
  const line = fitText(
    [full, full.split(',')[0] ?? full],
    place.countEnd - box.x - 32 - (count === '' ? 0 : 132),
    't12',
  )
  const y = box.y + 42
  return [
    rect(crisp(box), 8, view.failure === null ? frame : failed),
    text({ x: box.x + 16, y: box.y + 23 }, 'JobManager', { font: 't13b', ink: 'text-1' }),
    text({ x: box.x + 16, y }, line, { font: 't12', ink: 'text-2' }),
    text({ x: place.countEnd, y }, count, { font: 't12', ink: 'text-2', anchor: 'end' }),
    ...place.groups.flatMap((group) => groupShapes(view, group, time)),
  ]
}

function groupShapes(view: ClusterView, group: RingGroup, time: PictureTime): Shape[] {
  const shapes: Shape[] = [text(group.label, group.name, { font: 't11', ink: 'text-3' })]
  const shown = shownSnapshot(view.jobManager)
  for (const { subtask, at } of group.rings)
    shapes.push(...ringShapes(view, subtask, { at, shown, time }))
  if (group.bar !== null) {
    const acknowledged = group.subtasks.filter((id) => hasAcknowledged(shown, id)).length
    const width = (group.bar.width * acknowledged) / group.subtasks.length
    shapes.push(rect(group.bar, 3, track), rect({ ...group.bar, width }, 3, done))
  }
  return shapes
}

interface RingSign {
  readonly at: Point
  readonly shown: PendingSnapshot | EndedSnapshot | null
  readonly time: PictureTime
}

function ringShapes(view: ClusterView, subtask: SubtaskId, sign: RingSign): readonly Shape[] {
  const { at, shown, time } = sign
  const activity = view.subtasks[subtask]?.activity
  if (activity !== undefined && isLost(activity)) return lostRing(at, 6)
  if (shown === null || !hasAcknowledged(shown, subtask)) return ring(at, 6, 'line-3')
  if (isFailed(shown)) return subsumedRing(at, 6)
  const arrived = shown.acknowledgedAt[subtask] ?? time.now
  const share = shareDrawn(time, arrived, durations.acknowledgement)
  return share < 1 ? fillingRing(at, 6, share) : tickDisc(at, 7)
}

function hasAcknowledged(snapshot: PendingSnapshot | null, subtask: SubtaskId): boolean {
  return typeof snapshot?.acknowledgedAt[subtask] === 'number'
}
