/** Level 4: tasks as cards, exchanges as bundles, and the subtask in focus below them. */
import {
  type ClusterView,
  isLate,
  type ShelfItem,
  type SubtaskView,
} from '../../../projection/index.ts'
import type { VirtualTime } from '../../../model/index.ts'
import { plural, snapshotName } from '../../format.ts'
import { shortName, taskDescription, taskName } from '../layout/names.ts'
import type { Bundle, FocusPlace, OperatorCard, OperatorsLayout } from '../layout/operators.ts'
import {
  addBarrierOnWire,
  addPennants,
  addRecord,
  addWatermarkOnWire,
  addWatermarkStatus,
  emptyLayers,
  type MovingLayers,
} from '../marks.ts'
import { objectKey, type Scene, type SceneGroup, type SceneObject } from '../object.ts'
import { sayChannel, sayItem, saySubtask } from '../say.ts'
import {
  type Box,
  centre,
  crisp,
  inset,
  type Paint,
  path,
  rect,
  type Shape,
  text,
  type TextStyle,
} from '../shape.ts'
import { fitText, textWidth } from '../text.ts'
import type { PictureTime } from '../time.ts'
import { footOf, glyphOf, isDark, outlineOf } from './activity.ts'
import { type BoxPlace, subtaskBox } from './boxes.ts'
import { cellPaints } from './cells.ts'
import { addPlaced, isGone } from './elements.ts'
import { asDrawn } from './failure.ts'
import { countLine, stateLine } from './job-manager.ts'
import { laneCaption, laneShapes, laneState } from './lanes.ts'
import { placeElements, progress } from './placed.ts'
import { itemGlyph, shownItems } from './shelf.ts'

const cardPaint: Paint = { fill: 'surface-band', stroke: 'line-1' }
const barPaint: Paint = { fill: 'surface-raised', stroke: 'line-2' }
const track: Paint = { fill: 'surface-sunken' }
const filled: Paint = { fill: 'barrier' }
const bundleSides: Paint = { stroke: 'line-2' }
const small: TextStyle = { font: 't11', ink: 'text-2' }
const smallEnd: TextStyle = { font: 't11', ink: 'text-2', anchor: 'end' }
const caption: TextStyle = { font: 't11', ink: 'text-3' }
const captionEnd: TextStyle = { font: 't11', ink: 'text-3', anchor: 'end' }
const bold: TextStyle = { font: 't12b', ink: 'text-1' }
const title: TextStyle = { font: 't13b', ink: 'text-1' }

export function cardsScene(truth: ClusterView, layout: OperatorsLayout, time: PictureTime): Scene {
  const view = asDrawn(truth, time)
  const { now } = time
  const pending = new Set(view.jobManager.pending.map(({ checkpoint }) => checkpoint as number))
  const state = { view, now, pending }
  return {
    width: layout.width,
    height: layout.height,
    ground: [
      ...layout.cards.flatMap((card) => cardShapes(view, card)),
      ...layout.bundles.flatMap((bundle) => bundleShapes(view, bundle)),
      ...(layout.focus === null ? [] : [rect(crisp(layout.focus.frame), 8, cardPaint)]),
    ],
    groups: [
      jobManager(view, layout, now),
      ...layout.cards.map((card) => cardGroup(view, card)),
      ...(layout.shelf === null ? [] : [shelf(view, layout.shelf.box)]),
      ...(layout.focus === null ? [] : [focusGroup(state, layout.focus)]),
    ],
  }
}

function jobManager(view: ClusterView, layout: OperatorsLayout, now: VirtualTime): SceneGroup {
  const { box, bar } = layout.jobManager
  const shown = view.jobManager.pending[0]
  const full = stateLine(view.jobManager, now)
  const line = fitText([full, full.split(',')[0] ?? full], box.width - 132, 't11')
  const shapes: Shape[] = [
    rect(crisp(box), 8, barPaint),
    text({ x: box.x + 16, y: box.y + 20 }, 'JobManager', bold),
    text({ x: box.x + 16, y: box.y + 36 }, line, small),
  ]
  if (shown !== undefined) {
    const count = `${shown.acknowledged} of ${shown.expected}`
    const width = (bar.width * shown.acknowledged) / Math.max(1, shown.expected)
    shapes.push(
      text({ x: bar.x + bar.width, y: box.y + 20 }, count, smallEnd),
      rect(bar, 3, track),
      rect({ ...bar, width }, 3, filled),
    )
  }
  const words = [stateLine(view.jobManager, now), countLine(view.jobManager)]
  const name = ['JobManager', ...words.filter((one) => one !== '')].join(', ')
  const object = { kind: 'job-manager' } as const
  return { name: 'JobManager', objects: [{ object, key: objectKey(object), name, box, shapes }] }
}

function cardShapes(view: ClusterView, card: OperatorCard): Shape[] {
  const { box, vertex } = card
  const right = box.x + box.width - 16
  const room = (card.cells[0]?.box.x ?? card.bar.x) - box.x - 28
  const subtasks = card.subtasks.flatMap((id) => view.subtasks[id] ?? [])
  const description = fitText(taskDescription(vertex), room, 't11')
  const shapes: Shape[] = [
    rect(crisp(box), 8, cardPaint),
    text({ x: box.x + 16, y: box.y + 22 }, shortName(vertex, room, 't13b'), title),
    text({ x: box.x + 16, y: box.y + 38 }, description, caption),
    text({ x: box.x + 16, y: box.y + 60 }, holds(view, card, subtasks), small),
  ]
  const news = newsOf(subtasks)
  if (news !== null)
    shapes.push(text({ x: right, y: box.y + 60 }, news.text, { ...smallEnd, ink: news.ink }))
  if (card.cells.length === 0) shapes.push(...sumBar(subtasks, card.bar))
  return shapes
}

/** What the subtasks of a task hold together. */
function holds(view: ClusterView, card: OperatorCard, subtasks: readonly SubtaskView[]): string {
  if (card.kind === 'source') {
    const own = new Set(card.subtasks)
    const waiting = view.partitions
      .filter(({ reader }) => reader !== null && own.has(reader))
      .map(({ end, next }) => end - (next ?? 0))
    return waiting.length === 0 ? 'no partition' : `${waiting.join(' + ')} records to read`
  }
  const keys = subtasks.reduce((sum, one) => sum + one.keyCount, 0)
  if (keys > 0) return plural(keys, 'key')
  const rows = subtasks.reduce((sum, one) => sum + (one.sink?.count ?? 0), 0)
  if (card.kind === 'sink') return plural(rows, 'row')
  return `${subtasks.reduce((sum, one) => sum + one.recordsIn, 0)} records in`
}

/** The subtask that has most to tell: what fails, waits or works on a snapshot. */
function newsOf(subtasks: readonly SubtaskView[]): ReturnType<typeof footOf> | null {
  const order = ['failed', 'lost', 'aligning', 'restoring', 'snapshot-sync', 'uploading']
  for (const kind of order) {
    const one = subtasks.find(({ activity }) => activity.kind === kind)
    if (one === undefined) continue
    const foot = footOf(one, one.since)
    return {
      text: `${one.index + 1}/${one.parallelism} ${kind.replace('snapshot-sync', 'copying')}`,
      ink: foot.ink,
    }
  }
  return null
}

function sumBar(subtasks: readonly SubtaskView[], bar: Box): Shape[] {
  const shapes: Shape[] = [rect(bar, 3, track)]
  let x = bar.x
  for (const kind of ['acknowledged', 'uploading', 'aligning', 'failed', 'lost'] as const) {
    const many = subtasks.filter(({ activity }) => activity.kind === kind).length
    if (many === 0) continue
    const width = (bar.width * many) / subtasks.length
    const { fill } = cellPaints[kind]
    shapes.push(rect({ ...bar, x, width }, 3, fill === undefined ? track : { fill }))
    x += width
  }
  const done = subtasks.filter(({ activity }) => activity.kind === 'acknowledged').length
  const count = `${done} of ${subtasks.length}`
  return [...shapes, text({ x: bar.x + bar.width, y: bar.y - 4 }, count, smallEnd)]
}

function bundleShapes(view: ClusterView, bundle: Bundle): Shape[] {
  const { box, channels } = bundle
  const queued = channels.reduce((sum, id) => sum + (view.channels[id]?.elements.length ?? 0), 0)
  const right = box.x + box.width
  const y = box.y + box.height / 2 + 4
  return [
    rect(box, 0, track),
    path(
      `M${box.x + 0.5},${box.y}v${box.height}M${right - 0.5},${box.y}v${box.height}`,
      bundleSides,
    ),
    text({ x: right + 12, y }, `${queued} queued`, small),
    text({ x: box.x - 12, y }, plural(channels.length, 'channel'), captionEnd),
  ]
}

function cardGroup(view: ClusterView, card: OperatorCard): SceneGroup {
  const objects = card.cells.flatMap(({ subtask: id, box }): SceneObject[] => {
    const subtask = view.subtasks[id]
    if (subtask === undefined) return []
    const object = { kind: 'subtask', id } as const
    const name = saySubtask(view, subtask)
    return [{ object, key: objectKey(object), name, box, shapes: cell(subtask, box) }]
  })
  return { name: taskName(card.vertex), objects }
}

function cell(subtask: SubtaskView, box: Box): Shape[] {
  const paint = outlineOf(subtask.activity)
  const half = (paint.strokeWidth ?? 1) / 2
  const { kind } = subtask.activity
  const at = centre(box)
  const quiet = kind === 'running' || kind === 'created' || kind === 'deploying'
  const sign = quiet
    ? [text({ x: at.x, y: at.y + 4 }, String(subtask.index + 1), { ...small, anchor: 'middle' })]
    : glyphOf(subtask.activity, at, 6)
  return [rect(inset(box, half), 6, paint), ...sign]
}

/** The newest snapshots, as many as there is room for. */
function shelf(view: ClusterView, box: Box): SceneGroup {
  const y = box.y + box.height / 2
  const objects: SceneObject[] = []
  let x = box.x + 76
  for (const item of shownItems(view.shelf, 3)) {
    const name = snapshotName(item)
    const width = 24 + textWidth(name, 't11') + 8
    if (x + width > box.x + box.width - 8) break
    objects.push(shelfItem(item, { x, y: box.y + 6, width, height: box.height - 12 }))
    x += width + 8
  }
  const frame = [rect(crisp(box), 8, barPaint), text({ x: box.x + 16, y: y + 4 }, 'Storage', bold)]
  const [first, ...rest] = objects
  if (first === undefined) return { name: 'Checkpoint storage', objects: [] }
  const framed = { ...first, shapes: [...frame, ...first.shapes] }
  return { name: 'Checkpoint storage', objects: [framed, ...rest] }
}

function shelfItem(item: ShelfItem, box: Box): SceneObject {
  const object = { kind: 'checkpoint', id: item.checkpoint } as const
  const y = box.y + box.height / 2
  const style: TextStyle = item.phase === 'failed' ? { ...small, struck: true } : small
  const shapes = [
    ...itemGlyph(item, { x: box.x + 10, y }),
    text({ x: box.x + 22, y: y + 4 }, snapshotName(item), style),
  ]
  return { object, key: objectKey(object), name: sayItem(item), box, shapes }
}

interface FocusState {
  readonly view: ClusterView
  readonly now: VirtualTime
  readonly pending: ReadonlySet<number>
}

function focusGroup(state: FocusState, focus: FocusPlace): SceneGroup {
  const { view, now } = state
  const subtask = view.subtasks[focus.subtask]
  const vertex = subtask === undefined ? undefined : view.graph?.vertices[subtask.vertex]
  if (subtask === undefined || vertex === undefined) return { name: 'Focus', objects: [] }
  const object = { kind: 'subtask', id: subtask.id } as const
  const lanes = focus.lanes.flatMap((lane): SceneObject[] => {
    const channel = view.channels[lane.channel]
    if (channel === undefined) return []
    const placed = placeElements({ channel, now, inHand: subtask.processing }, focusTrack(lane))
    const dark = isDark(subtask.activity) ? 'cancelled' : laneState(channel, placed)
    const from = view.subtasks[channel.from]
    const sender = from === undefined ? undefined : view.graph?.vertices[from.vertex]
    const words = sender === undefined ? '' : taskName(sender)
    const number = from === undefined ? '' : ` ${from.index + 1}/${from.parallelism}`
    const room = 68
    const end = { x: lane.box.x, y: lane.box.y + lane.box.height / 2 }
    const wire = `M${lane.label.x + 72},${end.y}H${end.x}`
    const shapes = [
      path(wire, { stroke: 'line-3', strokeWidth: 1.5 }),
      ...laneShapes(lane.box, dark, lane.slots),
      ...laneCaption(lane.box, dark, { placed, above: null }),
      text(lane.label, fitText([words + number], room, 't11'), small),
    ]
    const self = { kind: 'channel', id: channel.id } as const
    const key = `focus ${objectKey(self)}`
    return [{ object: self, key, name: sayChannel(view, channel), box: lane.box, shapes }]
  })
  const place = focusStation(focus, subtask, vertex)
  const box: SceneObject = {
    object,
    key: `focus ${objectKey(object)}`,
    name: saySubtask(view, subtask),
    box: focus.box,
    shapes: subtaskBox(place, { subtask, now, pending: state.pending }),
  }
  return { name: 'In focus', objects: [box, ...lanes] }
}

function focusStation(
  focus: FocusPlace,
  subtask: SubtaskView,
  vertex: BoxPlace['vertex'],
): BoxPlace {
  const kind = subtask.splits.length > 0 ? 'source' : subtask.sink === null ? 'process' : 'sink'
  return { box: focus.box, vertex, kind }
}

function focusTrack(lane: FocusPlace['lanes'][number]): Parameters<typeof placeElements>[1] {
  const y = lane.box.y + lane.box.height / 2
  const line = [
    { x: lane.box.x - 20, y },
    { x: lane.box.x, y },
  ]
  return { lane: lane.box, slots: lane.slots, slotWidth: 20, line }
}

export function cardsMarks(
  truth: ClusterView,
  layout: OperatorsLayout,
  time: PictureTime,
): MovingLayers {
  const view = asDrawn(truth, time)
  const { now } = time
  const layers = emptyLayers()
  for (const bundle of layout.bundles) addBundle(layers, view, { bundle, now })
  const { focus } = layout
  const subtask = focus === null ? undefined : view.subtasks[focus.subtask]
  for (const lane of focus?.lanes ?? []) {
    const channel = view.channels[lane.channel]
    if (channel === undefined || subtask === undefined) continue
    const track = focusTrack(lane)
    const placed = placeElements({ channel, now, inHand: subtask.processing }, track)
    addPlaced(layers, placed, { track, lost: isGone(view, channel), clock: subtask.watermark })
  }
  addPennants(layers)
  return layers
}

/**
 * What is on its way runs down the bundle, the nearest to its end first; discs queue rather than overlap,
 * and what has no room is in the number beside it.
 */
function addBundle(
  layers: MovingLayers,
  view: ClusterView,
  { bundle, now }: { readonly bundle: Bundle; readonly now: VirtualTime },
): void {
  const { box } = bundle
  const onTheWay = bundle.channels
    .flatMap((id) => view.channels[id] ?? [])
    .flatMap(({ elements, to }) => {
      const clock = view.subtasks[to]?.watermark ?? null
      return elements.map((element) => ({ element, clock }))
    })
    .flatMap(({ element, clock }) => {
      if (element.due === null || element.due <= now) return []
      return [{ element, clock, part: progress(element.sentAt, element.due, now) }]
    })
    .sort((a, b) => b.part - a.part)
  let free = box.y + box.height
  for (const { element, clock, part } of onTheWay) {
    const half = element.kind === 'record' ? 9 : 4
    const y = Math.min(box.y + box.height * part, free - half)
    if (y < box.y + half) return
    free = y - half
    const at = { x: box.x + box.width / 2, y, upright: true }
    if (element.kind === 'record') {
      const state = element.replayed ? 'replayed' : 'normal'
      const late = isLate(element, clock)
      addRecord(layers, { at, r: 8, label: element.label, state, late })
    } else if (element.kind === 'barrier') addBarrierOnWire(layers, at)
    else if (element.kind === 'watermark') addWatermarkOnWire(layers, at)
    else if (element.kind === 'watermark-status') addWatermarkStatus(layers, at, element.status)
  }
}
