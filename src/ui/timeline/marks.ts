/** What lies on the lanes of the timeline, at its place in virtual time. */
import {
  barOf,
  type CheckpointRow,
  type LagSample,
  type TimelineMark,
  type TimelineState,
} from '../../projection/index.ts'
import type { VirtualTime } from '../../model/index.ts'
import { snapshotName } from '../format.ts'

export type Phase = 'delay' | 'align' | 'sync' | 'async'

export interface CheckpointBar {
  readonly checkpoint: number
  readonly phase: CheckpointRow['phase']
  readonly from: number
  readonly until: number
  /** One after the other, of the subtask that sets the pace. */
  readonly phases: readonly { readonly phase: Phase; readonly from: number; readonly to: number }[]
}

export interface TimelineMarks {
  readonly checkpoints: readonly CheckpointBar[]
  readonly savepoints: readonly {
    readonly checkpoint: number
    readonly name: string
    readonly at: number
    readonly phase: CheckpointRow['phase']
  }[]
  readonly failures: readonly TimelineMark[]
  readonly lag: readonly LagSample[]
  /** Virtual ms of the last thing known. */
  readonly end: number
}

/** More could not be told apart on any screen. */
const mostSamples = 600

export function timelineOf(state: TimelineState, now: VirtualTime): TimelineMarks {
  const { snapshots, marks, lag } = state
  const { history } = snapshots
  const samples = lag.slice(0)
  const every = Math.ceil(samples.length / mostSamples)
  const ends = history.slice(-4).map((row) => row.endedAt ?? row.triggeredAt)
  return {
    checkpoints: history
      .filter(({ snapshot }) => snapshot === 'checkpoint')
      .map((row) => checkpointBar(row, now)),
    savepoints: history
      .filter(({ snapshot }) => snapshot !== 'checkpoint')
      .map((row) => ({
        checkpoint: row.checkpoint,
        name: snapshotName(row),
        at: row.triggeredAt,
        phase: row.phase,
      })),
    failures: marks.filter(({ kind }) => kind === 'failure'),
    lag: samples.filter((_, at) => at % every === 0),
    end: Math.max(samples.at(-1)?.at ?? 0, marks.at(-1)?.at ?? 0, ...ends),
  }
}

function checkpointBar(row: CheckpointRow, now: VirtualTime): CheckpointBar {
  const bar = barOf(row, now < row.triggeredAt ? row.triggeredAt : now)
  const { startDelay, alignment, sync, async } = bar.phases
  const lengths: readonly (readonly [Phase, number])[] = [
    ['delay', startDelay],
    ['align', alignment],
    ['sync', sync],
    ['async', async],
  ]
  let from: number = bar.from
  const phases = lengths
    .filter(([, length]) => length > 0)
    .map(([phase, length]) => {
      const start = from
      from += length
      return { phase, from: start, to: from }
    })
  return { checkpoint: row.checkpoint, phase: row.phase, from: bar.from, until: bar.until, phases }
}
