/** How the phases of a snapshot look and are said. */
import type { CheckpointRow } from '../projection/index.ts'

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
