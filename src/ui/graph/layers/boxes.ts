/** A subtask at level 1: what it is, what it holds, what it is doing. */
import type { SubtaskView } from '../../../projection/index.ts'
import type { VirtualTime } from '../../../model/index.ts'
import { shortName } from '../layout/names.ts'
import type { StationPlace } from '../layout/layout.ts'
import { recordShapes } from '../marks.ts'
import {
  type Box,
  circle,
  crisp,
  inset,
  type Paint,
  path,
  type Point,
  rect,
  type Shape,
  text,
  type TextStyle,
} from '../shape.ts'
import { fitText, textWidth } from '../text.ts'
import { footOf, glyphOf, isDark, lateNow, outlineOf } from './activity.ts'
import { emptyBar, phaseBar } from './phases.ts'

const nameStyle: TextStyle = { font: 't12b', ink: 'text-1' }
const darkName: TextStyle = { font: 't12b', ink: 'text-3' }
const indexStyle: TextStyle = { font: 't11', ink: 'text-3' }
const captionStyle: TextStyle = { font: 't11', ink: 'text-3' }
const valueStyle: TextStyle = { font: 'm11', ink: 'text-1' }
const darkValue: TextStyle = { font: 'm11', ink: 'text-3' }
const valueAtEnd: TextStyle = { font: 'm11', ink: 'text-1', anchor: 'end' }
const portPaint: Paint = { fill: 'surface-raised', stroke: 'line-3', strokeWidth: 1.25 }

/** A subtask and the snapshots that are under way, at a moment. */
export interface BoxState {
  readonly subtask: SubtaskView
  readonly now: VirtualTime
  /** The checkpoints that are under way: others show no phases any more. */
  readonly pending: ReadonlySet<number>
}

/** What a box needs to know of its place. */
export type BoxPlace = Pick<StationPlace, 'box' | 'vertex' | 'kind'>

export function subtaskBox(place: BoxPlace, state: BoxState): Shape[] {
  const { box } = place
  const { subtask } = state
  const outline = outlineOf(subtask.activity)
  const shapes: Shape[] = [frame(box, outline), ...header(place, subtask)]
  shapes.push(...body(place, subtask), ...foot(box, state))
  return shapes
}

/** The outline lies inside the box, whatever its width, so that a state never moves an edge. */
function frame(box: Box, paint: Paint): Shape {
  const half = (paint.strokeWidth ?? 1) / 2
  return rect(inset(box, half), 8 - half, paint)
}

function header(place: BoxPlace, subtask: SubtaskView): Shape[] {
  const { box } = place
  const index = `${subtask.index + 1}/${subtask.parallelism}`
  const room = box.width - 10 - 21 - textWidth(index, 't11') - 3
  const name = shortName(place.vertex, room, 't12b')
  const style = isDark(subtask.activity) ? darkName : nameStyle
  const title = text({ x: box.x + 10, y: box.y + 18 }, name, style)
  const glyphAt = { x: box.x + box.width - 14, y: box.y + 14 }
  return [
    { ...title, tail: { text: index, style: indexStyle } },
    ...glyphOf(subtask.activity, glyphAt, 6),
  ]
}

function body(place: BoxPlace, subtask: SubtaskView): Shape[] {
  if (place.kind === 'source') return sourceBody(place.box, subtask)
  if (subtask.keyCount > 0) return keyedBody(place.box, subtask)
  if (place.kind === 'sink') return sinkBody(place.box, subtask)
  const keyed = place.vertex.operators.some(({ role }) => role.kind === 'process' && role.keyed)
  if (keyed) {
    return subtask.activity.kind === 'running' ? [caption(place.box, 38, 'no key yet')] : []
  }
  return [
    ...row(place.box, 0, { name: 'in', value: String(subtask.recordsIn) }),
    ...row(place.box, 1, { name: 'out', value: String(subtask.recordsOut) }),
  ]
}

/** Of one split the next offset and where the newest snapshot cut; of several the next offsets. */
function sourceBody(box: Box, subtask: SubtaskView): Shape[] {
  const { splits, activity } = subtask
  if (isDark(activity)) {
    return [caption(box, 41, activity.kind === 'lost' ? 'offset lost' : 'reader closed')]
  }
  const rows = Math.floor((box.height - 56) / 18)
  const [only] = splits
  if (only === undefined)
    return activity.kind === 'running' ? [caption(box, 41, 'no partition')] : []
  if (splits.length === 1) {
    const mark = only.snapshots[0]
    const next = row(box, 0, { name: 'next', value: String(only.next) })
    if (mark === undefined) return next
    return [...next, ...row(box, 1, { name: `chk-${mark.checkpoint}`, value: String(mark.offset) })]
  }
  const shown = splits.length > rows ? splits.slice(0, rows - 1) : splits
  const lines = shown.flatMap((split, at) =>
    row(box, at, { name: `p${split.partition}`, value: String(split.next) }),
  )
  const more = splits.length - shown.length
  if (more > 0) lines.push(caption(box, 41 + 18 * shown.length, `+${more} partitions`))
  return lines
}

function row(box: Box, at: number, words: { name: string; value: string }): Shape[] {
  const y = box.y + 41 + 18 * at
  const room = box.width - 24 - textWidth(words.name, 't11')
  return [
    text({ x: box.x + 10, y }, words.name, captionStyle),
    text({ x: box.x + box.width - 10, y }, fitText([words.value], room, 'm11'), valueAtEnd),
  ]
}

/** Two columns of keys with their values; one when a value needs the room of two. */
function keyedBody(box: Box, subtask: SubtaskView): Shape[] {
  const rows = Math.max(1, Math.floor((box.height - 56) / 20))
  const half = Math.min(56, (box.width - 16) / 2)
  const long = subtask.keys.some(({ value }) => textWidth(value ?? '', 'm11') > half - 23)
  const columns = long || box.width < 100 ? 1 : 2
  const places = rows * columns
  const full = subtask.keyCount > places
  const shown = subtask.keys.slice(0, full ? places - 1 : places)
  const pitch = columns === 2 ? half : box.width
  const at = (nth: number): Point => ({
    x: box.x + 18 + (nth % columns) * pitch,
    y: box.y + 38 + Math.floor(nth / columns) * 20,
  })
  const shapes = shown.flatMap((entry, nth) => keyValue(entry, at(nth), pitch - 44, subtask))
  if (full) {
    const { x, y } = at(shown.length)
    const more = subtask.keyCount - shown.length
    const room = columns === 2 ? half - 6 : box.width - 20
    const words = fitText([`+${more} keys`, `+${more}`], room, 't11')
    shapes.push(text({ x: x - 8, y: y + 4 }, words, captionStyle))
  }
  return shapes
}

function keyValue(
  entry: SubtaskView['keys'][number],
  at: Point,
  room: number,
  subtask: SubtaskView,
): Shape[] {
  const dark = isDark(subtask.activity)
  const value = fitText([entry.value ?? '–'], Math.max(27, room), 'm11')
  return [
    ...recordShapes({ at, r: 7, label: entry.label, state: dark ? 'ghost' : 'normal' }),
    text({ x: at.x + 13, y: at.y + 4 }, value, dark ? darkValue : valueStyle),
  ]
}

/** How many rows a sink has made visible, and the newest of them. */
function sinkBody(box: Box, subtask: SubtaskView): Shape[] {
  const { sink } = subtask
  const shapes = row(box, 0, { name: 'rows', value: String(sink?.count ?? 0) })
  if (sink === null) return shapes
  const lines = Math.floor((box.height - 56 - 20) / 20)
  const newest = sink.recent.slice(-Math.max(0, lines)).reverse()
  for (const [nth, written] of newest.entries()) {
    const at = { x: box.x + 18, y: box.y + 58 + nth * 20 }
    const state = written.replayed ? 'replayed' : 'normal'
    shapes.push(...recordShapes({ at, r: 7, label: written.label, state }))
    if (written.duplicate) shapes.push(circle(at, 9, duplicateRing))
    const value = fitText([shortValue(written.value)], box.width - 42, 'm11')
    shapes.push(text({ x: at.x + 13, y: at.y + 4 }, value, valueStyle))
  }
  return shapes
}

const duplicateRing: Paint = { stroke: 'text-1', strokeWidth: 1.25 }

/** The last value of a flat object is what changes from row to row; the whole row is in the inspector. */
function shortValue(value: string): string {
  const last = /^\{.*:\s*([^,{}[\]]+)\}$/.exec(value)?.[1]
  return last ?? value
}

function foot(box: Box, state: BoxState): Shape[] {
  const { subtask, now, pending } = state
  const words = footOf(subtask, now)
  const y = box.y + box.height
  const late = subtask.activity.kind === 'running' ? lateNow(subtask, now) : null
  const left = late === null ? 10 : 26
  const label = fitText([words.text, words.short ?? words.text], box.width - left - 2, 't11')
  const shapes: Shape[] = [
    text({ x: box.x + left, y: y - 15 }, label, { font: 't11', ink: words.ink }),
  ]
  if (late !== null) {
    const at = { x: box.x + 16, y: y - 20 }
    shapes.push(...recordShapes({ at, r: 6, label: late.label, state: 'normal', late: true }))
  }
  if (isDark(subtask.activity)) return shapes
  const bar = { x: box.x + 10, y: y - 10, width: box.width - 20, height: 4 }
  const { snapshot } = subtask
  const shown = snapshot !== null && pending.has(snapshot.checkpoint)
  return [...shapes, ...(shown ? phaseBar(snapshot, bar, now) : emptyBar(bar))]
}

function caption(box: Box, below: number, words: string): Shape {
  const fitted = fitText([words], box.width - 16, 't11')
  return text({ x: box.x + 10, y: box.y + below }, fitted, captionStyle)
}

/** The places where wires leave. */
export function ports(heights: ReadonlySet<number>, x: number): Shape[] {
  return [...heights].map((y) => circle({ x, y }, 2.5, portPaint))
}

const arrowLine: Paint = { stroke: 'line-3', strokeWidth: 1.5 }
const arrowHead: Paint = { fill: 'line-3' }

/** From a tape to its source. */
export function arrow(from: number, to: number, y: number): Shape[] {
  return [
    path(`M${from},${y}H${to - 5}`, arrowLine),
    path(`M${to - 7},${y - 4}l6,4l-6,4Z`, arrowHead),
  ]
}

/** A subtask at level 2: a row with its number, how many keys it has, and its sign. */
export function subtaskRow(place: BoxPlace, state: BoxState): Shape[] {
  const { box } = place
  const { subtask } = state
  const held = place.kind === 'process' && subtask.keyCount > 0
  const number = String(held ? subtask.keyCount : subtask.recordsIn)
  const count = `${number} ${held ? (subtask.keyCount === 1 ? 'key' : 'keys') : 'in'}`
  const name = `${subtask.index + 1}/${subtask.parallelism}`
  const room = box.width - 30 - 8 - textWidth(name, 't11') - 4
  const right = box.x + box.width
  const paint = outlineOf(subtask.activity)
  return [
    rect(crisp(box), 6, paint),
    text({ x: box.x + 8, y: box.y + 16 }, name, rowName),
    text(
      { x: right - 30, y: box.y + 16 },
      fitText([count, number], Math.min(44, room), 't11'),
      rowCount,
    ),
    ...glyphOf(subtask.activity, { x: right - 14, y: box.y + 12 }, 5.5),
  ]
}

const rowName: TextStyle = { font: 't11', ink: 'text-1' }
const rowCount: TextStyle = { font: 't11', ink: 'text-3', anchor: 'end' }
