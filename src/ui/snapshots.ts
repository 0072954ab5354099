/** How the phases of a snapshot look and are said. */
import type { CheckpointRow } from '../projection/index.ts'
import { laterWords } from './later-words.ts'

/**
 * What it is, in a word: Flink names CheckpointType.FULL_CHECKPOINT beside CHECKPOINT, and what refers to files of
 * earlier ones is incremental.
 */
export function kindWords(
  row: Pick<CheckpointRow, 'snapshot' | 'full' | 'shares' | 'format'>,
): string {
  if (row.format === 'NATIVE') return `native ${kindWords({ ...row, format: null })}`
  if (row.snapshot === 'savepoint') return laterWords.checkpoints.savepoint
  if (row.snapshot === 'stop-with-savepoint') return laterWords.checkpoints.stopWithSavepoint
  if (row.full) return laterWords.checkpoints.full
  return row.shares ? laterWords.checkpoints.incremental : laterWords.checkpoints.checkpoint
}

type Phase = Pick<CheckpointRow, 'snapshot' | 'phase'>

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
