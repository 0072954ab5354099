/**
 * The order in which a subtask reads its channels: a queue of those that have data. A channel that
 * is read and has more goes to the back; one whose next element has priority, to the front part.
 * Flink: SingleInputGate and its inputChannelsWithData (CK-327). One gate covers all inputs.
 */
import { assert, Deque } from '../../base/index.ts'
import type { BarrierElement, CheckpointId, StreamElement } from '../../model/index.ts'
import type { Channel } from './channel.ts'
import type { DataElement, ReceivedElement } from './element.ts'

/** Where a channel stands in the queue of those that have data. */
const nowhere = 0
const queued = 1
const withPriority = 2

export class InputGate {
  readonly channels: readonly Channel[]
  readonly #withData = new Deque<number>()
  /** How many channels at the front of the queue have an element with priority. */
  #withPriority = 0
  readonly #place: Uint8Array
  #element: ReceivedElement | undefined
  #recovering = 0

  /** `channels`: in the order of their input index. */
  constructor(channels: readonly Channel[]) {
    this.channels = channels
    this.#place = new Uint8Array(channels.length)
  }

  get hasData(): boolean {
    return this.#withData.length > 0
  }

  /** Whether the next element has priority: it is handled before anything else is processed. */
  get hasPriority(): boolean {
    return this.#withPriority > 0
  }

  /** An element that was in transit arrives; the checkpoint it becomes part of, or null. */
  deliver(channel: number, element: StreamElement): CheckpointId | null {
    const persisted = this.#channel(channel).deliver(element)
    this.#enqueue(channel)
    return persisted
  }

  /** Data that was in flight before a restore is in front of everything new. */
  recover(channel: number, element: DataElement): void {
    this.#channel(channel).recover(element)
    this.#recovering++
    this.#enqueue(channel)
  }

  /** How many elements of a restore are not read yet; until then all senders are held. */
  get recovering(): number {
    return this.#recovering
  }

  /** Whether data that was in flight at another parallelism is still to come. */
  get isRecoveringRescaled(): boolean {
    return this.channels.some(({ recovery }) => recovery !== null && !recovery.isOver)
  }

  /** Takes the next element, which is then `element`; answers the index of its channel, or -1. */
  poll(): number {
    const index = this.#withData.shift()
    if (index === undefined) return -1
    if (this.#withPriority > 0) this.#withPriority--
    this.#place[index] = nowhere
    const channel = this.#channel(index)
    this.#element = channel.poll()
    if (this.#recovering > 0) this.#recovering--
    if (channel.receiverLength > 0) this.#enqueue(index)
    return index
  }

  /** What the last `poll` took. */
  get element(): ReceivedElement {
    assert(this.#element !== undefined, 'an element is asked for after it was taken')
    return this.#element
  }

  /** Lets the sender of a blocked channel go on. */
  resume(channel: number): void {
    this.#channel(channel).resume()
  }

  // --- Unaligned checkpoints --------------------------------------------------------------------

  /** Moves an announced barrier in front of the data of its channel (CK-97, CK-103). */
  prioritise(channel: number, checkpoint: CheckpointId): BarrierElement | null {
    const barrier = this.#channel(channel).prioritise(checkpoint)
    this.#enqueue(channel)
    return barrier
  }

  /** The newest checkpoint of which any channel has received the barrier; null: of none. */
  get newestBarrier(): CheckpointId | null {
    let newest: CheckpointId | null = null
    for (const { newestBarrier } of this.channels) {
      if (newestBarrier !== null && (newest === null || newestBarrier > newest)) {
        newest = newestBarrier
      }
    }
    return newest
  }

  /** By channel: what is persisted of it so far. */
  startPersisting(checkpoint: CheckpointId): readonly (readonly DataElement[])[] {
    return this.channels.map((channel) => channel.startPersisting(checkpoint))
  }

  stopPersisting(checkpoint: CheckpointId): void {
    for (const channel of this.channels) channel.stopPersisting(checkpoint)
  }

  #enqueue(index: number): void {
    const channel = this.#channel(index)
    const place = this.#place[index]
    if (channel.receiverHasPriority) {
      if (place === withPriority) return
      if (place === queued) this.#withData.remove(this.#withData.values().indexOf(index))
      this.#withData.insert(this.#withPriority++, index)
      this.#place[index] = withPriority
    } else if (place === nowhere) {
      this.#withData.push(index)
      this.#place[index] = queued
    }
  }

  #channel(index: number): Channel {
    const channel = this.channels[index]
    assert(channel !== undefined, 'a channel of this gate')
    return channel
  }
}
