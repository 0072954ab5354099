/** What a link carries: the scenario as it was run, the learner's commands as its script, the instant. */
import type { Scenario } from '../scenario/index.ts'
import type { Branch, Cursor } from '../session/index.ts'

/**
 * Commands of the learner become part of the script, each behind its step. `cursor` null: the start.
 * What a run was restored from does not travel: its bytes are in this browser.
 */
export function sharedScenario(
  branch: Branch,
  cursor: Cursor | null,
  panels: readonly string[],
): Scenario {
  const { scenario, commands } = branch.plan
  const given = commands.map(({ at, step, command }) =>
    step === null ? { at, command } : { at, step, command },
  )
  const script = [...scenario.script, ...given].sort((a, b) => a.at - b.at)
  return { ...scenario, script, cursor: cursorOf(branch, cursor), panels }
}

function cursorOf(branch: Branch, cursor: Cursor | null): Scenario['cursor'] {
  if (cursor === null) return null
  const { trace } = branch
  const next = cursor.seq < trace.length ? trace.at(cursor.seq) : null
  const at = Math.floor(cursor.time)
  // Within an instant the number of events says where; between instants the time does.
  return { at, seq: next !== null && next.at <= cursor.time ? cursor.seq : null }
}
