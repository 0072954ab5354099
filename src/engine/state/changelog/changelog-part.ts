/** What keyed state is made of under a changelog, as snapshots have it. Flink: ChangelogStateBackendHandle (CK-161). */
import type { BlobId, KeyGroupRange } from '../../../model/index.ts'

/** A file as snapshots refer to it. */
export interface OwnedFile {
  readonly blob: BlobId
  readonly bytes: number
  readonly checksum: number
}

/** A part of the state of some key groups. Files are named by the end of their path. */
export type ChangelogLayer =
  /** A whole piece of state, and the files of a store that it names. */
  | {
      readonly kind: 'materialized'
      readonly range: KeyGroupRange
      readonly file: string
      readonly files: readonly string[]
    }
  /** Changes from a sequence number on, in a file. */
  | {
      readonly kind: 'log'
      readonly range: KeyGroupRange
      readonly file: string
      readonly from: number
    }
  /** Changes that the snapshot itself carries. */
  | {
      readonly kind: 'changes'
      readonly range: KeyGroupRange
      readonly changes: readonly string[]
    }

/** What a task takes over of the changelog it is restored from: to be referred to until it has materialised. */
export interface RestoredChangelog {
  readonly layers: readonly ChangelogLayer[]
  readonly files: readonly OwnedFile[]
  /** The number of the newest materialisation in it; -1: there is none. */
  readonly materialization: number
}

/**
 * Keyed state and timers under a changelog, in layers that are applied in turn. Flink:
 * ChangelogStateBackendHandle (CK-161).
 */
export interface ChangelogPart {
  readonly layers: readonly ChangelogLayer[]
  /** The number of its materialisation; -1: there is none. */
  readonly materialization: number
}
