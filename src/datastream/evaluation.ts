/** The evaluation of the learner's program that is under way; there is at most one. */
import { assert } from '../base/index.ts'
import { MisuseError } from '../model/index.ts'
import type { Plan } from './plan.ts'

/** What `execute` hands over. */
export interface Submission {
  readonly plan: Plan
  /** What the code has set, by configuration key. */
  readonly values: ReadonlyMap<string, string>
  readonly jobName: string | null
}

/** Takes what the program submits. */
export interface Evaluation {
  submit(submission: Submission): void
}

let current: Evaluation | null = null

/** The evaluation under way; refuses calls from inside operators, where there is none. */
export function submitting(call: string): Evaluation {
  if (current === null) throw new MisuseError('environment_inside_operator', { call })
  return current
}

/** Evaluates a program, and gives what it submitted to `evaluation`. */
export function whileEvaluating(evaluation: Evaluation, program: () => void): void {
  assert(current === null, 'programs are evaluated one after the other')
  current = evaluation
  try {
    program()
  } finally {
    current = null
  }
}
