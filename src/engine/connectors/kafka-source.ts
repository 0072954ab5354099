/**
 * A source that reads a partitioned log and keeps its offsets in operator state.
 * Flink: SourceOperator with KafkaSourceReader and KafkaSourceEnumerator. Simplified: partitions are
 * found at once when the task starts, never later; a fetch takes no time of its own; a bounded source
 * that is through sends the maximal watermark and stays RUNNING.
 */
import type { OperatorCode } from '../../datastream/index.ts'
import type {
  CheckpointId,
  ElementId,
  EventSeq,
  EventTime,
  OperatorRole,
  VirtualTime,
} from '../../model/index.ts'
import { collectorFor } from '../operators/collector.ts'
import { cut } from '../task/preview.ts'
import {
  enter,
  type OperatorSite,
  type OperatorSnapshot,
  type StreamOperator,
} from '../task/operator.ts'
import type { SplitState, StatePiece } from '../state/piece.ts'
import { BoundedOutOfOrdernessWatermarks } from '../time/watermark-valve.ts'
import type { Broker } from './broker.ts'
import type { Lineage } from './lineage.ts'
import { ownerOfPartition } from './partition-owner.ts'

type SourceRole = Extract<OperatorRole, { kind: 'kafka-source' }>
type SourceCode = Extract<OperatorCode, { kind: 'kafka-source' }>

/** One partition this reader reads. */
export interface Split {
  readonly topic: string
  readonly partition: number
  offset: number
  readonly stop: number | null
  readonly watermarks: BoundedOutOfOrdernessWatermarks | null
}

export interface SourceSurroundings {
  readonly broker: Broker
  readonly lineage: Lineage
  /** Offsets up to which any attempt has read a partition; a lower one is a replay. */
  readonly highWater: Map<string, number>
}

/** What a source would do next. */
export type SourceStep =
  | { readonly kind: 'read'; readonly split: Split }
  | { readonly kind: 'wait'; readonly until: VirtualTime }
  | { readonly kind: 'idle' }
  /** A bounded source has read all it will read. */
  | { readonly kind: 'ended' }

export class KafkaSourceOperator implements StreamOperator {
  readonly #site: OperatorSite
  readonly #role: SourceRole
  readonly #code: SourceCode
  readonly #around: SourceSurroundings
  readonly #out
  readonly #offsetsAt = new Map<CheckpointId, readonly SplitState[]>()
  #splits: Split[] = []
  #restored: SplitState[] | null = null
  #turn = 0

  constructor(site: OperatorSite, role: SourceRole, code: SourceCode, around: SourceSurroundings) {
    this.#site = site
    this.#role = role
    this.#code = code
    this.#around = around
    this.#out = collectorFor(site)
  }

  get node() {
    return this.#site.node
  }

  open(): void {
    const splits = this.#restored ?? this.#discover()
    const { sim, subtask } = this.#site
    for (const { topic, partition, offset, stop } of splits) {
      this.#splits.push({ topic, partition, offset, stop, watermarks: this.#newWatermarks() })
      sim.record(
        { kind: 'partition-assigned', subtask, topic, partition, offset },
        this.#site.current().cause,
      )
    }
  }

  close(): void {
    this.#splits = []
  }

  /** Flink: a reader takes from its splits in turn. */
  next(): SourceStep {
    const { now } = this.#site.sim
    let earliest: VirtualTime | null = null
    let ended = 0
    for (let i = 0; i < this.#splits.length; i++) {
      const split = this.#splits[(this.#turn + i) % this.#splits.length] as Split
      if (split.stop !== null && split.offset >= split.stop) {
        ended++
        continue
      }
      const at = this.#around.broker.availableAt(split.topic, split.partition, split.offset)
      if (at === null) continue
      if (at <= now) {
        this.#turn = (this.#turn + i + 1) % this.#splits.length
        return { kind: 'read', split }
      }
      if (earliest === null || at < earliest) earliest = at
    }
    if (earliest !== null) return { kind: 'wait', until: earliest }
    return this.#role.bounded && ended === this.#splits.length
      ? { kind: 'ended' }
      : { kind: 'idle' }
  }

  /** The fact that this record is being read until `until`; its number is the origin of all it makes. */
  announce(split: Split, until: VirtualTime): EventSeq {
    const { sim, subtask } = this.#site
    const { topic, partition, offset } = split
    const at = `${topic}/${partition}`
    const highWater = this.#around.highWater.get(at) ?? 0
    if (offset >= highWater) this.#around.highWater.set(at, offset + 1)
    if (!sim.recording) return sim.skip()
    const element = sim.nextSeq as number as ElementId
    const { key, value } = this.#around.broker.read(topic, partition, offset)
    this.#around.lineage.set(element, `${at}/${offset}`)
    return sim.record(
      {
        kind: 'record-read',
        subtask,
        topic,
        partition,
        offset,
        element,
        key,
        value: cut(value),
        replayed: offset < highWater,
        until,
      },
      null,
    )
  }

  /** Deserializes the announced record and hands it on. */
  read(split: Split): void {
    const { broker } = this.#around
    const record = broker.read(split.topic, split.partition, split.offset)
    enter(this.#site)
    this.#out.startRecord(record.timestamp as EventTime)
    this.#code.deserialize(record, {
      collect: (value) => {
        const assigned = this.#code.assignTimestamp?.(value, record.timestamp) ?? record.timestamp
        const timestamp = assigned as EventTime
        split.watermarks?.onEvent(timestamp)
        this.#out.startRecord(timestamp)
        this.#out.collect(value)
      },
    })
    // Behind the deserializer: should it throw, this is still the record that is named.
    split.offset++
  }

  /** The minimum over this reader's splits; null while the strategy makes none. */
  get watermark(): EventTime | null {
    let minimum: EventTime | null = null
    for (const { watermarks } of this.#splits) {
      if (watermarks === null) return null
      if (minimum === null || watermarks.watermark < minimum) minimum = watermarks.watermark
    }
    return minimum
  }

  process(): void {
    // A source has no input: it is asked to read.
  }

  advanceTo(): void {
    // The watermark is this operator's own.
  }

  snapshot(): OperatorSnapshot {
    const splits = this.#splitStates()
    return {
      piece: { version: 1, keyed: [], timers: [], splits },
      keyGroups: null,
      shown: {
        offsets: splits.map(({ topic, partition, offset }) => ({ topic, partition, offset })),
        states: [],
        timers: 0,
      },
    }
  }

  /** What a completed checkpoint will commit to the consumer group. */
  rememberFor(checkpoint: CheckpointId): void {
    this.#offsetsAt.set(checkpoint, this.#splitStates())
  }

  restore(pieces: readonly StatePiece[]): number {
    this.#restored = pieces.flatMap((piece) => piece.splits)
    return this.#restored.length
  }

  /** Flink: offsets go to the group when a checkpoint completes, for monitoring only (SR rules). */
  checkpointCompleted(checkpoint: CheckpointId, cause: EventSeq): void {
    const offsets = this.#offsetsAt.get(checkpoint) ?? []
    for (const known of [...this.#offsetsAt.keys()])
      if (known <= checkpoint) this.#offsetsAt.delete(known)
    const { groupId } = this.#role
    if (groupId === null) return
    const { sim, subtask } = this.#site
    for (const { topic, partition, offset } of offsets)
      sim.record(
        { kind: 'group-offsets-committed', subtask, group: groupId, topic, partition, offset },
        cause,
      )
  }

  #splitStates(): SplitState[] {
    return this.#splits.map(({ topic, partition, offset, stop }) => ({
      topic,
      partition,
      offset,
      stop,
    }))
  }

  #discover(): SplitState[] {
    const { broker } = this.#around
    const { sim, index, parallelism } = this.#site
    const mine: SplitState[] = []
    for (const topic of this.#role.topics) {
      const partitions = broker.partitions(topic) ?? 0
      for (let partition = 0; partition < partitions; partition++) {
        if (ownerOfPartition(topic, partition, parallelism) !== index) continue
        const offset =
          this.#role.start === 'latest' ? broker.endOffset(topic, partition, sim.now) : 0
        const stop = this.#role.bounded ? broker.endOffset(topic, partition, sim.now) : null
        mine.push({ topic, partition, offset, stop })
      }
    }
    return mine
  }

  #newWatermarks(): BoundedOutOfOrdernessWatermarks | null {
    const plan = this.#role.watermarks
    switch (plan.kind) {
      case 'none':
        return null
      case 'monotonous':
        return new BoundedOutOfOrdernessWatermarks(0)
      case 'bounded-out-of-orderness':
        return new BoundedOutOfOrdernessWatermarks(plan.bound)
    }
  }
}
