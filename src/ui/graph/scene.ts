/** The still part of the picture at a moment: everything that is clicked and read. */
import type { ChannelView, ClusterView, PartitionView } from '../../projection/index.ts'
import type { SubtaskId } from '../../model/index.ts'
import type { BandsLayout, StationPlace } from './layout/layout.ts'
import { taskName } from './layout/names.ts'
import { bandShapes, headShapes } from './layers/bands.ts'
import { type BoxState, subtaskBox, subtaskRow } from './layers/boxes.ts'
import { cellBox, cellFrame, cellShape } from './layers/cells.ts'
import { isCancelled, isDark, isLost } from './layers/activity.ts'
import { jobManagerShapes, countLine, stateLine } from './layers/job-manager.ts'
import { laneCaption, laneCount, laneShapes, type LaneState, laneState } from './layers/lanes.ts'
import { type Moment, placedIn } from './layers/elements.ts'
import { asDrawn } from './layers/failure.ts'
import type { PlacedChannel } from './layers/placed.ts'
import { itemShapes, shelfFrame, shownItems } from './layers/shelf.ts'
import { tapeBox, tapeNoteShapes, tapeShapes } from './layers/tapes.ts'
import { portShapes, wireShapes } from './layers/wires.ts'
import {
  type GraphObject,
  objectKey,
  type Scene,
  type SceneGroup,
  type SceneObject,
} from './object.ts'
import { type Box, path, type Shape } from './shape.ts'
import { sayChannel, sayItem, sayPartition, saySubtask } from './say.ts'
import type { PictureTime } from './time.ts'

/** Bands, columns, boxes, lanes, tapes and the shelf. */
export function bandsScene(view: ClusterView, layout: BandsLayout, time: PictureTime): Scene {
  const moment = { view: asDrawn(view, time), layout, ...time }
  return {
    width: layout.width,
    height: layout.height,
    ground: groundShapes(moment, asDrawn(view, time, 'wires')),
    groups: [
      jobManagerGroup(moment),
      ...topicGroups(moment),
      ...operatorGroups(moment),
      shelfGroup(moment),
    ],
  }
}

/** `wired`: the view as the wires show it; in a failure they are the last to break. */
function groundShapes(moment: Moment, wired: ClusterView): Shape[] {
  const { view, layout, now } = moment
  return [
    ...headShapes(layout),
    ...layout.bands.flatMap((band) => bandShapes(view, band, moment)),
    ...wireShapes(wired, layout),
    ...layout.tapeNotes.flatMap((note) => tapeNoteShapes(view, note)),
    ...uploadLines(moment),
    ...layout.stations.flatMap((station) => (station.level === 3 ? cellFrame(view, station) : [])),
    ...shelfFrame(view, layout.shelf, now),
  ]
}

const dotted = { stroke: 'accent', strokeWidth: 1.5, dash: [1.5, 3.5], round: true } as const

/** Where snapshots and restored state run while they do; boxes of a column share the upright part. */
function uploadLines({ view, layout }: Moment): Shape[] {
  const uprights = new Map<number, { top: number; low: number }>()
  const stubs = layout.stations.flatMap((station) => {
    const [from, corner, end] = station.upload
    if (from === undefined || corner === undefined || end === undefined) return []
    if (!station.subtasks.some(({ id }) => isTransferring(view, id))) return []
    const top = Math.min(corner.y, uprights.get(corner.x)?.top ?? Infinity)
    uprights.set(corner.x, { top, low: end.y })
    return [path(`M${from.x},${from.y}H${corner.x}`, dotted)]
  })
  return [
    ...stubs,
    ...[...uprights].map(([x, { top, low }]) => path(`M${x},${top}V${low}`, dotted)),
  ]
}

function isTransferring(view: ClusterView, id: SubtaskId): boolean {
  const activity = view.subtasks[id]?.activity
  if (activity?.kind === 'uploading') return true
  return activity?.kind === 'restoring' && activity.until !== null
}

function sceneObject(
  object: GraphObject,
  name: string,
  drawn: { box: Box; shapes: readonly Shape[] },
): SceneObject {
  return { object, key: objectKey(object), name, ...drawn }
}

function jobManagerGroup(moment: Moment): SceneGroup {
  const { view, layout, now } = moment
  const { jobManager } = layout
  const count = countLine(view.jobManager)
  const name = `JobManager, ${stateLine(view.jobManager, now)}${count === '' ? '' : `, ${count}`}`
  const shapes = jobManagerShapes(view, jobManager, moment)
  return {
    name: 'JobManager',
    objects: [sceneObject({ kind: 'job-manager' }, name, { box: jobManager.box, shapes })],
  }
}

function topicGroups(moment: Moment): SceneGroup[] {
  const { view, layout } = moment
  const topics = [...new Set(layout.tapes.map(({ topic }) => topic))]
  return topics.map((topic) => ({
    name: `Topic ${topic}`,
    objects: layout.tapes
      .filter((tape) => tape.topic === topic)
      .flatMap((tape): SceneObject[] => {
        const partition = findPartition(view, topic, tape.partition)
        if (partition === undefined) return []
        const object = { kind: 'partition', topic, partition: tape.partition } as const
        const box = tapeBox(partition, tape)
        const shapes = tapeShapes(view, partition, { tape, time: moment })
        return [sceneObject(object, sayPartition(partition), { box, shapes })]
      }),
  }))
}

function findPartition(
  view: ClusterView,
  topic: string,
  number: number,
): PartitionView | undefined {
  return view.partitions.find((one) => one.topic === topic && one.partition === number)
}

/** One group for each operator: its subtasks, each followed by the channels that lead to it. */
function operatorGroups(moment: Moment): SceneGroup[] {
  const { layout, view } = moment
  const vertices = view.graph?.vertices ?? []
  const pending = new Set(view.jobManager.pending.map(({ checkpoint }) => checkpoint as number))
  return vertices.map((vertex) => ({
    name: `${taskName(vertex)}, ${vertex.parallelism === 1 ? '1 subtask' : `${vertex.parallelism} subtasks`}`,
    objects: layout.stations
      .filter((station) => station.vertex.id === vertex.id)
      .flatMap((station) => [
        ...subtaskObjects(moment, station, pending),
        ...laneObjects(moment, station),
      ]),
  }))
}

function subtaskObjects(
  { view, layout, now }: Moment,
  station: StationPlace,
  pending: ReadonlySet<number>,
): SceneObject[] {
  return station.subtasks.flatMap(({ id }, nth): SceneObject[] => {
    const subtask = view.subtasks[id]
    if (subtask === undefined) return []
    const box = station.level === 3 ? cellBox(station, nth) : station.box
    const shapes = [...stationShapes(station, { subtask, now, pending }, box)]
    if (nth === 0) shapes.push(...portShapes(layout, station))
    return [sceneObject({ kind: 'subtask', id }, saySubtask(view, subtask), { box, shapes })]
  })
}

function stationShapes(station: StationPlace, state: BoxState, box: Box): readonly Shape[] {
  switch (station.level) {
    case 1:
      return subtaskBox(station, state)
    case 2:
      return subtaskRow(station, state)
    case 3:
      return [cellShape(state.subtask.activity, box)]
  }
}

function laneObjects(moment: Moment, station: StationPlace): SceneObject[] {
  const { layout, view } = moment
  let above: PlacedChannel | null = null
  const objects: SceneObject[] = []
  for (const at of station.lanes) {
    const lane = layout.lanes[at]
    const channels = (lane?.channels ?? []).flatMap((id) => view.channels[id] ?? [])
    const [first] = channels
    if (lane === undefined || first === undefined) continue
    const { box, slots } = lane
    const { shapes, state, placed } = laneAt(moment, station, { box, channels, slots, above })
    above = placed
    const name =
      channels.length === 1
        ? sayChannel(view, first)
        : `${channels.length} channels into ${taskName(station.vertex)}, ${state}`
    objects.push(sceneObject({ kind: 'channel', id: first.id }, name, { box, shapes }))
  }
  return objects
}

interface LaneOf {
  readonly box: Box
  readonly channels: readonly ChannelView[]
  readonly slots: number
  /** What is in the lane above it. */
  readonly above: PlacedChannel | null
}

interface DrawnLane {
  readonly shapes: readonly Shape[]
  readonly state: LaneState
  readonly placed: PlacedChannel | null
}

function laneAt(moment: Moment, station: StationPlace, lane: LaneOf): DrawnLane {
  const found = lane.channels.flatMap((channel) => {
    const placed = placedIn(moment, channel)?.placed
    return placed === undefined ? [] : [{ channel, placed }]
  })
  const states = found.map(
    ({ channel, placed }) => darkLane(moment, channel) ?? laneState(channel, placed),
  )
  const state = worst(states)
  const shapes = laneShapes(lane.box, state, station.level === 1 ? lane.slots : 0)
  const [only] = found
  if (station.level > 1) {
    const queued = found.reduce((sum, { placed }) => sum + placed.queued, 0)
    return { state, placed: null, shapes: [...shapes, laneCount(lane.box, queued)] }
  }
  if (only === undefined) return { state, placed: null, shapes }
  const { placed } = only
  const caption = laneCaption(lane.box, state, { placed, above: lane.above })
  return { state, placed, shapes: [...shapes, ...caption] }
}

function darkLane({ view }: Moment, channel: ChannelView): LaneState | null {
  const activities = [channel.from, channel.to].flatMap((id) => view.subtasks[id]?.activity ?? [])
  const receiver = view.subtasks[channel.to]?.activity
  if (receiver !== undefined && isLost(receiver)) return 'lost'
  if (receiver !== undefined && isCancelled(receiver)) return 'cancelled'
  return activities.some(isDark) ? 'cancelled' : null
}

function worst(states: readonly LaneState[]): LaneState {
  const order: readonly LaneState[] = ['lost', 'cancelled', 'blocked', 'full']
  return order.find((state) => states.includes(state)) ?? 'open'
}

function shelfGroup({ view, layout }: Moment): SceneGroup {
  const items = shownItems(view.shelf, layout.shelf.items.length)
  return {
    name: 'Checkpoint storage',
    objects: items.flatMap((item, at): SceneObject[] => {
      const box = layout.shelf.items[at]
      if (box === undefined) return []
      const shapes = itemShapes(item, box)
      return [
        sceneObject({ kind: 'checkpoint', id: item.checkpoint }, sayItem(item), { box, shapes }),
      ]
    }),
  }
}
