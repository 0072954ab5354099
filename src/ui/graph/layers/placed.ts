/**
 * Where every element of a channel is at a moment: on the wire or in a slot of the lane.
 *
 * An element needs `due - sentAt` for wire and lane together, at one speed, and so reaches its slot when
 * it is due. Slots count from the head. When the receiver takes a record, those behind it move up one
 * slot in {@link slotShare} of a hop, the share DESIGN gives a slot of a wire's time.
 */
import type { ChannelView, ElementView, RecordInHand } from '../../../projection/index.ts'
import type { VirtualTime } from '../../../model/index.ts'
import { lengthOf, pointAlong, type Polyline } from '../layout/geometry.ts'
import type { Box, Point } from '../shape.ts'

/** An element and its place. `slot` null: on the wire. */
export interface Placed {
  readonly element: ElementView
  readonly at: Point & { readonly upright: boolean }
  readonly slot: number | null
}

export interface Track {
  readonly lane: Box
  readonly slots: number
  readonly slotWidth: number
  readonly line: Polyline
}

export interface ChannelAt {
  readonly channel: ChannelView
  readonly now: VirtualTime
  /** What the receiver has in hand, from whichever channel. */
  readonly inHand: RecordInHand | null
}

/** What has no slot of its own waits here: more elements than the lane has slots. */
export interface PlacedChannel {
  readonly placed: readonly Placed[]
  /** Elements that have arrived, the barrier of a blocked channel included. */
  readonly queued: number
  /** Elements at the sender, without credit. */
  readonly waiting: number
  /** The barrier at the head of a blocked channel, when it is no longer among the elements. */
  readonly barrier: { readonly checkpoint: number; readonly at: Point } | null
}

/** DESIGN §5: a slot takes 300 ms where a wire takes 480. */
const slotShare = 0.625

export function placeElements(state: ChannelAt, track: Track): PlacedChannel {
  const { channel } = state
  const now = channel.lostAt === null ? state.now : Math.min(state.now, channel.lostAt)
  const head = headBarrier(channel)
  const wire = lengthOf(track.line)
  const shift = shiftAt(state, now) * track.slotWidth
  const placed: Placed[] = []
  let slot = head === null ? 0 : 1
  let queued = slot
  let waiting = 0
  for (const element of inReadingOrder(channel.elements, now)) {
    if (element.due === null) {
      waiting += 1
      continue
    }
    const inLane = element.due <= now
    const x = slotX(track, slot) - (inLane ? shift : 0)
    if (inLane) {
      queued += 1
      placed.push({ element, slot, at: { x, y: middle(track.lane), upright: false } })
    } else {
      const part = progress(element.sentAt, element.due, now)
      placed.push({ element, ...travelling((wire + x - track.lane.x) * part, wire, track) })
    }
    slot += 1
  }
  const at =
    head === null ? null : { checkpoint: head, at: { x: slotX(track, 0), y: middle(track.lane) } }
  return { placed, queued, waiting, barrier: at }
}

/** An unaligned barrier stands at the head as soon as it is in the lane. */
function inReadingOrder(elements: readonly ElementView[], now: number): readonly ElementView[] {
  const isFirst = (element: ElementView) =>
    element.kind === 'barrier' && element.overtakes && element.due !== null && element.due <= now
  const first = elements.filter(isFirst)
  return first.length === 0
    ? elements
    : [...first, ...elements.filter((element) => !isFirst(element))]
}

/** Where `distance` px lead: along the wire, which has `wire` of them, and on into the lane. */
function travelling(distance: number, wire: number, track: Track): Pick<Placed, 'at' | 'slot'> {
  if (distance < wire) return { slot: null, at: pointAlong(track.line, distance) }
  const x = track.lane.x + distance - wire
  return { slot: -1, at: { x, y: middle(track.lane), upright: false } }
}

/** The middle of a slot; what has no slot of its own stands in the last one. */
function slotX(track: Track, slot: number): number {
  const right = track.lane.x + track.lane.width
  return right - track.slotWidth * (Math.min(slot, track.slots - 1) + 0.5)
}

/** How far between 0 and 1 `now` is from `start` to `end`; 1 when they are the same. */
export function progress(start: number, end: number, now: number): number {
  return end <= start ? 1 : Math.max(0, Math.min(1, (now - start) / (end - start)))
}

/** The barrier that closes a channel stands at its head even after it was read. */
function headBarrier(channel: ChannelView): number | null {
  if (channel.blocked === null) return null
  const first = channel.elements[0]
  const isThere = first?.kind === 'barrier' && first.checkpoint === channel.blocked.checkpoint
  return isThere ? null : channel.blocked.checkpoint
}

/** How much of a slot the elements of a lane still have to move up, from 1 to 0. */
function shiftAt(state: ChannelAt, now: number): number {
  const { inHand, channel } = state
  if (inHand === null || inHand.channel !== channel.id) return 0
  const hop = channel.elements.reduce(
    (most, { sentAt, due }) => (due === null ? most : Math.max(most, due - sentAt)),
    0,
  )
  const length = Math.min(inHand.until - inHand.since, hop * slotShare)
  return 1 - progress(inHand.since, inHand.since + length, now)
}

function middle(box: Box): number {
  return box.y + box.height / 2
}
