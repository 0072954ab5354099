/**
 * One subtask's snapshot on its way to checkpoint storage: bytes are handed to the world at once,
 * the virtual upload takes what the cost model says, and is over when both are done.
 * Flink: AsyncCheckpointRunnable. Path layout simplified: one file an operator, named after it.
 */
import { crc32 } from '../../base/index.ts'
import type {
  BlobId,
  CheckpointId,
  OperatorId,
  StateHandle,
  StorageFault,
} from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { bytesOf } from '../state/shown.ts'
import type { OperatorSnapshot } from '../task/operator.ts'

/** Where a snapshot lives, relative to the job's storage: `chk-3`, `savepoint-4`. */
export function snapshotPath(checkpoint: CheckpointId, savepoint: boolean): string {
  return !savepoint ? `chk-${checkpoint}` : `savepoint-${checkpoint}`
}

export interface WrittenSnapshot {
  /** All it refers to, and what of that is written for it. */
  readonly handles: readonly StateHandle[]
  readonly uploads: readonly StateHandle[]
  readonly bytes: number
  /** Operators that keep a union list. */
  readonly withUnion: readonly OperatorId[]
}

/** Hands the bytes of every operator's piece to the world; answers the handles they will be found by. */
export function writeSnapshot(
  sim: Simulation,
  directory: string,
  subtask: number,
  snapshots: readonly { readonly operator: OperatorId; readonly snapshot: OperatorSnapshot }[],
): WrittenSnapshot {
  const uploads: StateHandle[] = []
  const handles = snapshots.flatMap(({ operator, snapshot }): readonly StateHandle[] => {
    const bytes = bytesOf(snapshot.piece)
    const blob = `${directory}/${operator}-${subtask}` as BlobId
    sim.blobs.request({ kind: 'put-blob', blob, bytes })
    const { keyGroups, operatorState, files = [] } = snapshot
    const own = { operator, subtask, keyGroups, operatorState }
    const piece = { ...own, blob, bytes: bytes.length, checksum: crc32(bytes) }
    uploads.push(piece)
    const shared = files.map(({ content, createdBy: sharedSince, ...file }) => {
      const handle: StateHandle = { ...own, operatorState: 'none', ...file, sharedSince }
      if (content === null) return handle
      sim.blobs.request({ kind: 'put-blob', blob: file.blob, bytes: content })
      uploads.push(handle)
      return handle
    })
    return [piece, ...shared]
  })
  const withUnion = snapshots.filter(({ snapshot }) =>
    snapshot.piece.lists.some(({ mode }) => mode === 'UNION'),
  )
  return {
    handles,
    uploads,
    bytes: uploads.reduce((sum, handle) => sum + handle.bytes, 0),
    withUnion: withUnion.map(({ operator }) => operator),
  }
}

const perMb = 1_000_000

/** Virtual ms a write or read of this many bytes takes. */
export function transferTime(fixed: number, forEachMb: number, bytes: number): number {
  return fixed + Math.round((forEachMb * bytes) / perMb)
}

/** The fault of the first write that failed; null when all bytes are durable. */
export function outcomeOf(sim: Simulation, handles: readonly StateHandle[]): StorageFault | null {
  let fault: StorageFault | null = null
  for (const { blob } of handles) fault = sim.blobs.takeOutcome(blob) ?? fault
  return fault
}

/** Flink’s text for what storage did, as a decline carries it. */
export function faultText(fault: StorageFault): string {
  switch (fault) {
    case 'blocked':
      return 'checkpoint storage cannot be used: the browser blocks it'
    case 'quota-exceeded':
      return 'checkpoint storage is full'
    case 'unavailable':
      return 'checkpoint storage does not answer'
    case 'lost':
      return 'the bytes are no longer in checkpoint storage'
    case 'damaged':
      return 'the bytes in checkpoint storage are damaged'
  }
}
