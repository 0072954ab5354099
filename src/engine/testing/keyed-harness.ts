/** Keyed state without a job around it. Flink: KeyedOneInputStreamOperatorTestHarness. */
import { type KeyType, keyGroupOf, javaHashCode, type RocksDbSettings } from '../../model/index.ts'
import type { TraceFact } from '../../trace/index.ts'
import type { SnapshotForm } from '../state/backend.ts'
import { KeyedStore } from '../state/keyed-store.ts'
import { decodePiece, encodePiece, type KeyedPiece } from '../state/piece.ts'
import type { StateSite } from '../state/state-scope.ts'

/** Which of Flink's backends. */
export type HarnessBackend = 'hashmap' | 'rocksdb'

export interface KeyedHarness {
  readonly store: KeyedStore
  /** Where the operator stands. */
  readonly site: StateSite
  /** All facts that were recorded. */
  readonly facts: readonly TraceFact[]
  setKey(key: unknown): void
  /** Virtual ms; tests let it run backwards, too. */
  setTime(now: number): void
  /** What is stored, as a snapshot would have it. */
  pieces(): readonly KeyedPiece[]
  /** Flushes and compacts what is there, where the backend does that. */
  compact(): void
  /** Takes over a canonical snapshot of another. */
  restoreFrom(before: KeyedHarness): void
  /** A snapshot of this one, and an operator of the same kind restored from it. */
  snapshotAndRestore(form?: SnapshotForm): KeyedHarness
}

/** So small that a few writes reach files. */
export const smallRocksDb: RocksDbSettings = {
  writeBufferSize: 256,
  writeBufferCount: 2,
  blockSize: 64,
  blockCacheSize: 512,
  targetFileSizeBase: 512,
  maxSizeLevelBase: 2048,
  bloomBitsPerKey: 10,
  memory: null,
  timers: 'ROCKSDB',
}

/** `keyType` null: each key has the type its value shows. */
export function keyedHarness(
  options: {
    readonly keyType?: KeyType
    readonly maxParallelism?: number
    readonly now?: number
    readonly backend?: HarnessBackend
  } = {},
): KeyedHarness {
  const { keyType = 'STRING', maxParallelism = 1, backend = 'hashmap' } = options
  const facts: TraceFact[] = []
  let now = options.now ?? 0
  const site = {
    node: { name: 'harness' },
    index: 0,
    settings: {
      checkpoints: { maxConcurrent: 1 },
      backend,
      ...(backend === 'rocksdb' && { rocksDb: smallRocksDb }),
    },
    maxParallelism,
    subtask: 0,
    position: 0,
    keyGroups: { start: 0, end: maxParallelism - 1 },
    current: () => ({ parent: null, origin: 0, cause: null }),
    sim: {
      get now() {
        return now
      },
      recording: true,
      record: (fact: TraceFact) => facts.push(fact) - 1,
      skip: () => 0,
    },
  } as unknown as StateSite
  const store = new KeyedStore(site, keyType)
  const written = (form: SnapshotForm): string =>
    encodePiece({ version: 1, keyed: store.capture(form), timers: [], splits: [], lists: [] })
  return {
    store,
    site,
    facts,
    setKey: (key) => {
      const keyGroup = keyGroupOf(javaHashCode(key, keyType), maxParallelism)
      store.takeKeyOf({ key, keyGroup: keyGroup, value: null, timestamp: null })
    },
    setTime: (time) => {
      now = time
    },
    compact: () => {
      store.compact()
    },
    pieces: () => {
      // At a time at which nothing has expired yet, so that no cleanup leaves anything out.
      const before = now
      now = -Infinity
      const { keyed } = decodePiece(written('native'))
      now = before
      return keyed
    },
    restoreFrom: (before) => {
      const keyed = before.store.capture('canonical')
      const piece = { version: 1, keyed, timers: [], splits: [], lists: [] } as const
      store.restore([decodePiece(encodePiece(piece))])
    },
    snapshotAndRestore: (form = 'native') => {
      const restored = keyedHarness({ ...options, now })
      restored.store.restore([decodePiece(written(form))])
      return restored
    },
  }
}
