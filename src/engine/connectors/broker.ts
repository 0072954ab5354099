/**
 * The simulated Kafka: topics with partitioned, append-only logs. Input of the plan, outside the
 * cluster: it survives every failure of the job. Simplified: one broker, no replication, no
 * retention; appending takes no virtual time.
 */
import { assert } from '../../base/index.ts'
import type { VirtualTime } from '../../model/index.ts'
import type { ConsumerRecord } from '../../datastream/index.ts'
import {
  defaultSpacing,
  partitionsOf,
  type PlannedPartition,
  type Scenario,
  type TopicRecord,
} from '../../scenario/index.ts'
import { Transactions } from './transactions.ts'

interface Partition {
  /** Records the scenario gives, each there at (offset + 1) × spacing. */
  readonly planned: PlannedPartition
  readonly spacing: number
  /** Records appended while running, after the planned ones, each with its moment. */
  readonly appended: { readonly record: TopicRecord; readonly at: VirtualTime }[]
}

export class Broker {
  readonly #topics = new Map<string, Partition[]>()
  readonly transactions = new Transactions()
  /** Told of records that nobody planned, in these topics. */
  #reader: { readonly topics: ReadonlySet<string>; readonly appended: () => void } | null = null

  constructor(scenario: Scenario, seed: number) {
    for (const [name, topic] of Object.entries(scenario.topics)) {
      const spacing = topic.spacing ?? defaultSpacing
      const partitions = partitionsOf(name, topic, seed)
      this.#topics.set(
        name,
        partitions.map((planned) => ({ planned, spacing, appended: [] })),
      )
    }
  }

  /** Calls `appended` for each record that is appended to one of the topics. */
  watch(topics: ReadonlySet<string>, appended: () => void): void {
    this.#reader = { topics, appended }
  }

  /** Number of partitions; undefined for a topic that does not exist. */
  partitions(topic: string): number | undefined {
    return this.#topics.get(topic)?.length
  }

  /** How many records of a partition the scenario gives, and how far apart they come, virtual ms. */
  planned(topic: string, partition: number): { readonly length: number; readonly spacing: number } {
    const { planned, spacing } = this.#partition(topic, partition)
    return { length: planned.length, spacing }
  }

  /** How many records of a partition are known, whether they are there yet or not. */
  length(topic: string, partition: number): number {
    const { planned, appended } = this.#partition(topic, partition)
    return planned.length + appended.length
  }

  /** When the record at `offset` is there; null when no such record is known yet. */
  availableAt(topic: string, partition: number, offset: number): VirtualTime | null {
    const log = this.#partition(topic, partition)
    if (offset < log.planned.length) return (log.spacing * (offset + 1)) as VirtualTime
    return log.appended[offset - log.planned.length]?.at ?? null
  }

  read(topic: string, partition: number, offset: number): ConsumerRecord {
    const log = this.#partition(topic, partition)
    const at = this.availableAt(topic, partition, offset)
    assert(at !== null, 'only records that exist are read')
    const record =
      offset < log.planned.length
        ? log.planned.at(offset)
        : (log.appended[offset - log.planned.length] as { record: TopicRecord }).record
    const { key, value, timestamp } = record
    return { topic, partition, offset, key, value, timestamp: timestamp ?? at }
  }

  /** The offset after the last record that is there at `now`: what `latest` starts from. */
  endOffset(topic: string, partition: number, now: VirtualTime): number {
    const log = this.#partition(topic, partition)
    const planned =
      log.spacing === 0
        ? log.planned.length
        : Math.min(log.planned.length, Math.floor(now / log.spacing))
    if (planned < log.planned.length) return planned
    return planned + log.appended.length
  }

  /** Appends, creating the topic with as many partitions as needed. Answers the record's offset. */
  append(topic: string, partition: number, record: TopicRecord, at: VirtualTime): number {
    let partitions = this.#topics.get(topic)
    if (partitions === undefined) this.#topics.set(topic, (partitions = []))
    while (partitions.length <= partition)
      partitions.push({ planned: { length: 0, at: noRecord }, spacing: 0, appended: [] })
    const log = partitions[partition] as Partition
    // The log is in order of offset: a record produced early waits for those the scenario plans.
    const planned = (log.planned.length * log.spacing) as VirtualTime
    const previous = log.appended.at(-1)?.at ?? planned
    log.appended.push({ record, at: at < previous ? previous : at })
    if (this.#reader?.topics.has(topic) === true) this.#reader.appended()
    return log.planned.length + log.appended.length - 1
  }

  #partition(topic: string, partition: number): Partition {
    const log = this.#topics.get(topic)?.[partition]
    assert(log !== undefined, 'only partitions that exist are read')
    return log
  }
}

function noRecord(): never {
  throw new RangeError('an empty log has no records')
}
