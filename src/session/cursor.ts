/** Where somebody stands in a trace. */
import type { EventSeq, VirtualTime } from '../model/index.ts'
import type { Trace } from '../trace/index.ts'

/**
 * A virtual instant and how many events have happened by then. Several events may share an
 * instant, so the number may say less than the time does; times between events are for motion.
 */
export interface Cursor {
  readonly time: VirtualTime
  readonly seq: EventSeq
}

/** Just behind an event: it has happened, and nothing after it. */
export function behind(trace: Trace, event: EventSeq): Cursor {
  return { time: trace.at(event).at, seq: (event + 1) as EventSeq }
}

/** At a time, when all that is known to happen then has happened. */
export function atTime(trace: Trace, time: VirtualTime): Cursor {
  return { time, seq: trace.seqAfter(time) }
}

/** Whether something is known to happen at the cursor's instant that it leaves out. */
export function isWithinInstant(trace: Trace, { time, seq }: Cursor): boolean {
  return seq < trace.length && trace.at(seq).at <= time
}
