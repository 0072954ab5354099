/** Kafka partitions: one tape each, left of the bands, level with the source that reads it. */
import type { SubtaskId } from '../../../model/index.ts'
import type { Box } from '../shape.ts'
import { measures } from './measures.ts'

export interface SourcePartition {
  readonly topic: string
  readonly partition: number
  readonly reader: SubtaskId
}

/** How much of a partition can be shown, and where: the next record is always at `anchor`. */
export interface TapePlace extends SourcePartition {
  /** Middle of the cell of the next record. */
  readonly anchor: number
  readonly above: number
  readonly below: number
  /** Where its arrow ends: the left edge of its source. */
  readonly arrowTo: number
}

/** All partitions of a source that is too small for tapes: their numbers in words. */
export interface TapeNote {
  readonly partitions: readonly SourcePartition[]
  readonly anchor: number
  readonly arrowTo: number
}

/** A station of a source, and the partitions its subtasks read. */
export interface TapeReader {
  readonly box: Box
  readonly level: number
  readonly partitions: readonly SourcePartition[]
}

const most = { above: 3, below: 6 }

/** The tapes of sources at level 1. A tape uses the room down to its neighbour, which needs its label. */
export function placeTapes(
  readers: readonly TapeReader[],
  bands: { readonly top: number; readonly bottom: number },
): TapePlace[] {
  const { tape } = measures
  const anchored = readers
    .filter((reader) => reader.level === 1)
    .flatMap(anchorsOf)
    .sort((a, b) => a.anchor - b.anchor)
  const half = tape.cell / 2
  let top = bands.top - 2
  return anchored.map((one, at) => {
    const above = between(0, most.above, (one.anchor - half - tape.label - top) / tape.cell)
    const next = anchored[at + 1]?.anchor
    const share =
      next === undefined ? 0 : (next - one.anchor - tape.cell - tape.label - 8) / tape.cell
    // The neighbour's records ahead come first: they are what a reader waits for.
    const ahead = between(0, most.above, share / 2)
    const end = next === undefined ? bands.bottom : next - half - ahead * tape.cell - tape.label - 8
    const below = between(0, most.below, (end - one.anchor - half) / tape.cell)
    top = one.anchor + half + below * tape.cell + 8
    return { ...one, above, below }
  })
}

/** One line for each source at level 2 and 3. */
export function placeTapeNotes(readers: readonly TapeReader[]): TapeNote[] {
  return readers
    .filter((reader) => reader.level > 1 && reader.partitions.length > 0)
    .map(({ box, partitions }) => ({
      partitions,
      anchor: box.y + box.height / 2,
      arrowTo: box.x,
    }))
}

function anchorsOf(reader: TapeReader): Omit<TapePlace, 'above' | 'below'>[] {
  const { box, partitions } = reader
  const pitch = Math.min(measures.tape.partitionPitch, box.height / partitions.length)
  return partitions.map((partition, nth) => ({
    ...partition,
    anchor: Math.round(box.y + box.height / 2 + (nth - (partitions.length - 1) / 2) * pitch),
    arrowTo: box.x,
  }))
}

function between(least: number, greatest: number, value: number): number {
  return Math.max(least, Math.min(greatest, Math.floor(value)))
}
