/** Rows as a reader outside sees them, in the order in which they became visible. */
import type { JobGraph, Schedule } from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

export interface OutputRow {
  /** The sink's name. */
  readonly sink: string
  /** Null where the sink is no topic. */
  readonly topic: string | null
  readonly key: string | null
  /** As it stands outside: text; JSON where the job wrote JSON. */
  readonly value: string
  /** Event time, ms. */
  readonly timestamp: number | null
  /** Index of the sink's subtask, counted from 0. */
  readonly subtask: number
  /** Virtual ms. */
  readonly at: number
}

export function* outputRows(events: Iterable<TraceEvent>): Iterable<OutputRow> {
  let schedule: Schedule | null = null
  const tables = new Set<string>()
  const kept = new Map<string, OutputRow>()
  for (const event of events) {
    if (event.kind === 'tasks-scheduled') schedule = event.schedule
    if (event.kind === 'job-submitted') for (const name of tablesOf(event.graph)) tables.add(name)
    if (event.kind !== 'sink-written') continue
    const { sink, topic, key, value, timestamp, at } = event
    const subtask = schedule?.subtasks[event.subtask]?.index ?? 0
    const row = { sink, topic, key, value, timestamp, subtask, at }
    // A table has one row for each key: which one is settled at the end.
    if (tables.has(sink)) kept.set(JSON.stringify([sink, key]), row)
    else yield row
  }
  yield* kept.values()
}

function tablesOf({ vertices }: JobGraph): readonly string[] {
  return vertices.flatMap(({ operators }) =>
    operators.flatMap(({ name, role }) =>
      role.kind === 'sink' && role.sink === 'upsert' ? [name] : [],
    ),
  )
}
