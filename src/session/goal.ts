/** What the cursor waits for, and what is to be done about it. Pure: the session does it. */
import type { EventSeq, VirtualTime } from '../model/index.ts'
import type { Branch } from './branch.ts'
import { atTime, type Cursor } from './cursor.ts'
import { nextStep, type StepKind } from './step.ts'

/** What is waited for before the cursor can move on. */
export type Goal =
  | { readonly kind: 'start' }
  | { readonly kind: 'place'; readonly time: VirtualTime; readonly seq: EventSeq | null }
  | StepGoal
  /** The command's own events; `known`: how many there were before. */
  | { readonly kind: 'command'; readonly known: number }

export interface StepGoal {
  readonly kind: 'step'
  readonly step: StepKind
  readonly from: Cursor
  readonly glide: boolean
  /** Virtual ms the run is asked ahead next. */
  readonly stride: number
}

/** Virtual ms: how far a step looks ahead at first, at most, and before it gives up. */
const firstStride = 50
const longestStride = 10_000
const longestSearch = 600_000

/** To the next step of a kind. */
export function stepFrom(from: Cursor, step: StepKind, glide: boolean): StepGoal {
  return { kind: 'step', step, from, glide, stride: firstStride }
}

export type Advice =
  /** It is there. `glide`: with motion. */
  | { readonly kind: 'reached'; readonly cursor: Cursor; readonly glide?: boolean }
  /** The run has to go on to `until`; then `goal` is what is waited for. */
  | {
      readonly kind: 'reach'
      readonly until: VirtualTime
      readonly stopAfter: EventSeq | null
      readonly goal: Goal
    }
  /** The run is on its way. */
  | { readonly kind: 'wait' }

export function advise(goal: Goal, branch: Branch): Advice {
  switch (goal.kind) {
    case 'start':
      return towardsPlace(goal, branch, { time: branch.start, seq: null })
    case 'place':
      return towardsPlace(goal, branch, goal)
    case 'step':
      return towardsStep(goal, branch)
    case 'command':
      return towardsCommand(branch, goal.known)
  }
}

interface Place {
  readonly time: VirtualTime
  readonly seq: EventSeq | null
}

function towardsPlace(goal: Goal, branch: Branch, { time, seq }: Place): Advice {
  const { trace } = branch
  if (seq !== null && trace.length >= seq) return reached({ time, seq })
  if (branch.isOver) return reached(atTime(trace, Math.min(time, trace.endsAt) as VirtualTime))
  if (branch.isWholeAt(time)) return reached(atTime(trace, time))
  const stopAfter = seq === null || seq === 0 ? null : ((seq - 1) as EventSeq)
  return { kind: 'reach', until: time, stopAfter, goal }
}

function towardsStep(goal: StepGoal, branch: Branch): Advice {
  const { trace, reachable } = branch
  const cursor = nextStep(trace, goal.from, goal.step)
  // The last known event may be half a step: the event behind it tells.
  if (cursor !== null && (cursor.seq < trace.length || branch.isIdle))
    return { kind: 'reached', cursor, glide: goal.glide }
  if (branch.isOver || reachable - goal.from.time > longestSearch)
    return reached(atTime(trace, reachable))
  if (!branch.isIdle) return { kind: 'wait' }
  const until = (Math.max(reachable, goal.from.time) + goal.stride) as VirtualTime
  const stride = Math.min(2 * goal.stride, longestStride)
  return { kind: 'reach', until, stopAfter: null, goal: { ...goal, stride } }
}

function towardsCommand({ trace, isOver }: Branch, known: number): Advice {
  for (let at = trace.length - 1; at >= known; at--) {
    const event = trace.at(at as EventSeq)
    if (event.kind === 'command-submitted' && event.by === 'learner')
      return reached({ time: trace.endsAt, seq: trace.length as EventSeq })
  }
  const isLost = isOver && trace.length <= known
  return isLost ? reached(atTime(trace, trace.endsAt)) : { kind: 'wait' }
}

function reached(cursor: Cursor): Advice {
  return { kind: 'reached', cursor }
}
