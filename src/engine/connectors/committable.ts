/** What a writer hands to its committer, and operator state that is one list. Flink: CommittableWithLineage. */
import type { CheckpointId } from '../../model/index.ts'
import type { OperatorSnapshot } from '../task/operator.ts'
import type { StatePiece } from '../state/piece.ts'
import type { TransactionRow } from './transactions.ts'

/** A transaction to be committed, as the writer hands it over. */
export interface HandedOver {
  readonly checkpoint: CheckpointId
  /** Whose writer made it. */
  readonly subtask: number
  readonly transaction: string
}

/**
 * The same in the committer's state. Simplified: what the broker has of it is there too, so that a job that goes on
 * in another run finds it at its broker; so the state is larger than Flink's.
 */
export interface Committable extends HandedOver {
  readonly rows: readonly Omit<TransactionRow, 'of'>[]
}

/** A snapshot of nothing but a list, which is dealt out anew when the parallelism changes. */
export function listPiece(state: string, entries: readonly unknown[]): OperatorSnapshot {
  const list = { state, mode: 'SPLIT_DISTRIBUTE', type: 'byte[]', entries } as const
  return {
    piece: { version: 1, keyed: [], timers: [], splits: [], lists: [list] },
    keyGroups: null,
    operatorState: 'split',
    shown: { offsets: [], states: [], timers: 0 },
  }
}

/** What pieces have in a list of that name. */
export function listsIn<T>(pieces: readonly StatePiece[], state: string): readonly T[] {
  return pieces
    .flatMap(({ lists }) => lists)
    .filter((list) => list.state === state)
    .flatMap(({ entries }) => entries as readonly T[])
}
