/** A lesson that is open: how far the learner is in it, and what the run says of its goals. */
import {
  allTicked,
  followChecks,
  FollowedClaims,
  isTicked,
  newProgress,
  withAnswer,
  withHint,
  withSolutionSeen,
  withVerdicts,
  type Check,
  type Lesson,
  type LessonProgress,
  type Prediction,
  type PredictionOption,
  type Verdict,
} from '../../lesson/index.ts'
import type { EventSeq } from '../../model/index.ts'
import type { Trace } from '../../trace/index.ts'

/** Keeps progress, or nothing: without storage nothing is kept. */
export type KeepProgress = (progress: LessonProgress) => Promise<void>

/** What is true of claims nobody has watched. A value: it is replaced whole, never changed. */
function noVerdicts<K>(): ReadonlyMap<K, Verdict> {
  return new Map()
}

/** Whoever skips a question has answered it with this. */
export const skipped = ''

/** A question, and the event at which the run is held for it. */
export interface Question {
  readonly prediction: Prediction
  readonly at: EventSeq
}

/** Everything that is watched along the run on the screen. */
interface Following {
  readonly run: string
  readonly goals: FollowedClaims<Check>
  readonly moments: FollowedClaims<Prediction>
  readonly shown: FollowedClaims<PredictionOption>
  seen: number
}

export class OpenLesson {
  readonly lesson: Lesson
  readonly #save: KeepProgress
  #progress = $state.raw() as LessonProgress
  #verdicts = $state.raw<ReadonlyMap<Check, Verdict>>(noVerdicts())
  /** What is true of each open question in the run on the screen. */
  #questions = $state.raw<readonly Question[]>([])
  #shown = $state.raw<ReadonlyMap<PredictionOption, Verdict>>(noVerdicts())
  #following: Following | null = null

  constructor(lesson: Lesson, progress: LessonProgress, save: KeepProgress) {
    this.lesson = lesson
    this.#progress = progress
    this.#save = save
  }

  get progress(): LessonProgress {
    return this.#progress
  }

  get verdicts(): ReadonlyMap<Check, Verdict> {
    return this.#verdicts
  }

  /** Questions whose moment has come in this run, in its order. */
  get questions(): readonly Question[] {
    return this.#questions
  }

  get solved(): boolean {
    return allTicked(this.#progress, this.lesson.goals)
  }

  reset(): void {
    this.#keep(newProgress(this.lesson.id))
    this.#following = null
    this.#verdicts = noVerdicts()
    this.#questions = []
    this.#shown = noVerdicts()
  }

  /** Looks at the first `end` events of a run; `run` names it among those of the lesson. */
  follow(trace: Trace, end: EventSeq, run: string): void {
    if (this.#following?.run !== run) this.#following = this.#begin(run)
    const following = this.#following
    if (end <= following.seen) return
    this.#questions = momentsOf(following.moments.follow(trace, end))
    // A picture may come late: what is behind an open question is not looked at before its answer.
    const open = this.#questions.find(({ prediction }) => this.answerTo(prediction) === null)
    const until = open === undefined ? end : (Math.min(end, open.at + 1) as EventSeq)
    if (until <= following.seen) return
    following.seen = until
    this.#shown = following.shown.follow(trace, until)
    this.#verdicts = following.goals.follow(trace, until)
    const next = withVerdicts(this.#progress, run, this.#verdicts)
    if (next !== this.#progress) this.#keep(next)
  }

  /** What the learner chose; null while open. */
  answerTo(prediction: Prediction): string | null {
    return this.#progress.answers[prediction.id] ?? null
  }

  /** What the run has shown; null until it has. */
  truthOf(prediction: Prediction): string | null {
    let first: { readonly id: string; readonly at: number } | null = null
    for (const option of prediction.options) {
      const verdict = this.#shown.get(option)
      const at = verdict?.verdict === 'passed' ? verdict.evidence.at(-1) : undefined
      if (at !== undefined && (first === null || at < first.at)) first = { id: option.id, at }
    }
    return first?.id ?? null
  }

  answer(prediction: Prediction, option: string): void {
    this.#keep(withAnswer(this.#progress, prediction.id, option))
  }

  openHint(): void {
    this.#keep(withHint(this.#progress, Math.min(3, this.#progress.hints + 1)))
  }

  sawSolution(): void {
    this.#keep(withSolutionSeen(this.#progress, this.lesson.goals))
  }

  isTicked(goal: string): boolean {
    return isTicked(this.#progress, goal)
  }

  #begin(run: string): Following {
    const { goals, predictions } = this.lesson
    const options = predictions.flatMap((one) => one.options)
    return {
      run,
      goals: followChecks(goals),
      moments: new FollowedClaims(predictions.map((one) => [one, one.pausesAt])),
      shown: new FollowedClaims(
        options.flatMap((one) => (one.shownBy === null ? [] : [[one, one.shownBy] as const])),
      ),
      seen: 0,
    }
  }

  #keep(progress: LessonProgress): void {
    this.#progress = progress
    void this.#save(progress)
  }
}

/** Predictions whose moment has come, with the event that decided it. */
function momentsOf(verdicts: ReadonlyMap<Prediction, Verdict>): readonly Question[] {
  return [...verdicts].flatMap(([prediction, verdict]) => {
    const at = verdict.verdict === 'passed' ? verdict.evidence.at(-1) : undefined
    return at === undefined ? [] : [{ prediction, at }]
  })
}
