/** An event as one line of text in fixed columns: for tests, the terminal and issue reports. */
import type { TraceEvent } from './event.ts'
import { TraceNames } from './names.ts'
import { tellingOf } from './telling/tellings.ts'

const timeColumns = 9
const whatColumns = 38

/**
 * `       16  join/0  barrier 1 from b/0                      1 of 2`: virtual ms, subtask (nothing
 * for the JobManager), what happened, a note. `names` as for a narration.
 */
export function transcriptLine(event: TraceEvent, names: TraceNames): string {
  const { who, what, note } = tellingOf(event).line(event, names)
  const time = String(event.at).padStart(timeColumns)
  const told = who === null ? what : `${who.padEnd(names.widest)}  ${what}`
  if (note === undefined) return `${time}  ${told}`
  const columns = who === null ? whatColumns : names.widest + 2 + whatColumns
  return `${time}  ${told.padEnd(columns)}  ${note}`
}

/** The lines of events in order, those that `show` picks. */
export function transcriptOf(
  events: Iterable<TraceEvent>,
  show: (event: TraceEvent) => boolean = () => true,
): string[] {
  const names = new TraceNames()
  const lines: string[] = []
  for (const event of events) {
    names.learn(event)
    if (show(event)) lines.push(transcriptLine(event, names))
  }
  return lines
}
