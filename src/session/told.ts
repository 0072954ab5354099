/** What is told at a cursor: the last step before it, its number and its sentence. */
import type { EventSeq } from '../model/index.ts'
import { stepCount, traceNames } from '../projection/index.ts'
import { narrate, type Narration, type TraceEvent } from '../trace/index.ts'
import type { Branch } from './branch.ts'
import type { Cursor } from './cursor.ts'
import { stepTold } from './step.ts'

export interface Told {
  /** Counted from 1 through the branch. */
  readonly number: number
  readonly event: TraceEvent
  readonly narration: Narration
}

/** Null before the first step. */
export function tell(branch: Branch, cursor: Cursor): Told | null {
  const seq = stepTold(branch.trace, cursor)
  if (seq === null) return null
  const event = branch.trace.at(seq)
  const then = (seq + 1) as EventSeq
  const { names } = branch.ask(traceNames, then)
  return { number: branch.ask(stepCount, then).count, event, narration: narrate(event, names) }
}
