/** How the phases of a snapshot look and are said. */
import type { ShelfItem } from '../projection/index.ts'
import type { SnapshotContent } from '../trace/index.ts'

type Phase = Pick<ShelfItem, 'snapshot' | 'phase'>

export function glyphOf({
  snapshot,
  phase,
}: Phase): 'done' | 'failed' | 'in-progress' | 'subsumed' | 'savepoint' {
  if (phase === 'completed') return snapshot === 'checkpoint' ? 'done' : 'savepoint'
  return phase
}

export function phaseWords({ snapshot, phase }: Phase): string {
  switch (phase) {
    case 'in-progress':
      return 'in progress'
    case 'completed':
      return snapshot === 'checkpoint' ? 'completed' : 'kept by you'
    case 'failed':
      return 'abandoned'
    case 'subsumed':
      return 'subsumed'
  }
}

/** One subtask's part in a snapshot; durations in virtual ms, as Flink's statistics count them. */
export interface SubtaskRow {
  readonly subtask: number
  readonly startDelay: number
  readonly alignment: number
  readonly sync: number
  readonly async: number
  readonly bytes: number
  /** Null until its acknowledgement is in. */
  readonly acknowledgedAt: number | null
  readonly seq: number | null
  /** What its snapshot holds; null until taken. */
  readonly content: SnapshotContent | null
}

/** A checkpoint or savepoint of the run, from trigger to end. */
export interface SnapshotRow extends ShelfItem {
  readonly triggeredSeq: number
  readonly endedSeq: number | null
  readonly subtasks: readonly SubtaskRow[]
}
