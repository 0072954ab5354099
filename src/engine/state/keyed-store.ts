/** All the keyed state of one operator: its backend, the handles its code holds, the key at hand. */
import {
  type CheckpointId,
  encodeKey,
  javaHashCode,
  type KeyType,
  type SerializerSnapshot,
} from '../../model/index.ts'
import { rethrowIfOurs } from '../task/failure.ts'
import type { InputRecord, Residence } from '../task/operator.ts'
import type {
  CapturedFiles,
  FilesOf,
  KeyContext,
  KeyedStateBackend,
  SnapshotForm,
} from './backend.ts'
import { ChangelogOf } from './changelog/changelog-of.ts'
import type { ChangelogSnapshot } from './changelog/changelog.ts'
import { CopyingBackend } from './copying.ts'
import { HeapKeyedStateBackend } from './heap.ts'
import { KeySchema } from './key-schema.ts'
import { KeyedStates } from './keyed-states.ts'
import type { KeyedPiece, StatePiece } from './piece.ts'
import { RocksDbKeyedStateBackend } from './rocksdb/rocksdb-backend.ts'
import { StoreMachine } from './rocksdb/store-machine.ts'
import { type SharedFile, UploadedFiles } from './rocksdb/uploaded-files.ts'
import { storeOptions } from './rocksdb/rocksdb-options.ts'
import { keyBytes } from './serializers/serializer-of.ts'
import type { StateSite } from './state-scope.ts'

/** A part of a checkpoint that is in files. */
interface CapturedPart extends Pick<CapturedFiles, 'native' | 'unclaimed'> {
  readonly files: readonly SharedFile[]
}

export class KeyedStore {
  /** What the operator's code sees. */
  readonly states: KeyedStates
  readonly #backend: KeyedStateBackend
  readonly #keys: KeySchema
  readonly #uploaded: UploadedFiles
  /** Null: no files outside memory. */
  readonly #machine: StoreMachine | null
  /** Null: changes are not logged. */
  readonly #changelog: ChangelogOf | null

  /** `keyType` null: each key has the type its value shows. */
  constructor(site: StateSite, keyType: KeyType | null) {
    const keys = new KeySchema(site.node.name, keyType)
    this.#keys = keys
    this.#machine = site.settings.rocksDb === undefined ? null : StoreMachine.of(site)
    this.#backend = backendOf(site, keys, this.#machine)
    // With several checkpoints at a time, one that completes could take files from the next.
    const sharesFiles = site.settings.checkpoints.maxConcurrent === 1
    this.#uploaded = new UploadedFiles(`${site.node.id}-${site.index}`, sharesFiles)
    this.#changelog = this.#changelogOf(site)
    this.states = new KeyedStates(site, this.#changelog?.backend ?? this.#backend, ({ key }) =>
      javaHashCode(key, keys.typeOf(key)),
    )
  }

  #changelogOf(site: StateSite): ChangelogOf | null {
    const { changelog, checkpoints } = site.settings
    if (changelog === undefined) return null
    const keys = this.#keys
    const backend = this.#backend
    return new ChangelogOf(site, changelog, backend, {
      missing: () => backend.missingFor('everything'),
      captureFiles: () => (checkpoints.incremental === true ? backend.captureFiles() : null),
      capture: () => backend.capture('native'),
      get keys() {
        return keys.serializer
      },
    })
  }

  /** State is restored: what changes from here on is the program's doing. */
  open(): void {
    this.#changelog?.open()
  }

  /** The record's key is the current one from here on. Flink: setKeyContextElement. */
  takeKeyOf({ key, keyGroup }: InputRecord): KeyContext {
    const encoded = encodeKey(key, this.#keys.typeOf(key))
    const under = { key, keyGroup, encoded }
    this.states.setCurrentKey(under)
    return under
  }

  /** What must be at hand before records and timers are processed; null: everything is. */
  get residence(): Residence | null {
    const backend = this.#backend
    const machine = this.#machine
    if (machine === null) return null
    return {
      takeAccessTime: () => machine.takeAccessTime(),
      isStalled: () => machine.isStalled,
      // A changelog's checkpoint leaves memory as it is.
      flushTime: (native) => (this.#changelog === null || native ? machine.flushTime : 0),
      record: ({ key, keyGroup }) => {
        if (key === undefined) return backend.missingFor('everything')
        try {
          return backend.missingFor([{ key, keyGroup, encoded: '' }])
        } catch (error) {
          rethrowIfOurs(error)
          // A key that cannot be written fails where the record is processed.
          return []
        }
      },
      keys: (keys) => backend.missingFor(keys),
      everything: () => backend.missingFor('everything'),
    }
  }

  /** Its task is gone. */
  dispose(): void {
    this.#changelog?.close()
    this.#backend.dispose()
  }

  /** Whether no state was ever asked for: there is then nothing to snapshot. */
  get isEmpty(): boolean {
    return this.#backend.isEmpty
  }

  /** What the keys are written with: a part of the snapshot wherever it has keys. */
  get keys(): SerializerSnapshot | undefined {
    return this.#keys.serializer
  }

  /** Tests of what a compaction does begin one here. */
  compact(): void {
    this.#backend.compact()
  }

  capture(form: SnapshotForm): readonly KeyedPiece[] {
    return this.#backend.capture(form)
  }

  /** What the checkpoint refers to in files that others share; null: the backend has none. */
  captureFiles(checkpoint: CheckpointId, whose: FilesOf): CapturedPart | null {
    const captured = this.#backend.captureFiles()
    if (captured === null) return null
    const { native, files, unclaimed } = captured
    return { native, unclaimed, files: this.#uploaded.filesFor(checkpoint, files, whose) }
  }

  /** What the checkpoint refers to of the changelog; null: there is none. */
  captureChangelog(checkpoint: CheckpointId): ChangelogSnapshot | null {
    return this.#changelog?.snapshot(checkpoint) ?? null
  }

  checkpointCompleted(checkpoint: CheckpointId): void {
    this.#uploaded.completed(checkpoint)
    this.#changelog?.completed(checkpoint)
  }

  checkpointSubsumed(checkpoint: CheckpointId): void {
    this.#changelog?.subsumed(checkpoint)
  }

  checkpointAborted(checkpoint: CheckpointId): void {
    this.#uploaded.aborted(checkpoint)
  }

  /** Takes what falls into this subtask's key groups; answers how many entries that was. */
  restore(pieces: readonly StatePiece[]): number {
    for (const { keys } of pieces) this.#keys.restore(keys)
    this.#changelog?.restore(pieces.flatMap(({ restored }) => restored ?? []))
    return pieces.reduce((sum, piece) => sum + this.#backend.restore(piece.keyed), 0)
  }
}

/** Flink: StateBackend.createKeyedStateBackend. */
function backendOf(
  site: StateSite,
  keys: KeySchema,
  machine: StoreMachine | null,
): KeyedStateBackend {
  const { keyGroups, maxParallelism, node, settings } = site
  if (settings.rocksDb !== undefined)
    return new RocksDbKeyedStateBackend({
      machine,
      range: keyGroups,
      maxParallelism,
      operator: node.name,
      keys: {
        serializer: keyBytes(keys.declared),
        encode: (key) => encodeKey(key, keys.typeOf(key)),
      },
      keyType: keys.declared,
      options: storeOptions(settings.rocksDb),
      keepsTimers: settings.rocksDb.timers === 'ROCKSDB',
    })
  const heap = new HeapKeyedStateBackend(keyGroups, node.name)
  return settings.backend === 'hashmap' ? heap : new CopyingBackend(heap)
}
