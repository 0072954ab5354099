/**
 * A run over the storage of the product, in memory, with its sweep: what a kept snapshot needs stays,
 * what nothing leads to goes. Which is which is worked out here once more, from the manifests.
 */
import { crc32, randomStream, type Random } from '../../base/index.ts'
import type { BlobId, SnapshotManifest, StorageFault, VirtualTime } from '../../model/index.ts'
import { isWorkingFile, type RunBlobs, type RunPlan } from '../../run/index.ts'
import { blobsOfRun, BlobStore } from '../../storage/blob-store.ts'
import { memoryBlobs, type MemoryBlobs } from '../../storage/memory-blobs.ts'
import { isLogged } from './random-changelog.ts'
import { firstStoredSeed, randomPlan } from './random-plan.ts'
import type { StartRun } from './replay.ts'

/** Real ms: what is younger may belong to a snapshot in progress. */
const sweepAge = 20_000
/**
 * Where snapshots share files. These runs write ahead of their manifests by more than the age above, as the clock
 * here moves with each write that is asked for; a file that the last manifest needs was written long before it.
 */
const sweepAgeOfShared = 100_000
/** Where changes are logged: thousands of small writes, and every manifest stands behind all of them. */
const sweepAgeOfLogged = 400_000

/**
 * What does not hold, of a random plan and of a job that goes on from its newest snapshot: swept
 * while they run, when they are over, and once more when the first run is forgotten.
 */
export async function findingsOfSweep(seed: number, start: StartRun): Promise<readonly string[]> {
  const { plan, calm, until } = randomPlan(seed)
  const age = ageFor(seed)
  const shelf = new SweptShelf(randomStream(seed, 'sweep'), age)
  await finished(plan, until, { start, blobs: shelf.of('first') })
  const findings = [...(await shelf.checked('after the run'))]
  const newest = (await shelf.manifests('first')).at(-1)
  if (newest === undefined) return findings
  const startAt = newest.completedAt
  const restoreFrom = { manifest: newest, run: 'first', allowNonRestoredState: false }
  const second = { ...calm, restoreFrom, startAt }
  await finished(second, (startAt + 20_000) as VirtualTime, { start, blobs: shelf.of('second') })
  findings.push(...(await shelf.checked('after the restored run')))
  await shelf.store.forget('first')
  findings.push(...(await shelf.checked('after the first run was forgotten')))
  const left = await shelf.manifests('first')
  if (left.some(({ kind }) => kind === 'checkpoint'))
    findings.push('a forgotten run keeps a checkpoint')
  return findings
}

function ageFor(seed: number): number {
  if (isLogged(seed)) return sweepAgeOfLogged
  return seed >= firstStoredSeed ? sweepAgeOfShared : sweepAge
}

async function finished(
  plan: RunPlan,
  until: VirtualTime,
  { start, blobs }: { readonly start: StartRun; readonly blobs: RunBlobs },
): Promise<void> {
  await new Promise<void>((resolve) => {
    const over = (): void => {
      resolve()
    }
    const listener = {
      traced: () => undefined,
      requested: () => undefined,
      paused: over,
      crashed: over,
    }
    start(plan, listener, blobs).advance(until)
  })
  // Errands that nobody waits for, deletions and manifests, take turns behind the last write.
  await new Promise((resolve) => setTimeout(resolve))
}

/** The product's storage over a Map; somebody sweeps it now and then while runs write to it. */
class SweptShelf {
  readonly #memory: MemoryBlobs = {
    blobs: new Map(),
    manifests: new Map(),
    folders: new Map(),
    fault: null,
  }
  readonly #random: Random
  readonly #age: number
  #now = 0
  readonly store = new BlobStore(memoryBlobs(this.#memory), () => this.#now)

  constructor(random: Random, age: number) {
    this.#random = random
    this.#age = age
  }

  of(run: string): RunBlobs {
    const blobs = blobsOfRun(this.store, run)
    return {
      ...blobs,
      put: async (blob, bytes) => {
        // What a store writes to its disk between a snapshot's files and its manifest makes them no older.
        if (!isWorkingFile(blob)) await this.#perhapsSwept()
        return blobs.put(blob, bytes)
      },
      putManifest: async (manifest): Promise<StorageFault | null> => {
        await this.#perhapsSwept()
        return blobs.putManifest(manifest)
      },
    }
  }

  async manifests(run: string): Promise<readonly SnapshotManifest[]> {
    const stored = await this.store.snapshots()
    if (typeof stored === 'string') return []
    return stored.filter((one) => one.run === run).map(({ manifest }) => manifest)
  }

  /** Swept when all is old; then nothing a manifest names is gone, and nothing else is there. */
  async checked(when: string): Promise<readonly string[]> {
    this.#now += 2 * this.#age
    await this.store.sweep(this.#age)
    const findings = [...(await this.#lost()), ...this.#left(), ...this.#remembered()]
    return findings.map((finding) => `${when}: ${finding}`)
  }

  /** What a manifest names and storage does not give back whole. */
  async #lost(): Promise<readonly string[]> {
    const findings: string[] = []
    for (const { run, manifest } of this.#memory.manifests.values()) {
      for (const { blob, checksum, bytes } of manifest.handles) {
        const found = await blobsOfRun(this.store, run).get(blob)
        const isWhole =
          typeof found !== 'string' && found.length === bytes && crc32(found) === checksum
        if (!isWhole) findings.push(`${manifest.kind} ${manifest.checkpoint} lost ${blob}`)
      }
    }
    return findings
  }

  /** Blobs that no manifest names and that are no kept snapshot's metadata. */
  #left(): readonly string[] {
    const wanted = new Set<string>()
    for (const { run, manifest } of this.#memory.manifests.values()) {
      const directory = manifest.kind === 'checkpoint' ? 'chk' : 'savepoint'
      wanted.add(`${run}/${directory}-${manifest.checkpoint}/_metadata`)
      for (const { blob } of manifest.handles) wanted.add(keyOf(run, blob))
    }
    const left = [...this.#memory.blobs.keys()].filter((key) => !wanted.has(key))
    return left.map((key) => `nothing leads to ${key}`)
  }

  /** Folders without a blob. */
  #remembered(): readonly string[] {
    const keys = [...this.#memory.blobs.keys()]
    const folders = [...this.#memory.folders.keys()]
    const empty = folders.filter((folder) => !keys.some((key) => key.startsWith(`${folder}/`)))
    return empty.map((folder) => `empty ${folder} is remembered`)
  }

  async #perhapsSwept(): Promise<void> {
    // A second tab opens: its sweep must not take what this run is just writing.
    // A manifest is put behind all writes before it: so far behind that its snapshot is no longer young
    // only where the clock outruns storage.
    this.#now += this.#random.below(80)
    if (this.#random.below(6) === 0) await this.store.sweep(this.#age)
  }
}

function keyOf(run: string, blob: BlobId): string {
  return blob.startsWith('/') ? blob.slice(1) : `${run}/${blob}`
}
