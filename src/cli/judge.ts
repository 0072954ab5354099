/** Runs somebody's answer to a lesson and asks the lesson's goals about it. */
import type { VirtualTime } from '../model/index.ts'
import {
  followChecks,
  newProgress,
  withVerdicts,
  type Check,
  type Lesson,
  type LessonProgress,
  type Verdict,
} from '../lesson/index.ts'
import { runToEnd } from '../sandbox/inline-runner.ts'
import type { Scenario } from '../scenario/index.ts'
import { TraceLog } from '../trace/index.ts'
import { executableOf } from './executable.ts'
import { crashed, planOf } from './run.ts'

/** How far a run of a lesson goes, virtual ms: every lesson has shown what it shows by then. */
const lessonEnds = 60_000 as VirtualTime

export interface JudgedRun {
  readonly trace: TraceLog
  readonly verdicts: ReadonlyMap<Check, Verdict>
}

export interface Judgement {
  /** Of a session with these runs, named 1, 2, … */
  readonly progress: LessonProgress
  readonly runs: readonly JudgedRun[]
}

/** `seed` null: the scenario's own. */
export function judge(lesson: Lesson, runs: readonly Scenario[], seed: number | null): Judgement {
  let progress = newProgress(lesson.id)
  const judged = runs.map((scenario, at) => {
    const run = judgeRun(lesson, scenario, seed ?? scenario.seed)
    progress = withVerdicts(progress, String(at + 1), run.verdicts)
    return run
  })
  return { progress, runs: judged }
}

function judgeRun(lesson: Lesson, scenario: Scenario, seed: number): JudgedRun {
  const { events, crash } = runToEnd(executableOf(planOf(scenario, seed)), lessonEnds)
  if (crash !== null) crashed(crash)
  const trace = new TraceLog()
  trace.append(events)
  return { trace, verdicts: followChecks(lesson.goals).follow(trace) }
}
