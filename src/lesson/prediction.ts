/** What a run answered to a question. */
import { assert } from '../base/index.ts'
import type { Trace } from '../trace/index.ts'
import { FollowedClaims } from './check.ts'
import type { Verdict } from './claim.ts'
import type { Prediction } from './lesson.ts'

/** The option that the run turned out to show, the first one where it shows several; null: none yet. */
export function answerOf(prediction: Prediction, trace: Trace): string | null {
  const claims = prediction.options.flatMap(({ id, shownBy }) =>
    shownBy === null ? [] : [[id, shownBy] as const],
  )
  const decided = [...new FollowedClaims(claims).follow(trace)]
    .flatMap(([id, verdict]) =>
      verdict.verdict === 'passed' ? [{ id, at: decidedAt(verdict) }] : [],
    )
    .sort((a, b) => a.at - b.at)
  return decided[0]?.id ?? null
}

function decidedAt(verdict: Extract<Verdict, { verdict: 'passed' }>): number {
  const last = verdict.evidence.at(-1)
  assert(last !== undefined, 'a claim passes by events')
  return last
}
