/** Wires: level, upright, level, from an output port to the tail of a lane. */
import type { Point } from '../shape.ts'
import { type Polyline, roundedPath } from './geometry.ts'
import type { LanePlace } from './lanes.ts'
import { grid, measures } from './measures.ts'
import type { Places } from './place.ts'
import type { Stations, Wire } from './stations.ts'
import { leg, orderTracks } from './tracks.ts'

export interface WirePlace {
  readonly line: Polyline
  /** The line with its corners rounded. */
  readonly d: string
}

export interface WireInput {
  readonly stations: Stations
  readonly places: Places
  readonly lanes: readonly LanePlace[]
  readonly ports: readonly Point[]
}

/** The columns a wire starts and ends in. */
function columnsOfWire(stations: Stations, wire: Wire): { from: number; to: number } {
  const lane = stations.lanes[wire.lane]
  return {
    from: stations.stations[wire.from]?.column ?? 0,
    to: stations.stations[lane?.station ?? -1]?.column ?? 0,
  }
}

/** The wires that pass a column; they run below the bands, where no box is. */
export function bypassesOf(stations: Stations): readonly string[] {
  const names = new Set<string>()
  for (const [at, wire] of stations.wires.entries()) {
    const { from, to } = columnsOfWire(stations, wire)
    if (to > from + 1) names.add(trackName(wire, at))
  }
  return [...names]
}

/** By wire. */
export function placeWires(input: WireInput): WirePlace[] {
  const { stations, places, lanes, ports } = input
  const bypasses = bypassesOf(stations)
  const { pitch } = stations.density.across.gutter
  const bypassHeight = (name: string): number =>
    places.bottom + pitch * (1 + bypasses.indexOf(name))
  const tracks = placeTracks(input, bypassHeight)
  return stations.wires.map((wire, at) => {
    const name = trackName(wire, at)
    const { from, to } = columnsOfWire(stations, wire)
    const start = ports[at] ?? { x: 0, y: 0 }
    const lane = lanes[wire.lane]?.box
    const end = lane === undefined ? start : { x: lane.x, y: lane.y + lane.height / 2 }
    const first = tracks.get(`${from} ${name}`) ?? start.x
    if (to <= from + 1) return wirePlace(straightened([start, ...upright(first, start, end), end]))
    const second = tracks.get(`${to - 1} ${name}`) ?? end.x
    const low = { x: 0, y: bypassHeight(name) }
    return wirePlace([start, ...upright(first, start, low), ...upright(second, low, end), end])
  })
}

function upright(x: number, from: Point, to: Point): Point[] {
  return [
    { x, y: from.y },
    { x, y: to.y },
  ]
}

/** A wire that does not change its height has no corners. */
function straightened(line: Polyline): Polyline {
  const first = line[0]
  const last = line.at(-1)
  if (first === undefined || last === undefined) return line
  return line.every((point) => point.y === first.y) ? [first, last] : line
}

function wirePlace(line: Polyline): WirePlace {
  return { line, d: roundedPath(line, measures.cornerRadius) }
}

/** All wires of a bundle share one track. */
function trackName(wire: Wire, at: number): string {
  return wire.bundled ? `edge ${wire.edge}` : `wire ${at}`
}

/** The x of every track: by gutter and name. */
function placeTracks(
  input: WireInput,
  bypassHeight: (name: string) => number,
): ReadonlyMap<string, number> {
  const { stations, lanes, ports } = input
  const gutters = new Map<number, Map<string, { out: number[]; into: number[] }>>()
  const add = (gutter: number, name: string, heights: { out: number; into: number }): void => {
    const legs = gutters.get(gutter) ?? new Map<string, { out: number[]; into: number[] }>()
    gutters.set(gutter, legs)
    const known = legs.get(name) ?? { out: [], into: [] }
    legs.set(name, known)
    known.out.push(heights.out)
    known.into.push(heights.into)
  }
  for (const [at, wire] of stations.wires.entries()) {
    const name = trackName(wire, at)
    const { from, to } = columnsOfWire(stations, wire)
    const lane = lanes[wire.lane]?.box
    const out = ports[at]?.y ?? 0
    const into = lane === undefined ? 0 : lane.y + lane.height / 2
    if (to <= from + 1) add(from, name, { out, into })
    else {
      add(from, name, { out, into: bypassHeight(name) })
      add(to - 1, name, { out: bypassHeight(name), into })
    }
  }
  const tracks = new Map<string, number>()
  for (const [gutter, legs] of gutters) {
    const order = orderTracks([...legs].map(([name, { out, into }]) => leg(name, out, into)))
    const first = firstTrack(input, gutter, order.length)
    for (const [nth, name] of order.entries())
      tracks.set(`${gutter} ${name}`, first + nth * stations.density.across.gutter.pitch)
  }
  return tracks
}

/** The leftmost track; what a gutter has to spare is left free on both sides. */
function firstTrack({ stations, places }: WireInput, gutter: number, tracks: number): number {
  const { first, upload } = measures.gutter
  const { pitch } = stations.density.across.gutter
  const { columns } = places
  const left = columns[gutter]?.right ?? 0
  const right = columns[gutter + 1]?.laneX ?? left
  const start = left + (gutter > 0 ? upload : first)
  const spare = right - first - start - (tracks - 1) * pitch
  return start + Math.max(0, Math.floor(grid(spare / 2) / 4) * 4)
}
