/** Everything that is kept, opened together. */
import { BlobStore, type LoadSeldom } from './blob-store.ts'
import { Database, type StorageNotice } from './database.ts'
import { indexedDbBlobs } from './indexeddb-blobs.ts'
import { liveRuns } from './live-runs.ts'
import { type LoadReading, Shelf } from './shelf.ts'

/** Real ms. An orphan that is younger may belong to a snapshot in progress, in this tab or another. */
const sweepAge = 3_600_000

export interface Storage {
  readonly blobs: BlobStore
  readonly shelf: Shelf
  /** Removes what no manifest leads to and no snapshot in progress can need. */
  sweep(): Promise<number>
  close(): void
}

export interface StorageOptions {
  /** What storage did: refused, filled up, was closed. The product goes on. */
  notify(notice: StorageNotice): void
  readonly reading: LoadReading
  readonly seldom: LoadSeldom
}

/**
 * Opens nothing yet: the first use does, and no use waits for another. Where the browser refuses, checkpoints fail, as
 * they would without a reachable file system.
 */
export function openStorage({ notify, reading, seldom }: StorageOptions): Storage {
  const database = new Database(notify)
  const blobs = new BlobStore(indexedDbBlobs(database), Date.now, liveRuns(), seldom)
  return {
    blobs,
    shelf: new Shelf(database, reading),
    sweep: () => blobs.sweep(sweepAge),
    close: () => {
      database.close()
    },
  }
}
