/**
 * Batches of events as text, for the way from the guest to the page. An event is a JSON array:
 * `[kind, at, cause, …fields]`, kind as its position in `factTable`, cause −1 for none. Decoding
 * trusts nothing: what does not fit the table ends the run with a {@link TraceDecodeError}.
 */
import { factTable, type TraceEvent } from './event.ts'
import { batchEncoder } from './encode.ts'
import type { Field } from './field.ts'
import { rows } from './rows.ts'

/** A batch that no guest of ours would send. */
class TraceDecodeError extends Error {
  override readonly name = 'TraceDecodeError'
}

/** The batch as one string; the events must follow each other without a gap. */
export const encodeBatch = batchEncoder(rows)

/** The events of a batch, the first of which has the number `first`. */
export function decodeBatch(text: string, first: number, notBefore: number): TraceEvent[] {
  let lines: unknown
  try {
    lines = JSON.parse(text)
  } catch {
    throw new TraceDecodeError('a batch is not JSON')
  }
  if (!Array.isArray(lines)) throw new TraceDecodeError('a batch is not a list')
  const events: TraceEvent[] = []
  let earliest = notBefore
  for (const line of lines as unknown[]) {
    const event = decodeEvent(line, first + events.length, earliest)
    earliest = event.at
    events.push(event)
  }
  return events
}

function decodeEvent(line: unknown, seq: number, earliest: number): TraceEvent {
  if (!Array.isArray(line)) throw new TraceDecodeError(`event ${seq} is not a list`)
  const values = line as readonly unknown[]
  const [index, at, cause] = values
  const row = typeof index === 'number' ? rows[index] : undefined
  if (row === undefined) throw new TraceDecodeError(`event ${seq} is of no known kind`)
  const refuse = (why: string): never => {
    throw new TraceDecodeError(`event ${seq}, ${row.kind}: ${why}`)
  }
  if (values.length !== row.names.length + 3) refuse('wrong number of fields')
  if (!isWithin(at, earliest, Infinity)) refuse('time runs backwards')
  if (!isWithin(cause, -1, seq - 1)) refuse('caused by what did not happen yet')
  const event: Record<string, unknown> = {
    kind: row.kind,
    seq: seq,
    at: at,
    cause: cause === -1 ? null : cause,
  }
  const fields: Readonly<Record<string, Field<unknown>>> = factTable[row.kind].fields
  for (const [place, name] of row.names.entries()) {
    const value = values[place + 3]
    if (fields[name]?.accepts(value) !== true) refuse(`${name} is not as declared`)
    event[name] = value
  }
  return event as unknown as TraceEvent
}

function isWithin(value: unknown, low: number, high: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high
}
