/** Checkpoint storage that does not answer, is full or slow for a while; files that are gone or corrupt. */
import {
  type BlobId,
  type EventSeq,
  type Fault,
  type SnapshotManifest,
  type StorageFault,
  type VirtualTime,
} from '../../model/index.ts'
import type { JobMaster } from '../cluster/job-master.ts'
import { isNamed } from '../checkpoint/snapshot-store.ts'
import { snapshotPath } from '../checkpoint/snapshot-writer.ts'
import type { Simulation } from '../kernel/simulation.ts'

type Trouble = Extract<Fault, { kind: 'storage-trouble' }>
type Damage = Extract<Fault, { kind: 'damage-snapshot' }>

export class StorageTrouble {
  readonly #sim: Simulation
  /** What is going on now. */
  readonly #current = new Set<Trouble>()

  constructor(sim: Simulation) {
    this.#sim = sim
  }

  begin(fault: Trouble, cause: EventSeq): null {
    const { trouble, delay, duration } = fault
    const until = (this.#sim.now + duration) as VirtualTime
    const began = this.#sim.record(
      { kind: 'storage-trouble-started', trouble, delay, until },
      cause,
    )
    const own = { ...fault }
    this.#current.add(own)
    this.#apply()
    this.#sim.after(duration, {
      happen: () => {
        this.#current.delete(own)
        this.#apply()
        if (this.#current.size === 0) this.#sim.record({ kind: 'storage-trouble-ended' }, began)
      },
    })
    return null
  }

  #apply(): void {
    const now = [...this.#current]
    const is = (kind: Trouble['trouble']) => now.some(({ trouble }) => trouble === kind)
    const broken: StorageFault | null = is('unavailable') ? 'unavailable' : null
    const { trouble } = this.#sim
    trouble.reads = broken
    trouble.writes = broken ?? (is('full') ? 'quota-exceeded' : null)
    trouble.slowness = now
      .filter((one) => one.trouble === 'slow')
      .reduce((sum, { delay }) => sum + delay, 0)
  }
}

/** Null: the job was restored from it, and it lies with the run that wrote it, which is not ours to rewrite. */
function metadataOf({ checkpoint, kind, handles }: SnapshotManifest): BlobId | null {
  if (handles.length > 0 && handles.every(({ blob }) => blob.startsWith('/'))) return null
  return `${snapshotPath(checkpoint, kind !== 'checkpoint')}/_metadata` as BlobId
}

function filesOf(manifest: SnapshotManifest): readonly BlobId[] {
  const metadata = metadataOf(manifest)
  const files = manifest.handles.map(({ blob }) => blob)
  return metadata === null ? files : [metadata, ...files]
}

/** The file that a fault means; undefined: the snapshot has none of that name. */
function fileOf(manifest: SnapshotManifest, snapshot: string, file?: string): BlobId | undefined {
  const { checkpoint, handles } = manifest
  const all = filesOf(manifest)
  const very = all.find((blob) => blob === snapshot)
  if (very !== undefined) return very
  if (file === undefined)
    return (handles.find(({ keyGroups }) => keyGroups !== null) ?? handles[0])?.blob
  const since = new Map(handles.map(({ blob, sharedSince }) => [blob, sharedSince ?? checkpoint]))
  const age = (blob: BlobId): number => since.get(blob) ?? checkpoint
  return all
    .filter((blob) => blob.startsWith(`${file}/`) || blob.endsWith(`/${file}`))
    .toSorted((a, b) => age(a) - age(b))[0]
}

/** Answers why there was nothing to damage; null: there was. */
export function damageSnapshot(
  sim: Simulation,
  job: JobMaster,
  { snapshot, file, fault }: Damage,
  cause: EventSeq,
): string | null {
  const { completed, savepoints } = job.coordinator
  const isMeant = (one: SnapshotManifest): boolean =>
    isNamed(one, snapshot) || filesOf(one).includes(snapshot as BlobId)
  const manifest = snapshot === '' ? completed.at(-1) : [...completed, ...savepoints].find(isMeant)
  const blob = manifest === undefined ? undefined : fileOf(manifest, snapshot, file)
  if (manifest === undefined || blob === undefined)
    return `there is no completed ${snapshot === '' ? 'checkpoint' : snapshot} with ${file ?? 'a file of state'}`
  if (blob === metadataOf(manifest))
    sim.blobs.request({ kind: 'put-manifest', manifest: { ...manifest, metadata: fault } })
  else sim.blobs.expectFault(blob, fault)
  // A later run that is restored from it meets the same.
  if (fault === 'lost') sim.blobs.request({ kind: 'delete-blob', blob })
  else sim.blobs.request({ kind: 'put-blob', blob, bytes: new Uint8Array(1) })
  sim.record({ kind: 'snapshot-file-damaged', checkpoint: manifest.checkpoint, blob, fault }, cause)
  return null
}
