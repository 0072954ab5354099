/** What sources and sinks for learning are made of, as the engine runs them. */

import type { KafkaSourcePlan } from '../model/index.ts'
import type { Collector } from './functions.ts'
import type { ConsumerRecord } from './serialization.ts'

/** How fast a generator may go. Flink: RateLimiterStrategy. */
export type RatePlan =
  /** Over all subtasks together. */
  | { readonly kind: 'per-second'; readonly records: number }
  /** Between two completed checkpoints, over all subtasks together. */
  | { readonly kind: 'per-checkpoint'; readonly records: number }
  /** So many at once, then none for `pause` virtual ms: each subtask for itself. */
  | { readonly kind: 'bursts'; readonly records: number; readonly pause: number }

/** A source that may be one of several in a hybrid source. */
export type PartPlan =
  | {
      /** Records number 0 to `count` − 1, in ranges of about the same length. */
      readonly kind: 'numbered'
      readonly count: number
      readonly make: (index: number) => unknown
      /** What is shown of a record before it is made. */
      readonly shown: (index: number) => unknown
      readonly rate: RatePlan | null
    }
  /** Each partition of the topic of that name is a file. */
  | { readonly kind: 'file'; readonly path: string }
  /** A topic, as one of the sources of a hybrid source. */
  | ({
      readonly kind: 'kafka'
      deserialize(record: ConsumerRecord, out: Collector<unknown>): void
    } & KafkaSourcePlan)

export type ReaderPlan =
  | PartPlan
  /** Lines of the topic of that name, from now on. */
  | { readonly kind: 'socket'; readonly address: string }
  /** One after the other. */
  | { readonly kind: 'hybrid'; readonly readers: readonly PartPlan[] }

/** What a sink is told. */
export interface SinkRow {
  readonly key: string | null
  readonly value: unknown
}
