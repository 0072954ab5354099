/** What lies in checkpoint storage, as far as a person sees it. */
import type { CheckpointId } from '../../model/index.ts'
import type { ShelfItem } from '../cluster-view.ts'
import type { Handlers } from '../projection.ts'
import type { ClusterState } from './state.ts'

function update(state: ClusterState, checkpoint: CheckpointId, fields: Partial<ShelfItem>): void {
  state.shelf = state.shelf.map((item) =>
    item.checkpoint === checkpoint ? { ...item, ...fields } : item,
  )
}

/** Takes items off the shelf, and their cuts off the tapes. */
function remove(state: ClusterState, gone: (item: ShelfItem) => boolean): void {
  if (!state.shelf.some(gone)) return
  const off = new Set(state.shelf.filter(gone).map(({ checkpoint }) => checkpoint))
  state.shelf = state.shelf.filter((item) => !gone(item))
  state.partitions = state.partitions.map((partition) => ({
    ...partition,
    marks: partition.marks.filter(({ checkpoint }) => !off.has(checkpoint)),
  }))
}

/** Outlines the snapshot the job goes back to; null: none. */
export function outlineRestore(state: ClusterState, checkpoint: CheckpointId | null): void {
  if (state.shelf.some((item) => item.restoreFrom !== (item.checkpoint === checkpoint)))
    state.shelf = state.shelf.map((item) => ({
      ...item,
      restoreFrom: item.checkpoint === checkpoint,
    }))
}

/** The newest checkpoint a restart can use. Flink: a savepoint is not used for recovery (CK-113). */
export function newestCheckpoint(state: ClusterState): CheckpointId | null {
  const usable = state.shelf.filter((i) => i.phase === 'completed' && i.snapshot === 'checkpoint')
  return usable.at(-1)?.checkpoint ?? null
}

export const shelfFold = {
  'checkpoint-triggered': (state, event) => {
    remove(state, ({ phase }) => phase === 'failed')
    const { checkpoint, snapshot, label, at: triggeredAt } = event
    const item: ShelfItem = {
      ...{ checkpoint, snapshot, label, triggeredAt },
      phase: 'in-progress',
      acknowledged: 0,
      expected: state.subtasks.length,
      bytes: 0,
      endedAt: null,
      path: null,
      reason: null,
      restoreFrom: false,
    }
    state.shelf = [...state.shelf, item]
  },
  'checkpoint-acknowledged': (state, { checkpoint, acknowledged, expected, bytes }) => {
    const stored = state.shelf.find((item) => item.checkpoint === checkpoint)?.bytes ?? 0
    update(state, checkpoint, { acknowledged, expected, bytes: stored + bytes })
  },
  'finished-subtask-counted': (state, { checkpoint, acknowledged, expected }) => {
    update(state, checkpoint, { acknowledged, expected })
  },
  'checkpoint-completed': (state, { checkpoint, path, bytes, at }) => {
    update(state, checkpoint, { phase: 'completed', path, bytes, endedAt: at })
  },
  'checkpoint-failed': (state, { checkpoint, reason, at }) => {
    update(state, checkpoint, { phase: 'failed', reason, endedAt: at })
  },
  'checkpoint-subsumed': (state, { checkpoint }) => {
    update(state, checkpoint, { phase: 'subsumed' })
  },
  'snapshot-discarded': (state, { checkpoint }) => {
    remove(state, (item) => item.checkpoint === checkpoint && item.phase !== 'failed')
  },
} satisfies Handlers<ClusterState>
