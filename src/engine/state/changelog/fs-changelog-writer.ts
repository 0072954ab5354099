/**
 * A log in files, the durable short-term log (DSTL). Changes between two questions for a sequence number
 * share one; what has not been uploaded goes into one file when a checkpoint persists the log, or earlier
 * where it is large. Flink: FsStateChangelogWriter, StateChangeFsUploader (CK-163, CK-168).
 *
 * Simplified: uploads of several operators are not merged into one file, and uploads do not hold up the task
 * (upload.max-in-flight); one that fails is not tried again.
 */
import { encodeUtf8 } from '../../../base/index.ts'
import { faultText } from '../../kernel/transfers.ts'
import { TaskException } from '../../task/failure.ts'
import type { ChangelogWriter, LogPart, PersistedLog } from './changelog-writer.ts'
import type { OwnedFile } from './changelog-part.ts'
import { LogUpload, ownedFile, type UploadSite } from './log-upload.ts'

export interface FsChangelogOptions extends UploadSite {
  /** What the names of its files begin with. */
  readonly name: string
  /** Bytes. */
  readonly preemptivePersistThreshold: number
  /** Virtual ms. */
  readonly persistDelay: number
  /** A file is on its way; `ahead` of any checkpoint. */
  readonly told: (upload: LogUpload, ahead: boolean) => void
}

interface ChangeSet {
  readonly number: number
  readonly changes: readonly string[]
}

interface LogFile {
  readonly upload: LogUpload
  readonly file: OwnedFile
  /** Sequence numbers of the sets in it that may still be asked for. */
  readonly numbers: Set<number>
  /** Whether a completed checkpoint refers to it: the JobManager deletes it then. */
  isConfirmed: boolean
}

export class FsChangelogWriter implements ChangelogWriter {
  readonly #options: FsChangelogOptions
  #active: string[] = []
  #activeBytes = 0
  #number = 0
  #lowest = 0
  #notUploaded: ChangeSet[] = []
  #files: LogFile[] = []
  #written = 0
  /** The highest sequence number that could not be uploaded, and why. */
  #failed: { readonly number: number; readonly why: string } | null = null

  constructor(options: FsChangelogOptions) {
    this.#options = options
  }

  append(change: string): void {
    this.#active.push(change)
    this.#activeBytes += change.length
    if (this.#activeBytes < this.#options.preemptivePersistThreshold) return
    this.#rollover()
    this.#upload(true)
  }

  nextSequenceNumber(): number {
    this.#rollover()
    return this.#number
  }

  persist(from: number): PersistedLog {
    if (this.#failed !== null && this.#failed.number >= from)
      throw new TaskException(
        'changelog-upload-failed',
        `The upload for ${this.#failed.number} has already failed previously: ${this.#failed.why}`,
      )
    this.#rollover()
    this.#upload(false)
    const files = this.#files.filter(({ numbers }) => [...numbers].some((one) => one >= from))
    return {
      parts: files.map(({ file }): LogPart => ({ file, from })),
      uploads: files.flatMap(({ upload }) => (upload.isOver ? [] : [upload])),
    }
  }

  truncate(to: number): readonly OwnedFile[] {
    const deleted: OwnedFile[] = []
    this.#lowest = Math.max(this.#lowest, to)
    this.#notUploaded = this.#notUploaded.filter(({ number }) => number >= this.#lowest)
    this.#files = this.#files.filter((one) => {
      for (const number of one.numbers) if (number < this.#lowest) one.numbers.delete(number)
      if (one.numbers.size > 0) return true
      if (one.isConfirmed) return false
      one.upload.discard()
      deleted.push(one.file)
      return false
    })
    return deleted
  }

  confirm(from: number, to: number): void {
    for (const one of this.#files)
      if ([...one.numbers].some((number) => number >= from && number < to)) one.isConfirmed = true
  }

  /** What is under way goes when it is there; what is there stays: a checkpoint may refer to it. */
  close(): void {
    for (const { upload } of this.#files) if (!upload.isOver) upload.discard()
    this.#files = []
    this.#active = []
    this.#notUploaded = []
  }

  #rollover(): void {
    if (this.#active.length === 0) return
    this.#notUploaded.push({ number: this.#number++, changes: this.#active })
    this.#active = []
    this.#activeBytes = 0
  }

  /** All sets that are in no file yet, in one. */
  #upload(ahead: boolean): void {
    const sets = this.#notUploaded
    if (sets.length === 0) return
    this.#notUploaded = []
    const { name, persistDelay, told } = this.#options
    const content = encodeLog(sets)
    const file = ownedFile(`dstl/${name}-${++this.#written}`, content)
    const numbers = new Set(sets.map(({ number }) => number))
    const newest = Math.max(...numbers)
    const upload = new LogUpload(this.#options, [[file, content]], persistDelay, (fault) => {
      if (fault === null) return
      this.#files = this.#files.filter((one) => one.file !== file)
      if (newest >= Math.max(this.#lowest, this.#failed?.number ?? 0))
        this.#failed = { number: newest, why: faultText(fault) }
    })
    this.#files.push({ upload, file, numbers, isConfirmed: false })
    told(upload, ahead)
  }
}

/** The sets of a file: their sequence numbers, and the changes of each. */
function encodeLog(sets: readonly ChangeSet[]): Uint8Array {
  return encodeUtf8(JSON.stringify(sets.map(({ number, changes }) => [number, changes])))
}

/** The changes of a file from a sequence number on. */
export function changesIn(text: string, from: number): readonly string[] {
  const sets = JSON.parse(text) as readonly (readonly [number, readonly string[]])[]
  return sets.flatMap(([number, changes]) => (number >= from ? changes : []))
}
