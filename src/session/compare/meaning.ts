/** What an event says of the run, without its number and the numbers of others: so that two runs can be laid beside each other. */
import type { FactKind, TraceEvent } from '../../trace/index.ts'

/** What was given to the runs rather than done by them, and how a backend keeps its own house. */
const given: ReadonlySet<FactKind> = new Set<FactKind>([
  ...(['job-submitted', 'tasks-scheduled'] as const),
  ...(['store-measured', 'blocks-read', 'flush-started', 'memtable-flushed'] as const),
  ...(['compaction-started', 'compaction-finished'] as const),
  ...(['changelog-persisted', 'changelog-truncated'] as const),
  ...(['materialization-started', 'materialization-completed'] as const),
])

/**
 * Numbers that follow from how much happened before (`seq`, `cause`, those of elements), who is named as the giver of a
 * command and behind which step, names of files, and how a barrier is to be treated: that is said, and done later.
 */
const unsaid: ReadonlySet<string> = new Set([
  ...['seq', 'cause', 'element', 'elements', 'parent', 'origin', 'by', 'step', 'expiresAt'],
  ...['alignment', 'files', 'content', 'path'],
])

/** Facts with a field of that name that is a duration, and says something. */
const durations: ReadonlySet<FactKind> = new Set<FactKind>(['checkpoint-acknowledged'])

/** Whether the event is something a run did. */
export function isDeed({ kind }: TraceEvent): boolean {
  return !given.has(kind)
}

/** The fields that say something, with their values as text. */
export function fieldsOf(event: TraceEvent): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const [name, value] of Object.entries(event)) {
    if (unsaid.has(name) && !(name === 'alignment' && durations.has(event.kind))) continue
    fields.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return fields
}

/** Two events with the same text say the same of their runs, at the same virtual time. */
export function meaningOf(event: TraceEvent): string {
  return [...fieldsOf(event)].map(([name, value]) => `${name}=${value}`).join('\n')
}

/** Whether two events say the same of their runs, at the same virtual time. */
export function meanTheSame(a: TraceEvent, b: TraceEvent): boolean {
  return a.kind === b.kind && a.at === b.at && meaningOf(a) === meaningOf(b)
}

/** How a barrier is to be treated, where the event says it. Flink: AlignmentType. */
export function treatmentOf(event: TraceEvent): string | null {
  return event.kind === 'barrier-emitted' ? event.alignment : null
}
