/**
 * The marks that travel: records, barriers, watermarks, parcels. Each is a few shapes around a place;
 * which state they are in is said by form first and by colour second.
 */
import type { KeyLabel } from '../../projection/index.ts'
import type { Ink } from './ink.ts'
import {
  type Box,
  circle,
  type Paint,
  line,
  overlap,
  path,
  type Point,
  rect,
  type Shape,
  text,
  type TextStyle,
} from './shape.ts'
import { textWidth } from './text.ts'

/** How a record looks. `read`: below the reader of a topic. `ghost`: where it was when it was lost. */
export type RecordState = 'normal' | 'replayed' | 'read' | 'ghost'

/** The layers of what moves, from back to front, so that a canvas can draw equal paints together. */
export interface MovingLayers {
  readonly discs: Shape[]
  readonly rings: Shape[]
  readonly letters: Shape[]
  readonly watermarks: Shape[]
  /** Pennants that are wished for, the nearest to the head first. */
  readonly pennants: { readonly box: Box; readonly label: string }[]
  readonly barriers: Shape[]
  readonly numbers: Shape[]
}

export function emptyLayers(): MovingLayers {
  return {
    discs: [],
    rings: [],
    letters: [],
    watermarks: [],
    pennants: [],
    barriers: [],
    numbers: [],
  }
}

export function layerList(layers: MovingLayers): readonly (readonly Shape[])[] {
  return [
    layers.discs,
    layers.rings,
    layers.letters,
    layers.watermarks,
    layers.barriers,
    layers.numbers,
  ]
}

type KeyInk = Extract<Ink, `key-${number}`>
type KeyOnInk = Extract<Ink, `key-${number}-on`>

const colours = [1, 2, 3, 4, 5, 6, 7, 8] as const
const fills = colours.map((key): Paint => ({
  fill: `key-${key}` satisfies KeyInk,
  stroke: 'key-edge',
}))
const letters = colours.map((key) => letterStyle(`key-${key}-on` satisfies KeyOnInk))
const plainLetter = letterStyle('text-1')
const greyLetter = letterStyle('text-3')
const noKey: Paint = { fill: 'surface-raised', stroke: 'line-3', strokeWidth: 1.5 }
const hollow: Paint = { fill: 'surface-raised' }
const readDisc: Paint = { fill: 'surface-sunken', stroke: 'line-2' }
const ghostRing: Paint = { stroke: 'line-3', strokeWidth: 1.25, dash: [2, 2.4] }

export interface RecordMark {
  readonly at: Point
  /** 8 in a slot, 7 beside a value, 4.5 on a wire; below 6 the letter is left out. */
  readonly r: number
  readonly label: KeyLabel | null
  readonly state: RecordState
  /** Behind the watermark: with an arc below it. */
  readonly late?: boolean
  /** Part of a snapshot, as data in flight: hatched in the colour of barriers. */
  readonly persisted?: boolean
}

export function addRecord(layers: MovingLayers, mark: RecordMark): void {
  const { at, label, state } = mark
  const style = letterOf(mark)
  if (style !== null && label !== null) {
    layers.letters.push(text({ x: at.x, y: at.y + 4 }, label.letter, style))
  }
  if (state === 'ghost') layers.discs.push(circle(at, mark.r - 0.75, ghostRing))
  else if (state === 'read') layers.discs.push(circle(at, mark.r - 0.5, readDisc))
  else if (label === null) layers.discs.push(circle(at, mark.r - 0.5, noKey))
  else layers.discs.push(circle(at, state === 'replayed' ? mark.r : mark.r - 0.5, discOf(label)))
  if (state === 'replayed') layers.rings.push(circle(at, Math.max(2, mark.r - 2), hollow))
  if (mark.late === true) layers.rings.push(lateArc(at, mark.r))
  if (mark.persisted === true) layers.rings.push(hatched(at, mark.r))
}

const lateLine: Paint = { stroke: 'watermark', strokeWidth: 2.5 }
const fineLateLine: Paint = { stroke: 'watermark', strokeWidth: 1.5 }

/** Of a circle around the disc, the part below it. */
function lateArc(at: Point, r: number): Shape {
  const around = r + (r < 6 ? 1.5 : 2)
  const [x, y] = [around * 0.85, around * 0.53]
  const arc = `M${at.x - x},${at.y + y}A${around},${around} 0 0 0 ${at.x + x},${at.y + y}`
  return path(arc, r < 6 ? fineLateLine : lateLine)
}

const hatchLine: Paint = { stroke: 'barrier', strokeWidth: 1.5 }

/** Three strokes across the disc, rising to the right. */
function hatched(at: Point, r: number): Shape {
  const strokes = [-0.55, 0, 0.55].map((offset) => {
    const [x, y] = [at.x + offset * r * Math.SQRT1_2, at.y + offset * r * Math.SQRT1_2]
    const half = r * Math.sqrt(1 - offset * offset) * Math.SQRT1_2
    return `M${x - half},${y + half}L${x + half},${y - half}`
  })
  return path(strokes.join(''), hatchLine)
}

/** A disc too small for a letter has none; its colour stays. */
function letterOf({ r, label, state }: RecordMark): TextStyle | null {
  if (r < 6 || label === null) return null
  if (state === 'normal') return letters[label.color] ?? plainLetter
  return state === 'replayed' ? plainLetter : greyLetter
}

function discOf(label: KeyLabel): Paint {
  return fills[label.color] ?? noKey
}

/** A record as shapes in the order they are painted. */
export function recordShapes(mark: RecordMark): readonly Shape[] {
  const layers = emptyLayers()
  addRecord(layers, mark)
  return layerList(layers).flat()
}

function letterStyle(ink: Ink): TextStyle {
  return { font: 'mark', ink, anchor: 'middle' }
}

const pole: Paint = { fill: 'barrier', stroke: 'barrier-ink' }
const number = letterStyle('text-on-mark')

/** A barrier in a slot: a pole across the whole lane, and a pennant above it with the checkpoint's number. */
export function addBarrier(layers: MovingLayers, at: Point, checkpoint: number): void {
  const name = String(checkpoint)
  const width = pennantWidth(name)
  layers.barriers.push(rect({ x: at.x - 2, y: at.y - 15, width: 4, height: 28 }, 1, pole))
  layers.barriers.push(rect({ x: at.x - width / 2, y: at.y - 26, width, height: 12.5 }, 3, pole))
  layers.numbers.push(text({ x: at.x, y: at.y - 15.7 }, name, number))
}

export function pennantWidth(name: string): number {
  return name.length > 1 ? Math.max(22, Math.ceil(textWidth(name, 'mark')) + 6) : 16
}

/** A barrier on a wire: a bar across it. */
export function addBarrierOnWire(layers: MovingLayers, at: Point & { upright: boolean }): void {
  const box = at.upright
    ? { x: at.x - 7, y: at.y - 2, width: 14, height: 4 }
    : { x: at.x - 2, y: at.y - 7, width: 4, height: 14 }
  layers.barriers.push(rect(box, 1, pole))
}

const watermarkPole: Paint = { stroke: 'watermark', strokeWidth: 2, dash: [3, 2] }
const watermarkPennant: Paint = {
  fill: 'watermark-soft',
  stroke: 'watermark',
  dash: [2.5, 1.5],
}
const eventTime = letterStyle('watermark-ink')

/** `end`: where its lane ends; the pennant may not hang over the box. */
export interface WatermarkMark {
  readonly label: string
  readonly end: number
}

/** A watermark in a slot: a dashed pole; its pennant with the event time waits for {@link addPennants}. */
export function addWatermark(layers: MovingLayers, at: Point, mark: WatermarkMark): void {
  layers.watermarks.push(line({ x: at.x, y: at.y - 12 }, { x: at.x, y: at.y + 14 }, watermarkPole))
  layers.pennants.push({ box: watermarkPennantBox(at, mark), label: mark.label })
}

/** Below the lane, so that it never hides a barrier of its own lane. */
export function watermarkPennantBox(at: Point, { label, end }: WatermarkMark): Box {
  const width = watermarkWidth(label)
  return { x: Math.min(at.x - width / 2, end - width), y: at.y + 13.5, width, height: 12.5 }
}

/** Adds the pennants of watermarks that touch neither a barrier nor each other: the others go without. */
export function addPennants(layers: MovingLayers): void {
  const taken = layers.barriers.flatMap((shape) => (shape.shape === 'rect' ? [shape.box] : []))
  for (const { box, label } of layers.pennants) {
    const around = { x: box.x - 2, y: box.y - 1, width: box.width + 4, height: box.height + 2 }
    if (taken.some((other) => overlap(around, other))) continue
    taken.push(box)
    const at = { x: box.x + box.width / 2, y: box.y + 10 }
    layers.watermarks.push(rect(box, 3, watermarkPennant))
    layers.numbers.push(text(at, label, eventTime))
  }
}

function watermarkWidth(label: string): number {
  return Math.max(20, Math.ceil(textWidth(label, 'mark')) + 4)
}

/** A watermark on a wire: a dashed bar across it. */
export function addWatermarkOnWire(layers: MovingLayers, at: Point & { upright: boolean }): void {
  const [x, y] = at.upright ? [7, 0] : [0, 7]
  layers.watermarks.push(
    line({ x: at.x - x, y: at.y - y }, { x: at.x + x, y: at.y + y }, watermarkPole),
  )
}

const idleMark: Paint = { fill: 'surface-raised', stroke: 'watermark', dash: [2.5, 1.5] }
const activeMark: Paint = { fill: 'watermark', stroke: 'watermark' }

/** A sender that is idle: a hollow diamond in the colour of event time; active again: a filled one. */
export function addWatermarkStatus(
  layers: MovingLayers,
  at: Point,
  status: 'ACTIVE' | 'IDLE',
): void {
  const diamond = `M${at.x} ${at.y - 6}L${at.x + 6} ${at.y}L${at.x} ${at.y + 6}L${at.x - 6} ${at.y}Z`
  layers.watermarks.push(path(diamond, status === 'IDLE' ? idleMark : activeMark))
}

const parcelPaint: Paint = { fill: 'accent', stroke: 'surface-raised' }
const parcelNumber = letterStyle('text-on-accent')

/** State on its way to or from the shelf, with the number of its checkpoint. */
export function addParcel(layers: MovingLayers, at: Point, checkpoint: number): void {
  const name = String(checkpoint)
  const width = Math.max(14, Math.ceil(textWidth(name, 'mark')) + 4)
  layers.barriers.push(
    rect({ x: at.x - width / 2, y: at.y - 8, width, height: 16 }, 3, parcelPaint),
  )
  layers.numbers.push(text({ x: at.x, y: at.y + 4 }, name, parcelNumber))
}

const endPaint: Paint = { fill: 'line-3' }

/** End of input: a small square, the last thing in a channel. */
export function addEnd(layers: MovingLayers, at: Point): void {
  layers.barriers.push(rect({ x: at.x - 3.5, y: at.y - 3.5, width: 7, height: 7 }, 1, endPaint))
}

const cancelPaint: Paint = { stroke: 'text-2', strokeWidth: 1.75, round: true }

/** A cancel marker: a cross; the checkpoint it follows is given up. */
export function addCancelMarker(layers: MovingLayers, at: Point): void {
  const { x, y } = at
  layers.barriers.push(path(`M${x - 4},${y - 4}l8,8M${x + 4},${y - 4}l-8,8`, cancelPaint))
}
