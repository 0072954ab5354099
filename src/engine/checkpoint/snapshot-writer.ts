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
import type { LogUpload } from '../state/changelog/log-upload.ts'
import type { OperatorSnapshot } from '../task/operator.ts'

/** Where a snapshot lives, relative to the job's storage: `chk-3`, `savepoint-4`. */
export function snapshotPath(checkpoint: CheckpointId, savepoint: boolean): string {
  return !savepoint ? `chk-${checkpoint}` : `savepoint-${checkpoint}`
}

export interface WrittenSnapshot {
  /** All it refers to, and what of that is written for it. */
  readonly handles: readonly StateHandle[]
  readonly uploads: readonly StateHandle[]
  /** With what of a log is written for it (CK-162). */
  readonly bytes: number
  /** Files of a log that are on their way: not its own, they stay whatever becomes of it (CK-168). */
  readonly logs: readonly LogUpload[]
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
  const logs = snapshots.flatMap(({ snapshot }) => snapshot.uploads ?? [])
  return {
    handles,
    uploads,
    logs,
    bytes: [...uploads, ...logs].reduce((sum, { bytes }) => sum + bytes, 0),
    withUnion: withUnion.map(({ operator }) => operator),
  }
}

/** The fault of the first write that failed; null when all bytes are durable. */
export function outcomeOf(sim: Simulation, handles: readonly StateHandle[]): StorageFault | null {
  let fault: StorageFault | null = null
  for (const { blob } of handles) fault = sim.blobs.takeOutcome(blob) ?? fault
  return fault
}
