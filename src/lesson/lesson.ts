/**
 * A lesson: text, a scenario to start from, what must become true, and the attempts that show in
 * CI that it does. Nothing in here is code of the product; a lesson is a folder of `lessons/`.
 */
import type { Scenario } from '../scenario/index.ts'
import type { Check } from './check.ts'
import type { Claim } from './claim.ts'

/** A question asked before the decisive event, with the run paused. Never graded, never part of a goal. */
export interface Prediction {
  readonly id: string
  /** Markdown. */
  readonly question: string
  readonly options: readonly PredictionOption[]
  /** One sentence, shown with the answer. Markdown. */
  readonly afterwards: string
  /** The run pauses at the event that decides this claim (its last evidence), and the question is asked. */
  readonly pausesAt: Claim
}

export interface PredictionOption {
  readonly id: string
  /** Markdown. */
  readonly text: string
  /** What a run shows when this option is right; null: no run can show it. */
  readonly shownBy: Claim | null
}

/** What `checks.ts` adds to the text of a question. */
export interface PredictionLogic {
  readonly pausesAt: Claim
  /** By the id of the option, what a run shows when it is the right one. */
  readonly shows: Readonly<Record<string, Claim>>
}

/** What a lesson's `checks.ts` exports. */
export interface LessonCode {
  readonly checks: readonly Check[]
  /** By the id the text gives the question. */
  readonly predictions: Readonly<Record<string, PredictionLogic>>
}

/** Somebody's way through the lesson: one run after the other, each a scenario. */
export interface Attempt {
  readonly name: string
  readonly runs: readonly Scenario[]
}

/** An attempt of a kind that people make, and the goal it must leave open. */
export interface WrongAttempt extends Attempt {
  readonly fails: string
  /** One sentence for the discussion and for teachers. */
  readonly why: string
}

export interface Chapter {
  /** The folder's name without its number: `checkpoints`. */
  readonly id: string
  readonly number: number
  readonly title: string
  /** One paragraph. Markdown. */
  readonly text: string
}

export interface Lesson {
  /** The folder's name without its number: `barriers-wait-in-line`. */
  readonly id: string
  readonly number: number
  readonly chapter: Chapter
  /** What a learner would say. */
  readonly title: string
  /** The belief the lesson corrects. */
  readonly belief: string
  /** How long it takes a person who does not know the topic. */
  readonly minutes: number
  /** Rules of docs/SEMANTICS.md it rests on. */
  readonly rules: readonly string[]
  /** Pages of Flink's documentation, by title. */
  readonly docs: readonly string[]
  /** One or two sentences. Markdown, as all texts here. */
  readonly hook: string
  readonly steps: readonly string[]
  readonly predictions: readonly Prediction[]
  readonly goals: readonly Check[]
  /** A question that turns the eyes; the concept; the almost complete answer. */
  readonly hints: readonly [string, string, string]
  /** Shown once all goals are met, or the solution was looked at. */
  readonly discussion: string
  /** Where the lab differs from a real cluster, each a sentence that begins with "Simplified:". */
  readonly simplifications: readonly string[]
  /** What the learner starts from; it works, and is wrong. */
  readonly start: Scenario
  readonly solution: Attempt
  readonly wrong: readonly WrongAttempt[]
  /** Other right answers. */
  readonly others: readonly Attempt[]
}
