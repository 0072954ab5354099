/** What an exception that reached the outermost frame says about the run. */
import { InvariantViolation } from '../../base/index.ts'
import { type EngineWorld, LimitExceeded } from '../../engine/index.ts'
import { MisuseError } from '../../model/index.ts'
import type { Crash } from '../../run/index.ts'

const longestMessage = 1_000

/** While the program was being loaded: what the learner threw is theirs, with its place. */
export function crashInProgram(error: unknown, locate: EngineWorld['locate']): Crash {
  if (error instanceof InvariantViolation || error instanceof LimitExceeded)
    return crashInEngine(error)
  const at = locate(error)
  const misuse =
    error instanceof MisuseError
      ? { code: error.code, at, values: error.values }
      : { code: 'program_threw', at, values: { message: textOf(error) } }
  return { in: 'program', misuse }
}

/** While the engine was at work: a limit was met, or a promise of our own broken. */
export function crashInEngine(error: unknown): Crash {
  if (error instanceof LimitExceeded)
    return { in: 'user-code', code: 'limit-exceeded', during: null, message: textOf(error) }
  return { in: 'engine', invariant: textOf(error) }
}

/** The name and message of whatever was thrown; nothing thrown can make this throw. */
function textOf(error: unknown): string {
  try {
    const text =
      error instanceof InvariantViolation || error instanceof LimitExceeded
        ? error.message
        : error instanceof Error
          ? `${String(error.name)}: ${String(error.message)}`
          : String(error)
    return text.slice(0, longestMessage)
  } catch {
    return 'an exception that cannot be printed'
  }
}
