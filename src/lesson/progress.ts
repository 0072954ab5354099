/** How far a learner is in one lesson. Plain data and pure functions; somebody else keeps it. */
import type { EventSeq } from '../model/index.ts'
import type { Check } from './check.ts'
import type { Verdict } from './claim.ts'

/** A goal that was met: in which run, and by which events. */
export interface TickedGoal {
  readonly goal: string
  /** Names the run within the lesson session. */
  readonly run: string
  readonly evidence: readonly EventSeq[]
}

export interface LessonProgress {
  readonly version: 1
  readonly lesson: string
  /** In the order in which they were met. A goal stays met until the lesson is reset. */
  readonly ticked: readonly TickedGoal[]
  /** By prediction, the option chosen. */
  readonly answers: Readonly<Record<string, string>>
  /** How many hints were opened, 0 to 3. */
  readonly hints: number
  /** The solution was looked at while goals were open: the lesson counts as seen, not as solved. */
  readonly sawSolution: boolean
}

export type LessonStanding = 'new' | 'begun' | 'seen' | 'solved'

/** Nothing done yet; also what `Reset` brings back. */
export function newProgress(lesson: string): LessonProgress {
  return { version: 1, lesson, ticked: [], answers: {}, hints: 0, sawSolution: false }
}

/**
 * Takes in what the checks say of a run. A goal of scope `another-run` is ticked only by a run that
 * ticked no goal of scope `this-run`, and the reverse: the two are different experiments.
 */
export function withVerdicts(
  progress: LessonProgress,
  run: string,
  verdicts: ReadonlyMap<Check, Verdict>,
): LessonProgress {
  const scopes = new Map([...verdicts.keys()].map(({ id, scope }) => [id, scope]))
  let ticked = progress.ticked
  for (const [{ id, scope }, verdict] of verdicts) {
    if (verdict.verdict !== 'passed' || ticked.some(({ goal }) => goal === id)) continue
    const other = ticked.some((tick) => tick.run === run && scopes.get(tick.goal) !== scope)
    if (!other) ticked = [...ticked, { goal: id, run, evidence: verdict.evidence }]
  }
  return ticked === progress.ticked ? progress : { ...progress, ticked }
}

export function withAnswer(
  progress: LessonProgress,
  prediction: string,
  option: string,
): LessonProgress {
  return { ...progress, answers: { ...progress.answers, [prediction]: option } }
}

/** The learner opened hint number `count` (from 1). */
export function withHint(progress: LessonProgress, count: number): LessonProgress {
  return { ...progress, hints: Math.max(progress.hints, count) }
}

/** The learner looked at the solution; it counts only while a goal is open. */
export function withSolutionSeen(
  progress: LessonProgress,
  goals: readonly Check[],
): LessonProgress {
  return { ...progress, sawSolution: progress.sawSolution || !allTicked(progress, goals) }
}

export function isTicked(progress: LessonProgress, goal: string): boolean {
  return progress.ticked.some((tick) => tick.goal === goal)
}

export function allTicked(progress: LessonProgress, goals: readonly Check[]): boolean {
  return goals.every(({ id }) => isTicked(progress, id))
}

export function standing(progress: LessonProgress, goals: readonly Check[]): LessonStanding {
  if (progress.sawSolution) return 'seen'
  if (allTicked(progress, goals)) return 'solved'
  const begun = progress.ticked.length > 0 || Object.keys(progress.answers).length > 0
  return begun || progress.hints > 0 ? 'begun' : 'new'
}
