/** Where wires leave a box: its output ports, top to bottom in the order of their targets. */
import type { Box, Point } from '../shape.ts'
import type { LanePlace } from './lanes.ts'
import { measures } from './measures.ts'
import type { Stations } from './stations.ts'

const clearance = 6
const leastPitch = 6

interface PortWish {
  readonly wires: readonly number[]
  /** Middle height of what it feeds. */
  readonly target: number
  readonly feeds: ReadonlySet<number>
}

/** The port of every wire. A port keeps 6 px from the height of any lane it does not feed. */
export function placePorts(
  stations: Stations,
  boxes: readonly Box[],
  lanes: readonly LanePlace[],
): Point[] {
  const ports: Point[] = stations.wires.map(() => ({ x: 0, y: 0 }))
  for (const [at, box] of boxes.entries()) {
    const station = stations.stations[at]
    const wishes = wishesOf(stations, lanes, at)
    if (station === undefined || wishes.length === 0) continue
    const level = station.level === 1
    // The last 20 px at the right of a box at level 1 are where its upload leaves.
    const top = box.y + (level ? 12 : 4)
    const bottom = box.y + box.height - (level ? 22 : 4)
    const pitch = Math.min(station.kind === 'source' ? 14 : 16, (bottom - top) / wishes.length)
    const middle =
      station.kind === 'source' || !level ? box.y + box.height / 2 : box.y + box.height * 0.4
    let y = middle - ((wishes.length - 1) * pitch) / 2 - pitch
    for (const [nth, wish] of wishes.entries()) {
      const last = bottom - (wishes.length - 1 - nth) * leastPitch
      y = freeHeight({ from: nth === 0 ? y + pitch : y + pitch, last, avoid: foreign(lanes, wish) })
      for (const wire of wish.wires) ports[wire] = { x: box.x + box.width, y }
    }
  }
  return ports
}

/** What leaves a station: each wire by itself, each bundle as one, and all at once where it is low. */
function wishesOf(stations: Stations, lanes: readonly LanePlace[], station: number): PortWish[] {
  const groups = new Map<string, number[]>()
  for (const [at, wire] of stations.wires.entries()) {
    if (wire.from !== station) continue
    const single = (stations.stations[station]?.level ?? 1) > 1
    const name = single ? 'all' : wire.bundled ? `edge ${wire.edge}` : `wire ${at}`
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [at])
    else group.push(at)
  }
  const wishes = [...groups.values()].map((wires): PortWish => {
    const feeds = wires.map((wire) => stations.wires[wire]?.lane ?? 0)
    const heights = feeds.map((lane) => middleOf(lanes[lane]))
    const target = heights.reduce((sum, height) => sum + height, 0) / heights.length
    return { wires, target, feeds: new Set(feeds) }
  })
  return wishes.sort((a, b) => a.target - b.target)
}

function foreign(lanes: readonly LanePlace[], wish: PortWish): readonly number[] {
  // A bundle has one upright part at a track of its own, so it may leave anywhere.
  if (wish.wires.length > 1) return []
  return lanes.flatMap((lane, at) => (wish.feeds.has(at) ? [] : [middleOf(lane)]))
}

interface Search {
  readonly from: number
  readonly last: number
  readonly avoid: readonly number[]
}

/** The height nearest to the wish, at it or below it, that no foreign lane comes near. */
function freeHeight(search: Search): number {
  const from = Math.round(search.from)
  for (let y = from; y <= search.last; y += 2) {
    if (search.avoid.every((height) => Math.abs(height - y) >= clearance)) return y
  }
  return Math.min(from, search.last)
}

function middleOf(lane: LanePlace | undefined): number {
  return lane === undefined ? 0 : lane.box.y + lane.box.height / 2
}

/** Where a box gives its snapshot away: at the right, below the ports; a source at its left. */
export function uploadPort(box: Box, source: boolean): Point {
  const y = box.y + box.height - 16
  return source ? { x: box.x, y } : { x: box.x + box.width, y: Math.max(box.y + box.height / 2, y) }
}

export const uploadOffset = measures.gutter.upload / 2
