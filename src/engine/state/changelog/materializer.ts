/**
 * Periodic materialisation: a snapshot of the inner backend, written beside the task and whenever it likes.
 * Flink: PeriodicMaterializationManager (CK-164 to CK-166).
 *
 * Simplified: its synchronous part takes the task no time.
 */
import {
  type BlobId,
  type ChangelogSettings,
  type CheckpointId,
  type EventSeq,
  javaHashCode,
  murmurHash,
  type VirtualTime,
} from '../../../model/index.ts'
import { faultText } from '../../kernel/transfers.ts'
import { TaskException } from '../../task/failure.ts'
import type { CapturedFiles } from '../backend.ts'
import type { KeyedPiece, StatePiece } from '../piece.ts'
import { UploadedFiles } from '../rocksdb/uploaded-files.ts'
import { bytesOf } from '../shown.ts'
import type { StateSite } from '../state-scope.ts'
import type { Changelog, Materialization } from './changelog.ts'
import type { OwnedFile } from './changelog-part.ts'
import { LogUpload, ownedFile } from './log-upload.ts'

/** What is materialised: entries, or the files of a store. */
export interface MaterializedState {
  /** What must be supplied before it can be captured. */
  missing(): readonly BlobId[]
  captureFiles(): CapturedFiles | null
  capture(): readonly KeyedPiece[]
  readonly keys: StatePiece['keys']
}

export class Materializer {
  readonly #site: StateSite
  readonly #settings: ChangelogSettings
  readonly #changelog: Changelog
  readonly #state: MaterializedState
  readonly #name: string
  readonly #uploaded: UploadedFiles
  #upload: LogUpload | null = null
  #failures = 0

  /** `name`: what the names of its files begin with. */
  constructor(
    site: StateSite,
    around: {
      readonly settings: ChangelogSettings
      readonly changelog: Changelog
      readonly state: MaterializedState
      readonly name: string
    },
  ) {
    this.#site = site
    this.#settings = around.settings
    this.#changelog = around.changelog
    this.#state = around.state
    this.#name = around.name
    this.#uploaded = new UploadedFiles(around.name, true, 'taskowned')
  }

  /** The first one is put off by chance, so that not all subtasks begin at once. */
  start(): void {
    const { node, index } = this.#site
    const { materializeInterval: interval } = this.#settings
    if (interval === null) return
    this.#scheduleAfter(murmurHash(javaHashCode(`${node.id}_${index}`, 'STRING')) % interval)
  }

  /** Files of a confirmed materialisation may be part of the next one. */
  confirmed(materialization: number): void {
    this.#uploaded.completed(materialization as CheckpointId)
  }

  /** The task is gone. */
  close(): void {
    if (this.#upload?.isOver === false) this.#upload.discard()
  }

  #scheduleNext(): void {
    this.#scheduleAfter(this.#settings.materializeInterval ?? 0)
  }

  #scheduleAfter(delay: number): void {
    const { sim, wakeAt } = this.#site
    const at = (sim.now + delay) as VirtualTime
    const begin = (): void => {
      const begun = this.#changelog.initMaterialization()
      if (begun === null) this.#scheduleNext()
      else this.#begin(begun)
    }
    wakeAt?.(at, begin, () => this.#state.missing())
  }

  #begin(begun: Materialization): void {
    const { sim } = this.#site
    const { file, files, contents } = this.#captured(begun.id)
    this.#upload = new LogUpload(this.#site, contents, 0, (fault) => {
      this.#site.mail?.(() => {
        if (fault === null) this.#succeeded(begun, { file, files }, cause)
        else this.#failed(begun, faultText(fault), cause)
        this.#scheduleNext()
      })
    })
    const cause = sim.record(
      {
        kind: 'materialization-started',
        ...this.#place,
        materialization: begun.id,
        upTo: begun.upTo,
        bytes: this.#upload.bytes,
        until: this.#upload.due,
      },
      null,
    )
  }

  #captured(id: number): {
    readonly file: OwnedFile
    readonly files: readonly OwnedFile[]
    readonly contents: readonly (readonly [OwnedFile, Uint8Array])[]
  } {
    const stored = this.#state.captureFiles()
    const { keys } = this.#state
    const keyed = stored === null ? this.#state.capture() : stored.unclaimed
    const piece = {
      ...({ version: 1, keys, keyed } as const),
      ...(stored !== null && { native: stored.native }),
      ...{ timers: this.#changelog.timers, splits: [], lists: [] },
    }
    const content = bytesOf(piece)
    const file = ownedFile(`taskowned/${this.#name}-${id}`, content)
    const shared = this.#uploaded.filesFor(id as CheckpointId, stored?.files ?? [])
    const files = shared.map(({ blob, bytes, checksum }) => ({ blob, bytes, checksum }))
    const written = shared.flatMap(({ content: bytes }, at) => {
      const one = files[at]
      return bytes === null || one === undefined ? [] : [[one, bytes] as const]
    })
    return { file, files, contents: [[file, content], ...written] }
  }

  #succeeded(
    begun: Materialization,
    { file, files }: { readonly file: OwnedFile; readonly files: readonly OwnedFile[] },
    cause: EventSeq,
  ): void {
    this.#failures = 0
    const told = [file, ...files].map(({ blob, bytes }) => ({ file: blob, bytes }))
    this.#site.sim.record(
      {
        kind: 'materialization-completed',
        ...this.#place,
        materialization: begun.id,
        upTo: begun.upTo,
        files: told,
      },
      cause,
    )
    this.#changelog.materialized(begun, file, files)
  }

  #failed({ id }: Materialization, message: string, cause: EventSeq): void {
    this.#failures++
    const { sim } = this.#site
    const { maxFailuresAllowed } = this.#settings
    const failures = this.#failures
    sim.record(
      { kind: 'materialization-failed', ...this.#place, materialization: id, failures, message },
      cause,
    )
    this.#uploaded.aborted(id as CheckpointId)
    this.#changelog.materializationFailed(id)
    if (failures > maxFailuresAllowed)
      throw new TaskException(
        'materialization-failed',
        `Task ${this.#site.node.name} fails to complete the asynchronous part of materialization: ${message}`,
      )
  }

  get #place() {
    const { subtask, position: operator } = this.#site
    return { subtask, operator }
  }
}
