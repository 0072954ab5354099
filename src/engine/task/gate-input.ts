/** The main loop of a task with input channels. Flink: OneInputStreamTask, CheckpointedInputGate. */
import { assert } from '../../base/index.ts'
import type {
  EndOfDataElement,
  EndOfPartitionElement,
  EventSeq,
  EventTime,
  RecordElement,
  VirtualTime,
  WatermarkElement,
  WatermarkStatus,
  WatermarkStatusElement,
} from '../../model/index.ts'
import { type DataElement, isData, type ReceivedElement } from '../network/element.ts'
import type { InputGate } from '../network/gate.ts'
import type { Link } from '../network/link.ts'
import { type ClockStep, InputClock } from '../time/input-clock.ts'
import { preview } from './preview.ts'
import type { Subtask, TaskInput } from './subtask.ts'
import type { Debloating } from './debloating.ts'
import type { BarrierSide } from './barrier-side.ts'
import type { TaskEnding } from './ending.ts'

export interface GateInputOptions {
  readonly subtask: Subtask
  readonly gate: InputGate
  /** By input index, as in the gate. */
  readonly links: readonly Link[]
  /** By input index: which input of the head operator the channel feeds. */
  readonly inputOf: readonly (0 | 1)[]
  readonly barriers: BarrierSide
  readonly ending: TaskEnding
  /** Virtual ms a record takes in this task. */
  readonly recordCost: number
  /** Null: channels always have all their places. */
  readonly debloating: Debloating | null
}

export class GateInput implements TaskInput {
  readonly #options: GateInputOptions
  readonly #clock: InputClock
  /** Channels on which no record follows, and whether all said that it is the end. */
  #dataEnded = 0
  #drain = true
  #partitionsEnded = 0
  /** The value being processed, for the message should that fail. */
  #current: unknown = null
  readonly #describe = () => preview(this.#current)
  #whenRecovered: (() => void) | null = null

  constructor(options: GateInputOptions) {
    this.#options = options
    this.#clock = new InputClock(options.inputOf)
  }

  nextWithPriority(): boolean {
    return this.#options.gate.hasPriority && this.next()
  }

  next(): boolean {
    const { gate, links, barriers, debloating } = this.#options
    if (this.#whenRecovered !== null && gate.recovering === 0) this.#recovered()
    const input = gate.poll()
    debloating?.hasInput(input >= 0)
    if (input < 0) return false
    const { element } = gate
    const link = links[input]
    assert(link !== undefined, 'an element comes from a channel of the gate')
    if (isData(element)) {
      barriers.dataRead(element)
      if (element.virtual !== undefined) return this.#virtual(element, input, link)
    }
    return this.#take(element, input, link)
  }

  /** Calls back when what a restore put into the inputs is processed (CK-68). */
  whenRecovered(then: () => void): void {
    this.#whenRecovered = then
  }

  #recovered(): void {
    const then = this.#whenRecovered
    this.#whenRecovered = null
    then?.()
  }

  /** Several channels of an earlier parallelism speak with one voice. */
  #virtual(element: DataElement, input: number, link: Link): boolean {
    const { recovery } = link.channel
    const { virtual = '' } = element
    assert(recovery !== null, 'only data of a restore was in another channel')
    recovery.taken()
    if (element.kind === 'watermark') {
      const watermark = recovery.watermark(virtual, element.watermark)
      if (watermark !== null) return this.#take({ ...element, watermark }, input, link)
      this.#silent(element, link)
      return true
    }
    if (element.kind === 'record') return this.#take(element, input, link)
    return this.#take({ ...element, status: recovery.status(virtual, element.status) }, input, link)
  }

  /** A watermark that waits for those of other channels. */
  #silent({ id, watermark }: WatermarkElement, link: Link): void {
    const { subtask } = this.#options
    const at = { subtask: subtask.id, channel: link.id, element: id, counts: false }
    const cause = id as number as EventSeq
    link.flush(subtask.sim.record({ kind: 'watermark-received', ...at, watermark }, cause))
  }

  #take(element: ReceivedElement, input: number, link: Link): boolean {
    const { barriers } = this.#options
    switch (element.kind) {
      case 'record':
        this.#process(element, input, link)
        return true
      case 'watermark':
        this.#watermark(element, input, link)
        return true
      case 'watermark-status':
        this.#status(element, input, link)
        return true
      case 'end-of-data':
        this.#endOfData(element, link)
        return true
      case 'end-of-partition':
        this.#endOfPartition(element, input)
        return true
      case 'barrier':
      case 'cancel-marker':
      case 'announcement':
        barriers.received(element, input)
        return true
    }
  }

  #process(record: RecordElement, input: number, link: Link): void {
    const { subtask, recordCost, debloating } = this.#options
    const { sim } = subtask
    debloating?.incoming()
    const until = (sim.now + recordCost) as VirtualTime
    const cause = record.id as number as EventSeq
    const taken = sim.recording
      ? sim.record(
          {
            kind: 'record-taken',
            subtask: subtask.id,
            channel: link.id,
            element: record.id,
            until,
          },
          cause,
        )
      : sim.skip()
    link.flush(taken)
    const { residence } = subtask.chain
    const needs = residence === null ? null : () => residence.record(record)
    const finish = (): void => {
      this.#finish(record, input, taken)
    }
    if (recordCost === 0) subtask.onceAtHand(needs, finish)
    else subtask.startWork(recordCost, finish, needs)
  }

  #finish(record: RecordElement, input: number, taken: EventSeq): void {
    const { subtask, inputOf } = this.#options
    const { sim } = subtask
    this.#current = record.value
    subtask.setCurrent(record.id, this.#describe)
    const origin = { parent: record.id, origin: record.origin, cause: taken }
    subtask.chain.process(record, origin, inputOf[input] ?? 0)
    subtask.setCurrent(null, null)
    if (sim.recording)
      sim.record({ kind: 'record-processed', subtask: subtask.id, element: record.id }, taken)
    else sim.skip()
  }

  #watermark(element: WatermarkElement, input: number, link: Link): void {
    const { subtask } = this.#options
    const { id, watermark } = element
    const counts = this.#clock.inputWatermark(input, watermark)
    const at = { subtask: subtask.id, channel: link.id, element: id, counts }
    const cause = id as number as EventSeq
    const received = subtask.sim.record({ kind: 'watermark-received', ...at, watermark }, cause)
    link.flush(received)
    this.#follow(received)
  }

  #status(element: WatermarkStatusElement, input: number, link: Link): void {
    const { subtask } = this.#options
    const { id, status } = element
    const counts = this.#clock.inputWatermarkStatus(input, status)
    const at = { subtask: subtask.id, channel: link.id, element: id, counts }
    const cause = id as number as EventSeq
    const received = subtask.sim.record({ kind: 'watermark-status-received', ...at, status }, cause)
    link.flush(received)
    this.#follow(received)
  }

  /** No record follows on this channel; when none does on any, the operators are finished. */
  #endOfData({ id, drain }: EndOfDataElement, link: Link): void {
    const { subtask, links, ending } = this.#options
    this.#dataEnded++
    this.#drain &&= drain
    const at = { subtask: subtask.id, channel: link.id, element: id }
    const cause = id as number as EventSeq
    const counted = { ended: this.#dataEnded, expected: links.length }
    const received = subtask.sim.record({ kind: 'end-of-data-received', ...at, ...counted }, cause)
    link.acknowledgeAllProcessed()
    if (this.#dataEnded < links.length) return
    ending.endData(this.#drain, received, () => {
      this.#endWhenRead()
    })
  }

  #endOfPartition(element: EndOfPartitionElement, input: number): void {
    this.#options.barriers.received(element, input)
    this.#partitionsEnded++
    this.#endWhenRead()
  }

  #endWhenRead(): void {
    const { links, ending } = this.#options
    if (ending.hasFinishedOperators && this.#partitionsEnded === links.length) ending.endInput()
  }

  /** What the element has made of the clock: after the fact that it was received. */
  #follow(received: EventSeq): void {
    this.#takeStep(this.#clock.take(), 0, received)
  }

  #takeStep(steps: readonly ClockStep[], at: number, received: EventSeq): void {
    const step = steps[at]
    if (step === undefined) return
    const { subtask } = this.#options
    const { residence } = subtask.chain
    const isTime = 'watermark' in step
    const needs = isTime && residence !== null ? () => residence.watermark(step.watermark) : null
    subtask.onceAtHand(needs, () => {
      if (isTime) this.#advance(step.watermark, received)
      else this.#changeStatus(step.status, received)
      this.#takeStep(steps, at + 1, received)
    })
  }

  #advance(watermark: EventTime, received: EventSeq): void {
    const { subtask } = this.#options
    const fact = { kind: 'watermark-advanced', subtask: subtask.id, watermark } as const
    subtask.chain.advanceTo(watermark, subtask.sim.record(fact, received))
  }

  #changeStatus(status: WatermarkStatus, received: EventSeq): void {
    const { subtask } = this.#options
    const fact = { kind: 'watermark-status-changed', subtask: subtask.id, status } as const
    subtask.chain.changeStatus(status, subtask.sim.record(fact, received))
  }
}
