/** What was in flight and became part of a snapshot, element by element. */
import type { ElementId, EventSeq } from '../model/index.ts'
import type { Trace } from '../trace/index.ts'

export interface PersistedElement {
  readonly element: ElementId
  /** Null where it is no record, or a record without a key. */
  readonly key: string | null
  /** The record as text; null: a watermark or its status. */
  readonly value: string | null
}

/** Events that are looked through for where an element came from: what is in flight is young. */
const farthest = 50_000

/** The elements of an `in-flight-persisted` event, as they were put into their channel, oldest first. */
export function persistedElements(trace: Trace, seq: EventSeq): readonly PersistedElement[] {
  const event = trace.at(seq)
  if (event.kind !== 'in-flight-persisted') return []
  const missing = new Set(event.elements)
  const found = new Map<ElementId, PersistedElement>()
  for (let at = seq - 1; at >= 0 && at > seq - farthest && missing.size > 0; at--) {
    const before = trace.at(at as EventSeq)
    if (before.kind !== 'record-emitted' && before.kind !== 'element-restored') continue
    const { element, channel, key, value } = before
    if (channel !== event.channel || !missing.delete(element)) continue
    const isRecord = before.kind === 'record-emitted' || before.what === 'record'
    found.set(element, { element, key, value: isRecord ? value : null })
  }
  return event.elements.map((element) => found.get(element) ?? { element, key: null, value: null })
}
