/**
 * What a job and its cluster are set to, after code and config.yaml have been reconciled.
 * All durations are virtual milliseconds. Defaults are Flink 2.x's (docs/SEMANTICS.md, CFG).
 */
import type { NativeBackend } from './snapshot.ts'

/** Flink: CheckpointingMode (execution.checkpointing.mode). */
export type CheckpointingMode = 'EXACTLY_ONCE' | 'AT_LEAST_ONCE'

/**
 * Who owns the snapshot that a job starts from. NO_CLAIM: whoever had it; CLAIM: the job, which deletes it
 * once it is subsumed; LEGACY: whoever had it, and yet the job may build on its files. Flink: RecoveryClaimMode.
 */
export type RecoveryClaimMode = 'NO_CLAIM' | 'CLAIM' | 'LEGACY'

/** How a job takes a snapshot. Flink: SavepointRestoreSettings. */
export interface RestoreSettings {
  /** State that no operator of the program takes is left behind, instead of a refusal. */
  readonly allowNonRestoredState: boolean
  /** Absent: what config.yaml says. */
  readonly claimMode?: RecoveryClaimMode
}

/** Flink: CheckpointConfig; `interval` null means that checkpointing is disabled. */
export interface CheckpointSettings {
  readonly interval: number | null
  /** Whose the snapshot is that the job starts from; absent: NO_CLAIM, Flink's default. */
  readonly claimMode?: RecoveryClaimMode
  /** While a source is in backlog, ms; null: no periodic checkpoints then; absent: `interval`. */
  readonly intervalDuringBacklog?: number | null
  readonly mode: CheckpointingMode
  readonly timeout: number
  readonly minPause: number
  readonly maxConcurrent: number
  readonly tolerableFailures: number
  /** Flink: execution.checkpointing.checkpoints-after-tasks-finish. */
  readonly afterTasksFinish: boolean
  /** Flink: execution.checkpointing.unaligned.enabled; false in mode AT_LEAST_ONCE, whatever is set. */
  readonly unaligned: boolean
  /** Flink: execution.checkpointing.aligned-checkpoint-timeout, ms; 0: unaligned from the start. */
  readonly alignedTimeout: number
  /** Flink: execution.checkpointing.local-backup.enabled; keyed state is also written to the TaskManager's disk. */
  readonly localBackup: boolean
  /** Flink: execution.state-recovery.from-local; restarted tasks look for that copy first. */
  readonly fromLocal: boolean
  readonly numRetained: number
  /** Whether checkpoints share files; on the heap there are none. Flink: execution.checkpointing.incremental. */
  readonly incremental?: true
  readonly retention:
    'NO_EXTERNALIZED_CHECKPOINTS' | 'DELETE_ON_CANCELLATION' | 'RETAIN_ON_CANCELLATION'
  /** Where Flink would write; shown as paths. Null: JobManager storage. */
  readonly directory: string | null
  /** State travels to the JobManager all the same. Flink: execution.checkpointing.storage: jobmanager (CS-3). */
  readonly throughJobManager?: true
  readonly savepointDirectory: string | null
}

/** Flink: RestartBackoffTimeStrategy and its options. */
export type RestartStrategy =
  | { readonly kind: 'none' }
  | { readonly kind: 'fixed-delay'; readonly attempts: number; readonly delay: number }
  | {
      readonly kind: 'failure-rate'
      readonly maxFailuresPerInterval: number
      readonly interval: number
      readonly delay: number
    }
  | {
      readonly kind: 'exponential-delay'
      readonly initialBackoff: number
      readonly maxBackoff: number
      readonly multiplier: number
      readonly resetThreshold: number
      readonly jitter: number
      /** Null: never gives up. */
      readonly attemptsBeforeReset: number | null
    }

/** How state is kept on disk, in bytes. Flink: RocksDBConfigurableOptions, RocksDBOptions (RB-10, RB-13). */
export interface RocksDbSettings {
  readonly writeBufferSize: number
  /** Flink: state.backend.rocksdb.writebuffer.count. */
  readonly writeBufferCount: number
  readonly blockSize: number
  readonly blockCacheSize: number
  readonly targetFileSizeBase: number
  readonly maxSizeLevelBase: number
  /** Bits a key; 0: there is no filter. */
  readonly bloomBitsPerKey: number
  /** What the stores of a slot or of a TaskManager share; null: each has a cache of its own (RB-12). */
  readonly memory: RocksDbMemory | null
  /** Where timers are. Flink: state.backend.rocksdb.timer-service.factory (RB-19). */
  readonly timers: 'ROCKSDB' | 'HEAP'
}

/** Memory for blocks and memtables together. Flink: RocksDBMemoryConfiguration. */
export interface RocksDbMemory {
  /** `managed`: by a slot, which has its share of the TaskManager's managed memory. */
  readonly sharedBy: 'managed' | 'slot' | 'task-manager'
  /** Of the slot or the TaskManager; managed memory is the TaskManager's. */
  readonly bytes: number
  /** Of it, for memtables. Flink: state.backend.rocksdb.memory.write-buffer-ratio. */
  readonly writeBufferRatio: number
}

/** How changes of keyed state are logged. Flink: StateChangelogOptions, FsStateChangelogOptions (CK-160 ff.). */
export interface ChangelogSettings {
  /**
   * Where the log is. `memory` is Flink's default, for tests: each checkpoint carries the whole log to the
   * JobManager. Flink: state.changelog.storage.
   */
  readonly storage: 'memory' | 'filesystem'
  /** Flink: state.changelog.dstl.dfs.base-path; null: not set, and a log in files cannot be written. */
  readonly basePath: string | null
  /** Virtual ms from the end of one materialisation to the next; null: there is none. */
  readonly materializeInterval: number | null
  /** How many materialisations may fail in a row. Flink: state.changelog.max-failures-allowed. */
  readonly maxFailuresAllowed: number
  /** Bytes of changes that are written ahead of any checkpoint. Flink: …preemptive-persist-threshold. */
  readonly preemptivePersistThreshold: number
  /** Virtual ms an upload waits for others. Flink: …batch.persist-delay. */
  readonly persistDelay: number
}

/** Everything the engine runs a job with. */
export interface JobSettings {
  readonly checkpoints: CheckpointSettings
  readonly restart: RestartStrategy
  /**
   * Flink: state.backend.type. `copying-hashmap` is this product's: the heap backend with a copy at
   * every access, as RocksDB makes them (TYP-6).
   */
  readonly backend: 'hashmap' | 'copying-hashmap' | 'rocksdb'
  /** Where that is `rocksdb`. */
  readonly rocksDb?: RocksDbSettings
  /** Absent: changes are not logged. Flink: state.changelog.enabled. */
  readonly changelog?: ChangelogSettings
  /** Flink: pipeline.auto-watermark-interval. */
  readonly autoWatermarkInterval: number
  /** Flink: pipeline.watermark-alignment.allow-unaligned-source-splits. */
  readonly allowUnalignedSourceSplits: boolean
  /** Flink: taskmanager.load-balance.mode; NONE fills one TaskManager after the other. */
  readonly loadBalance: 'NONE' | 'SLOTS'
  readonly cluster: ClusterSettings
}

/** What config.yaml alone decides: how the cluster deals with what breaks. */
export interface ClusterSettings {
  /** Flink: jobmanager.execution.failover-strategy. */
  readonly failoverStrategy: 'region' | 'full'
  /** Whether completed checkpoints survive the JobManager. Flink: high-availability.type. */
  readonly highAvailability: boolean
  /** Virtual ms. Flink: heartbeat.timeout. */
  readonly heartbeatTimeout: number
  /** Virtual ms a job waits for slots. Flink: slot.request.timeout. */
  readonly slotRequestTimeout: number
  /** Checkpoints in the history. Flink: web.checkpoints.history. */
  readonly checkpointHistory: number
  /** Root causes in the history of exceptions. Flink: web.exception-history-size. */
  readonly exceptionHistory: number
  /** Null unless taskmanager.network.memory.buffer-debloat.enabled. */
  readonly debloat: DebloatSettings | null
}

/** Flink: taskmanager.network.memory.buffer-debloat.*. */
export interface DebloatSettings {
  /** Virtual ms in which a task should have consumed what is in flight to it. */
  readonly target: number
  /** Virtual ms between measurements. */
  readonly period: number
  /** How many measurements the average looks back on. */
  readonly samples: number
  /** By how many percent a new size must differ to be announced. */
  readonly threshold: number
}

/** The machines. */
export interface ClusterShape {
  readonly taskManagers: number
  readonly slotsEach: number
}

/**
 * What things take, in virtual ms: the cost model. Simplified: real costs vary, and are smaller
 * for most; these are round numbers that make a run readable. A scenario may change any of them.
 */
export interface Costs {
  /** A message between JobManager and TaskManager, one way. */
  readonly rpc: number
  /** One network hop of an element between two subtasks. */
  readonly hop: number
  /** One record in one task, whatever the length of its chain. */
  readonly record: number
  /** The synchronous part of a snapshot of one task. */
  readonly snapshotSync: number
  /** A write to checkpoint storage: a fixed part, and one for each MB. */
  readonly storageWrite: number
  readonly storageWritePerMb: number
  readonly storageRead: number
  readonly storageReadPerMb: number
  /** Reading or writing a MB on a TaskManager's own disk, and beginning a file there. */
  readonly diskPerMb: number
  readonly diskFile: number
  /** Reading a block there that is not in memory: virtual microseconds, of which whole ms are waited for. */
  readonly diskBlockMicros: number
  /** Writing `_metadata` once all acknowledgements are in. */
  readonly finalise: number
  /** Cancelling and redeploying a task. */
  readonly deploy: number
  /** From the loss of a TaskManager to its replacement, and from that of the JobManager to the next leader. */
  readonly taskManagerStart: number
}

/** The defaults every scenario starts from. */
export const defaultCosts: Costs = {
  rpc: 5,
  hop: 10,
  record: 1,
  snapshotSync: 2,
  storageWrite: 50,
  storageWritePerMb: 10,
  storageRead: 50,
  storageReadPerMb: 10,
  diskPerMb: 5,
  diskFile: 1,
  diskBlockMicros: 100,
  finalise: 10,
  deploy: 100,
  taskManagerStart: 500,
}

/** One entry of config.yaml, flattened: Flink's key, its text, its line (from 1). */
export interface ConfigEntry {
  readonly key: string
  readonly value: string
  readonly line: number
}

/** Who writes and reads the job's keyed state. Flink: StateBackendLoader. */
export function backendOf({ rocksDb }: Pick<JobSettings, 'rocksDb'>): NativeBackend {
  return rocksDb === undefined ? 'HASHMAP' : 'ROCKSDB'
}
