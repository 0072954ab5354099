/**
 * Keyed state whose changes are logged: a checkpoint is the newest materialisation and the log since.
 * Flink: ChangelogKeyedStateBackend (CK-160 to CK-170).
 */
import { assert } from '../../../base/index.ts'
import type { CheckpointId } from '../../../model/index.ts'
import type { KeyedStateBackend, StateMeta, TableOf, StateKind } from '../backend.ts'
import type { TimerEntry } from '../piece.ts'
import { type TimeDomain, type TimerPriorityQueue, TimerQueue } from '../../time/timers.ts'
import type { ChangelogWriter, LogPart } from './changelog-writer.ts'
import type {
  ChangelogLayer,
  ChangelogPart,
  OwnedFile,
  RestoredChangelog,
} from './changelog-part.ts'
import { filesOfLayer, nameInLayers, withinRange } from './layers.ts'
import type { LogUpload } from './log-upload.ts'
import { type ChangeLog, loggedTable } from './logged-tables.ts'
import { LoggedTimerQueue } from './logged-timers.ts'
import { encodeChange, type EntryChange, type StateChange } from './state-change.ts'
import { TruncateHelper } from './truncate-helper.ts'

/** What a checkpoint refers to. */
export interface ChangelogSnapshot {
  readonly part: ChangelogPart
  readonly files: readonly OwnedFile[]
  readonly uploads: readonly LogUpload[]
}

/** A materialisation that may begin. */
export interface Materialization {
  readonly id: number
  /** Changes below are in it. */
  readonly upTo: number
}

/** The state as the newest materialisation left it. Flink: ChangelogSnapshotState. */
interface SnapshotState {
  readonly layers: readonly ChangelogLayer[]
  readonly files: readonly OwnedFile[]
  readonly materializedTo: number
  readonly id: number
}

export class Changelog implements ChangeLog {
  readonly #backend: Pick<KeyedStateBackend, 'range' | 'table' | 'timerQueue'>
  readonly #writer: ChangelogWriter
  readonly #truncation: TruncateHelper
  readonly #timers: LoggedTimerQueue[] = []
  /** States of which the log says what they are. */
  readonly #described = new Set<string>()
  readonly #materializationOf = new Map<CheckpointId, number>()
  /** What is restored is in the log already. */
  #isOpen = false
  #state: SnapshotState = { layers: [], files: [], materializedTo: 0, id: -1 }
  #lastCheckpoint: {
    readonly id: CheckpointId
    readonly from: number
    readonly to: number
  } | null = null
  #truncatedTo = 0
  #nextId = 0
  #confirmedId = -1
  #failedId = -1

  /** `truncated`: the log was cut, up to a sequence number, and these files of it were deleted. */
  constructor(
    backend: Pick<KeyedStateBackend, 'range' | 'table' | 'timerQueue'>,
    writer: ChangelogWriter,
    truncated: (to: number, deleted: readonly OwnedFile[]) => void,
  ) {
    this.#backend = backend
    this.#writer = writer
    this.#truncation = new TruncateHelper((to) => {
      if (to <= this.#truncatedTo) return
      this.#truncatedTo = to
      truncated(to, writer.truncate(to))
    })
  }

  /** From here on changes are the program's. */
  open(): void {
    this.#isOpen = true
  }

  close(): void {
    this.#writer.close()
  }

  table<K extends StateKind>(meta: StateMeta<K>, now: number): TableOf<K> {
    return loggedTable(meta, this.#backend.table(meta, now), this) as TableOf<K>
  }

  timerQueue(domain: TimeDomain): TimerPriorityQueue {
    const inner = this.#backend.timerQueue(domain) ?? new TimerQueue()
    const queue = new LoggedTimerQueue(domain, inner, (change) => {
      this.#append(change)
    })
    this.#timers.push(queue)
    return queue
  }

  get timers(): readonly TimerEntry[] {
    return this.#timers.flatMap((queue) => queue.capture(queue.domain))
  }

  changed(meta: StateMeta, change: Omit<EntryChange, 'state'>): void {
    if (!this.#isOpen) return
    if (!this.#described.has(meta.state)) {
      this.#described.add(meta.state)
      this.#append({ op: 'METADATA', meta })
    }
    this.#append({ ...change, state: meta.state })
  }

  #append(change: StateChange): void {
    if (this.#isOpen) this.#writer.append(encodeChange(change))
  }

  // --- Checkpoints ---------------------------------------------------------------------------------------

  /** The synchronous part notes where the log stands; what it has not uploaded is on its way (CK-161). */
  snapshot(checkpoint: CheckpointId): ChangelogSnapshot {
    const { layers, files, materializedTo: from, id } = this.#state
    const to = this.#writer.nextSequenceNumber()
    this.#lastCheckpoint = { id: checkpoint, from, to }
    this.#truncation.checkpoint(checkpoint, to)
    this.#materializationOf.set(checkpoint, id)
    const { parts, uploads } = this.#writer.persist(from)
    const logs = parts.map((part) => this.#layerOf(part))
    return {
      part: { layers: [...layers, ...logs], materialization: id },
      files: [...files, ...parts.flatMap((part) => ('file' in part ? [part.file] : []))],
      uploads,
    }
  }

  #layerOf(part: LogPart): ChangelogLayer {
    const { range } = this.#backend
    if ('changes' in part) return { kind: 'changes', range, changes: part.changes }
    return { kind: 'log', range, file: nameInLayers(part.file.blob), from: part.from }
  }

  /** Answers the materialisation that is confirmed by it, if one is (CK-168). */
  completed(checkpoint: CheckpointId): number | null {
    const last = this.#lastCheckpoint
    if (last?.id === checkpoint) this.#writer.confirm(last.from, last.to)
    const id = this.#materializationOf.get(checkpoint)
    for (const one of this.#materializationOf.keys())
      if (one <= checkpoint) this.#materializationOf.delete(one)
    if (id === undefined || id <= this.#confirmedId) return null
    this.#confirmedId = id
    return id
  }

  subsumed(checkpoint: CheckpointId): void {
    this.#truncation.subsumed(checkpoint)
  }

  // --- Materialisation -----------------------------------------------------------------------------------

  /**
   * Null where nothing was logged since the last one, or where that has neither been confirmed by a
   * checkpoint nor failed (CK-165).
   */
  initMaterialization(): Materialization | null {
    const last = this.#nextId - 1
    if (this.#confirmedId < last && this.#failedId < last) return null
    const upTo = this.#writer.nextSequenceNumber()
    if (upTo <= this.#state.materializedTo) return null
    // What the log says behind it has to be understood without what is before it.
    this.#described.clear()
    return { id: this.#nextId++, upTo }
  }

  /** `file`: the piece of state; `files`: those of a store that it names. */
  materialized({ id, upTo }: Materialization, file: OwnedFile, files: readonly OwnedFile[]): void {
    const layer: ChangelogLayer = {
      kind: 'materialized',
      range: this.#backend.range,
      file: nameInLayers(file.blob),
      files: files.map(({ blob }) => nameInLayers(blob)),
    }
    this.#state = { layers: [layer], files: [file, ...files], materializedTo: upTo, id }
    this.#truncation.materialized(upTo)
  }

  materializationFailed(id: number): void {
    this.#failedId = Math.max(this.#failedId, id)
  }

  /** What a task takes over goes on being part of its checkpoints until it has materialised itself. */
  restore(taken: readonly RestoredChangelog[]): void {
    assert(!this.#isOpen, 'state is restored before it is used')
    const layers = taken.flatMap((one) =>
      one.layers.flatMap((layer) => withinRange(layer, this.#backend.range) ?? []),
    )
    const names = new Set(layers.flatMap(filesOfLayer))
    const files = new Map(
      taken.flatMap((one) => one.files).map((file) => [nameInLayers(file.blob), file]),
    )
    const id = Math.max(-1, ...taken.map(({ materialization }) => materialization))
    this.#state = {
      layers: [...this.#state.layers, ...layers],
      files: [...this.#state.files, ...[...names].flatMap((name) => files.get(name) ?? [])],
      materializedTo: 0,
      id,
    }
    this.#nextId = id + 1
    // A restored materialisation is of a checkpoint that completed.
    this.#confirmedId = id
  }
}
