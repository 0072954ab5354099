/** Which moving mark is under the pointer, and what is said of it. */
import type { ChannelView, ClusterView, ElementView } from '../../projection/index.ts'
import type { VirtualTime } from '../../model/index.ts'
import { placedIn } from './layers/elements.ts'
import { eventTimeLabel } from './layers/event-time.ts'
import type { GraphLayout } from './layout/layout.ts'
import type { Point } from './shape.ts'

export interface ElementHit {
  readonly element: ElementView
  readonly channel: ChannelView
  readonly at: Point
}

/** A little more than a record's own radius, so that a dot on a wire can be met. */
const reach = 10

/** The nearest element within reach of a point of the picture; null when there is none. */
export function elementAt(
  moment: { readonly view: ClusterView; readonly layout: GraphLayout; readonly now: VirtualTime },
  point: Point,
): ElementHit | null {
  const { view, layout, now } = moment
  if (layout.kind !== 'bands') return null
  let best: ElementHit | null = null
  let least = reach * reach
  for (const channel of view.channels) {
    const found = placedIn({ view, layout, now }, channel)
    for (const { element, at } of found?.placed.placed ?? []) {
      const distance = (at.x - point.x) * (at.x - point.x) + (at.y - point.y) * (at.y - point.y)
      if (distance > least) continue
      least = distance
      best = { element, channel, at }
    }
  }
  return best
}

/** `banana, replayed: {"item":"banana"}`, as the tooltip of a mark says it. */
export function sayElement(element: ElementView): string {
  switch (element.kind) {
    case 'record': {
      const key = element.label === null ? 'record' : element.label.key
      const snapshot = element.persistedIn
      const part = snapshot === null ? '' : `, part of checkpoint ${snapshot}`
      return `${key}${element.replayed ? ', replayed' : ''}${part}: ${element.value}`
    }
    case 'watermark':
      return `Watermark ${eventTimeLabel(element.watermark)}`
    case 'watermark-status':
      return element.status === 'IDLE' ? 'The sender is idle' : 'The sender is active again'
    case 'barrier':
      return `Barrier ${element.checkpoint}`
    case 'cancel-marker':
      return `Cancel marker of checkpoint ${element.checkpoint}`
    case 'end-of-data':
      return element.drain ? 'End of data' : 'End of data: the sender is stopped'
    case 'end-of-partition':
      return 'End of the channel'
  }
}
