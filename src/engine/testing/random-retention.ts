/**
 * Which checkpoints are kept of a random plan, of which type those are that are asked for by hand, and the
 * formats of savepoints:
 * for seeds of their own, from a stream of their own.
 */
import { type Random, randomStream } from '../../base/index.ts'
import type { Command } from '../../model/index.ts'
import { isLogged } from './random-changelog.ts'
import type { ScriptedCommand } from '../../scenario/index.ts'

/** Seeds from here on draw types of checkpoints, how many are retained, and what a job's end leaves. */
const firstRetainedSeed = 150_000

/** Of no type: as configured. */
const types = [undefined, 'CONFIGURED', 'FULL', 'FULL', 'INCREMENTAL'] as const

/** Seeds from here on take some of their savepoints in the form of their backend. */
const firstNativeSeed = 260_000

/** Checkpoints of the script are of some type, and there are more of them. */
export function withTypes(
  seed: number,
  script: readonly ScriptedCommand[],
  inputEnds: number,
): readonly ScriptedCommand[] {
  if (seed < firstRetainedSeed) return script
  const random = randomStream(seed, 'types of checkpoints')
  const more = Array.from({ length: random.between(1, 5) }, () => ({
    at: random.between(50, inputEnds + 4_000),
    command: ofSomeType(random, !isLogged(seed)),
  }))
  const formats = randomStream(seed, 'formats of savepoints')
  const typed = ({ command }: ScriptedCommand): Command => {
    if (command.kind === 'trigger-checkpoint') return ofSomeType(random, !isLogged(seed))
    const isNative = command.kind === 'trigger-savepoint' && formats.below(2) === 0
    return isNative && seed >= firstNativeSeed ? { ...command, format: 'NATIVE' } : command
  }
  return [...script.map((scripted) => ({ ...scripted, command: typed(scripted) })), ...more]
}

function ofSomeType(random: Random, mayBeFull: boolean): Command {
  const drawn = types[random.below(types.length)]
  // With a changelog it would fail the tasks (CLG-7).
  const checkpointType = mayBeFull || drawn !== 'FULL' ? drawn : undefined
  return { kind: 'trigger-checkpoint', ...(checkpointType !== undefined && { checkpointType }) }
}

/** How many completed checkpoints are kept, and whether any outlives its job. */
export function withRetention(seed: number, config: string): string {
  if (seed < firstRetainedSeed) return config
  const random = randomStream(seed, 'retention')
  const retention = [
    'NO_EXTERNALIZED_CHECKPOINTS',
    'DELETE_ON_CANCELLATION',
    'RETAIN_ON_CANCELLATION',
  ][random.below(3)]
  const retained = [1, 1, 2, 5, 20][random.below(5)]
  const numRetained = config.replace(/num-retained: .*/, `num-retained: ${retained}`)
  return `${numRetained}execution.checkpointing.externalized-checkpoint-retention: ${retention}\n`
}
