/** What a checkpoint coordinator is given, and what it leaves to the next one. */
import type {
  CheckpointSettings,
  EventSeq,
  HybridEnumeratorState,
  JobGraph,
  JobStorage,
  NativeBackend,
  OperatorId,
  ScheduledChannel,
  SnapshotManifest,
} from '../../model/index.ts'
import type { DeployedTask } from '../cluster/deployment.ts'
import type { Simulation } from '../kernel/simulation.ts'
import type { SnapshotStore } from './snapshot-store.ts'

export interface CoordinatorOptions {
  readonly sim: Simulation
  readonly graph: JobGraph
  readonly settings: CheckpointSettings
  /** Who writes keyed state. */
  readonly backend: NativeBackend
  /** Where its snapshots lie, as people name them. */
  readonly storage: JobStorage
  readonly tasks: () => readonly DeployedTask[]
  /** What the job starts from; its own ids go on behind it (CK-186). */
  readonly restored: SnapshotManifest | null
  /** What another JobManager left in the high availability store; null: this is the first. */
  readonly inherited: Inheritance | null
  /** Too many failures, or a stop-with-savepoint that failed: the job fails over. */
  readonly failJob: (message: string, cause: EventSeq) => void
  /** Which channels the tasks are connected by. */
  readonly channels: () => readonly ScheduledChannel[]
  /** What there is to remember of the sources' coordinators; null: nothing. */
  readonly enumerators: () => ReadonlyMap<OperatorId, HybridEnumeratorState> | null
  /** A stop-with-savepoint completed: all tasks finish now, or the job fails. */
  readonly stopped: (path: string, cause: EventSeq) => void
}

/** What survives a JobManager with high availability. Flink: CompletedCheckpointStore, CheckpointIDCounter. */
export interface Inheritance {
  readonly store: SnapshotStore
  readonly nextId: number
}
