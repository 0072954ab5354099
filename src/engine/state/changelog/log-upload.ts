/** A file of the log, or of a materialisation, on its way to checkpoint storage. Flink: UploadTask. */
import { crc32 } from '../../../base/index.ts'
import type { BlobId, StorageFault, VirtualTime } from '../../../model/index.ts'
import type { Needs } from '../../kernel/agenda.ts'
import type { Simulation } from '../../kernel/simulation.ts'
import { transferTime } from '../../kernel/transfers.ts'
import type { OwnedFile } from './changelog-part.ts'

export function ownedFile(blob: string, content: Uint8Array): OwnedFile {
  return { blob: blob as BlobId, bytes: content.length, checksum: crc32(content) }
}

/** What an upload takes of its surroundings. */
export interface UploadSite {
  readonly sim: Pick<Simulation, 'now' | 'blobs' | 'costs' | 'trouble'>
  /** Another thread of the process does it at `at`. Absent where there is no process: it is done at once. */
  readonly elsewhere?:
    | ((at: VirtualTime, work: { readonly awaits: Needs; readonly run: () => void }) => void)
    | undefined
}

export class LogUpload {
  readonly files: readonly OwnedFile[]
  /** Virtual ms at which it is over. */
  readonly due: VirtualTime
  #fault: StorageFault | null = null
  #isOver = false
  #isUnwanted = false
  readonly #site: UploadSite

  /**
   * Hands the files to storage. `wait`: virtual ms before the transfer begins; `over` is called by another
   * thread of the process, with the fault that storage met.
   */
  constructor(
    site: UploadSite,
    contents: readonly (readonly [file: OwnedFile, content: Uint8Array])[],
    wait: number,
    over: (fault: StorageFault | null) => void,
  ) {
    const { sim, elsewhere } = site
    this.#site = site
    this.files = contents.map(([file]) => file)
    for (const [{ blob }, bytes] of contents) sim.blobs.request({ kind: 'put-blob', blob, bytes })
    const { storageWrite, storageWritePerMb } = sim.costs
    const time = transferTime(storageWrite, storageWritePerMb, this.bytes) + sim.trouble.slowness
    this.due = (sim.now + wait + time) as VirtualTime
    const finish = (): void => {
      for (const { blob } of this.files) this.#fault = sim.blobs.takeOutcome(blob) ?? this.#fault
      this.#isOver = true
      if (this.#isUnwanted || this.#fault !== null) this.#delete()
      over(this.#fault)
    }
    if (elsewhere === undefined) finish()
    else
      elsewhere(this.due, {
        awaits: () => this.files.flatMap(({ blob }) => (sim.blobs.isSettled(blob) ? [] : [blob])),
        run: finish,
      })
  }

  get bytes(): number {
    return this.files.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** What storage did; null: all is there, or it is not known yet. */
  get fault(): StorageFault | null {
    return this.#fault
  }

  /** Its files go as soon as they are there: nobody will refer to them. */
  discard(): void {
    this.#isUnwanted = true
    if (this.#isOver && this.#fault === null) this.#delete()
  }

  #delete(): void {
    for (const { blob } of this.files) this.#site.sim.blobs.request({ kind: 'delete-blob', blob })
  }
}
