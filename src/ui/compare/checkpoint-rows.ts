/** The snapshots of two runs beside each other, by their numbers. */
import type { VirtualTime } from '../../model/index.ts'
import { barOf, type CheckpointRow } from '../../projection/index.ts'
import { type Pair, pairOf } from '../../session/index.ts'
import { snapshotName } from '../format.ts'

/** One snapshot in one run. Times are virtual ms. */
export interface SnapshotFigures {
  readonly phase: CheckpointRow['phase']
  readonly triggeredAt: number
  /** Null while it is under way. */
  readonly duration: number | null
  /** Of the subtask that sets the pace. */
  readonly alignment: number
  readonly bytes: number
  /** In flight: what was persisted with it, in bytes and in elements of the channels. */
  readonly persisted: number
  readonly unaligned: boolean
}

export interface SnapshotPair {
  readonly name: string
  readonly checkpoint: number
  /** Null: the run has no such snapshot. */
  readonly runs: Pair<SnapshotFigures | null>
}

/** In the order of their numbers; what is under way lasts until `now` (virtual ms). */
export function checkpointRows(
  histories: Pair<readonly CheckpointRow[]>,
  now: VirtualTime,
): readonly SnapshotPair[] {
  const all = [...histories[0], ...histories[1]]
  const numbers = [...new Set(all.map(({ checkpoint }) => checkpoint))].sort((a, b) => a - b)
  return numbers.flatMap((number) => {
    const found = pairOf((side) => histories[side].find(({ checkpoint }) => checkpoint === number))
    const row = found[0] ?? found[1]
    if (row === undefined) return []
    const runs = pairOf((side) => figuresOf(found[side], now))
    return [{ name: snapshotName(row), checkpoint: number, runs }]
  })
}

function figuresOf(row: CheckpointRow | undefined, now: VirtualTime): SnapshotFigures | null {
  if (row === undefined) return null
  const { phase, triggeredAt, endedAt, bytes, subtasks } = row
  const reported = subtasks.flatMap((one) => (one.reported === null ? [] : [one.reported]))
  return {
    phase,
    triggeredAt,
    duration: endedAt === null ? null : endedAt - triggeredAt,
    alignment: Math.max(
      barOf(row, now < triggeredAt ? triggeredAt : now).phases.alignment,
      ...reported.map(({ alignment }) => alignment),
    ),
    bytes,
    persisted: reported.reduce((sum, { persisted }) => sum + persisted, 0),
    unaligned: reported.some((one) => one.unaligned),
  }
}
