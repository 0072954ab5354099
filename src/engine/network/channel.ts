/**
 * A connection between two subtasks: the sender's queue and the receiver's queue in one object.
 * What is on the wire between them is whoever calls `send` and, later, `deliver`.
 *
 * Flink: PipelinedSubpartition and RemoteInputChannel (CK-58, CK-78, CK-95, CK-327).
 * Simplified: a buffer holds one element, so a credit is worth one; there are no floating buffers.
 */
import { assert, Deque } from '../../base/index.ts'
import type { BarrierElement, ChannelId, CheckpointId, StreamElement } from '../../model/index.ts'
import { type DataElement, isData, type ReceivedElement } from './element.ts'
import { InputPersister } from './input-persister.ts'
import type { VirtualChannels } from './virtual-channels.ts'

/**
 * How many data elements may wait at a sender that has no credit before it is back-pressured.
 * Flink: taskmanager.network.memory.buffers-per-channel, 2 by default.
 */
export const senderAllowance = 2

/** Whether the sender stops after this element until it is told to resume (CK-58, CK-95). */
function stopsSender(element: StreamElement): boolean {
  if (element.kind !== 'barrier') return false
  return element.alignment !== 'unaligned' && element.alignment !== 'at-least-once'
}

function hasPriority(element: StreamElement): boolean {
  return element.kind === 'barrier' && element.alignment === 'unaligned'
}

export class Channel {
  readonly id: ChannelId
  /** Flink: the receiver's exclusive buffers, which are the credits the sender starts with. */
  readonly capacity: number
  /** How many of them the receiver wants to be used (NET-6). */
  #places: number

  readonly #sending = new Deque<StreamElement>()
  /** How many elements at the front of the sender's queue have priority. */
  #sendingPriority = 0
  #sendingData = 0
  #stopped = false
  /** The receiver still reads what was in flight before a restore, and has asked for nothing yet. */
  #held = false

  #inTransit = 0
  /** Data in transit or in the receiver's queue: the credits in use. */
  #occupied = 0

  readonly #received = new Deque<ReceivedElement>()
  #receivedPriority = 0
  /** Elements without priority the receiver has taken: the place of the first one that is left. */
  #taken = 0
  readonly #persister = new InputPersister()
  /** Elements at the front of the receiver's queue that a restore put there: they took no credit. */
  #recovered = 0
  /** Set while data of another parallelism is read back. */
  recovery: VirtualChannels | null = null

  constructor(id: ChannelId, capacity: number) {
    assert(capacity >= 1, 'a channel has at least one credit')
    this.id = id
    this.capacity = capacity
    this.#places = capacity
  }

  // --- Sender ---------------------------------------------------------------------------------

  /**
   * Flink: ResultPartition.isAvailable. A task that emits although this is false is not stopped:
   * Simplified: Flink would block in the middle of the record, here its queue grows beyond.
   */
  get writable(): boolean {
    return this.#sendingData < senderAllowance
  }

  /** Whether the sender has sent an aligned barrier and was not told to resume. */
  get stopped(): boolean {
    return this.#stopped
  }

  get senderLength(): number {
    return this.#sending.length
  }

  /** Free places at the receiver, as far as the sender knows. */
  get credit(): number {
    return Math.max(0, this.#places - this.#occupied)
  }

  /** Queues an element at the sender; one with priority overtakes what has none (CK-78). */
  push(element: StreamElement): void {
    if (isData(element)) this.#sendingData++
    if (hasPriority(element)) this.#sending.insert(this.#sendingPriority++, element)
    else this.#sending.push(element)
  }

  /** The element that may leave now. A stopped sender holds everything back, priority too. */
  sendable(): StreamElement | undefined {
    if (this.#stopped || this.#held) return undefined
    const head = this.#sending.peek()
    if (head !== undefined && this.#occupied >= this.#places && isData(head)) return undefined
    return head
  }

  /** Takes the sendable element from the sender's queue; it is in transit until delivered. */
  send(): StreamElement {
    const element = this.sendable()
    assert(element !== undefined, 'only a sendable element is sent')
    this.#sending.shift()
    if (this.#sendingPriority > 0) this.#sendingPriority--
    this.#inTransit++
    if (isData(element)) {
      this.#sendingData--
      this.#occupied++
    } else if (stopsSender(element)) {
      this.#stopped = true
    }
    return element
  }

  /** The receiver lets a stopped sender go on. Flink: resumeConsumption. */
  resume(): void {
    this.#stopped = false
  }

  /** The sender learns that the receiver wants no more in flight than that. */
  announce(places: number): void {
    assert(
      places >= 1 && places <= this.capacity,
      'a receiver has as many places as buffers at most',
    )
    this.#places = places
  }

  /** Nothing leaves until the receiver asks for it. Flink: requestPartitions comes after recovery. */
  hold(): void {
    this.#held = true
  }

  request(): void {
    this.#held = false
  }

  /** Whether a barrier that may become unaligned waits at the sender (CK-105). */
  awaitsTimeout(checkpoint: CheckpointId): boolean {
    return this.#timeoutableAt(checkpoint) >= 0
  }

  /**
   * Makes a barrier that waits at the sender unaligned, and answers the data it overtakes; null: it
   * has left. Flink: PipelinedSubpartition.alignedBarrierTimeout.
   */
  timeOut(
    checkpoint: CheckpointId,
  ): { readonly barrier: BarrierElement; readonly overtaken: readonly DataElement[] } | null {
    const at = this.#timeoutableAt(checkpoint)
    if (at < 0) return null
    const overtaken = this.#sending.values().slice(0, at).filter(isData)
    const barrier = this.#sending.remove(at) as BarrierElement
    this.#sending.insert(this.#sendingPriority++, { ...barrier, alignment: 'unaligned' })
    return { barrier, overtaken }
  }

  #timeoutableAt(checkpoint: CheckpointId): number {
    return this.#sending
      .values()
      .findIndex(
        (one) =>
          one.kind === 'barrier' &&
          one.checkpoint === checkpoint &&
          one.alignment === 'timeoutable',
      )
  }

  /** Data that waits at the sender: what an unaligned barrier overtakes and persists (CK-83). */
  senderData(): readonly DataElement[] {
    return this.#sending.values().filter(isData)
  }

  // --- Receiver -------------------------------------------------------------------------------

  get inTransit(): number {
    return this.#inTransit
  }

  get receiverLength(): number {
    return this.#received.length
  }

  /** Whether the next element of the receiver's queue has priority. */
  get receiverHasPriority(): boolean {
    return this.#receivedPriority > 0
  }

  /**
   * Puts an element that was in transit into the receiver's queue. Answers the checkpoint it becomes
   * part of, as data that a barrier has overtaken elsewhere; null: of none.
   */
  deliver(element: StreamElement): CheckpointId | null {
    assert(this.#inTransit > 0, 'only what is in transit is delivered')
    this.#inTransit--
    if (element.kind === 'barrier') this.#deliverBarrier(element)
    else {
      this.#received.push(element)
      if (this.#persister.persisting && isData(element)) return this.#persister.arrived(element)
    }
    return null
  }

  /** Puts data that was in flight before a restore into the receiver's queue; the sender is held. */
  recover(element: DataElement): void {
    this.#received.push(element)
    this.#recovered++
  }

  /** Takes the next element of the receiver's queue, which must not be empty. */
  poll(): ReceivedElement {
    const element = this.#received.shift()
    assert(element !== undefined, 'only a channel with data is read')
    if (this.#receivedPriority > 0) this.#receivedPriority--
    else this.#taken++
    if (this.#recovered > 0) this.#recovered--
    else if (isData(element)) this.#occupied--
    return element
  }

  /** Moves an announced barrier that waits in the receiver's queue in front of the data there; null: it is not there. */
  prioritise(checkpoint: CheckpointId): BarrierElement | null {
    for (let at = this.#receivedPriority; at < this.#received.length; at++) {
      const element = this.#received.at(at)
      if (element.kind !== 'barrier' || element.checkpoint !== checkpoint) continue
      // Only its place changes: it stays the aligned barrier that has stopped the sender.
      this.#received.remove(at)
      this.#received.insert(this.#receivedPriority++, element)
      return element
    }
    return null
  }

  // --- Data in flight, for unaligned checkpoints ------------------------------------------------

  /** The newest checkpoint whose barrier is in the receiver's queue and not yet taken part in. */
  get newestBarrier(): CheckpointId | null {
    return this.#persister.newestBarrier
  }

  /** Persists what the barrier of `checkpoint` overtakes here, until it arrives (CK-80): so far this. */
  startPersisting(checkpoint: CheckpointId): readonly DataElement[] {
    const places = this.#received.length - this.#receivedPriority
    const overtaken = this.#persister.overtakenBy(checkpoint, this.#taken, places)
    const data: DataElement[] = []
    for (let at = 0; at < overtaken; at++) {
      const element = this.#received.at(this.#receivedPriority + at)
      if (isData(element)) data.push(element)
    }
    this.#persister.start(checkpoint, data)
    return data
  }

  stopPersisting(checkpoint: CheckpointId): void {
    this.#persister.stop(checkpoint)
  }

  /** Hands over what was persisted for a checkpoint, and forgets it. */
  takePersisted(checkpoint: CheckpointId): readonly DataElement[] {
    return this.#persister.take(checkpoint)
  }

  #deliverBarrier(barrier: BarrierElement): void {
    const end = this.#taken + this.#received.length - this.#receivedPriority
    this.#persister.barrierArrived(barrier.checkpoint, end)
    if (barrier.alignment === 'unaligned') {
      this.#received.insert(this.#receivedPriority++, barrier)
      return
    }
    this.#received.push(barrier)
    if (barrier.alignment === 'timeoutable') {
      this.#received.insert(this.#receivedPriority++, { kind: 'announcement', barrier })
    }
  }
}
