/** Checkpoint storage that does not answer, is full or slow for a while; files that are gone or corrupt. */
import {
  type BlobId,
  type EventSeq,
  type Fault,
  type StorageFault,
  type VirtualTime,
} from '../../model/index.ts'
import type { JobMaster } from '../cluster/job-master.ts'
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

/** Answers why there was nothing to damage; null: there was. */
export function damageSnapshot(
  sim: Simulation,
  job: JobMaster,
  { snapshot, fault }: Damage,
  cause: EventSeq,
): string | null {
  const kept = job.coordinator.completed
  const manifest =
    snapshot === ''
      ? kept.at(-1)
      : kept.find(({ checkpoint, kind, label }) =>
          [label, snapshotPath(checkpoint, kind !== 'checkpoint')].includes(snapshot),
        )
  const handle = manifest?.handles.find(({ keyGroups }) => keyGroups !== null)
  const file = handle ?? manifest?.handles[0]
  if (manifest === undefined || file === undefined)
    return `there is no completed ${snapshot === '' ? 'checkpoint' : snapshot} with a file of state`
  const { blob } = file
  sim.blobs.expectFault(blob, fault)
  // A later run that is restored from it meets the same.
  if (fault === 'lost') sim.blobs.request({ kind: 'delete-blob', blob })
  else
    sim.blobs.request({ kind: 'put-blob', blob: blob satisfies BlobId, bytes: new Uint8Array(1) })
  sim.record({ kind: 'snapshot-file-damaged', checkpoint: manifest.checkpoint, blob, fault }, cause)
  return null
}
