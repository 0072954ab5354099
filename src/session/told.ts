/** What is told at a cursor: the last step before it, and its number. */
import type { EventSeq } from '../model/index.ts'
import { stepCount } from '../projection/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import type { Branch } from './branch.ts'
import type { Cursor } from './cursor.ts'
import { stepTold } from './step.ts'

export interface Told {
  /** Counted from 1 through the branch. */
  readonly number: number
  readonly event: TraceEvent
}

/** Null before the first step. */
export function tell(branch: Branch, cursor: Cursor): Told | null {
  const seq = stepTold(branch.trace, cursor)
  if (seq === null) return null
  const event = branch.trace.at(seq)
  const then = (seq + 1) as EventSeq
  return { number: branch.ask(stepCount, then).count, event }
}
