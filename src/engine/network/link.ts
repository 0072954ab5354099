/**
 * A channel with its time: what leaves the sender's queue is on the wire for a while, then in the
 * receiver's queue. One agenda entry per link at most: elements of a channel arrive in order.
 */
import { assert, Deque } from '../../base/index.ts'
import type {
  BarrierElement,
  ChannelId,
  CheckpointId,
  ElementId,
  EventSeq,
  EventTime,
  RecordElement,
  StreamElement,
  VirtualTime,
  WatermarkStatus,
} from '../../model/index.ts'
import type { Happening } from '../kernel/agenda.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { type Channel } from './channel.ts'
import type { DataElement } from './element.ts'
import type { InputGate } from './gate.ts'
import { tellPersisted } from './tell-persisted.ts'

/** The two ends of a link, as far as it must wake them. */
export interface LinkEnds {
  readonly senderMayGoOn: () => void
  readonly receiverHasData: () => void
  /** The receiver has processed all records there will be. */
  readonly allDataProcessed: () => void
}

interface OnTheWire {
  readonly element: StreamElement
  readonly due: VirtualTime
}

/** Which channel of its edge a link is, seen from one of its tasks. */
export interface LinkPlace {
  /** The place of the edge among those of the task on this side. Flink: gateIdx, partitionIdx. */
  readonly edge: number
  /** The subtask at the other end, and how many there are of it. */
  readonly other: number
  readonly others: number
}

export class Link implements Happening {
  readonly channel: Channel
  readonly sim: Simulation
  #latency: number
  #lastDue = 0 as VirtualTime
  readonly #wire = new Deque<OnTheWire>()
  #planned = false
  #ends: (LinkEnds & { readonly gate: InputGate; readonly input: number }) | null = null
  #cut = false
  /** Who wants to know when the barrier of that checkpoint leaves the sender. */
  #awaited: { readonly checkpoint: CheckpointId; readonly sent: () => void } | null = null

  constructor(sim: Simulation, channel: Channel, latency: number) {
    this.sim = sim
    this.channel = channel
    this.#latency = latency
  }

  get id(): ChannelId {
    return this.channel.id
  }

  connect(gate: InputGate, input: number, ends: LinkEnds): void {
    assert(this.#ends === null, 'a link is connected once')
    this.#ends = { gate, input, ...ends }
  }

  /** From now on an element takes so long; none overtakes another. */
  setLatency(latency: number): void {
    this.#latency = latency
  }

  get latency(): number {
    return this.#latency
  }

  /** Nothing more arrives: one of the two tasks is gone. */
  cut(): void {
    this.#cut = true
  }

  get writable(): boolean {
    return this.channel.writable
  }

  /** `record.id` is {@link nextElementId}. `shown` null: nothing is recorded. */
  emitRecord(
    record: RecordElement,
    shown: {
      readonly parent: ElementId | null
      readonly key: string | null
      readonly value: string
    } | null,
    cause: EventSeq | null,
  ): void {
    const due = this.#push(record)
    if (shown === null) this.sim.skip()
    else
      this.sim.record(
        {
          kind: 'record-emitted',
          channel: this.id,
          element: record.id,
          parent: shown.parent,
          origin: record.origin,
          key: shown.key,
          value: shown.value,
          timestamp: record.timestamp,
          due,
        },
        cause,
      )
    // A hop that takes no time needs no place in the agenda, unless something waits there already.
    if (due === this.sim.now && !this.#planned) this.happen()
  }

  emitWatermark(watermark: EventTime, cause: EventSeq | null): void {
    const id = this.nextElementId
    const due = this.#push({ kind: 'watermark', id, watermark })
    this.sim.record(
      { kind: 'watermark-emitted', channel: this.id, element: id, watermark, due },
      cause,
    )
  }

  emitWatermarkStatus(status: WatermarkStatus, cause: EventSeq | null): void {
    const id = this.nextElementId
    const due = this.#push({ kind: 'watermark-status', id, status })
    this.sim.record(
      { kind: 'watermark-status-emitted', channel: this.id, element: id, status, due },
      cause,
    )
  }

  emitBarrier(barrier: Omit<BarrierElement, 'kind' | 'id'>, cause: EventSeq): void {
    const id = this.nextElementId
    const due = this.#push({ kind: 'barrier', id, ...barrier })
    const { checkpoint, alignment } = barrier
    this.sim.record(
      { kind: 'barrier-emitted', channel: this.id, element: id, checkpoint, alignment, due },
      cause,
    )
  }

  emitCancelMarker(checkpoint: BarrierElement['checkpoint'], cause: EventSeq): void {
    const id = this.nextElementId
    const due = this.#push({ kind: 'cancel-marker', id, checkpoint })
    this.sim.record(
      { kind: 'cancel-marker-emitted', channel: this.id, element: id, checkpoint, due },
      cause,
    )
  }

  emitEndOfData(drain: boolean, cause: EventSeq): void {
    const id = this.nextElementId
    const due = this.#push({ kind: 'end-of-data', id, drain })
    this.sim.record(
      { kind: 'end-of-data-emitted', channel: this.id, element: id, drain, due },
      cause,
    )
  }

  emitEndOfPartition(cause: EventSeq): void {
    const id = this.nextElementId
    const due = this.#push({ kind: 'end-of-partition', id })
    this.sim.record({ kind: 'end-of-partition-emitted', channel: this.id, element: id, due }, cause)
  }

  /** The receiver tells the sender that it has processed all records. Flink: AckAllUserRecordsProcessed. */
  acknowledgeAllProcessed(): void {
    this.sim.after(this.#latency, {
      happen: () => {
        if (!this.#cut) this.#ends?.allDataProcessed()
      },
    })
  }

  /** The receiver tells the sender how much may be in flight. Flink: NewBufferSize. */
  announce(places: number, cause: EventSeq): void {
    this.sim.after(this.#latency, {
      happen: () => {
        this.channel.announce(Math.min(places, this.channel.capacity))
        this.flush(cause)
      },
    })
  }

  /** Whether the receiver has not yet taken all that was sent. */
  get isUnread(): boolean {
    const { channel } = this
    return channel.senderLength + channel.inTransit + channel.receiverLength > 0
  }

  /** Calls back once, when a barrier that waits here has left. */
  whenSent(checkpoint: CheckpointId, sent: () => void): void {
    this.#awaited = { checkpoint, sent }
  }

  /** As {@link Channel.timeOut}; the barrier may leave at once. */
  timeOut(checkpoint: CheckpointId, cause: EventSeq): readonly DataElement[] | null {
    const timedOut = this.channel.timeOut(checkpoint)
    if (timedOut === null) return null
    if (this.#awaited?.checkpoint === checkpoint) this.#awaited = null
    const { barrier, overtaken } = timedOut
    const fact = { kind: 'barrier-overtook', channel: this.id, element: barrier.id } as const
    const seq = this.sim.record({ ...fact, checkpoint, side: 'output' }, cause)
    this.flush(seq)
    return overtaken
  }

  /** The receiver has read what a restore gave it, and asks for what is new. */
  request(cause: EventSeq): void {
    this.channel.request()
    this.flush(cause)
  }

  /** Data of a restore, for the sender's queue: when it arrives, if it may leave at once. */
  pushRecovered(element: DataElement): VirtualTime | null {
    return this.#push(element)
  }

  /** The receiver took an element or resumed the channel: what waited for that leaves now. */
  flush(cause: EventSeq): void {
    if (this.#cut) return
    const wasWritable = this.channel.writable
    for (;;) {
      const element = this.channel.sendable()
      if (element === undefined) break
      const due = this.#send()
      if (this.sim.recording)
        this.sim.record({ kind: 'element-sent', channel: this.id, element: element.id, due }, cause)
      else this.sim.skip()
    }
    this.#planArrival()
    if (!wasWritable && this.channel.writable) this.#ends?.senderMayGoOn()
  }

  happen(): void {
    this.#planned = false
    if (this.#cut) return
    const ends = this.#ends
    assert(ends !== null, 'a link is connected before anything is sent')
    for (;;) {
      const head = this.#wire.peek()
      if (head === undefined || head.due > this.sim.now) break
      this.#wire.shift()
      const persisted = ends.gate.deliver(ends.input, head.element)
      if (persisted !== null) this.#tellPersisted(head.element as DataElement, persisted)
    }
    this.#planArrival()
    ends.receiverHasData()
  }

  /** An element's id is the number of the event that emits it: the next one. */
  get nextElementId(): ElementId {
    return this.sim.nextSeq as number as ElementId
  }

  /** Queues at the sender; answers when the element arrives if it could leave at once. */
  #push(element: StreamElement): VirtualTime | null {
    if (this.#cut) return null
    this.channel.push(element)
    return this.channel.sendable() === element ? this.#send() : null
  }

  #send(): VirtualTime {
    const element = this.channel.send()
    if (element.kind === 'barrier' && element.checkpoint === this.#awaited?.checkpoint) {
      const { sent } = this.#awaited
      this.#awaited = null
      sent()
    }
    const due = Math.max(this.sim.now + this.#latency, this.#lastDue) as VirtualTime
    this.#lastDue = due
    this.#wire.push({ element, due })
    if (due > this.sim.now || element.kind !== 'record') this.#planArrival()
    return due
  }

  #tellPersisted(element: DataElement, checkpoint: CheckpointId): void {
    tellPersisted(this, { checkpoint, side: 'input' }, [element], null)
  }

  #planArrival(): void {
    if (this.#planned) return
    const head = this.#wire.peek()
    if (head === undefined) return
    this.#planned = true
    this.sim.agenda.plan(head.due, this)
  }
}
