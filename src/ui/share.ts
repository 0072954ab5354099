/** What a link carries: the scenario as it was run, the learner's commands as its script, the instant. */
import type { Scenario } from '../scenario/index.ts'
import type { Branch, Cursor } from '../session/index.ts'
import { snapshotName } from './format.ts'
import { scriptOf } from './script-of.ts'

/**
 * `cursor` null: the start. What a run was restored from does not travel, its bytes are in this browser: such a scenario is the
 * same job from its beginning, where steps and instants of the restored run have no meaning.
 */
export function sharedScenario(
  branch: Branch,
  cursor: Cursor | null,
  panels: readonly string[],
): Scenario {
  const { scenario, restoreFrom } = branch.plan
  const at = restoreFrom === null ? cursorOf(branch, cursor) : null
  return { ...scenario, script: scriptOf(branch), cursor: at, panels }
}

/** What the run began from and a link to it cannot carry, by name; null for a run that a link carries whole. */
export function leftBehind({ plan }: Branch): string | null {
  if (plan.restoreFrom === null) return null
  const { checkpoint, kind, label } = plan.restoreFrom.manifest
  return snapshotName({ checkpoint, snapshot: kind, label })
}

function cursorOf(branch: Branch, cursor: Cursor | null): Scenario['cursor'] {
  if (cursor === null) return null
  const { trace } = branch
  const next = cursor.seq < trace.length ? trace.at(cursor.seq) : null
  const at = Math.floor(cursor.time)
  // Within an instant the number of events says where; between instants the time does.
  return { at, seq: next !== null && next.at <= cursor.time ? cursor.seq : null }
}
