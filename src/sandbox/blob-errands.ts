/** Carries a run's effects to checkpoint storage, and storage's answers back to the run. */
import { type BlobId, limits, type StorageFault } from '../model/index.ts'
import { type Effect, isWorkingFile, type RunBlobs } from '../run/index.ts'

/** Where the answers go. */
export interface BlobAnswers {
  settled(blob: BlobId, fault: StorageFault | null): void
  supplied(blobs: ReadonlyMap<BlobId, Uint8Array | StorageFault>): void
}

export class BlobErrands {
  readonly #blobs: RunBlobs
  readonly #answers: BlobAnswers
  readonly #sizes = new Map<BlobId, number>()
  readonly #reading = new Set<BlobId>()
  #stored = 0
  /** All writes so far: a manifest must not be there before the blobs it names. */
  #written: Promise<unknown> = Promise.resolve()
  #over = false

  constructor(blobs: RunBlobs, answers: BlobAnswers) {
    this.#blobs = blobs
    this.#answers = answers
  }

  requested(effect: Effect): void {
    switch (effect.kind) {
      case 'put-blob':
        this.#put(effect.blob, effect.bytes)
        return
      case 'delete-blob':
        this.#account(effect.blob, 0)
        this.#delete(effect.blob)
        return
      case 'put-manifest':
        this.#afterWrites(() => this.#blobs.putManifest(effect.manifest))
        return
      case 'delete-manifest':
        this.#afterWrites(() => this.#blobs.deleteManifest(effect.manifest))
    }
  }

  /** What is being read already is not read again: the run asks anew whenever it was told of something. */
  needed(blobs: readonly BlobId[]): void {
    const unread = blobs.filter((blob) => !this.#reading.has(blob))
    if (unread.length === 0) return
    for (const blob of unread) this.#reading.add(blob)
    // A working file may be read as soon as it was asked to be written.
    const written = this.#written
    const reads = unread.map(async (blob) => {
      if (isWorkingFile(blob)) await written
      return [blob, await this.#blobs.get(blob)] as const
    })
    void Promise.all(reads).then((found) => {
      for (const blob of unread) this.#reading.delete(blob)
      if (!this.#over) this.#answers.supplied(new Map(found))
    })
  }

  /** Answers nothing any more; what was asked for is still carried out. Working files go with the run. */
  end(): void {
    if (this.#over) return
    this.#over = true
    for (const blob of this.#sizes.keys()) if (isWorkingFile(blob)) this.#delete(blob)
  }

  #put(blob: BlobId, bytes: Uint8Array): void {
    const fits = this.#account(blob, bytes.byteLength)
    const write = fits ? this.#blobs.put(blob, bytes) : Promise.resolve('quota-exceeded' as const)
    this.#written = Promise.all([this.#written, write])
    void write.then((fault) => {
      if (!this.#over) this.#answers.settled(blob, fault)
    })
  }

  /** Snapshots are deleted in order; no two working files have one name. */
  #delete(blob: BlobId): void {
    if (!isWorkingFile(blob)) this.#afterWrites(() => this.#blobs.delete(blob))
    else void this.#written.then(() => this.#blobs.delete(blob))
  }

  #afterWrites(errand: () => Promise<unknown>): void {
    this.#written = this.#written.then(errand)
  }

  /** Whether the run may hold so many bytes under this name; a hostile guest must not fill the disk. */
  #account(blob: BlobId, bytes: number): boolean {
    const total = this.#stored - (this.#sizes.get(blob) ?? 0) + bytes
    if (total > limits.storedBytesPerRun) return false
    this.#stored = total
    if (bytes === 0) this.#sizes.delete(blob)
    else this.#sizes.set(blob, bytes)
    return true
  }
}
