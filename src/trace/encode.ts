/** The half of the codec that the guest has: it is told the rows, and needs no schema (codec.ts). */
import type { FactKind, TraceEvent } from './event.ts'
import type { Row } from './rows.ts'

/** Writes batches by these rows. */
export function batchEncoder(rows: readonly Row[]): (events: readonly TraceEvent[]) => string {
  const rowOf = new Map<FactKind, number>(rows.map(({ kind }, index) => [kind, index]))
  return (events) =>
    JSON.stringify(
      events.map((event) => {
        const index = rowOf.get(event.kind) as number
        const line: unknown[] = [index, event.at, event.cause ?? -1]
        const fields = event as unknown as Record<string, unknown>
        for (const name of (rows[index] as Row).names) line.push(fields[name])
        return line
      }),
    )
}
