/**
 * What is left of the learner's program once it has run: a job graph, settings, and the functions
 * behind the operators. A program is evaluated once per simulated process (client, TaskManagers),
 * so that static fields and module variables belong to that process, as on a JVM.
 */
import type { KeyType } from '../model/index.ts'
import type { JobGraph, JobSettings, OperatorId } from '../model/index.ts'
import type { AsyncFunction } from './async-functions.ts'
import type { AsyncRetryStrategy } from './async-retry.ts'
import type {
  BroadcastProcessFunction,
  KeyedBroadcastProcessFunction,
} from './broadcast-functions.ts'
import type {
  CoFlatMapFunction,
  CoMapFunction,
  CoProcessFunction,
  KeyedCoProcessFunction,
} from './co-functions.ts'
import type {
  Collector,
  FilterFunction,
  FlatMapFunction,
  KeyedProcessFunction,
  MapFunction,
  ProcessFunction,
} from './functions.ts'
import type { ProcessJoinFunction } from './process-join-function.ts'
import type { OperatorTime } from './operator-time.ts'
import type { ReaderPlan, SinkRow } from './connector-plans.ts'
import type { ReduceFunction } from './aggregation.ts'
import type { ConsumerRecord } from './serialization.ts'
import type { WindowCode } from './window-code.ts'

/** What a Kafka sink writes. Flink: ProducerRecord. */
export interface ProducerRecord {
  readonly topic: string
  readonly key: string | null
  readonly value: string
}

/**
 * A fresh copy of an operator's function for one attempt of one subtask: its fields are what they
 * were when the job was submitted.
 */
export type OperatorCode =
  | {
      readonly kind: 'kafka-source'
      deserialize(record: ConsumerRecord, out: Collector<unknown>): void
      readonly time: OperatorTime
    }
  | { readonly kind: 'source'; readonly time: OperatorTime; readonly reader: ReaderPlan }
  | { readonly kind: 'row-sink'; row(value: unknown): SinkRow }
  | { readonly kind: 'timestamps-and-watermarks'; readonly time: OperatorTime }
  | {
      readonly kind: 'map'
      readonly fn: MapFunction<unknown, unknown>
    }
  | {
      readonly kind: 'filter'
      readonly fn: FilterFunction<unknown>
    }
  | {
      readonly kind: 'flat-map'
      readonly fn: FlatMapFunction<unknown, unknown>
    }
  | {
      readonly kind: 'async-wait'
      readonly fn: AsyncFunction<unknown, unknown>
      readonly retry: AsyncRetryStrategy<unknown>
      readonly mode: 'ordered' | 'unordered'
      /** Virtual ms; 0: none. */
      readonly timeout: number
      readonly capacity: number
    }
  | { readonly kind: 'process'; readonly fn: ProcessFunction<unknown, unknown> }
  | { readonly kind: 'keyed-process'; readonly fn: KeyedProcessFunction<unknown, unknown, unknown> }
  | {
      readonly kind: 'co-map'
      readonly fn: CoMapFunction<unknown, unknown, unknown>
    }
  | {
      readonly kind: 'co-flat-map'
      readonly fn: CoFlatMapFunction<unknown, unknown, unknown>
    }
  | { readonly kind: 'co-process'; readonly fn: CoProcessFunction<unknown, unknown, unknown> }
  | {
      readonly kind: 'keyed-co-process'
      readonly fn: KeyedCoProcessFunction<unknown, unknown, unknown, unknown>
    }
  | {
      readonly kind: 'broadcast-process'
      readonly fn: BroadcastProcessFunction<unknown, unknown, unknown>
      /** The broadcast states the program declared. */
      readonly states: readonly string[]
    }
  | {
      readonly kind: 'keyed-broadcast-process'
      readonly fn: KeyedBroadcastProcessFunction<unknown, unknown, unknown, unknown>
      readonly states: readonly string[]
    }
  | { readonly kind: 'keyed-reduce'; readonly fn: ReduceFunction<unknown> }
  | WindowCode
  | {
      readonly kind: 'interval-join'
      readonly fn: ProcessJoinFunction<unknown, unknown, unknown>
      /** Ms from a record of the first stream to the earliest and the latest partner; both inclusive. */
      readonly lower: number
      readonly upper: number
      /** Side outputs of late records. */
      readonly late: { readonly left: string | null; readonly right: string | null }
    }
  | { readonly kind: 'print-sink' }
  | { readonly kind: 'committer' }
  | {
      readonly kind: 'kafka-sink'
      serialize(value: unknown, timestamp: number | null): ProducerRecord | null
    }

/** How records of a hash edge find their key. */
export interface KeyedBy {
  readonly select: (value: unknown) => unknown
  /** Null where the program declared none: each key has the type its value shows. */
  readonly type: KeyType | null
}

/** Which of `channels` channels a record takes. Flink: Partitioner behind its key selector. */
export type CustomPartition = (value: unknown, channels: number) => number

/** One evaluation of the learner's program. */
export interface Program {
  readonly graph: JobGraph
  readonly settings: JobSettings
  /** A fresh copy of the operator's function, of this process's classes. */
  instantiate(operator: OperatorId): OperatorCode
  /** An error from where the program made the operator: the place to name where nothing else names one. */
  madeAt(operator: OperatorId): Error
  /** By index in `graph.edges`; null for edges that are not hash-partitioned. */
  keyedBy(edge: number): KeyedBy | null
  /** By index in `graph.edges`; null for edges without a partitioner of the learner's. */
  partition(edge: number): CustomPartition | null
}

/** Evaluates the program afresh, for one process. Throws what the learner's code throws. */
export type LoadProgram = () => Program
