/**
 * Which files of a store are in checkpoint storage already, so that a checkpoint need not write them
 * again. Flink: RocksIncrementalSnapshotStrategy's uploadedSstFiles and lastCompletedCheckpointId.
 */
import { crc32 } from '../../../base/index.ts'
import type { BlobId, CheckpointId } from '../../../model/index.ts'
import type { FilesOf } from '../backend.ts'
import { fileName } from './native-snapshot.ts'

/** A file that snapshots share. */
export interface SharedFile {
  readonly blob: BlobId
  readonly bytes: number
  readonly checksum: number
  /** The checkpoint that wrote it. */
  readonly createdBy: CheckpointId
  /** Null: it is there already. */
  readonly content: Uint8Array | null
}

/** A file of the store as it is now. */
interface LiveFile {
  readonly number: number
  readonly content: Uint8Array
}

type Files = ReadonlyMap<number, SharedFile>

export class UploadedFiles {
  readonly #writer: string
  readonly #sharesFiles: boolean
  readonly #folder: string
  readonly #byCheckpoint = new Map<CheckpointId, Files>()
  /** The last checkpoint of which the task has heard that it completed (CK-145). */
  #confirmed: CheckpointId | null = null

  /** `writer`: whose files they are, for their names. `sharesFiles` false: each checkpoint writes all. */
  constructor(writer: string, sharesFiles: boolean, folder = 'shared') {
    this.#folder = folder
    this.#writer = writer
    this.#sharesFiles = sharesFiles
  }

  /** What a snapshot refers to, and what of it is to be written (CK-144); a `full` one writes everything. */
  filesFor(
    checkpoint: CheckpointId,
    live: readonly LiveFile[],
    whose: FilesOf = 'shared',
  ): readonly SharedFile[] {
    // Of a native savepoint: in its directory, and nothing is built on them (CK-147).
    if (whose === 'own')
      return live.map(({ number, content }) => {
        const blob = `savepoint-${checkpoint}/${this.#writer}-${number}.sst` as BlobId
        return this.#fileOf(checkpoint, blob, content)
      })
    const files = new Map<number, SharedFile>()
    for (const { number, content } of live) {
      const known = whose === 'full' ? null : this.#reusable(number)
      files.set(number, known ?? this.#written(checkpoint, number, content))
    }
    const kept = [...files].map(([number, file]) => [number, { ...file, content: null }] as const)
    this.#byCheckpoint.set(checkpoint, new Map(kept))
    return [...files.values()]
  }

  completed(checkpoint: CheckpointId): void {
    if (!this.#byCheckpoint.has(checkpoint) || checkpoint < (this.#confirmed ?? 0)) return
    this.#confirmed = checkpoint
    for (const id of this.#byCheckpoint.keys()) if (id < checkpoint) this.#byCheckpoint.delete(id)
  }

  /** Its files are deleted (CK-146). */
  aborted(checkpoint: CheckpointId): void {
    if (checkpoint !== this.#confirmed) this.#byCheckpoint.delete(checkpoint)
  }

  /** A file of the confirmed checkpoint that no later one has written again: that copy may be gone (CK-145). */
  #reusable(number: number): SharedFile | null {
    if (this.#confirmed === null || !this.#sharesFiles) return null
    for (const [id, files] of this.#byCheckpoint)
      if (id > this.#confirmed && files.get(number)?.createdBy === id) return null
    return this.#byCheckpoint.get(this.#confirmed)?.get(number) ?? null
  }

  #written(checkpoint: CheckpointId, number: number, content: Uint8Array): SharedFile {
    const blob = `${this.#folder}/${fileName(this.#writer, checkpoint, number)}` as BlobId
    return this.#fileOf(checkpoint, blob, content)
  }

  #fileOf(checkpoint: CheckpointId, blob: BlobId, content: Uint8Array): SharedFile {
    const { length: bytes } = content
    return { blob, bytes, checksum: crc32(content), createdBy: checkpoint, content }
  }
}
