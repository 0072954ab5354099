/** Every snapshot that was asked for, in that order, and how it ended. */
import type { CheckpointId } from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

export interface CheckpointRow {
  /** Null: the request itself was rejected. */
  readonly checkpoint: CheckpointId | null
  readonly kind: 'checkpoint' | 'savepoint' | 'stop-with-savepoint'
  /** It shares no file with an older one. Flink: CheckpointType.FULL_CHECKPOINT. */
  readonly full: boolean
  readonly label: string | null
  readonly by: 'timer' | 'command' | 'end-of-data'
  readonly status: 'in-progress' | 'completed' | 'failed' | 'rejected'
  /** Why it failed or was rejected, in Flink's words. */
  readonly reason: string | null
  /** Virtual ms. */
  readonly triggeredAt: number
  readonly endedAt: number | null
  readonly acknowledged: number
  readonly expected: number
  /** Written for it. Flink: checkpointed data size. */
  readonly bytes: number
  /** With the files of earlier checkpoints that it refers to; of a completed one. Flink: full checkpoint data size. */
  readonly fullBytes: number
  /** The longest alignment of a subtask, virtual ms. */
  readonly alignment: number
  readonly path: string | null
  /** Its bytes were deleted; a newer one took its place. */
  readonly discarded: boolean
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

export function checkpointRows(events: Iterable<TraceEvent>): readonly CheckpointRow[] {
  const rows: Writable<CheckpointRow>[] = []
  const byId = new Map<CheckpointId, Writable<CheckpointRow>>()
  for (const event of events) {
    if (event.kind === 'checkpoint-request-rejected') {
      const { at: triggeredAt, reason } = event
      rows.push({ ...begun(event), status: 'rejected', triggeredAt, endedAt: triggeredAt, reason })
    }
    if (event.kind === 'checkpoint-triggered') {
      const { checkpoint, label, full, at: triggeredAt } = event
      const row = { ...begun(event), checkpoint, label, full, triggeredAt }
      rows.push(row)
      byId.set(checkpoint, row)
    }
    if ('checkpoint' in event && event.checkpoint !== null) {
      const row = byId.get(event.checkpoint)
      if (row !== undefined) follow(row, event)
    }
  }
  return rows
}

function begun(
  event: Extract<TraceEvent, { kind: 'checkpoint-triggered' | 'checkpoint-request-rejected' }>,
): Writable<CheckpointRow> {
  return {
    checkpoint: null,
    kind: event.snapshot,
    full: false,
    label: null,
    by: event.by,
    status: 'in-progress',
    reason: null,
    triggeredAt: 0,
    endedAt: null,
    acknowledged: 0,
    expected: 0,
    bytes: 0,
    fullBytes: 0,
    alignment: 0,
    path: null,
    discarded: false,
  }
}

function follow(row: Writable<CheckpointRow>, event: TraceEvent): void {
  switch (event.kind) {
    case 'checkpoint-acknowledged':
      row.acknowledged = event.acknowledged
      row.expected = event.expected
      row.alignment = Math.max(row.alignment, event.alignment)
      break
    case 'snapshot-uploaded':
      if (row.status === 'in-progress')
        row.fullBytes += event.files.reduce((sum, { bytes }) => sum + bytes, 0)
      break
    case 'finished-subtask-counted':
      row.acknowledged = event.acknowledged
      row.expected = event.expected
      break
    case 'checkpoint-completed':
      row.status = 'completed'
      row.endedAt = event.at
      row.bytes = event.bytes
      row.path = event.path
      break
    case 'checkpoint-failed':
      row.status = 'failed'
      row.fullBytes = 0
      row.endedAt = event.at
      row.reason = event.message === '' ? event.reason : event.message
      break
    case 'snapshot-discarded':
      row.discarded = true
      break
    default:
  }
}
