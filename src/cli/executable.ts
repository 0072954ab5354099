/** A plan made ready to run; what is wrong with the learner's files is refused. */
import type { Misuse } from '../model/index.ts'
import type { ExecutablePlan, RunPlan } from '../run/index.ts'
import { prepare } from '../sandbox/prepare.ts'
import { refuseMisuses } from './refused.ts'

/** `notice` hears what is only worth saying. Throws {@link Refused}. */
export function executableOf(
  plan: RunPlan,
  notice: (misuse: Misuse) => void = () => undefined,
): ExecutablePlan {
  const prepared = prepare(plan)
  if (!prepared.ok) refuseMisuses(prepared.misuses)
  prepared.notices.forEach(notice)
  return prepared.executable
}
