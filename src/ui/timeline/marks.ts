/** What lies on the lanes of the timeline, from the history of the run. */
import { snapshotName } from '../format.ts'
import type { FailureMark, LagSample, RunHistory } from '../history.ts'
import type { SnapshotRow } from '../snapshots.ts'

export type Phase = 'delay' | 'align' | 'sync' | 'async'

export interface CheckpointBar {
  readonly checkpoint: number
  readonly phase: SnapshotRow['phase']
  readonly triggeredAt: number
  readonly endedAt: number | null
  /** Of the subtask that took longest: what the whole snapshot waited for. */
  readonly phases: readonly { readonly phase: Phase; readonly from: number; readonly to: number }[]
}

export interface TimelineMarks {
  readonly checkpoints: readonly CheckpointBar[]
  readonly savepoints: readonly {
    readonly checkpoint: number
    readonly name: string
    readonly at: number
    readonly phase: SnapshotRow['phase']
  }[]
  readonly failures: readonly FailureMark[]
  readonly lag: readonly LagSample[]
  /** Virtual ms of the last thing known. */
  readonly end: number
}

export function timelineOf(history: RunHistory, now: number): TimelineMarks {
  const { snapshots, failures, lag } = history
  const checkpoints = snapshots.filter(({ snapshot }) => snapshot === 'checkpoint')
  const end = Math.max(
    lag.at(-1)?.at ?? 0,
    failures.at(-1)?.at ?? 0,
    ...snapshots.slice(-4).map(({ triggeredAt, endedAt }) => endedAt ?? triggeredAt),
  )
  return {
    checkpoints: checkpoints.map((row) => barOf(row, now)),
    savepoints: snapshots
      .filter(({ snapshot }) => snapshot !== 'checkpoint')
      .map((row) => ({
        checkpoint: row.checkpoint,
        name: snapshotName(row),
        at: row.triggeredAt,
        phase: row.phase,
      })),
    failures,
    lag,
    end,
  }
}

function barOf(row: SnapshotRow, now: number): CheckpointBar {
  const { checkpoint, phase, triggeredAt, endedAt } = row
  return { checkpoint, phase, triggeredAt, endedAt, phases: phasesOf(row, now) }
}

function phasesOf(row: SnapshotRow, now: number): CheckpointBar['phases'] {
  const slowest = row.subtasks.reduce(
    (most, one) => ((one.acknowledgedAt ?? -1) > (most?.acknowledgedAt ?? -1) ? one : most),
    row.subtasks[0],
  )
  if (slowest === undefined || slowest.acknowledgedAt === null) {
    const to = row.endedAt ?? Math.max(now, row.triggeredAt)
    return [{ phase: 'delay', from: row.triggeredAt, to }]
  }
  let from: number = row.triggeredAt
  const lengths = [
    ['delay', slowest.startDelay],
    ['align', slowest.alignment],
    ['sync', slowest.sync],
    ['async', slowest.async],
  ] as const
  return lengths
    .filter(([, length]) => length > 0)
    .map(([phase, length]) => {
      const start = from
      from += length
      return { phase, from: start, to: from }
    })
}
