/** Keyed state without a job around it. Flink: KeyedOneInputStreamOperatorTestHarness. */
import { type KeyType, keyGroupOf, javaHashCode } from '../../model/index.ts'
import type { TraceFact } from '../../trace/index.ts'
import { KeyedStore } from '../state/keyed-store.ts'
import { decodePiece, encodePiece, type KeyedPiece } from '../state/piece.ts'
import type { StateSite } from '../state/state-scope.ts'

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
  /** A snapshot of this one, and an operator of the same kind restored from it. */
  snapshotAndRestore(): KeyedHarness
}

/** `keyType` null: each key has the type its value shows. */
export function keyedHarness(
  options: {
    readonly keyType?: KeyType
    readonly maxParallelism?: number
    readonly now?: number
  } = {},
): KeyedHarness {
  const { keyType = 'STRING', maxParallelism = 1 } = options
  const facts: TraceFact[] = []
  let now = options.now ?? 0
  const site = {
    node: { name: 'harness' },
    settings: { backend: 'hashmap' },
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
  const written = (): string =>
    encodePiece({ version: 1, keyed: store.capture(), timers: [], splits: [], lists: [] })
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
    pieces: () => {
      // At a time at which nothing has expired yet, so that no cleanup leaves anything out.
      const before = now
      now = -Infinity
      const { keyed } = decodePiece(written())
      now = before
      return keyed
    },
    snapshotAndRestore: () => {
      const restored = keyedHarness({ ...options, now })
      restored.store.restore([decodePiece(written())])
      return restored
    },
  }
}
