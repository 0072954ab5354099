/**
 * The seam of keyed state: synchronous for the operator, durable through the snapshot. The heap
 * backend keeps everything in memory; one that keeps files in checkpoint-like blobs says through
 * `missingFor` what must be supplied before a key's state can be read without waiting.
 */
import type { BlobId, KeyGroup, KeyGroupRange } from '../../model/index.ts'
import type { KeyedPiece } from './piece.ts'

/** The key an operator works for now, in the forms state needs. */
export interface KeyContext {
  readonly key: unknown
  readonly encoded: string
  readonly keyGroup: KeyGroup
}

/** Keyed state of one operator of one subtask. Flink: KeyedStateBackend. */
export interface KeyedStateBackend {
  readonly range: KeyGroupRange
  /** What must be supplied before the state under `key` can be read without waiting; empty: it is resident. */
  missingFor(key: KeyContext): readonly BlobId[]
  /** Makes a named state known; asking again for the same one changes nothing. */
  register(state: string, kind: 'value', type: string): void
  /** Undefined where nothing is stored. */
  read(state: string, under: KeyContext): unknown
  write(state: string, under: KeyContext, value: unknown): void
  /** Whether there was something to remove. */
  remove(state: string, under: KeyContext): boolean
  /** Whether no state was ever registered: such an operator's snapshot has no keyed part. */
  readonly isEmpty: boolean
  /** The synchronous half of a snapshot: later writes do not change what was captured, once encoded. */
  capture(): readonly KeyedPiece[]
  /** Takes what falls into this backend's key groups; answers how many entries that was. */
  restore(pieces: readonly KeyedPiece[]): number
}
