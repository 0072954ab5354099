/** The transcript around a cursor: what a person reads who wants every fact. */
import type { EventSeq } from '../model/index.ts'
import { type Trace, type TraceEvent, type TraceNames, transcriptLine } from '../trace/index.ts'

export interface LogRow {
  readonly event: TraceEvent
  readonly line: string
  /** It has happened at the cursor. */
  readonly isPast: boolean
}

export interface LogWindow {
  /** How many rows before and after the cursor. */
  readonly before: number
  readonly after: number
  readonly show: (event: TraceEvent) => boolean
}

/** Events looked at for a window, at most: a filter may show few of many. */
const longestLook = 20_000

/**
 * Rows around the cursor, oldest first. `namesAt`: the names as they are at an event count, as the
 * projection `traceNames` answers.
 */
export function logAround(
  trace: Trace,
  seq: EventSeq,
  window: LogWindow,
  namesAt: (seq: EventSeq) => TraceNames,
): readonly LogRow[] {
  const events = [...look(trace, seq, window, -1).reverse(), ...look(trace, seq, window, 1)]
  const first = events[0]
  if (first === undefined) return []
  const names = namesAt(first.seq).copy()
  const wanted = new Set(events.map((event) => event.seq))
  const last = (events.at(-1) as TraceEvent).seq
  const rows: LogRow[] = []
  for (const event of trace.slice(first.seq, (last + 1) as EventSeq)) {
    names.learn(event)
    if (wanted.has(event.seq))
      rows.push({ event, line: transcriptLine(event, names), isPast: event.seq < seq })
  }
  return rows
}

function look(trace: Trace, seq: EventSeq, window: LogWindow, direction: 1 | -1): TraceEvent[] {
  const found: TraceEvent[] = []
  const limit = direction === 1 ? window.after : window.before
  const start = direction === 1 ? seq : seq - 1
  for (let step = 0; step < longestLook && found.length < limit; step++) {
    const at = start + direction * step
    if (at < 0 || at >= trace.length) break
    const event = trace.at(at as EventSeq)
    if (window.show(event)) found.push(event)
  }
  return found
}
