/** All an engine is given from outside: no clock, no chance, no storage but these. */
import type { Random } from '../base/index.ts'
import type { SourcePlace } from '../model/index.ts'
import type { Effect } from '../run/index.ts'
import type { TraceEvent } from '../trace/index.ts'

/**
 * What `Date`, `Math.random` and `console` answer while the learner's code runs. The engine sets it
 * before each call; the guest's replacements of those globals read it.
 */
export interface Ambient {
  /** Virtual ms: the machine's clock, the same on all simulated machines. */
  now: number
  /** Chance of (seed, operator, subtask, attempt); null while the program is being built. */
  random: Random | null
  log: ((text: string) => void) | null
}

export interface EngineWorld {
  /** `nothing`: facts are not even built; for measuring the engine alone. */
  readonly record: 'everything' | 'nothing'
  sink(event: TraceEvent): void
  request(effect: Effect): void
  /** Where in the learner's files an error was thrown, as far as its stack tells. */
  locate(error: unknown): SourcePlace | null
  readonly ambient: Ambient
}

/** The ambient values before any code of the learner runs. */
export function newAmbient(): Ambient {
  return { now: 0, random: null, log: null }
}
