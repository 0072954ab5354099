/** Lanes: one for each input channel, glued to the left edge of the box it ends at. */
import type { Box } from '../shape.ts'
import { laneWidthOf, measures, slotsOf } from './measures.ts'
import type { Stations } from './stations.ts'

export interface LanePlace {
  readonly box: Box
  readonly slots: number
}

/** By lane. Several lanes of a box stand around its middle, 44 px apart. */
export function placeLanes(stations: Stations, boxes: readonly Box[]): LanePlace[] {
  const { lane } = measures
  const counts = new Map<number, number>()
  for (const { station } of stations.lanes) counts.set(station, (counts.get(station) ?? 0) + 1)
  const placed = new Map<number, number>()
  return stations.lanes.map(({ station: at }) => {
    const station = stations.stations[at]
    const box = boxes[at]
    if (station === undefined || box === undefined) return { box: emptyBox, slots: 0 }
    const count = counts.get(at) ?? 1
    const nth = placed.get(at) ?? 0
    placed.set(at, nth + 1)
    const high = (count - 1) * lane.pitch + lane.height
    const y = box.y + Math.round((box.height - high) / 2) + nth * lane.pitch
    if (station.level === 1) {
      const width = laneWidthOf(station)
      return { box: { x: box.x - width, y, width, height: lane.height }, slots: slotsOf(station) }
    }
    const { row } = station.density.across
    const x = box.x - row.lane - row.count
    const middle = box.y + box.height / 2 - 8
    return { box: { x, y: middle, width: row.lane, height: 16 }, slots: slotsOf(station) }
  })
}

const emptyBox: Box = { x: 0, y: 0, width: 0, height: 0 }
