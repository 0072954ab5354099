/** Claims about one checkpoint or savepoint, in the words lessons use. */
import type { ChannelId, CheckpointId, SubtaskId } from '../model/index.ts'
import type { SnapshotContent, TraceEvent } from '../trace/index.ts'
import { claim, eventually, passed, pending, some, type Claim, type Match } from './claim.ts'
import type { TaskSelector } from './deployment.ts'

type Acknowledgement = Extract<TraceEvent, { kind: 'checkpoint-acknowledged' }>

/** Of some checkpoint or savepoint, all that `inner` claims is true. */
export function someCheckpoint(inner: (checkpoint: CheckpointId) => Claim): Claim {
  return some(
    (event) => (event.kind === 'checkpoint-triggered' ? event : null),
    ({ checkpoint }) => inner(checkpoint),
    'no checkpoint has been triggered',
  )
}

/** The JobManager completed it. */
export function isCompleted(checkpoint: CheckpointId): Claim {
  return eventually((event) => {
    if (event.kind === 'checkpoint-failed' && event.checkpoint === checkpoint)
      return `checkpoint ${checkpoint} failed: ${event.reason}`
    return event.kind === 'checkpoint-completed' && event.checkpoint === checkpoint
  }, `checkpoint ${checkpoint} is not completed`)
}

/**
 * A subtask of the task meant acknowledged it, and `accepts` its statistics. `accepts` answers true
 * or what is wrong with them; `inputs` is the number of input channels the subtask has.
 */
export function isAcknowledgedBy(
  checkpoint: CheckpointId,
  which: TaskSelector,
  accepts: (statistics: Acknowledgement, inputs: number) => true | string,
): Claim {
  return eventually((event, job) => {
    if (event.kind !== 'checkpoint-acknowledged' || event.checkpoint !== checkpoint) return false
    if (!job.is(event.subtask, which)) return false
    return accepts(event, job.inputsOf(event.subtask).length)
  }, `checkpoint ${checkpoint} is not acknowledged`)
}

/** What all subtasks together put into one snapshot. */
export interface SnapshotTotals {
  /** The next offsets of all partitions added up: how many records had been read. */
  readonly offsets: number
  /** The values of all keyed states added up, where they are numbers; null if tables were cut. */
  readonly counted: number | null
}

/** When the snapshot completes, `accepts` what is inside; it answers true or what is wrong with it. */
export function contains(
  checkpoint: CheckpointId,
  accepts: (totals: SnapshotTotals) => true | string,
): Claim {
  return claim(() => {
    const bySubtask = new Map<SubtaskId, Extract<TraceEvent, { kind: 'snapshot-taken' }>>()
    return {
      see(event) {
        if (event.kind === 'snapshot-taken' && event.checkpoint === checkpoint)
          bySubtask.set(event.subtask, event)
        if (event.kind !== 'checkpoint-completed' || event.checkpoint !== checkpoint)
          return pending(`checkpoint ${checkpoint} is not completed`)
        const pieces = [...bySubtask.values()]
        const answer = accepts(totalsOf(pieces.map(({ content }) => content)))
        const evidence = [...pieces.map(({ seq }) => seq), event.seq]
        return answer === true
          ? passed(...evidence)
          : { verdict: 'failed', evidence, because: answer }
      },
    }
  }, `checkpoint ${checkpoint} is not completed`)
}

function totalsOf(pieces: readonly SnapshotContent[]): SnapshotTotals {
  const offsets = pieces.flatMap((piece) => piece.offsets).map(({ offset }) => offset)
  const states = pieces.flatMap((piece) => piece.states)
  const values = states.flatMap(({ entries }) => entries).map(({ value }) => Number(value))
  const cut = states.some(({ entries, total }) => entries.length < total)
  return {
    offsets: sum(offsets),
    counted: cut ? null : sum(values.filter((value) => Number.isFinite(value))),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

/** A subtask of the task meant began to process a record of this channel. */
export function recordFrom(channel: ChannelId): Match {
  return (event) => event.kind === 'record-taken' && event.channel === channel
}

/** The receiver reads this channel again. */
export function unblocked(channel: ChannelId): Match {
  return (event) => event.kind === 'channel-unblocked' && event.channel === channel
}
