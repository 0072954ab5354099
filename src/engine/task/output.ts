/** Where an operator's records go: one writer per out edge. Flink: RecordWriterOutput, ChannelSelector. */
import type { Random } from '../../base/index.ts'
import {
  type BarrierElement,
  type CheckpointId,
  type ElementId,
  encodeKey,
  type EventSeq,
  type EventTime,
  inferKeyType,
  javaHashCode,
  type KeyGroup,
  keyGroupOf,
  type Partitioning,
  subtaskOfKeyGroup,
  type WatermarkStatus,
} from '../../model/index.ts'
import type { CustomPartition, KeyedBy } from '../../datastream/index.ts'
import { withUnalignedUnsupported } from '../checkpoint/checkpoint-options.ts'
import type { Link } from '../network/link.ts'
import { copyValue } from '../../datastream/index.ts'
import { preview } from './preview.ts'

/** The record being processed, as far as what it makes must say where it came from. */
export interface Origin {
  /** The input element; null at a source. */
  readonly parent: ElementId | null
  readonly origin: ElementId
  /** Null for what starts by itself: a timer of the wall clock. */
  readonly cause: EventSeq | null
}

const noKeyGroup = 0 as KeyGroup

export interface EdgeOutputOptions {
  readonly partitioning: Partitioning
  /** The side output it carries; null: the main output. */
  readonly tag: string | null
  readonly links: readonly Link[]
  readonly keyedBy: KeyedBy | null
  readonly partition: CustomPartition | null
  readonly maxParallelism: number
  readonly random: Random
  readonly recording: boolean
  /** Whether barriers may overtake records here (CK-90). */
  readonly supportsUnaligned: boolean
}

export class EdgeOutput {
  readonly links: readonly Link[]
  readonly tag: string | null
  readonly #options: EdgeOutputOptions
  #next: number

  constructor(options: EdgeOutputOptions) {
    this.#options = options
    this.links = options.links
    this.tag = options.tag
    // Flink: RebalancePartitioner.setup starts at a random channel, then goes round.
    this.#next =
      options.partitioning === 'rebalance' ? options.random.below(options.links.length) : 0
  }

  get writable(): boolean {
    for (const link of this.links) if (!link.writable) return false
    return true
  }

  /** The first channel that takes no more; undefined when all take. */
  get full(): Link | undefined {
    return this.links.find((link) => !link.writable)
  }

  emit(value: unknown, timestamp: EventTime | null, from: Origin): void {
    const { keyedBy, links, maxParallelism, recording, partitioning } = this.#options
    if (partitioning === 'broadcast') {
      for (const link of links) this.#send(link, copyValue(value, 'record'), timestamp, from)
      return
    }
    if (keyedBy === null) {
      this.#send(links[this.#choose(value)] as Link, value, timestamp, from)
      return
    }
    const key = keyedBy.select(value)
    const type = keyedBy.type ?? inferKeyType(key)
    const keyGroup = keyGroupOf(javaHashCode(key, type), maxParallelism)
    const link = links[subtaskOfKeyGroup(keyGroup, maxParallelism, links.length)] as Link
    const id = link.nextElementId
    const { origin, parent, cause } = from
    const shown = recording ? { parent, key: encodeKey(key, type), value: preview(value) } : null
    link.emitRecord({ kind: 'record', id, origin, value, timestamp, key, keyGroup }, shown, cause)
  }

  #send(link: Link, value: unknown, timestamp: EventTime | null, from: Origin): void {
    const id = link.nextElementId
    const { origin, parent, cause } = from
    const shown = this.#options.recording ? { parent, key: null, value: preview(value) } : null
    const record = { kind: 'record', id, origin, value, timestamp, key: undefined } as const
    link.emitRecord({ ...record, keyGroup: noKeyGroup }, shown, cause)
  }

  watermark(watermark: EventTime, cause: EventSeq | null): void {
    for (const link of this.links) link.emitWatermark(watermark, cause)
  }

  watermarkStatus(status: WatermarkStatus, cause: EventSeq | null): void {
    for (const link of this.links) link.emitWatermarkStatus(status, cause)
  }

  /** Whether barriers may overtake records here (CK-90). */
  get supportsUnaligned(): boolean {
    return this.#options.supportsUnaligned
  }

  barrier(barrier: Omit<BarrierElement, 'kind' | 'id'>, cause: EventSeq): void {
    const { alignment } = barrier
    const travels = this.supportsUnaligned
      ? barrier
      : { ...barrier, alignment: withUnalignedUnsupported(alignment) }
    for (const link of this.links) link.emitBarrier(travels, cause)
  }

  /** No record follows; barriers may. */
  endOfData(drain: boolean, cause: EventSeq): void {
    for (const link of this.links) link.emitEndOfData(drain, cause)
  }

  endOfPartition(cause: EventSeq): void {
    for (const link of this.links) link.emitEndOfPartition(cause)
  }

  cancelMarker(checkpoint: CheckpointId, cause: EventSeq): void {
    for (const link of this.links) link.emitCancelMarker(checkpoint, cause)
  }

  /** Flink: ChannelSelector.selectChannel. */
  #choose(value: unknown): number {
    const { partitioning, partition, random } = this.#options
    if (partition !== null) return partition(value, this.links.length)
    if (this.links.length === 1 || partitioning === 'global') return 0
    if (partitioning === 'shuffle') return random.below(this.links.length)
    const chosen = this.#next
    this.#next = (chosen + 1) % this.links.length
    return chosen
  }
}
