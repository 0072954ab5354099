/** What a learner did in a run, as a script. */
import type { Scenario } from '../scenario/index.ts'
import type { Branch } from '../session/index.ts'

/**
 * Commands of the learner become part of the script, each behind its step; of a restored run without, for its steps mean
 * nothing in a run from the beginning.
 */
export function scriptOf({ plan }: Branch): Scenario['script'] {
  const { scenario, commands, restoreFrom } = plan
  const given = commands.map(({ at, step, command }) =>
    step === null || restoreFrom !== null ? { at, command } : { at, step, command },
  )
  return [...scenario.script, ...given].sort((a, b) => a.at - b.at)
}
