/** The lesson on the screen: its text, how far the learner is, and what the run says of its goals. */
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
  type LessonEntry,
  type LessonProgress,
  type Prediction,
  type PredictionOption,
  type Verdict,
} from '../../lesson/index.ts'
import type { EventSeq } from '../../model/index.ts'
import type { Trace } from '../../trace/index.ts'
import { noVerdicts } from './no-verdicts.ts'

/** Where progress is kept: IndexedDB, or nothing. */
export interface ProgressShelf {
  load(lesson: string): Promise<LessonProgress | null>
  save(progress: LessonProgress): Promise<void>
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

export class LessonDesk {
  readonly entries: readonly LessonEntry[]
  readonly #shelf: ProgressShelf
  #lesson = $state.raw<Lesson | null>(null)
  #progress = $state.raw<LessonProgress | null>(null)
  #verdicts = $state.raw<ReadonlyMap<Check, Verdict>>(noVerdicts())
  /** What is true of each open question in the run on the screen. */
  #questions = $state.raw<readonly Question[]>([])
  #shown = $state.raw<ReadonlyMap<PredictionOption, Verdict>>(noVerdicts())
  #following: Following | null = null

  constructor(entries: readonly LessonEntry[], shelf: ProgressShelf) {
    this.entries = entries
    this.#shelf = shelf
  }

  get lesson(): Lesson | null {
    return this.#lesson
  }

  get progress(): LessonProgress | null {
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
    return (
      this.#lesson !== null &&
      this.#progress !== null &&
      allTicked(this.#progress, this.#lesson.goals)
    )
  }

  async open(id: string): Promise<Lesson | null> {
    const entry = this.entries.find((one) => one.id === id)
    if (entry === undefined) return null
    const [lesson, progress] = await Promise.all([entry.load(), this.#shelf.load(id)])
    this.#lesson = lesson
    this.#progress = progress ?? newProgress(id)
    this.#forgetRun()
    return lesson
  }

  close(): void {
    this.#lesson = null
    this.#progress = null
    this.#forgetRun()
  }

  reset(): void {
    if (this.#lesson === null) return
    this.#keep(newProgress(this.#lesson.id))
    this.#forgetRun()
  }

  /** Looks at the first `end` events of a run; `run` names it among those of the lesson. */
  follow(trace: Trace, end: EventSeq, run: string): void {
    const lesson = this.#lesson
    if (lesson === null || this.#progress === null) return
    if (this.#following?.run !== run) this.#following = this.#begin(lesson, run)
    const following = this.#following
    if (end <= following.seen) return
    following.seen = end
    this.#questions = momentsOf(following.moments.follow(trace, end))
    this.#shown = following.shown.follow(trace, end)
    this.#verdicts = following.goals.follow(trace, end)
    const next = withVerdicts(this.#progress, run, this.#verdicts)
    if (next !== this.#progress) this.#keep(next)
  }

  /** What the learner chose; null while open. */
  answerTo(prediction: Prediction): string | null {
    return this.#progress?.answers[prediction.id] ?? null
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
    if (this.#progress) this.#keep(withAnswer(this.#progress, prediction.id, option))
  }

  openHint(): void {
    if (this.#progress) this.#keep(withHint(this.#progress, Math.min(3, this.#progress.hints + 1)))
  }

  sawSolution(): void {
    if (this.#progress && this.#lesson)
      this.#keep(withSolutionSeen(this.#progress, this.#lesson.goals))
  }

  isTicked(goal: string): boolean {
    return this.#progress !== null && isTicked(this.#progress, goal)
  }

  #begin(lesson: Lesson, run: string): Following {
    const { goals, predictions } = lesson
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
    void this.#shelf.save(progress)
  }

  #forgetRun(): void {
    this.#following = null
    this.#verdicts = noVerdicts()
    this.#questions = []
    this.#shown = noVerdicts()
  }
}

/** Predictions whose moment has come, with the event that decided it. */
function momentsOf(verdicts: ReadonlyMap<Prediction, Verdict>): readonly Question[] {
  return [...verdicts].flatMap(([prediction, verdict]) => {
    const at = verdict.verdict === 'passed' ? verdict.evidence.at(-1) : undefined
    return at === undefined ? [] : [{ prediction, at }]
  })
}
