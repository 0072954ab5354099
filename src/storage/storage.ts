/** Everything that is kept, opened together. */
import { BlobStore } from './blob-store.ts'
import { Database, type StorageNotice } from './database.ts'
import { indexedDbBlobs } from './indexeddb-blobs.ts'
import { liveRuns } from './live-runs.ts'
import { memoryBlobs } from './memory-blobs.ts'
import { type LoadReading, Shelf } from './shelf.ts'

/** Real ms. An orphan that is younger may belong to a snapshot in progress, in this tab or another. */
const sweepAge = 3_600_000

export interface Storage {
  readonly blobs: BlobStore
  readonly shelf: Shelf
  /** Bytes used and bytes there are, as far as the browser tells. */
  estimate(): Promise<{ readonly used: number; readonly quota: number } | null>
  /** Removes what no manifest leads to and no snapshot in progress can need. */
  sweep(): Promise<number>
  close(): void
}

export interface StorageOptions {
  /** What storage did: refused, filled up, was closed. The product goes on. */
  notify(notice: StorageNotice): void
  /**
   * Where checkpoints go. `indexeddb`: where the browser refuses it, checkpoints fail, as they would
   * without a reachable file system. `memory`: what a person may choose then; gone with the tab.
   */
  readonly checkpoints?: 'indexeddb' | 'memory'
  readonly reading: LoadReading
}

/** Opens nothing yet: the first use does, and no use waits for another. */
export function openStorage({
  notify,
  checkpoints = 'indexeddb',
  reading,
}: StorageOptions): Storage {
  const database = new Database(notify)
  const shelf = checkpoints === 'memory' ? memoryBlobs() : indexedDbBlobs(database)
  const blobs = new BlobStore(shelf, Date.now, liveRuns())
  return {
    blobs,
    shelf: new Shelf(database, reading),
    estimate,
    sweep: () => blobs.sweep(sweepAge),
    close: () => {
      database.close()
    },
  }
}

async function estimate(): Promise<{ used: number; quota: number } | null> {
  // The types promise it; WebKit does not have it.
  const manager = navigator.storage as StorageManager | undefined
  if (typeof manager?.estimate !== 'function') return null
  try {
    const { usage = 0, quota = 0 } = await manager.estimate()
    return { used: usage, quota }
  } catch {
    return null
  }
}
