/** A snapshot that is under way. Flink: PendingCheckpoint. */
import { assert } from '../../base/index.ts'
import type {
  CheckpointId,
  EventSeq,
  JobGraph,
  SnapshotKind,
  SnapshotManifest,
  StateHandle,
  SubtaskId,
  VirtualTime,
} from '../../model/index.ts'

export interface PendingOptions {
  readonly checkpoint: CheckpointId
  readonly kind: SnapshotKind
  readonly label: string | null
  readonly triggeredAt: VirtualTime
  /** All subtasks at the moment of the trigger (CK-33). */
  readonly waitFor: readonly SubtaskId[]
  readonly cause: EventSeq
}

export class PendingCheckpoint {
  readonly checkpoint: CheckpointId
  readonly kind: SnapshotKind
  readonly label: string | null
  readonly triggeredAt: VirtualTime
  readonly expected: number
  /** The event that triggered it. */
  readonly cause: EventSeq
  readonly #missing: Set<SubtaskId>
  readonly #handles: StateHandle[] = []
  #bytes = 0
  /** All acknowledgements are in; `_metadata` is being written. */
  finalising = false

  constructor(options: PendingOptions) {
    this.checkpoint = options.checkpoint
    this.kind = options.kind
    this.label = options.label
    this.triggeredAt = options.triggeredAt
    this.expected = options.waitFor.length
    this.cause = options.cause
    this.#missing = new Set(options.waitFor)
  }

  get isSavepoint(): boolean {
    return this.kind !== 'checkpoint'
  }

  get acknowledged(): number {
    return this.expected - this.#missing.size
  }

  get isComplete(): boolean {
    return this.#missing.size === 0
  }

  get handles(): readonly StateHandle[] {
    return this.#handles
  }

  get bytes(): number {
    return this.#bytes
  }

  acknowledge(subtask: SubtaskId, handles: readonly StateHandle[], bytes: number): void {
    assert(this.#missing.delete(subtask), 'no subtask acknowledges a checkpoint twice')
    this.#handles.push(...handles)
    this.#bytes += bytes
  }

  /** What `_metadata` says. Handles in the order of operators and subtasks, not of arrival. */
  manifest(graph: JobGraph, completedAt: VirtualTime): SnapshotManifest {
    const operators = graph.vertices.flatMap((vertex) =>
      vertex.operators.map(({ id, uid, name }) => ({
        id,
        uid,
        name,
        parallelism: vertex.parallelism,
        maxParallelism: vertex.maxParallelism,
      })),
    )
    const place = new Map(operators.map(({ id }, index) => [id, index]))
    const handles = [...this.#handles].sort(
      (a, b) =>
        (place.get(a.operator) as number) - (place.get(b.operator) as number) ||
        a.subtask - b.subtask,
    )
    return {
      version: 1,
      checkpoint: this.checkpoint,
      kind: this.kind,
      label: this.label,
      jobName: graph.name,
      triggeredAt: this.triggeredAt,
      completedAt,
      operators,
      handles,
    }
  }
}
