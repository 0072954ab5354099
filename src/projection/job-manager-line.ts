/** The JobManager in one line: what it is waiting for, as far as it knows. */
import type { VirtualTime } from '../model/index.ts'
import type { EndedSnapshot, JobManagerView, PendingSnapshot } from './cluster-view.ts'

export interface JobManagerLine {
  readonly text: string
  /** `2 of 7 acknowledged`; null where there is nothing to count. */
  readonly count: string | null
  readonly tone: 'plain' | 'in-progress' | 'done' | 'failure'
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function named({ snapshot, checkpoint, label }: PendingSnapshot): string {
  return snapshot === 'checkpoint' ? `Checkpoint ${checkpoint}` : `Savepoint ${label ?? checkpoint}`
}

/** What is shown in the JobManager's box at `now`. */
export function jobManagerLine(view: JobManagerView, now: VirtualTime): JobManagerLine {
  const { pending, last, status, refused } = view
  const [first] = pending
  if (refused !== null) return { text: refused.message, count: null, tone: 'failure' }
  if (view.restart !== null) return waitingToRestart(view, view.restart.due, now)
  if (view.waitsForSlots) return { text: 'Waits for slots', count: null, tone: 'failure' }
  if (view.restoring !== null) {
    const { checkpoint } = view.restoring
    const from = checkpoint === null ? 'a snapshot' : `chk-${checkpoint}`
    return { text: `Restoring from ${from}`, count: null, tone: 'in-progress' }
  }
  if (first !== undefined)
    return {
      text: `${named(first)} in progress, ${seconds(now - first.triggeredAt)}`,
      count: `${first.acknowledged} of ${first.expected} acknowledged`,
      tone: 'in-progress',
    }
  if (status !== null && status !== 'RUNNING' && status !== 'CREATED')
    return { text: `Job ${status.toLowerCase()}`, count: null, tone: toneOf(status) }
  return last === null
    ? { text: 'No checkpoint yet', count: null, tone: 'plain' }
    : lastSnapshot(last)
}

function waitingToRestart(
  { last, since }: JobManagerView,
  due: VirtualTime,
  now: VirtualTime,
): JobManagerLine {
  const abandoned = last?.outcome === 'failed' && last.endedAt >= since ? last : null
  return abandoned === null
    ? { text: `Job restarts in ${seconds(Math.max(0, due - now))}`, count: null, tone: 'failure' }
    : { text: `${named(abandoned)} abandoned`, count: unusable(abandoned), tone: 'failure' }
}

function lastSnapshot(last: EndedSnapshot): JobManagerLine {
  const { acknowledged, expected, outcome } = last
  return outcome === 'completed'
    ? { text: `${named(last)} completed`, count: `${acknowledged} of ${expected}`, tone: 'done' }
    : { text: `${named(last)} abandoned`, count: unusable(last), tone: 'plain' }
}

function unusable({ acknowledged, expected }: EndedSnapshot): string {
  return `${acknowledged} of ${expected}, not usable`
}

function toneOf(status: string): JobManagerLine['tone'] {
  return status === 'FINISHED' || status === 'CANCELED' ? 'plain' : 'failure'
}
