/**
 * The completed checkpoints the JobManager keeps, oldest first, and when it lets go of one.
 * Flink: CheckpointSubsumeHelper, CheckpointsCleaner (CK-129 to CK-131).
 */
import type { CheckpointId, SnapshotKind } from '../../model/index.ts'

/** What the store looks at. A snapshot restored without claiming it counts as a savepoint. */
export interface CompletedSnapshot {
  readonly checkpoint: CheckpointId
  readonly kind: SnapshotKind
  /** Whether its files go when it leaves the store (CK-130). */
  readonly discardOnSubsumed: boolean
}

export interface Addition<T> {
  /** What left the store because of it. */
  readonly subsumed: readonly T[]
  /** What may be deleted now: it may have left the store earlier (CK-131). */
  readonly discardable: readonly T[]
}

export class CompletedCheckpointStore<T extends CompletedSnapshot> {
  readonly #numRetained: number
  #completed: readonly T[] = []
  /** Left the store; their files may still be needed by a checkpoint that has not. */
  #subsumed: readonly T[] = []

  /** Flink: execution.checkpointing.num-retained. */
  constructor(numRetained: number) {
    this.#numRetained = numRetained
  }

  /** Oldest first. */
  get all(): readonly T[] {
    return this.#completed
  }

  /** What the job restarts from; null: nothing has completed. */
  get latest(): T | null {
    return this.#completed.at(-1) ?? null
  }

  add(snapshot: T): Addition<T> {
    const { retained, subsumed } = subsume([...this.#completed, snapshot], this.#numRetained)
    this.#completed = retained
    const waiting = [...this.#subsumed, ...subsumed.filter((one) => one.discardOnSubsumed)]
    const lowest = retained.find(({ kind }) => kind === 'checkpoint')?.checkpoint
    const isFree = (one: T): boolean => lowest !== undefined && one.checkpoint < lowest
    this.#subsumed = waiting.filter((one) => !isFree(one))
    return { subsumed, discardable: waiting.filter(isFree) }
  }
}

/** Which of the completed snapshots, oldest first, stay in a store of that size (CK-129). */
function subsume<T extends CompletedSnapshot>(
  completed: readonly T[],
  numRetained: number,
): { readonly retained: readonly T[]; readonly subsumed: readonly T[] } {
  const latest = completed.at(-1)
  const latestCheckpoint = completed.findLast(({ kind }) => kind === 'checkpoint')
  const isRemovable = (one: T): boolean => {
    if (one === latest) return false
    if (one.kind !== 'checkpoint') return true
    // After a final savepoint no increment will build on a checkpoint any more.
    return latest?.kind === 'stop-with-savepoint' || one !== latestCheckpoint
  }
  const subsumed: T[] = []
  for (const one of completed) {
    if (completed.length - subsumed.length <= numRetained) break
    if (isRemovable(one)) subsumed.push(one)
  }
  return { retained: completed.filter((one) => !subsumed.includes(one)), subsumed }
}
