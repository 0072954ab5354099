/** Everything that moves at a moment: records, watermarks, barriers, and state to and from the shelf. */
import {
  type ChannelView,
  type ClusterView,
  type ElementView,
  isLate,
  type RecordInHand,
  type SubtaskView,
} from '../../../projection/index.ts'
import type { EventTime, VirtualTime } from '../../../model/index.ts'
import { lengthOf, pointAlong, type Polyline } from '../layout/geometry.ts'
import type { BandsLayout, StationPlace } from '../layout/layout.ts'
import { measures } from '../layout/measures.ts'
import { uploadOffset } from '../layout/ports.ts'
import {
  addBarrier,
  addBarrierOnWire,
  addCancelMarker,
  addEnd,
  addParcel,
  addPennants,
  addRecord,
  addWatermark,
  addWatermarkOnWire,
  addWatermarkStatus,
  emptyLayers,
  type MovingLayers,
} from '../marks.ts'
import type { Box } from '../shape.ts'
import type { PictureTime } from '../time.ts'
import { isDark } from './activity.ts'
import { eventTimeLabel } from './event-time.ts'
import { asDrawn } from './failure.ts'
import { trackOf } from './lanes.ts'
import { type Placed, placeElements, type PlacedChannel, progress, type Track } from './placed.ts'

/** All moving marks of the picture. */
export function movingMarks(
  truth: ClusterView,
  layout: BandsLayout,
  time: PictureTime,
): MovingLayers {
  const layers = emptyLayers()
  const view = asDrawn(truth, time)
  const moment = { view, layout, ...time }
  for (const channel of view.channels) addChannel(layers, moment, channel)
  for (const station of layout.stations) {
    for (const { id } of station.subtasks) {
      const subtask = view.subtasks[id]
      if (subtask === undefined) continue
      if (station.level === 1) addInHand(layers, moment, { station, subtask })
      addTransfer(layers, { station, subtask }, time.now)
    }
  }
  addPennants(layers)
  return layers
}

/** What a layer is computed from; the view as it is drawn by now. */
export interface Moment extends PictureTime {
  readonly view: ClusterView
  readonly layout: BandsLayout
}

/** The elements of a channel, with the places they have at this moment. */
export function placedIn(
  moment: Pick<Moment, 'view' | 'layout' | 'now'>,
  channel: ChannelView,
): { readonly placed: PlacedChannel; readonly track: Track } | null {
  const track = trackOf(moment.layout, channel)
  if (track === null) return null
  const inHand = moment.view.subtasks[channel.to]?.processing ?? null
  return { track, placed: placeElements({ channel, now: moment.now, inHand }, track) }
}

function addChannel(layers: MovingLayers, moment: Moment, channel: ChannelView): void {
  const found = placedIn(moment, channel)
  if (found === null) return
  const { placed, track } = found
  const clock = moment.view.subtasks[channel.to]?.watermark ?? null
  addPlaced(layers, placed, { track, lost: isGone(moment.view, channel), clock })
  if (placed.waiting > 0) addWaiting(layers, channel, { track, clock })
}

/** Whether what was in a channel is only remembered: an end of it does not run any more. */
export function isGone(view: ClusterView, { from, to, lostAt }: ChannelView): boolean {
  if (lostAt === null) return false
  const ends = [from, to].map((id) => view.subtasks[id]?.activity)
  return ends.some((activity) => activity === undefined || isDark(activity))
}

/** How a channel is drawn: where, and whether what is in it is only remembered. */
export interface Drawn {
  readonly track: Track
  readonly lost: boolean
  /** The watermark of its receiver: what is behind it is late. */
  readonly clock: EventTime | null
}

export function addPlaced(layers: MovingLayers, placed: PlacedChannel, drawn: Drawn): void {
  const small = drawn.track.slotWidth < measures.lane.slot
  // What has no slot of its own is counted by the caption, not piled up.
  const shown = placed.placed.filter(({ slot }) => slot === null || slot < drawn.track.slots)
  const { lane } = drawn.track
  const end = lane.x + lane.width
  const pennants = small || drawn.lost ? [] : shown.filter(isWatermarkInSlot)
  for (const { element, at } of pennants)
    addWatermark(layers, at, { label: eventTimeLabel(element.watermark), end })
  for (const one of shown)
    if (!pennants.some((pennant) => pennant === one)) addElement(layers, one, { ...drawn, small })
  if (placed.barrier === null || drawn.lost) return
  if (small) addBarrierOnWire(layers, { ...placed.barrier.at, upright: false })
  else addBarrier(layers, placed.barrier.at, placed.barrier.checkpoint)
}

type PlacedWatermark = Placed & { readonly element: Extract<ElementView, { kind: 'watermark' }> }

function isWatermarkInSlot(one: Placed): one is PlacedWatermark {
  return one.element.kind === 'watermark' && one.slot !== null
}

interface Look extends Pick<Drawn, 'lost' | 'clock'> {
  readonly small: boolean
}

function addElement(layers: MovingLayers, one: Placed, look: Look): void {
  const { element, at, slot } = one
  const inSlot = slot !== null && !look.small
  if (look.lost && (element.kind !== 'record' || slot === null)) return
  switch (element.kind) {
    case 'record':
      addRecord(layers, {
        at,
        r: look.small ? 4 : inSlot ? 8 : 5,
        label: element.label,
        state: recordState(element, look.lost),
        late: !look.lost && isLate(element, look.clock),
        persisted: !look.lost && element.persistedIn !== null,
      })
      return
    case 'barrier':
      if (inSlot) addBarrier(layers, at, element.checkpoint)
      else addBarrierOnWire(layers, at)
      return
    case 'watermark':
      addWatermarkOnWire(layers, at)
      return
    case 'watermark-status':
      addWatermarkStatus(layers, at, element.status)
      return
    case 'cancel-marker':
      addCancelMarker(layers, at)
      return
    case 'end-of-data':
    case 'end-of-partition':
      addEnd(layers, at)
      return
  }
}

function recordState(
  element: Extract<ElementView, { kind: 'record' }>,
  lost: boolean,
): 'ghost' | 'replayed' | 'normal' {
  if (lost) return 'ghost'
  return element.replayed ? 'replayed' : 'normal'
}

/** The first element that waits at the sender for credit stands in the port. */
function addWaiting(
  layers: MovingLayers,
  channel: ChannelView,
  { track, clock }: Pick<Drawn, 'track' | 'clock'>,
): void {
  const first = channel.elements.find((element) => element.due === null)
  const port = track.line[0]
  if (first === undefined || port === undefined || channel.lostAt !== null) return
  const at = { x: port.x + 6, y: port.y, upright: false }
  addElement(layers, { element: first, slot: null, at }, { small: false, lost: false, clock })
}

interface Worker {
  readonly station: StationPlace
  readonly subtask: SubtaskView
}

/** The record a subtask has in hand: on its way from the head of its lane, or from the tape, into the box. */
function addInHand(layers: MovingLayers, moment: Moment, worker: Worker): void {
  const { processing, activity } = worker.subtask
  if (processing === null || isDark(activity)) return
  const path = wayIn(moment, worker.station, processing)
  if (path === null) return
  const part = progress(processing.since, processing.until, moment.now)
  if (part >= 1) return
  addRecord(layers, {
    at: { x: path.from + (path.to - path.from) * part, y: path.y },
    r: path.r,
    label: processing.label,
    state: processing.replayed ? 'replayed' : 'normal',
    late: processing.late,
  })
}

interface WayIn {
  readonly from: number
  readonly to: number
  readonly y: number
  readonly r: number
}

function wayIn(moment: Moment, station: StationPlace, processing: RecordInHand): WayIn | null {
  const { layout } = moment
  if (processing.channel === null) {
    const tape = layout.tapes.find(({ arrowTo, anchor }) => isIn(station.box, arrowTo, anchor))
    if (tape === undefined) return null
    const from = measures.tape.left + measures.tape.width + 6
    return { from, to: station.box.x, y: tape.anchor, r: 5 }
  }
  const lane = layout.lanes[layout.laneOf.get(processing.channel) ?? -1]
  if (lane === undefined) return null
  const y = lane.box.y + lane.box.height / 2
  return { from: station.box.x - 10, to: station.box.x, y, r: 8 }
}

function isIn(box: Box, x: number, y: number): boolean {
  return x === box.x && y >= box.y && y <= box.y + box.height
}

/** A snapshot on its way to the shelf, or state on its way back. */
function addTransfer(layers: MovingLayers, worker: Worker, now: VirtualTime): void {
  const { activity, since } = worker.subtask
  const line = worker.station.upload
  if (activity.kind === 'uploading') {
    const part = progress(since, activity.until, now)
    addParcel(layers, pointAlong(line, reachOf(line, part)), activity.checkpoint)
  }
  if (activity.kind === 'restoring' && activity.until !== null && activity.checkpoint !== null) {
    const part = 1 - progress(since, activity.until, now)
    addParcel(layers, pointAlong(line, reachOf(line, part)), activity.checkpoint)
  }
}

/** A parcel runs beside the box and ends at the edge of the shelf: it covers neither. */
function reachOf(line: Polyline, part: number): number {
  const beside = uploadOffset
  return beside + (lengthOf(line) - beside - 8) * part
}
