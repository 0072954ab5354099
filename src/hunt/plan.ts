/** The plans of a hunt: the one without failures, and the same with one kill. */
import type { Command } from '../model/index.ts'
import type { ExecutablePlan } from '../run/index.ts'
import type { Scenario } from '../scenario/index.ts'
import type { TraceEvent } from '../trace/index.ts'

/**
 * What belongs to the work of a job. What else a person can ask for is trouble, or ends the job before
 * its input does: what is done by then hangs on how far a kill has thrown it back.
 */
function isWork(command: Command): boolean {
  if (command.kind === 'trigger-savepoint') return command.then === 'continue'
  return command.kind === 'trigger-checkpoint' || command.kind === 'produce'
}

/** The plan without the failures and ends that somebody asked for (HUNT-2); a learner's commands become part of its script. */
export function calmPlan(executable: ExecutablePlan): ExecutablePlan {
  const { plan } = executable
  const commands = plan.commands.map(({ at, step, command }) =>
    step === null ? { at, command } : { at, step, command },
  )
  const script = [...plan.scenario.script, ...commands]
    .filter(({ command }) => isWork(command))
    .sort((a, b) => a.at - b.at)
  const scenario = { ...plan.scenario, script, cursor: null }
  return { ...executable, plan: { ...plan, scenario, commands: [] } }
}

type Submitted = Extract<TraceEvent, { readonly kind: 'command-submitted' }>

/** The scenario with the kill at its very place, opening just behind it. */
export function killingScenario(
  { plan: { scenario } }: ExecutablePlan,
  { at, step, command, seq }: Submitted,
  panel: string,
): Scenario {
  const script = [...scenario.script, { at, step, command }].sort((a, b) => a.at - b.at)
  return { ...scenario, script, cursor: { at, seq: seq + 1 }, panels: [panel] }
}

/** Virtual ms by which everything the scenario has for its job is there. */
export function endOfScenario({ script, topics }: Scenario): number {
  const commands = script.map(({ at }) => at)
  const records = Object.values(topics).map(({ partitions, generator, spacing }) => {
    const lengths = partitions?.map(({ length }) => length) ?? []
    return Math.max(0, ...lengths, generator?.recordsPerPartition ?? 0) * (spacing ?? 100)
  })
  return Math.max(0, ...commands, ...records)
}
