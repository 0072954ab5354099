/**
 * A job as Flink's JobManager sees it: vertices (chains of operators) and edges between them.
 * Flink: JobGraph, JobVertex, JobEdge. Functions are not in here: this is plain data that the
 * trace carries and the page draws.
 */
import type { OperatorId, VertexId } from './ids.ts'

/**
 * How records choose a channel of an edge. Flink: the StreamPartitioner of that name; `hash` is
 * KeyGroupStreamPartitioner, `custom` CustomPartitionerWrapper.
 */
export type Partitioning =
  'forward' | 'rebalance' | 'hash' | 'rescale' | 'shuffle' | 'broadcast' | 'global' | 'custom'

/** How a source finds where event time is. Flink: WatermarkStrategy. */
export interface WatermarkPlan {
  readonly generator:
    | { readonly kind: 'none' }
    | { readonly kind: 'monotonous' }
    /** `bound` in ms of event time. */
    | { readonly kind: 'bounded-out-of-orderness'; readonly bound: number }
    /** The learner's own. */
    | { readonly kind: 'custom' }
  /** Virtual ms without records after which it is idle; null: never. */
  readonly idleness: number | null
  readonly alignment: WatermarkAlignmentPlan | null
}

/** How far sources of a group may be apart. Flink: WatermarkAlignmentParams. */
export interface WatermarkAlignmentPlan {
  readonly group: string
  /** Milliseconds of event time. */
  readonly maxDrift: number
  /** Virtual ms between two announcements. */
  readonly updateInterval: number
}

/** Kafka as a source: which topics, from where, and whether it ends. */
export interface KafkaSourcePlan {
  readonly topics: readonly string[]
  readonly groupId: string | null
  readonly start: 'earliest' | 'latest'
  readonly bounded: boolean
}

/** One of the sources that a hybrid source reads one after the other. */
export type SourcePart =
  | ({ readonly source: 'kafka' } & KafkaSourcePlan)
  /** A folder of files: the topic of the scenario that stands for it. */
  | { readonly source: 'file'; readonly place: string }
  /** Records that are made from their number. */
  | { readonly source: 'generator'; readonly count: number }

/** How a sink that writes exactly once names its transactions, and how long one may take. */
export interface TransactionsPlan {
  /** Flink: setTransactionalIdPrefix. */
  readonly prefix: string
  /** Virtual ms. Kafka: transaction.timeout.ms, an hour unless the program sets it (CK-273). */
  readonly timeout: number
}

/** What an operator does, as far as the picture and the JobManager need to know. */
export type OperatorRole =
  | (KafkaSourcePlan & { readonly kind: 'kafka-source'; readonly watermarks: WatermarkPlan })
  /** A source that is not Kafka. Its splits are called as `partition-assigned` calls them. */
  | {
      readonly kind: 'source'
      readonly source: 'data' | 'sequence' | 'generator' | 'socket' | 'file' | 'hybrid'
      /** The topic of the scenario that stands for what it reads; null: it makes its records, or is hybrid. */
      readonly place: string | null
      readonly bounded: boolean
      /** Of a hybrid source: what it reads, in that order. */
      readonly parts?: readonly SourcePart[]
      readonly watermarks: WatermarkPlan
    }
  | { readonly kind: 'timestamps-and-watermarks'; readonly watermarks: WatermarkPlan }
  | { readonly kind: 'map' }
  | { readonly kind: 'filter' }
  | { readonly kind: 'flat-map' }
  | { readonly kind: 'process'; readonly keyed: boolean }
  /** Requests to a service outside. `timeout` in virtual ms; 0: none. */
  | {
      readonly kind: 'async-wait'
      readonly mode: 'ordered' | 'unordered'
      readonly timeout: number
      readonly capacity: number
      readonly retries: boolean
    }
  /** From a record of the first input to its partners: ms of event time, both inclusive. */
  | { readonly kind: 'interval-join'; readonly lower: number; readonly upper: number }
  | { readonly kind: 'co-map' }
  | { readonly kind: 'co-flat-map' }
  | { readonly kind: 'co-process'; readonly keyed: boolean }
  | { readonly kind: 'broadcast-process'; readonly keyed: boolean }
  /** What the world outside keeps: all rows, the last one of each key, or what cannot be taken back. */
  | { readonly kind: 'sink'; readonly sink: 'collect' | 'upsert' | 'outbox'; readonly name: string }
  /** reduce, sum, min, max of a keyed stream without windows. */
  | { readonly kind: 'keyed-reduce' }
  | {
      readonly kind: 'window'
      /** False: `windowAll`. */
      readonly keyed: boolean
      /** As Flink writes it: `TumblingEventTimeWindows(5000)`. */
      readonly assigner: string
      /** Whether its windows follow event time; else the wall clock. */
      readonly eventTime: boolean
    }
  | { readonly kind: 'print-sink'; readonly identifier: string }
  | {
      readonly kind: 'kafka-sink'
      readonly topic: string
      readonly guarantee: 'none' | 'at-least-once' | 'exactly-once'
      /** Of one that writes exactly once. */
      readonly transactions?: TransactionsPlan
    }
  /** Commits what the writer before it has prepared. Flink: CommitterOperator. */
  | { readonly kind: 'committer'; readonly topic: string }

/** One operator of a chain. Flink: StreamNode. */
export interface OperatorNode {
  readonly id: OperatorId
  /** The learner's `uid(…)`, or null when the id was generated from the topology. */
  readonly uid: string | null
  /** The learner's `setUidHash(…)`, where there is one: looked for in a snapshot before `id` (CK-190). */
  readonly uidHash?: OperatorId
  readonly name: string
  readonly role: OperatorRole
  /** Position, in its chain, of the operator it takes its records from; null at the head. */
  readonly after: number | null
  /** The side output of that operator it takes; null: the main output. */
  readonly tag: string | null
}

/** A task: operators chained into one. Flink: JobVertex. */
export interface JobVertex {
  readonly id: VertexId
  /** The operators' names joined by ` -> `, as Flink's web UI shows it. */
  readonly name: string
  readonly parallelism: number
  readonly maxParallelism: number
  /** Whether the program set maxParallelism; only then a snapshot with another one is refused. */
  readonly maxParallelismSet: boolean
  /** Subtasks of vertices of one group share slots. Flink: SlotSharingGroup; `default` unless set. */
  readonly slotSharingGroup: string
  /** The head first, each operator behind the one it takes its records from; never empty. */
  readonly operators: readonly OperatorNode[]
}

/** A data exchange between two tasks. Flink: JobEdge; all are pipelined. */
export interface JobEdge {
  readonly from: VertexId
  readonly to: VertexId
  /** Index, in the producing chain, of the operator whose output this edge carries. */
  readonly operator: number
  /** The side output it carries; null: the main output. */
  readonly tag: string | null
  /** Which input of the receiving operator it feeds: 1 is the second one of two. Flink: typeNumber. */
  readonly input: 0 | 1
  readonly partitioning: Partitioning
}

/** A whole job. Vertices are in topological order, sources first. */
export interface JobGraph {
  readonly name: string
  readonly vertices: readonly JobVertex[]
  readonly edges: readonly JobEdge[]
}
