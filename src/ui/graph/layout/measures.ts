/** The measures of DESIGN that are the same at every density, and what a station takes at its own; in px. */
import { textWidth } from '../text.ts'
import { shortName } from './names.ts'
import type { Station } from './stations.ts'

export const measures = {
  margin: 16,
  jobManager: { height: 56 },
  band: { left: 88, emptyHeight: 36 },
  firstBox: 96,
  lane: { height: 20, pitch: 44, slot: 20 },
  row: { height: 24, pitch: 32 },
  cell: { size: 14, pitch: 16, perLine: 8, header: 44 },
  gutter: { first: 4, upload: 12 },
  tape: { left: 44, width: 24, cell: 20, label: 16, partitionPitch: 60 },
  cornerRadius: 4,
} as const

/** Slots of the lanes of a station. */
export function slotsOf(station: Station): number {
  if (station.level > 1) return 3
  const { slots } = station.density.across
  return station.kind === 'sink' ? slots.sink : slots.process
}

/** What the lanes of a station take in front of its box. */
export function laneWidthOf(station: Station): number {
  if (station.kind === 'source') return 0
  const { row } = station.density.across
  return station.level === 1 ? slotsOf(station) * measures.lane.slot : row.lane + row.count
}

/** The least width of a station's box. */
export function boxWidthOf(station: Station): number {
  if (station.level === 2) return station.density.across.row.width
  if (station.level === 3) return measures.cell.perLine * measures.cell.pitch + 12
  return station.density.across.box[station.kind]
}

/** The width that holds the whole name, within reason: where there is room for it. */
export function wishedWidthOf(station: Station): number {
  const least = boxWidthOf(station)
  if (station.level > 1) return least
  const name = shortName(station.vertex, 96, 't12b')
  const index = `${station.vertex.parallelism}/${station.vertex.parallelism}`
  const needed = 10 + textWidth(name, 't12b') + 3 + textWidth(index, 't11') + 21
  return Math.min(148, Math.max(least, Math.ceil(needed / 4) * 4))
}

/** The height of a station's box, given how many lanes end at it. */
export function boxHeightOf(station: Station, lanes: number): number {
  const { row, cell, lane, tape } = measures
  if (station.level === 2) return row.height
  if (station.level === 3)
    return cell.header + Math.ceil(station.subtasks.length / cell.perLine) * cell.pitch
  return Math.max(96, lanes * lane.pitch, station.partitions * tape.partitionPitch)
}

/** The room between two stations of a column. */
export function gapAfter(station: Station): number {
  return station.level === 2
    ? measures.row.pitch - measures.row.height
    : station.density.down.boxGap
}

/** The next multiple of 4: every edge stands on the 4 px grid. */
export function grid(value: number): number {
  return Math.round(value / 4) * 4
}
