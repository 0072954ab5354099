/** Kafka partitions as tapes: what is still to be read, what is read, and where snapshots cut. */
import type { ClusterView, PartitionView } from '../../../projection/index.ts'
import { measures } from '../layout/measures.ts'
import type { TapeNote, TapePlace } from '../layout/tapes.ts'
import { pennantWidth, recordShapes } from '../marks.ts'
import {
  type Box,
  crisp,
  type Paint,
  path,
  type Point,
  rect,
  type Shape,
  text,
  type TextStyle,
} from '../shape.ts'
import { fitText, textWidth } from '../text.ts'
import type { Ink } from '../ink.ts'
import { durations, type PictureTime, shareDrawn } from '../time.ts'
import { isDark } from './activity.ts'
import { arrow } from './boxes.ts'

const frame: Paint = { fill: 'surface-raised', stroke: 'line-2' }
const ahead: TextStyle = { font: 'm11', ink: 'text-2', anchor: 'end' }
const next: TextStyle = { font: 'm11b', ink: 'text-2', anchor: 'end' }
const read: TextStyle = { font: 'm11', ink: 'text-3', anchor: 'end' }
const label: TextStyle = { font: 'm11', ink: 'text-3' }
const brokenArrow: Paint = { stroke: 'line-2', strokeWidth: 1.5, dash: [2, 4] }

const { left, width, cell } = measures.tape

/** The offsets of a partition that are shown, newest first. */
function shownOffsets(partition: PartitionView, place: TapePlace): readonly number[] {
  const at = partition.next ?? 0
  const newest = Math.min(partition.end - 1, at + place.above)
  const oldest = Math.max(0, at - place.below)
  const offsets: number[] = []
  for (let offset = newest; offset >= oldest; offset--) offsets.push(offset)
  return offsets
}

export function tapeBox(partition: PartitionView, place: TapePlace): Box {
  const at = partition.next ?? 0
  const offsets = shownOffsets(partition, place)
  // The place of the next record is always there, even while the topic has none.
  const top = Math.max(at, offsets[0] ?? at)
  const low = Math.min(at, offsets.at(-1) ?? at)
  const y = place.anchor - cell / 2 - (top - at) * cell - 2
  return { x: left, y, width, height: (top - low + 1) * cell + 4 }
}

export interface TapeMoment {
  readonly tape: TapePlace
  readonly time: PictureTime
}

export function tapeShapes(
  view: ClusterView,
  partition: PartitionView,
  { tape: place, time }: TapeMoment,
): Shape[] {
  const at = partition.next ?? 0
  const box = tapeBox(partition, place)
  const slid = slideLeft(partition, time)
  const heightOf = (offset: number): number => place.anchor + (at + slid - offset) * cell
  const shapes: Shape[] = [rect(crisp(box), 6, frame), ...titleShapes(partition, place, box)]
  for (const offset of offsetsIn(partition, box, heightOf)) {
    const y = heightOf(offset)
    const record = partition.records.at(offset)
    const again = offset >= at && offset < partition.reached
    const state = offset < at ? 'read' : again ? 'replayed' : 'normal'
    const style = offset < at ? read : offset === at ? next : ahead
    if (record !== undefined)
      shapes.push(...recordShapes({ at: { x: left + 12, y }, r: 8, label: record.label, state }))
    shapes.push(text({ x: left - 4, y: y + 4 }, shortOffset(offset), style))
  }
  shapes.push(...arrowShapes(view, place), ...cutShapes(view, partition, { box, heightOf }))
  return shapes
}

/** By how many cells a tape that goes back to a stored offset still has to slide. */
function slideLeft({ takenBack, next: at }: PartitionView, time: PictureTime): number {
  if (takenBack === null) return 0
  const share = shareDrawn(time, takenBack.at, durations.slide)
  return share < 1 ? Math.max(0, takenBack.from - (at ?? 0)) * (1 - share) : 0
}

/** The offsets whose cells lie in the box, newest first. */
function offsetsIn(
  { end }: PartitionView,
  box: Box,
  heightOf: (offset: number) => number,
): readonly number[] {
  const offsets: number[] = []
  const newest = heightOf(0) - box.y - cell / 2
  for (let offset = Math.min(end - 1, Math.floor(newest / cell)); offset >= 0; offset--) {
    if (heightOf(offset) + cell / 2 > box.y + box.height) break
    offsets.push(offset)
  }
  return offsets
}

/** Offsets beyond four digits show their end; the whole is in the inspector. */
function shortOffset(offset: number): string {
  const digits = String(offset)
  return digits.length <= 4 ? digits : `…${digits.slice(-3)}`
}

function titleShapes(partition: PartitionView, place: TapePlace, box: Box): Shape[] {
  const hidden = partition.end - 1 - ((partition.next ?? 0) + place.above)
  const title = text({ x: measures.margin, y: box.y - 6 }, `p${partition.partition}`, label)
  if (hidden <= 0) return [title]
  const words = fitText([`+${hidden}`], 40, 'm11')
  return [title, text({ x: left + width, y: box.y - 6 }, words, read)]
}

function arrowShapes(view: ClusterView, place: TapePlace): Shape[] {
  const reader = view.subtasks[place.reader]
  if (reader !== undefined && isDark(reader.activity))
    return [path(`M${left + width},${place.anchor}H${place.arrowTo}`, brokenArrow)]
  return arrow(left + width, place.arrowTo, place.anchor)
}

interface CutPlace {
  readonly box: Box
  readonly heightOf: (offset: number) => number
}

/** A line between the last record before a snapshot and the first after it, with a pennant at the right. */
function cutShapes(view: ClusterView, partition: PartitionView, where: CutPlace): Shape[] {
  const { box, heightOf } = where
  const byOffset = new Map(partition.marks.map((mark) => [mark.offset, mark.checkpoint]))
  return [...byOffset].flatMap(([offset, checkpoint]) => {
    const y = heightOf(offset) + cell / 2
    if (y < box.y - 1 || y > box.y + box.height + 1) return []
    return cut({ x: left, y }, checkpoint, toneOf(view, checkpoint))
  })
}

interface CutTone {
  readonly line: Paint
  readonly pennant: Paint
  readonly number: TextStyle
}

function cut(at: Point, checkpoint: number, tone: CutTone): Shape[] {
  const name = String(checkpoint)
  const pennant = Math.min(18, pennantWidth(name) - 2)
  const right = at.x + width + 2
  return [
    path(`M${at.x - 2},${at.y}H${right}`, tone.line),
    rect({ x: right, y: at.y - 6, width: pennant, height: 12 }, 3, tone.pennant),
    text({ x: right + pennant / 2, y: at.y + 4 }, name, tone.number),
  ]
}

const underWay = cutTone('barrier', 'barrier', 'barrier-ink')
const stored = cutTone('line-3', 'surface-raised', 'line-3')
const restore = cutTone('accent', 'accent-soft', 'accent')
const savepoint = cutTone('savepoint', 'savepoint-soft', 'savepoint')

function toneOf(view: ClusterView, checkpoint: number): CutTone {
  if (view.jobManager.pending.some((pending) => pending.checkpoint === checkpoint)) return underWay
  const item = view.shelf.find((one) => one.checkpoint === checkpoint)
  if (item?.restoreFrom === true) return restore
  if (item !== undefined && item.snapshot !== 'checkpoint') return savepoint
  return stored
}

function cutTone(line: Ink, fill: Ink, edge: Ink): CutTone {
  const ink = fill === 'barrier' ? 'text-on-mark' : 'text-1'
  return {
    line: { stroke: line, strokeWidth: fill === 'barrier' ? 2.5 : 1.5 },
    pennant: { fill, stroke: edge },
    number: { font: 'mark', ink, anchor: 'middle' },
  }
}

/** The partitions of a source without tapes: `p0, p3` and what is still to be read. */
export function tapeNoteShapes(view: ClusterView, note: TapeNote): Shape[] {
  const numbers = note.partitions.map(({ partition }) => partition)
  const first = Math.min(...numbers)
  const all = numbers.length === 1 ? `p${first}` : `p${first}…${Math.max(...numbers)}`
  const lag = view.partitions
    .filter(({ topic, partition }) =>
      note.partitions.some((one) => one.topic === topic && one.partition === partition),
    )
    .reduce((sum, { end, next: at }) => sum + Math.max(0, end - (at ?? 0)), 0)
  const { margin } = measures
  const words = fitText([`${all} +${lag}`, all], 56, 'm11')
  const start = margin + textWidth(words, 'm11') + 4
  return [
    text({ x: margin, y: note.anchor + 4 }, words, label),
    ...arrow(Math.min(76, start), note.arrowTo, note.anchor),
  ]
}
