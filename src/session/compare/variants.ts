/** The plan of a run with something changed about it: what a run is compared with. */
import type { Command, Seed } from '../../model/index.ts'
import type { RunPlan } from '../../run/index.ts'
import type { Scenario, ScriptedCommand } from '../../scenario/index.ts'

/** What a job is asked for in the course of its work, and its end; everything else that can be asked for is trouble. */
function isWork(command: Command): boolean {
  switch (command.kind) {
    case 'trigger-checkpoint':
    case 'trigger-savepoint':
    case 'dispose-savepoint':
    case 'produce':
    case 'cancel-job':
      return true
    case 'at-next':
      return isWork(command.command)
    default:
      return false
  }
}

/** The commands of the script and of the learner, in order, each at its place. */
function commandsOf({ scenario, commands }: RunPlan): readonly ScriptedCommand[] {
  const given = commands.map(({ at, step, command }) =>
    step === null ? { at, command } : { at, step, command },
  )
  return [...scenario.script, ...given].sort((a, b) => a.at - b.at)
}

/** The same run, with the learner's commands in its script, each behind its step. */
export function scripted(plan: RunPlan): RunPlan {
  return { ...plan, commands: [], scenario: { ...plan.scenario, script: commandsOf(plan) } }
}

/** How many failures somebody asked for. */
export function failuresIn(plan: RunPlan): number {
  return commandsOf(plan).filter(({ command }) => !isWork(command)).length
}

/**
 * The same plan without the failures that somebody asked for. Behind the first of them the steps of the engine are
 * others, so that commands go by their time.
 */
export function withoutFailures(plan: RunPlan): RunPlan {
  const all = commandsOf(plan)
  const first = all.findIndex(({ command }) => !isWork(command))
  const script = all.flatMap((one, at) => {
    if (!isWork(one.command)) return []
    return [at < first || first === -1 ? one : { at: one.at, command: one.command }]
  })
  return { ...plan, commands: [], scenario: { ...plan.scenario, script } }
}

/** The same commands at the same times, in a run with other files or another seed: its steps are not the same. */
export function planWith(
  plan: RunPlan,
  changes: Partial<Pick<Scenario, 'files' | 'seed' | 'topics' | 'cluster'>>,
): RunPlan {
  const script = commandsOf(plan).map(({ at, command }) => ({ at, command }))
  const scenario = { ...plan.scenario, ...changes, script }
  return { ...plan, commands: [], scenario, seed: scenario.seed as Seed }
}
