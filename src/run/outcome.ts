/** What a run answers while it runs. */
import type { BlobId, EventSeq, FailurePoint, Misuse, SnapshotManifest } from '../model/index.ts'

/** Why a run stands still. */
export type Pause =
  | { readonly why: 'reached' }
  | { readonly why: 'out-of-budget' }
  /** The job is in a final state, or nothing is left to happen. */
  | { readonly why: 'job-finished' }
  | { readonly why: 'breakpoint'; readonly event: EventSeq }
  /** Written, not durable yet. */
  | { readonly why: 'awaiting-blob'; readonly blobs: readonly BlobId[] }
  /** The next step needs these bytes in memory. */
  | { readonly why: 'needs-blob'; readonly blobs: readonly BlobId[] }

/** What a run asks of the world; it never awaits the answer in the middle of a step. */
export type Effect =
  | { readonly kind: 'put-blob'; readonly blob: BlobId; readonly bytes: Uint8Array }
  | { readonly kind: 'delete-blob'; readonly blob: BlobId }
  /** A snapshot completed: its manifest makes its blobs reachable. */
  | { readonly kind: 'put-manifest'; readonly manifest: SnapshotManifest }
  /** A snapshot is no longer kept: what only it refers to may be swept. */
  | { readonly kind: 'delete-manifest'; readonly manifest: SnapshotManifest }

/** Why a run is over before its time. */
export type Crash =
  /** The program could not be loaded or built: the learner's mistake. */
  | { readonly in: 'program'; readonly misuse: Misuse }
  /** The learner's code used up a limit or did not answer; what it was doing, where that is known. */
  | {
      readonly in: 'user-code'
      readonly code: 'unresponsive' | 'out-of-memory' | 'limit-exceeded'
      readonly during: FailurePoint | null
      readonly message: string
    }
  /** A promise of our own did not hold: a bug, with the plan that shows it. */
  | { readonly in: 'engine'; readonly invariant: string }
  /** The guest sent what no guest of ours sends. */
  | { readonly in: 'wall'; readonly reason: string }
