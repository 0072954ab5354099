/** Lanes: the input channels of a subtask, with their state and a caption where there is room. */
import type { ChannelView } from '../../../projection/index.ts'
import type { BandsLayout } from '../layout/layout.ts'
import { measures } from '../layout/measures.ts'
import { pennantWidth, watermarkPennantBox } from '../marks.ts'
import {
  type Box,
  circle,
  crisp,
  inset,
  type Paint,
  rect,
  type Shape,
  text,
  type TextStyle,
} from '../shape.ts'
import { fitText, textWidth } from '../text.ts'
import { eventTimeLabel } from './event-time.ts'
import type { PlacedChannel, Track } from './placed.ts'

/** What a lane says about its channels. */
export type LaneState = 'open' | 'blocked' | 'full' | 'cancelled' | 'lost'

const paints: Readonly<Record<LaneState, Paint>> = {
  open: { fill: 'surface-sunken', stroke: 'line-2' },
  blocked: { fill: 'hatch-barrier', stroke: 'barrier-ink', strokeWidth: 1.5 },
  full: { fill: 'surface-sunken', stroke: 'text-2' },
  cancelled: { stroke: 'line-3', dash: [3, 3] },
  lost: { fill: 'failure-soft', stroke: 'failure-line', dash: [3, 3] },
}
const slotPoint: Paint = { fill: 'line-2' }
const closed: Paint = { fill: 'text-1' }
const blockedWords: TextStyle = { font: 't11', ink: 'barrier-ink' }
const fullWords: TextStyle = { font: 't11', ink: 'text-1' }
const countWords: TextStyle = { font: 't11', ink: 'text-3' }

/** In a lane that stands for several channels records are dots. */
const dotPitch = 10

/** Where the marks of a channel go: its wire, its lane and the lane's slots. */
export function trackOf(layout: BandsLayout, channel: ChannelView): Track | null {
  const lane = layout.lanes[layout.laneOf.get(channel.id) ?? -1]
  const wire = layout.wires[layout.wireOf.get(channel.id) ?? -1]
  if (lane === undefined || wire === undefined) return null
  const level = layout.stations[lane.station]?.level ?? 1
  return {
    lane: lane.box,
    line: wire.line,
    slots: level === 1 ? lane.slots : Math.floor(lane.box.width / dotPitch),
    slotWidth: level === 1 ? measures.lane.slot : dotPitch,
  }
}

/** A channel waits for credit when its receiver takes no more: the sender is back-pressured. */
export function laneState(channel: ChannelView, placed: PlacedChannel): LaneState {
  if (channel.blocked !== null) return 'blocked'
  return placed.waiting > 0 || placed.queued >= channel.capacity ? 'full' : 'open'
}

export function laneShapes(box: Box, state: LaneState, slots: number): Shape[] {
  const paint = paints[state]
  const frame = paint.strokeWidth === undefined ? crisp(box) : inset(box, 0.75)
  const shapes: Shape[] = [rect(frame, 4, paint)]
  if (state === 'full') {
    shapes.push(rect({ x: box.x - 2, y: box.y + 2, width: 3, height: 16 }, 1.5, closed))
  }
  if (state !== 'open' && state !== 'blocked') return shapes
  // A record covers its point, so free slots need not be counted.
  for (let slot = 0; slot < slots; slot++) {
    const x = box.x + box.width - measures.lane.slot * (slot + 0.5)
    shapes.push(circle({ x, y: box.y + box.height / 2 }, 1.5, slotPoint))
  }
  return shapes
}

/**
 * The caption over the tail of a lane, where no pennant stands or hangs. What has no room is said by the
 * inspector. `above`: the lane above it in the same box.
 */
export function laneCaption(
  box: Box,
  state: LaneState,
  { placed, above }: { readonly placed: PlacedChannel; readonly above: PlacedChannel | null },
): Shape[] {
  const hidden = placed.queued - Math.round(box.width / measures.lane.slot)
  const more = hidden > 0 ? `, ${placed.queued}` : ''
  const behind = placed.queued - 1
  const candidates: Readonly<Record<LaneState, readonly string[]>> = {
    blocked: [behind > 0 ? `blocked, ${behind} wait` : 'blocked', 'blocked'],
    full: placed.waiting > 0 ? [`full, ${placed.waiting} wait`, 'full'] : [`full${more}`, 'full'],
    open: hidden > 0 ? [`${placed.queued} queued`] : [],
    cancelled: [],
    lost: [],
  }
  const pennants = placed.placed.flatMap(({ element, at, slot }) =>
    element.kind === 'barrier' && slot !== null
      ? [at.x - pennantWidth(String(element.checkpoint)) / 2]
      : [],
  )
  const head = placed.barrier
  if (head !== null) pennants.push(head.at.x - pennantWidth(String(head.checkpoint)) / 2)
  pennants.push(...watermarksOf(above, box.x + box.width))
  const room = Math.min(box.x + box.width, ...pennants) - box.x - 3
  const words = candidates[state].find((one) => textWidth(one, 't11') <= room)
  if (words === undefined) return []
  const style = state === 'blocked' ? blockedWords : state === 'full' ? fullWords : countWords
  return [text({ x: box.x, y: box.y - 6 }, words, style)]
}

/** Where the pennants of the lane above begin: they hang down to this lane's caption. */
function watermarksOf(above: PlacedChannel | null, end: number): number[] {
  return (above?.placed ?? []).flatMap(({ element, at, slot }) =>
    element.kind === 'watermark' && slot !== null
      ? [watermarkPennantBox(at, { label: eventTimeLabel(element.watermark), end }).x]
      : [],
  )
}

/** The number beside a lane that stands for several channels. */
export function laneCount(box: Box, queued: number): Shape {
  const words = fitText([`×${queued}`], 26, 't11')
  return text({ x: box.x + box.width + 8, y: box.y + box.height / 2 + 4 }, words, countWords)
}
