/** Where columns, TaskManager bands and boxes stand. */
import type { TaskManagerId } from '../../../model/index.ts'
import type { Box } from '../shape.ts'
import {
  boxHeightOf,
  boxWidthOf,
  gapAfter,
  grid,
  laneWidthOf,
  measures,
  wishedWidthOf,
} from './measures.ts'
import type { Station, Stations } from './stations.ts'

/** What a column takes, and the gutter at its right. */
export interface ColumnPlace {
  readonly laneX: number
  readonly boxX: number
  readonly right: number
}

export interface BandPlace {
  readonly taskManager: TaskManagerId
  readonly box: Box
}

export interface Places {
  readonly columns: readonly ColumnPlace[]
  readonly bands: readonly BandPlace[]
  /** By station. */
  readonly boxes: readonly Box[]
  readonly width: number
  /** Where the last band ends, and the shelf's own place may begin. */
  readonly bottom: number
}

/** The room each gutter needs: a track for every wire that runs upright in it, and one for uploads. */
function gutterWidths(stations: Stations, columnCount: number): number[] {
  const { least, pitch } = stations.density.across.gutter
  const { upload } = measures.gutter
  return Array.from({ length: Math.max(0, columnCount - 1) }, (_, gutter) => {
    const tracks = tracksIn(stations, gutter).size
    return Math.max(least, grid(tracks * pitch + (gutter > 0 ? upload : 0)))
  })
}

/** The names of the tracks of a gutter: one for each wire, one for all wires of a bundle. */
function tracksIn(stations: Stations, gutter: number): ReadonlySet<string> {
  const tracks = new Set<string>()
  for (const [at, wire] of stations.wires.entries()) {
    const from = stations.stations[wire.from]?.column
    const to = stations.stations[stations.lanes[wire.lane]?.station ?? -1]?.column
    if (from === gutter || to === gutter + 1)
      tracks.add(wire.bundled ? `edge ${wire.edge}` : `wire ${at}`)
  }
  return tracks
}

/**
 * The columns from left to right. What the stage has to spare goes to boxes with long names first, then to
 * the gutters in equal parts.
 */
function placeColumns(stations: Stations, stageWidth: number): ColumnPlace[] {
  const count = Math.max(...stations.stations.map((station) => station.column), -1) + 1
  const gutters = gutterWidths(stations, count)
  const { margin, padding } = stations.density.across
  const room = stageWidth - margin - padding - measures.firstBox
  const takenBy = (widths: readonly ColumnWidth[]): number =>
    [...gutters, ...widths.map(({ lane, box }) => lane + box)].reduce((sum, one) => sum + one, 0)
  const wished = columnWidths(stations, count, wishedWidthOf)
  const widths = takenBy(wished) <= room ? wished : columnWidths(stations, count, boxWidthOf)
  const spare = Math.max(0, room - takenBy(widths))
  const each = gutters.length === 0 ? 0 : Math.min(120, Math.floor(spare / gutters.length / 4) * 4)
  const places: ColumnPlace[] = []
  let x: number = measures.firstBox
  for (const [column, { lane, box }] of widths.entries()) {
    places.push({ laneX: x, boxX: x + lane, right: x + lane + box })
    x += lane + box + (gutters[column] ?? 0) + each
  }
  return places
}

interface ColumnWidth {
  readonly lane: number
  readonly box: number
}

function columnWidths(
  stations: Stations,
  count: number,
  widthOf: (station: Station) => number,
): ColumnWidth[] {
  return Array.from({ length: count }, (_, column) => {
    const own = stations.stations.filter((station) => station.column === column)
    return {
      lane: Math.max(0, ...own.map(laneWidthOf)),
      box: Math.max(0, ...own.map(widthOf)),
    }
  })
}

export interface PlaceInput {
  readonly stations: Stations
  readonly taskManagers: readonly TaskManagerId[]
  readonly stage: { readonly width: number; readonly height: number }
  /** How many wires run below the bands, because they pass a column. */
  readonly bypasses: number
}

export function place(input: PlaceInput): Places {
  const { stations, stage } = input
  const columns = placeColumns(stations, stage.width)
  const last = columns.at(-1)?.right ?? measures.firstBox
  const { across, down } = stations.density
  const width = Math.max(stage.width, last + across.padding + across.margin)
  const laneCount = stations.stations.map(() => 0)
  for (const lane of stations.lanes) laneCount[lane.station] = (laneCount[lane.station] ?? 0) + 1
  const heights = stations.stations.map((station, at) => boxHeightOf(station, laneCount[at] ?? 0))
  const contents = input.taskManagers.map((id) => contentHeight(stations, heights, id))
  const grow = growthOf(input, contents)
  const boxes: Box[] = stations.stations.map(() => ({ x: 0, y: 0, width: 0, height: 0 }))
  const bands: BandPlace[] = []
  const { band } = down
  const { left, emptyHeight } = measures.band
  let y: number = band.top
  for (const [at, taskManager] of input.taskManagers.entries()) {
    const content = contents[at] ?? 0
    const empty = content === 0
    const height = empty ? emptyHeight : band.header + content + grow + band.padding
    bands.push({
      taskManager,
      box: { x: left, y, width: width - left - across.margin, height },
    })
    const inside = { taskManager, top: y + band.header, height: content + grow }
    if (!empty) stackBoxes({ stations, heights, columns, inside }, boxes)
    y += height + band.gap
  }
  return { columns, bands, boxes, width, bottom: y - band.gap }
}

/** How much each band with subtasks grows, so that the bands fill the stage. */
function growthOf(input: PlaceInput, contents: readonly number[]): number {
  const { down, across } = input.stations.density
  const { band, shelf } = down
  const filled = contents.filter((content) => content > 0)
  const empty = contents.length - filled.length
  const natural =
    band.top +
    filled.reduce((sum, content) => sum + band.header + content + band.padding, 0) +
    empty * measures.band.emptyHeight +
    (contents.length - 1) * band.gap +
    (input.bypasses > 0 ? (input.bypasses + 1) * across.gutter.pitch : 0)
  const room = input.stage.height - shelf.gap - shelf.height - shelf.below
  if (filled.length === 0 || room <= natural) return 0
  return Math.min(160, Math.floor((room - natural) / filled.length / 4) * 4)
}

function contentHeight(
  stations: Stations,
  heights: readonly number[],
  taskManager: TaskManagerId,
): number {
  const columns = new Map<number, number>()
  for (const [at, station] of stations.stations.entries()) {
    if (station.taskManager !== taskManager) continue
    const before = columns.get(station.column)
    const own = heights[at] ?? 0
    columns.set(station.column, before === undefined ? own : before + gapAfter(station) + own)
  }
  return grid(Math.max(0, ...columns.values()))
}

interface Stacking {
  readonly stations: Stations
  readonly heights: readonly number[]
  readonly columns: readonly ColumnPlace[]
  readonly inside: {
    readonly taskManager: TaskManagerId
    readonly top: number
    readonly height: number
  }
}

/** Stacks the boxes of each column of a band around the band's middle. */
function stackBoxes(stacking: Stacking, boxes: Box[]): void {
  const { stations, heights, columns, inside } = stacking
  for (const [column, place] of columns.entries()) {
    const own = [...stations.stations.entries()].filter(
      ([, station]) => station.column === column && station.taskManager === inside.taskManager,
    )
    const total = own.reduce(
      (sum, [at, station], nth) => sum + (heights[at] ?? 0) + (nth > 0 ? gapAfter(station) : 0),
      0,
    )
    const start = inside.top + (inside.height - total) / 2
    // Boxes stand on the grid; rows and grids of cells on the middle line, where their wires are straight.
    let y = own.every(([, station]) => station.level > 1) ? Math.round(start) : grid(start - 1)
    for (const [at, station] of own) {
      const height = heights[at] ?? 0
      // Boxes of a column are equally wide; a row or a grid keeps its own measure.
      const width = station.level === 1 ? place.right - place.boxX : boxWidthOf(station)
      boxes[at] = { x: place.boxX, y, width, height }
      y += height + gapAfter(station)
    }
  }
}
