/** What a subtask is doing: its tone, its outline, its sign and the words at its foot. */
import type { LateRecords, SubtaskActivity, SubtaskView } from '../../../projection/index.ts'
import type { VirtualTime } from '../../../model/index.ts'
import { cross, dot, endSquare, halfDisc, loopArrow, minus, ring, tickDisc } from '../glyphs.ts'
import type { Ink } from '../ink.ts'
import type { Paint, Point, Shape } from '../shape.ts'
import { progress } from './placed.ts'

/** Dark: nothing runs here now, so contents are outlines. */
export function isDark(activity: SubtaskActivity): boolean {
  return activity.kind === 'lost' || activity.kind === 'failed' || isCancelled(activity)
}

export function isCancelled(activity: SubtaskActivity): boolean {
  return activity.kind === 'cancelled' || activity.kind === 'cancelling'
}

export function isLost(activity: SubtaskActivity): boolean {
  return activity.kind === 'lost' || activity.kind === 'failed'
}

const raised = { fill: 'surface-raised', shadow: true } as const
const outlines: Readonly<Record<SubtaskActivity['kind'], Paint>> = {
  created: { fill: 'surface-raised', stroke: 'line-2', dash: [4, 3] },
  deploying: { fill: 'surface-raised', stroke: 'line-2', dash: [4, 3] },
  restoring: { fill: 'surface-raised', stroke: 'accent', strokeWidth: 1.5, dash: [4, 3] },
  running: { ...raised, stroke: 'line-2' },
  aligning: { ...raised, stroke: 'barrier-ink', strokeWidth: 2 },
  'snapshot-sync': { ...raised, stroke: 'phase-sync', strokeWidth: 1.5 },
  uploading: { ...raised, stroke: 'accent', strokeWidth: 1.5 },
  acknowledged: { ...raised, stroke: 'line-2' },
  finished: { fill: 'surface-band', stroke: 'line-2' },
  cancelling: { fill: 'surface-band', stroke: 'line-2', dash: [4, 3] },
  cancelled: { fill: 'surface-band', stroke: 'line-2', dash: [4, 3] },
  failed: { fill: 'failure-soft', stroke: 'failure', strokeWidth: 1.5, dash: [4, 3] },
  lost: { fill: 'failure-soft', stroke: 'failure', strokeWidth: 1.5, dash: [4, 3] },
}

export function outlineOf(activity: SubtaskActivity): Paint {
  return outlines[activity.kind]
}

/** The sign of an activity, around a place; `r` 6 in a box, 5.5 in a row. */
export function glyphOf(activity: SubtaskActivity, at: Point, r: number): readonly Shape[] {
  switch (activity.kind) {
    case 'created':
    case 'deploying':
      return ring(at, 3, 'line-3')
    case 'restoring':
      return loopArrow(at)
    case 'running':
      return dot(at)
    case 'aligning':
      return halfDisc(at, r - 0.5, 'barrier')
    case 'snapshot-sync':
      return halfDisc(at, r - 0.5, 'phase-sync')
    case 'uploading':
      return halfDisc(at, r - 0.5, 'accent')
    case 'acknowledged':
      return tickDisc(at, r)
    case 'finished':
      return endSquare(at)
    case 'cancelling':
    case 'cancelled':
      return minus(at)
    case 'failed':
    case 'lost':
      return [cross(at, 4, { stroke: 'failure-ink', strokeWidth: 2, round: true })]
  }
}

export interface FootWords {
  readonly text: string
  /** The same where there is less room. */
  readonly short?: string
  readonly ink: Ink
}

/** The state in words, at most 20 letters. */
export function footOf(subtask: SubtaskView, now: VirtualTime): FootWords {
  const { activity } = subtask
  switch (activity.kind) {
    case 'created':
      return { text: 'not started', ink: 'text-3' }
    case 'running':
      if (subtask.backPressured !== null)
        return { text: 'backpressured', short: 'backpressure', ink: 'text-1' }
      if (subtask.queueFull !== null) return { text: 'queue full', ink: 'text-1' }
      if (subtask.awaitsFinal) return { text: 'awaits snapshot', ink: 'text-2' }
      return lateWords(subtask, now) ?? { text: 'running', ink: 'text-3' }
    case 'aligning':
      return {
        text: `aligning, ${activity.arrived} of ${activity.expected}`,
        ink: 'barrier-ink',
      }
    case 'snapshot-sync':
      return { text: 'copying state', ink: 'accent-ink' }
    case 'uploading': {
      const done = Math.floor(progress(subtask.since, activity.until, now) * 100)
      return { text: `uploading ${done} %`, short: `upload ${done} %`, ink: 'accent-ink' }
    }
    case 'acknowledged':
      return { text: 'acknowledged', ink: 'done-ink' }
    case 'restoring':
      return { text: 'restoring', ink: 'accent-ink' }
    case 'failed':
    case 'lost':
      return { text: activity.kind, ink: 'failure-ink' }
    case 'deploying':
    case 'finished':
    case 'cancelling':
    case 'cancelled':
      return { text: activity.kind, ink: 'text-3' }
  }
}

/** Virtual ms for which a box tells of a late record. */
const lateShown = 500

/** The record that was too late just now, and where it went; null when there was none. */
export function lateNow({ late }: SubtaskView, now: VirtualTime): LateRecords['last'] | null {
  return late !== null && now - late.last.at < lateShown ? late.last : null
}

function lateWords(subtask: SubtaskView, now: VirtualTime): FootWords | null {
  const last = lateNow(subtask, now)
  if (last === null) return null
  const went = last.tag === null ? 'dropped' : `to ${last.tag}`
  return { text: `late, ${went}`, short: went, ink: 'watermark-ink' }
}
