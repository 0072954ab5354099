/** Why something happened: the events without which it would not have, one behind the other. */
import { assert } from '../base/index.ts'
import type { EventSeq } from '../model/index.ts'
import type { Trace, TraceEvent } from '../trace/index.ts'

/** The event first, then its cause, and so on to what started by itself. */
export function whyOf(trace: Trace, seq: EventSeq): readonly TraceEvent[] {
  const chain: TraceEvent[] = []
  for (let at: EventSeq | null = seq; at !== null;) {
    const event: TraceEvent = trace.at(at)
    assert(event.cause === null || event.cause < at, 'a cause is earlier than what it causes')
    chain.push(event)
    at = event.cause
  }
  return chain
}

/** What an event led to at once or later, as far as the trace tells; at most `limit` events. */
export function effectsOf(trace: Trace, seq: EventSeq, limit: number): readonly TraceEvent[] {
  const effects: TraceEvent[] = []
  for (const event of trace.slice((seq + 1) as EventSeq, trace.length as EventSeq)) {
    if (effects.length === limit) break
    if (event.cause === seq) effects.push(event)
  }
  return effects
}
