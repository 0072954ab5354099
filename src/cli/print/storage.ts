/** Checkpoint storage at the end, a row for each directory and file: as `du -a` shows it, and who needs it. */
import { storage, storageTree, walkTree } from '../../projection/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

export interface StorageRow {
  readonly path: string
  readonly kind: 'directory' | 'file'
  /** Of all that is below it; null: not measured. */
  readonly bytes: number | null
  /** Ids of the snapshots that refer to a file. */
  readonly neededBy: readonly number[]
  /** Of the directory of a snapshot; null: of none. */
  readonly status: 'in-progress' | 'completed' | 'subsumed' | 'abandoned' | null
  /** A person deleted or corrupted it. */
  readonly damage: 'lost' | 'damaged' | null
  /** Virtual ms since when it is there, as far as is known. */
  readonly at: number | null
}

/** Directories stand before what is in them. */
export function* storageRows(events: Iterable<TraceEvent>): Iterable<StorageRow> {
  const state = storage.initial()
  for (const event of events) storage.apply(state, event)
  for (const { node } of walkTree(storageTree(state))) {
    const { path, kind, bytes, neededBy, damage, at, snapshot } = node
    const status = kind === 'directory' ? (snapshot?.phase ?? null) : null
    yield { path, kind, bytes, neededBy, status, damage, at }
  }
}
