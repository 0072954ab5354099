/**
 * Where everything of the picture stands: a pure function of the job graph, its schedule and the stage.
 * It knows nothing of what happens there, so a box never moves because of an event.
 */
import type {
  ChannelId,
  JobGraph,
  Schedule,
  SubtaskId,
  TaskManagerId,
  VertexId,
} from '../../../model/index.ts'
import type { Box } from '../shape.ts'
import { type JobManagerPlace, placeJobManager } from './bar.ts'
import { columnsOf } from './columns.ts'
import { type LanePlace, placeLanes } from './lanes.ts'
import { acrosses, type Density, type Down, downs } from './density.ts'
import { firstLevels, type LevelChoice, withLess } from './levels.ts'
import { grid, measures } from './measures.ts'
import { shortName, taskDescription, taskKind } from './names.ts'
import { layOutOperators, type OperatorsLayout } from './operators.ts'
import { type BandPlace, type ColumnPlace, place, type Places } from './place.ts'
import { placePorts, uploadOffset, uploadPort } from './ports.ts'
import { placeShelf, type ShelfPlace } from './shelf.ts'
import {
  type Lane,
  type Station,
  type StationLevel,
  type Stations,
  stationsOf,
} from './stations.ts'
import {
  placeTapeNotes,
  placeTapes,
  type SourcePartition,
  type TapeNote,
  type TapePlace,
  type TapeReader,
} from './tapes.ts'
import { bypassesOf, placeWires, type WirePlace } from './wires.ts'
import type { Polyline } from './geometry.ts'
import { fitText } from '../text.ts'

export interface LayoutInput {
  readonly graph: JobGraph
  readonly schedule: Schedule
  readonly partitions: readonly SourcePartition[]
  readonly taskManagers: readonly TaskManagerId[]
  /** In px. */
  readonly stage: { readonly width: number; readonly height: number }
  readonly level: LevelChoice
  /** The subtask that is shown in full below the cards of level 4. */
  readonly focus: SubtaskId | null
}

export interface StationPlace extends Station {
  readonly box: Box
  /** The wires that leave it. */
  readonly wires: readonly number[]
  readonly lanes: readonly number[]
  /** Where its snapshots go to the shelf. */
  readonly upload: Polyline
}

export interface HeadPlace {
  readonly vertices: readonly VertexId[]
  readonly x: number
  readonly y: number
  readonly name: string
  /** Null where there is no room for it. */
  readonly description: { readonly y: number; readonly text: string } | null
}

/** Levels 1 to 3: TaskManagers as bands, tasks as columns. */
export interface BandsLayout {
  readonly kind: 'bands'
  readonly width: number
  readonly height: number
  readonly jobManager: JobManagerPlace
  readonly heads: readonly HeadPlace[]
  readonly bands: readonly BandPlace[]
  readonly stations: readonly StationPlace[]
  readonly lanes: readonly (Lane & LanePlace)[]
  readonly wires: readonly (WirePlace & Stations['wires'][number])[]
  readonly tapes: readonly TapePlace[]
  readonly tapeNotes: readonly TapeNote[]
  readonly shelf: ShelfPlace
  readonly stationOf: ReadonlyMap<SubtaskId, number>
  readonly laneOf: ReadonlyMap<ChannelId, number>
  readonly wireOf: ReadonlyMap<ChannelId, number>
}

export type GraphLayout = BandsLayout | OperatorsLayout

/** Rows may be so much higher than the stage before they become cells: they are scrolled to. */
const tallest = 4 / 3
/** Beyond this even cells are no help, and the tasks are shown as cards. */
const muchTooTall = 4
/** Below this width there is no room for bands side by side with anything else. */
const narrow = 560

/** Places every subtask and every channel once per deployment and size of the stage. */
export function layOut(input: LayoutInput): GraphLayout {
  const { graph, schedule, stage } = input
  const operators = (): OperatorsLayout =>
    layOutOperators({ vertices: graph.vertices, schedule, stage, focus: input.focus })
  if (input.level === 4 || (input.level === 'auto' && stage.width < narrow)) return operators()
  const [asDrawn, close] = downs
  const levels = firstLevels(graph, input.level)
  let best = raise(input, levels, asDrawn)
  if (!fits(input, best)) best = raise(input, levels, close)
  if (input.level !== 'auto') return complete(input, best)
  while (!fits(input, best)) {
    const isTall = best.height > stage.height * tallest
    const lower = lowerFrame(input, best, 2) ?? (isTall ? lowerFrame(input, best, 3) : null)
    if (lower === null) break
    best = lower
  }
  return best.height > stage.height * muchTooTall ? operators() : complete(input, best)
}

/** What is below the shelf may lie beyond the stage. */
function fits({ stage }: LayoutInput, { height, stations }: Frame): boolean {
  return height - stations.density.down.shelf.below <= stage.height
}

/** Bands and boxes without lanes and wires: enough to know how high the picture gets. */
interface Frame {
  readonly levels: ReadonlyMap<VertexId, StationLevel>
  readonly stations: Stations
  readonly places: Places
  readonly shelfY: number
  readonly height: number
}

/** The frame as wide as the stage, or as near to that as things can stand. */
function raise(input: LayoutInput, levels: ReadonlyMap<VertexId, StationLevel>, down: Down): Frame {
  const [first, ...closer] = acrosses
  let frame = raiseAt(input, levels, { across: first, down })
  for (const across of closer) {
    if (frame.places.width <= input.stage.width) break
    frame = raiseAt(input, levels, { across, down })
  }
  return frame
}

function raiseAt(
  input: LayoutInput,
  levels: ReadonlyMap<VertexId, StationLevel>,
  density: Density,
): Frame {
  const { graph, schedule, partitions, stage } = input
  const stations = stationsOf({
    graph,
    schedule,
    levels,
    columns: columnsOf(graph),
    partitionsOf: (subtask) => partitions.filter((one) => one.reader === subtask).length,
    density,
  })
  const bypasses = bypassesOf(stations).length
  const places = place({ stations, taskManagers: input.taskManagers, stage, bypasses })
  const { shelf } = density.down
  const { pitch } = density.across.gutter
  const below = places.bottom + (bypasses > 0 ? (bypasses + 1) * pitch : 0) + shelf.gap
  const shelfY = Math.max(grid(below), stage.height - shelf.below - shelf.height)
  return { levels, stations, places, shelfY, height: shelfY + shelf.height + shelf.below }
}

/** A frame that shows less of one task and is lower for it; null when that helps nowhere. */
function lowerFrame(input: LayoutInput, frame: Frame, downTo: StationLevel): Frame | null {
  const heightOf = (vertex: VertexId): number => columnHeight(frame, vertex)
  for (const less of withLess(frame.levels, heightOf, downTo)) {
    const lower = raise(input, less, frame.stations.density.down)
    if (lower.height < frame.height) return lower
  }
  return null
}

function columnHeight({ stations, places }: Frame, vertex: VertexId): number {
  return stations.stations.reduce((sum, station, at) => {
    const height = places.boxes[at]?.height ?? 0
    return station.vertex.id === vertex ? sum + height + stations.density.down.boxGap : sum
  }, 0)
}

function complete(input: LayoutInput, frame: Frame): BandsLayout {
  const { graph, schedule } = input
  const { stations, places, shelfY } = frame
  const lanes = placeLanes(stations, places.boxes)
  const ports = placePorts(stations, places.boxes, lanes)
  const wires = placeWires({ stations, places, lanes, ports })
  const readers = tapeReaders(input, frame)
  const { density } = stations
  return {
    kind: 'bands',
    width: places.width,
    height: frame.height,
    jobManager: placeJobManager(graph, schedule, { width: places.width, density }),
    heads: placeHeads(graph, stations, places.columns),
    bands: places.bands,
    stations: placeStations(stations, places, shelfY),
    lanes: stations.lanes.map((lane, at) => ({ ...lane, ...(lanes[at] ?? noLane) })),
    wires: stations.wires.map((wire, at) => ({ ...wire, ...(wires[at] ?? noWire) })),
    tapes: placeTapes(readers, { top: density.down.band.top, bottom: places.bottom }),
    tapeNotes: placeTapeNotes(readers),
    shelf: placeShelf(places.width, shelfY, density),
    stationOf: stations.stationOf,
    laneOf: stations.laneOf,
    wireOf: new Map(
      stations.wires.flatMap((wire, at) => wire.channels.map((channel) => [channel, at] as const)),
    ),
  }
}

function tapeReaders({ partitions }: LayoutInput, { stations, places }: Frame): TapeReader[] {
  return stations.stations.flatMap((station, at): TapeReader[] => {
    const own = new Set(station.subtasks.map((subtask) => subtask.id))
    const read = partitions.filter((partition) => own.has(partition.reader))
    const box = places.boxes[at]
    return box === undefined ? [] : [{ box, level: station.level, partitions: read }]
  })
}

const noLane: LanePlace = { box: { x: 0, y: 0, width: 0, height: 0 }, slots: 0 }
const noWire: WirePlace = { line: [], d: '' }

function placeStations(stations: Stations, places: Places, shelfY: number): StationPlace[] {
  return stations.stations.map((station, at): StationPlace => {
    const box = places.boxes[at] ?? noLane.box
    const source = station.kind === 'source'
    const port = uploadPort(box, source)
    // In its column's upload track: the first px of the gutter; for a source the band's own padding.
    const column = places.columns[station.column]
    const edge = source ? box.x - 4 : (column?.right ?? box.x + box.width) + uploadOffset
    return {
      ...station,
      box,
      wires: indices(stations.wires, (wire) => wire.from === at),
      lanes: indices(stations.lanes, (lane) => lane.station === at),
      upload: [port, { x: edge, y: port.y }, { x: edge, y: shelfY }],
    }
  })
}

function indices<T>(list: readonly T[], wanted: (item: T) => boolean): number[] {
  return list.flatMap((item, at) => (wanted(item) ? [at] : []))
}

function placeHeads(
  graph: JobGraph,
  stations: Stations,
  columns: readonly ColumnPlace[],
): HeadPlace[] {
  const { across, down } = stations.density
  return columns.map((column, at): HeadPlace => {
    const here = new Set(
      stations.stations.filter((station) => station.column === at).map((one) => one.vertex.id),
    )
    const vertices = graph.vertices.filter((vertex) => here.has(vertex.id))
    const source = vertices[0] !== undefined && taskKind(vertices[0]) === 'source'
    const x = source ? measures.margin : column.boxX
    const next = columns[at + 1]
    const room = (next === undefined ? column.right + across.padding : next.boxX) - x - 12
    const names = vertices.map((vertex) => shortName(vertex, room, 't13b')).join(', ')
    const first = vertices[0]
    const kinds = first === undefined ? [''] : taskDescription(first)
    const many = vertices.length > 1 ? [`${vertices.length} tasks`] : kinds
    const description = fitText(many, room, 't11')
    return {
      vertices: vertices.map((vertex) => vertex.id),
      x,
      y: down.headName,
      name: fitText([names, `${vertices.length} tasks`], room, 't13b'),
      description: down.headKind === null ? null : { y: down.headKind, text: description },
    }
  })
}
