/** One subtask's way through one snapshot, fact by fact: what phase bars are drawn from. */
import type { CheckpointId, SubtaskId, VirtualTime } from '../model/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import type { SubtaskSnapshot } from './subtask-view.ts'

/** Facts that move a subtask along. */
export type SnapshotFact = Extract<
  TraceEvent,
  {
    readonly kind:
      | 'snapshot-requested'
      | 'barrier-received'
      | 'alignment-completed'
      | 'snapshot-started'
      | 'snapshot-taken'
      | 'snapshot-uploaded'
      | 'checkpoint-acknowledged'
      | 'finished-subtask-counted'
      | 'checkpoint-aborted-on-task'
  }
>

/** Before the first barrier, or the request at a source. */
export function untouchedSnapshot(
  checkpoint: CheckpointId,
  triggeredAt: VirtualTime,
): SubtaskSnapshot {
  return {
    checkpoint,
    triggeredAt,
    startedAt: null,
    arrived: 0,
    expected: 0,
    alignedAt: null,
    lastBarrierAt: null,
    syncUntil: null,
    syncEndedAt: null,
    uploadDue: null,
    uploadedAt: null,
    acknowledgedAt: null,
    abortedAt: null,
    bytes: 0,
    fullBytes: 0,
    reported: null,
    content: null,
    stored: null,
  }
}

/** The same after one more fact. */
export function advanceSnapshot(snapshot: SubtaskSnapshot, event: SnapshotFact): SubtaskSnapshot {
  const { at } = event
  switch (event.kind) {
    case 'snapshot-requested':
      return { ...snapshot, startedAt: at, alignedAt: at }
    case 'barrier-received': {
      const { arrived, expected } = event
      return { ...snapshot, startedAt: snapshot.startedAt ?? at, arrived, expected }
    }
    case 'alignment-completed':
      // An unaligned snapshot has begun with the first barrier, and waits for the others meanwhile.
      return { ...snapshot, alignedAt: snapshot.alignedAt ?? at, lastBarrierAt: at }
    case 'snapshot-started':
      return {
        ...snapshot,
        startedAt: snapshot.startedAt ?? at,
        alignedAt: snapshot.alignedAt ?? at,
        syncUntil: event.until,
      }
    case 'snapshot-taken': {
      const { due, bytes, seq } = event
      return { ...snapshot, syncEndedAt: at, uploadDue: due, bytes, content: seq }
    }
    case 'snapshot-uploaded': {
      let fullBytes = 0
      for (const file of event.files) fullBytes += file.bytes
      return { ...snapshot, uploadedAt: at, bytes: event.bytes, fullBytes, stored: event.seq }
    }
    case 'checkpoint-acknowledged':
      return { ...snapshot, acknowledgedAt: at, bytes: event.bytes, reported: event }
    case 'finished-subtask-counted': {
      // It takes no time: every phase is over where it begins.
      const over = { startedAt: at, alignedAt: at, syncUntil: at, syncEndedAt: at, uploadedAt: at }
      return { ...snapshot, ...over, acknowledgedAt: at }
    }
    case 'checkpoint-aborted-on-task':
      return { ...snapshot, abortedAt: at }
  }
}

/** Lengths of the phases so far at `now`, virtual ms; the order is that of the bar. */
export interface SnapshotPhases {
  readonly startDelay: number
  readonly alignment: number
  readonly sync: number
  readonly async: number
}

/** Flink: the columns of the checkpoint page; an unfinished phase lasts until `now`. */
export function phasesOf(snapshot: SubtaskSnapshot, now: VirtualTime): SnapshotPhases {
  const end = snapshot.abortedAt ?? now
  const from = snapshot.triggeredAt
  const started = snapshot.startedAt ?? end
  const aligned = snapshot.startedAt === null ? end : (snapshot.alignedAt ?? end)
  const syncStart = snapshot.syncUntil === null ? end : aligned
  const syncEnd = snapshot.syncUntil === null ? end : (snapshot.syncEndedAt ?? end)
  const uploaded = snapshot.syncEndedAt === null ? syncEnd : (snapshot.uploadedAt ?? end)
  return {
    startDelay: started - from,
    alignment: aligned - started,
    sync: syncEnd - syncStart,
    async: uploaded - syncEnd,
  }
}

/** A stretch of virtual time, ms. */
export interface PhaseSpan {
  readonly from: number
  readonly until: number
}

/** When each phase was. In an unaligned snapshot the alignment lasts while state is copied and uploaded. */
export interface SnapshotSpans {
  readonly startDelay: PhaseSpan
  readonly alignment: PhaseSpan
  readonly sync: PhaseSpan
  readonly async: PhaseSpan
}

/**
 * The four durations of Flink's statistics as stretches of time: alignment is from the first barrier to
 * the last, whatever happens meanwhile (CK-304). An unfinished phase lasts until `now`.
 */
export function spansOf(snapshot: SubtaskSnapshot, now: VirtualTime): SnapshotSpans {
  const { startDelay, alignment, sync, async } = phasesOf(snapshot, now)
  const started = snapshot.triggeredAt + startDelay
  const copies = started + alignment
  const copied = copies + sync
  const { lastBarrierAt, arrived, expected, abortedAt, startedAt } = snapshot
  const waits = startedAt !== null && arrived < expected
  const end = abortedAt ?? now
  const aligned = lastBarrierAt ?? (waits ? end : copies)
  return {
    startDelay: { from: snapshot.triggeredAt, until: started },
    alignment: { from: started, until: Math.max(started, aligned) },
    sync: { from: copies, until: copied },
    async: { from: copied, until: copied + async },
  }
}

/** A row of snapshots by subtask with one of them moved along. */
export function withFact(
  rows: readonly SubtaskSnapshot[],
  event: SnapshotFact & { readonly subtask: SubtaskId },
): readonly SubtaskSnapshot[] {
  const row = rows[event.subtask]
  return row === undefined ? rows : rows.with(event.subtask, advanceSnapshot(row, event))
}
