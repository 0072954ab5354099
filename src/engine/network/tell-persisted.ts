/** Tells the trace that data in flight has become part of a snapshot. */
import type { ChannelId, CheckpointId, EventSeq, InFlightSide } from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { sizeOf } from '../state/in-flight-data.ts'
import type { DataElement } from './element.ts'

/** `side`: whether the data waits at the receiver, or at the sender. */
export function tellPersisted(
  link: { readonly id: ChannelId; readonly sim: Simulation },
  at: { readonly checkpoint: CheckpointId; readonly side: InFlightSide },
  elements: readonly DataElement[],
  cause: EventSeq | null,
): void {
  if (elements.length === 0) return
  const bytes = elements.reduce((sum, element) => sum + sizeOf(element), 0)
  const ids = elements.map(({ id }) => id)
  link.sim.record(
    { kind: 'in-flight-persisted', channel: link.id, ...at, elements: ids, bytes },
    cause,
  )
}
