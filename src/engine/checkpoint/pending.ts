/** A snapshot that is under way. Flink: PendingCheckpoint. */
import { assert } from '../../base/index.ts'
import {
  type CheckpointId,
  type EventSeq,
  type HybridEnumeratorState,
  type JobGraph,
  type JobStorage,
  type JobVertex,
  type NativeBackend,
  type OperatorId,
  type SavepointFormat,
  type SnapshotKind,
  snapshotLocation,
  type SnapshotManifest,
  type StateHandle,
  type SubtaskId,
  type VirtualTime,
} from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { finishedPart, unionObjection, type VertexTasks } from './finished-tasks.ts'
import type { CheckpointPlan } from './plan.ts'
import type { Acknowledgement } from './acknowledgement.ts'

export interface PendingOptions {
  readonly checkpoint: CheckpointId
  readonly kind: SnapshotKind
  readonly label: string | null
  /** Of a savepoint. */
  readonly format: SavepointFormat | null
  readonly triggeredAt: VirtualTime
  readonly plan: CheckpointPlan
  /** Of a stop-with-savepoint: whether the input ends with it. */
  readonly drain: boolean
  readonly cause: EventSeq
  /** What the JobManager's side of hybrid sources was when it was triggered. */
  readonly enumerators: ReadonlyMap<OperatorId, HybridEnumeratorState> | null
}

/** What a snapshot has come to be when its last acknowledgement is in. */
interface CompletedWork {
  readonly graph: JobGraph
  readonly vertices: readonly ScheduledVertex[]
  readonly storage: JobStorage
  readonly backend: NativeBackend
  readonly completedAt: VirtualTime
}

export class PendingCheckpoint {
  readonly checkpoint: CheckpointId
  readonly kind: SnapshotKind
  readonly label: string | null
  readonly format: SavepointFormat | null
  readonly triggeredAt: VirtualTime
  readonly expected: number
  /** The event that triggered it. */
  readonly cause: EventSeq
  readonly plan: CheckpointPlan
  readonly drain: boolean
  readonly #enumerators: PendingOptions['enumerators']
  /** What the tasks that have acknowledged were. */
  readonly #tasks = new Map<SubtaskId, Acknowledgement['task']>()
  readonly #withUnion = new Set<OperatorId>()
  readonly #missing: Set<SubtaskId>
  readonly #handles: StateHandle[] = []
  #bytes = 0
  /** All acknowledgements are in; `_metadata` is being written. */
  finalising = false

  constructor(options: PendingOptions) {
    this.checkpoint = options.checkpoint
    this.kind = options.kind
    this.label = options.label
    this.format = options.format
    this.triggeredAt = options.triggeredAt
    this.plan = options.plan
    this.drain = options.drain
    this.#enumerators = options.enumerators
    this.expected = options.plan.waitFor.length + options.plan.finished.length
    this.cause = options.cause
    this.#missing = new Set(options.plan.waitFor)
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

  acknowledge(subtask: SubtaskId, ack: Acknowledgement): void {
    assert(this.#missing.delete(subtask), 'no subtask acknowledges a checkpoint twice')
    this.#handles.push(...ack.handles)
    this.#bytes += ack.metrics.bytes
    this.#tasks.set(subtask, ack.task)
    for (const operator of ack.withUnion) this.#withUnion.add(operator)
  }

  /** Why it may not complete although all have acknowledged; null: it may (CK-231). */
  objection(vertices: readonly ScheduledVertex[]): string | null {
    return unionObjection(
      vertices.map((one) => this.#tasksOf(one)),
      this.#withUnion,
    )
  }

  /** What `_metadata` says. Handles in the order of operators and subtasks, not of arrival. */
  manifest({ graph, vertices, storage, backend, completedAt }: CompletedWork): SnapshotManifest {
    const operators = vertices.flatMap((scheduled) => {
      const { vertex } = scheduled
      const finished = finishedPart(this.#tasksOf(scheduled))
      return vertex.operators.map(({ id, uid, name }) => {
        const enumerator = this.#enumerators?.get(id)
        return {
          id,
          uid,
          name,
          parallelism: vertex.parallelism,
          maxParallelism: vertex.maxParallelism,
          ...(finished !== undefined && { finished }),
          ...(enumerator !== undefined && { enumerator }),
        }
      })
    })
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
      path: snapshotLocation(storage, this.checkpoint, this.kind),
      triggeredAt: this.triggeredAt,
      completedAt,
      operators,
      handles,
      ...(this.format !== 'CANONICAL' && { native: backend }),
    }
  }

  #tasksOf({ vertex, subtasks }: ScheduledVertex): VertexTasks {
    return {
      vertex,
      subtasks: subtasks.map(({ id, index }) => ({
        id,
        index,
        task: this.#tasks.get(id) ?? 'finished',
      })),
    }
  }
}

/** A vertex with its subtasks. */
export interface ScheduledVertex {
  readonly vertex: JobVertex
  readonly subtasks: readonly { readonly id: SubtaskId; readonly index: number }[]
}

/** What had finished before counts as acknowledged. Flink: reportFinishedTasks. */
export function countFinished(
  sim: Simulation,
  { checkpoint, plan, expected, cause }: PendingCheckpoint,
): void {
  for (const [before, subtask] of plan.finished.entries()) {
    const fact = { kind: 'finished-subtask-counted', subtask, checkpoint } as const
    sim.record({ ...fact, acknowledged: before + 1, expected }, cause)
  }
}
