/** What a lesson claims about a learner's run; it sees the trace and nothing else. */
import { assert } from '../base/index.ts'
import type { EventSeq } from '../model/index.ts'
import type { Trace } from '../trace/index.ts'
import type { Claim, Verdict, Watch } from './claim.ts'
import { Deployment } from './deployment.ts'

/** Which run may tick a goal; see {@link LessonProgress}. */
export type GoalScope =
  /** Any run of the lesson session; all clauses in one run. */
  | 'this-run'
  /** A run that did not tick a goal of the other scope: the lesson asks for a second experiment. */
  | 'another-run'

export interface Check {
  /** Named like a result: `hundred-counted`. */
  readonly id: string
  /** One plain sentence, as the learner reads it. */
  readonly claim: string
  readonly scope: GoalScope
  /** What the whole trace says; for a run that grows, use {@link FollowedClaims}. */
  evaluate(trace: Trace): Verdict
  readonly watch: Claim
}

/** A check from its claim. */
export function check(
  about: { readonly id: string; readonly claim: string; readonly scope: GoalScope },
  holds: Claim,
): Check {
  return { ...about, watch: holds, evaluate: (trace) => verdictOf(holds, trace) }
}

/** What a whole trace says of a claim. */
function verdictOf(holds: Claim, trace: Trace): Verdict {
  const [verdict] = new FollowedClaims([[null, holds]]).follow(trace).values()
  assert(verdict !== undefined, 'every claim has a verdict')
  return verdict
}

/** Claims along one run that grows: each event is looked at once. Keys are the caller's. */
export class FollowedClaims<K> {
  readonly #job = new Deployment()
  readonly #watches: readonly (readonly [K, Watch])[]
  #seen = 0

  constructor(claims: readonly (readonly [K, Claim])[]) {
    this.#watches = claims.map(([key, begin]) => [key, begin()])
  }

  /** Looks at the events of `trace` it has not seen, up to `end`; always the same trace. */
  follow(trace: Trace, end: EventSeq = trace.length as EventSeq): ReadonlyMap<K, Verdict> {
    for (const event of trace.slice(this.#seen as EventSeq, end)) {
      this.#job.see(event)
      for (const [, watch] of this.#watches) watch.see(event, this.#job)
    }
    this.#seen = Math.max(this.#seen, end)
    return new Map(this.#watches.map(([key, watch]) => [key, watch.verdict()]))
  }
}

/** The checks of a lesson along one run that grows. */
export function followChecks(checks: readonly Check[]): FollowedClaims<Check> {
  return new FollowedClaims(checks.map((one) => [one, one.watch]))
}
