/** Steps: the events worth stopping at, found by looking along the trace. */
import type { EventSeq } from '../model/index.ts'
import { type StepClass, stepOf, type Trace } from '../trace/index.ts'
import { behind, type Cursor } from './cursor.ts'

/** What a person steps to: anything, or the next of one class. */
export type StepKind = StepClass | 'any'

/**
 * The class of step that ends at an event, or null. An event that at once causes another of its
 * class is one step with it: a barrier that arrives, and the channel it blocks.
 */
function stepAt(trace: Trace, seq: EventSeq): StepClass | null {
  const event = trace.at(seq)
  const step = stepOf(event)
  if (step === null || seq + 1 >= trace.length) return step
  const next = trace.at((seq + 1) as EventSeq)
  const goesOn = next.cause === seq && next.at === event.at && stepOf(next) === step
  return goesOn ? null : step
}

function matches(step: StepClass | null, kind: StepKind): boolean {
  return step !== null && (kind === 'any' || step === kind)
}

/** The place behind the next step after the cursor; null: the trace does not reach that far. */
export function nextStep(trace: Trace, { seq }: Cursor, kind: StepKind): Cursor | null {
  for (let at = seq as number; at < trace.length; at++)
    if (matches(stepAt(trace, at as EventSeq), kind)) return behind(trace, at as EventSeq)
  return null
}

/** The place behind the last step before the cursor; null: there is none. */
export function previousStep(trace: Trace, cursor: Cursor, kind: StepKind): Cursor | null {
  for (let at = cursor.seq - 1; at >= 0; at--) {
    if (!matches(stepAt(trace, at as EventSeq), kind)) continue
    const place = behind(trace, at as EventSeq)
    // Between two steps the way back leads to the earlier one first.
    if (place.seq < cursor.seq || place.time < cursor.time) return place
  }
  return null
}

/** The last step at or before the cursor: what is told there; null before the first. */
export function stepTold(trace: Trace, { seq }: Cursor): EventSeq | null {
  for (let at = seq - 1; at >= 0; at--)
    if (stepAt(trace, at as EventSeq) !== null) return at as EventSeq
  return null
}
