/**
 * Blobs of snapshots, and their manifests. A blob is reachable when a manifest names it; what is
 * not, and is old enough to belong to no snapshot in progress, is swept.
 */
import { xxHash32 } from '../base/index.ts'
import type { BlobId, CheckpointId, SnapshotManifest, StorageFault } from '../model/index.ts'
import { isWorkingFile, type RunBlobs } from '../run/index.ts'
import { blobKey, manifestKey } from './blob-keys.ts'
import type { StoredBlob, StoredManifest } from './database.ts'
import { type LiveRuns, noLiveRuns } from './live-runs.ts'
import type * as Seldom from './seldom.ts'

export interface BlobWrite {
  readonly key: string
  readonly blob: StoredBlob
}

/** What a blob store does with its bytes; in IndexedDB, or in a Map for tests. */
export interface BlobShelf {
  /** All or none; their folders are written to at that time, real ms since 1970. */
  write(writes: readonly BlobWrite[], now: number): Promise<StorageFault | null>
  /** In the order of the keys; undefined for what is not there. */
  read(keys: readonly string[]): Promise<readonly unknown[] | StorageFault>
  remove(keys: readonly string[]): Promise<StorageFault | null>
  writeManifest(key: string, stored: StoredManifest): Promise<StorageFault | null>
  removeManifests(keys: readonly string[]): Promise<StorageFault | null>
  manifests(): Promise<readonly StoredManifest[] | StorageFault>
  /** Keys of the blobs in folders nobody has written to since. */
  untouched(since: number): Promise<readonly string[] | StorageFault>
  /** Forgets when folders were written to that hold nothing any more, and to which nobody has written since. */
  removeEmptyFolders(since: number): Promise<StorageFault | null>
}

/** Imports what is seldom asked (seldom.ts); does not reject. */
export type LoadSeldom = () => Promise<typeof Seldom>

export class BlobStore {
  readonly #shelf: BlobShelf
  readonly #now: () => number
  readonly #live: LiveRuns
  readonly #seldom: LoadSeldom
  #wanted: { readonly key: string; readonly done: (found: Uint8Array | StorageFault) => void }[] =
    []
  #going: string[] = []
  #leaving: Promise<void> | null = null
  #waiting: (BlobWrite & { readonly done: (fault: StorageFault | null) => void })[] = []

  /** `now`: real ms since 1970. */
  constructor(
    shelf: BlobShelf,
    now: () => number = Date.now,
    live: LiveRuns = noLiveRuns,
    seldom: LoadSeldom = () => import('./seldom.ts'),
  ) {
    this.#shelf = shelf
    this.#seldom = seldom
    this.#now = now
    this.#live = live
  }

  /** What a run works with stays while a tab has it, however long it stands still. */
  runBegan(run: string): void {
    this.#live.began(run)
  }

  /** Null once the bytes are in. Blobs put in one go are written in one transaction. */
  put(key: string, bytes: Uint8Array): Promise<StorageFault | null> {
    const { length } = bytes
    // A view of a larger buffer would take the whole buffer with it.
    const own = length === bytes.buffer.byteLength ? bytes : bytes.slice()
    const blob = { bytes: own, length, hash: xxHash32(own) }
    return new Promise((done) => {
      this.#waiting.push({ key, blob, done })
      if (this.#waiting.length === 1) queueMicrotask(() => void this.#writeWaiting())
    })
  }

  /** The bytes as they were put; `lost` when they are not there, `damaged` when they are others. */
  get(key: string): Promise<Uint8Array | StorageFault> {
    return new Promise((done) => {
      this.#wanted.push({ key, done })
      if (this.#wanted.length === 1) queueMicrotask(() => void this.#readWanted())
    })
  }

  /** Blobs deleted in one go are deleted in one transaction. */
  delete(key: string): Promise<void> {
    this.#leaving ??= Promise.resolve().then(async () => {
      const keys = this.#going
      this.#leaving = null
      this.#going = []
      await this.#shelf.remove(keys)
    })
    this.#going.push(key)
    return this.#leaving
  }

  putManifest(run: string, manifest: SnapshotManifest): Promise<StorageFault | null> {
    const key = manifestKey(run, manifest.checkpoint)
    return this.#shelf.writeManifest(key, { run, manifest, writtenAt: this.#now() })
  }

  async deleteManifest(run: string, checkpoint: CheckpointId): Promise<void> {
    await this.#shelf.removeManifests([manifestKey(run, checkpoint)])
  }

  /** What can be restored, the oldest first. */
  async snapshots(): Promise<readonly StoredManifest[] | StorageFault> {
    const found = await this.#shelf.manifests()
    return typeof found === 'string' ? found : found.toSorted((a, b) => a.writtenAt - b.writtenAt)
  }

  /** Drops the snapshots of a run that nobody returns to, but for its savepoints, which are the learner's. */
  async forget(run: string): Promise<void> {
    const found = await this.#shelf.manifests()
    if (typeof found === 'string') return
    const dropped = found.filter(
      (stored) => stored.run === run && stored.manifest.kind === 'checkpoint',
    )
    await this.#shelf.removeManifests(
      dropped.map(({ manifest }) => manifestKey(run, manifest.checkpoint)),
    )
  }

  /** Keys that no manifest leads to, in folders nobody has written to for `age` real ms. */
  async orphans(age: number): Promise<readonly string[]> {
    // Keys first: a snapshot that completes in between then only adds reachable ones.
    const keys = await this.#shelf.untouched(this.#now() - age)
    const manifests = await this.#shelf.manifests()
    if (typeof keys === 'string' || typeof manifests === 'string') return []
    return (await this.#seldom()).orphans(keys, manifests, await this.#live.all())
  }

  /** Removes orphans in folders untouched for so long; answers how many there were. */
  async sweep(age: number): Promise<number> {
    const orphans = await this.orphans(age)
    if (orphans.length > 0) await this.#shelf.remove(orphans)
    await this.#shelf.removeEmptyFolders(this.#now() - age)
    return orphans.length
  }

  /** Blobs asked for in one go are read in one transaction. */
  async #readWanted(): Promise<void> {
    const wanted = this.#wanted
    this.#wanted = []
    const found = await this.#shelf.read(wanted.map(({ key }) => key))
    for (const [at, { done }] of wanted.entries())
      done(typeof found === 'string' ? found : await this.#bytesIn(found[at]))
  }

  async #bytesIn(stored: unknown): Promise<Uint8Array | StorageFault> {
    if (stored === undefined) return 'lost'
    const { bytes, length, hash } = stored as StoredBlob | Seldom.OlderBlob
    if (!(bytes instanceof Uint8Array) || bytes.length !== length) return 'damaged'
    const isWhole =
      hash === undefined
        ? (await this.#seldom()).isWhole(bytes, stored as Seldom.OlderBlob)
        : xxHash32(bytes) === hash
    return isWhole ? bytes : 'damaged'
  }

  async #writeWaiting(): Promise<void> {
    const writes = this.#waiting
    this.#waiting = []
    const fault = await this.#shelf.write(writes, this.#now())
    if (fault !== 'quota-exceeded' || writes.length === 1) {
      for (const { done } of writes) done(fault)
      return
    }
    // Together they do not fit; some of them may.
    for (const write of writes) write.done(await this.#shelf.write([write], this.#now()))
  }
}

/**
 * The store as one run sees it. Names of other runs' blobs begin with a slash: `/<run>/<blob>`.
 * A working file that the browser does not take is kept in memory: a run goes on without storage.
 */
export function blobsOfRun(store: BlobStore, run: string): RunBlobs {
  const inMemory = new Map<BlobId, Uint8Array>()
  return {
    put: async (blob, bytes) => {
      if (isWorkingFile(blob)) store.runBegan(run)
      const fault = await store.put(blobKey(run, blob), bytes)
      if (fault === null || !isWorkingFile(blob)) return fault
      inMemory.set(blob, bytes)
      return null
    },
    get: async (blob) => inMemory.get(blob) ?? store.get(blobKey(run, blob)),
    delete: async (blob) => {
      if (!inMemory.delete(blob)) await store.delete(blobKey(run, blob))
    },
    putManifest: (manifest) => store.putManifest(run, manifest),
    deleteManifest: (manifest) => store.deleteManifest(run, manifest.checkpoint),
  }
}
