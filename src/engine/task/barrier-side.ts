/**
 * Carries out what the barrier handler decides, and tells the trace. Opinions are the handler's.
 * Flink: CheckpointedInputGate.
 */
import { assert, unreachable } from '../../base/index.ts'
import type {
  BarrierElement,
  CheckpointId,
  ElementId,
  EndOfDataElement,
  EventSeq,
} from '../../model/index.ts'
import type { BarrierHandler, CheckpointElement } from '../checkpoint/barrier-handler.ts'
import type { Step } from '../checkpoint/step.ts'
import type { AlignmentTimes } from '../checkpoint/in-flight-snapshot.ts'
import type { SnapshotRequest } from '../checkpoint/acknowledgement.ts'
import type { TaskCheckpoints } from '../checkpoint/task-checkpoints.ts'
import type { DataElement, ReceivedElement } from '../network/element.ts'
import type { InputGate } from '../network/gate.ts'
import type { Link } from '../network/link.ts'
import { tellPersisted } from '../network/tell-persisted.ts'
import { sizeOf } from '../state/in-flight-data.ts'
import type { Subtask } from './subtask.ts'

export interface BarrierSideOptions {
  readonly subtask: Subtask
  readonly gate: InputGate
  readonly links: readonly Link[]
  readonly handler: BarrierHandler
  readonly checkpoints: TaskCheckpoints
}

type Snapshot = Extract<Step, { do: 'snapshot' }>

export class BarrierSide {
  readonly #options: BarrierSideOptions
  /** Which checkpoint's barrier blocked an input; the handler knows only that it is blocked. */
  readonly #blockedBy = new Map<number, CheckpointId>()
  readonly #ended = new Set<number>()
  /** The timer fired before the first barrier was read: whoever reads it does not tell it again. */
  #toldTimeout = false
  #times: AlignmentTimes = { startDelay: 0, alignment: 0, processed: 0 }
  /** Bytes of data read since the first barrier of the pending checkpoint. */
  #processed = 0

  constructor(options: BarrierSideOptions) {
    this.#options = options
  }

  /** A checkpoint element was read from the input with that index. */
  received(element: Exclude<ReceivedElement, DataElement | EndOfDataElement>, input: number): void {
    const { handler, subtask } = this.#options
    const { now } = subtask.sim
    if (element.kind === 'announcement') {
      this.#announced(element.barrier, input)
      return
    }
    if (handler.alignmentStartedAt === null) this.#processed = 0
    const steps = handler.received(element, input, now)
    this.#follow(steps, this.#recordReceived(element, input, steps), element)
  }

  /** Data was read: while a checkpoint is aligned it is counted (CK-67). */
  dataRead(element: DataElement): void {
    if (this.#options.handler.alignmentStartedAt !== null) this.#processed += sizeOf(element)
  }

  #announced(barrier: BarrierElement, input: number): void {
    const { handler, subtask } = this.#options
    const { id: element, checkpoint } = barrier
    const at = { subtask: subtask.id, channel: this.#link(input).id, element, checkpoint }
    const cause = element as number as EventSeq
    const announced = subtask.sim.record({ kind: 'barrier-announced', ...at }, cause)
    this.#follow(handler.announced(barrier, input, subtask.sim.now), announced, null)
  }

  /**
   * The JobManager asks this task, as all that could send it a barrier has finished. False: all
   * channels have ended, so that nothing has to be aligned. Flink: triggerUnfinishedChannelsCheckpoint.
   */
  triggered(request: SnapshotRequest, cause: EventSeq): boolean {
    const { handler, subtask, links } = this.#options
    const unfinished = [...links.keys()].filter((input) => !this.#ended.has(input))
    const { synchronous, ...barrier } = request
    const id = cause as number as ElementId
    for (const input of unfinished) {
      const element = {
        kind: 'barrier',
        id,
        ...barrier,
        ...(synchronous && { synchronous }),
      } as const
      this.#follow(handler.requested(element, input, subtask.sim.now), cause, null)
    }
    return unfinished.length > 0
  }

  #recordReceived(element: CheckpointElement, input: number, steps: readonly Step[]): EventSeq {
    const { handler, subtask } = this.#options
    const { sim } = subtask
    const at = { subtask: subtask.id, channel: this.#link(input).id, element: element.id }
    const cause = element.id as number as EventSeq
    switch (element.kind) {
      case 'barrier': {
        const { checkpoint } = element
        if (steps.some((step) => step.do === 'ignore'))
          return sim.record({ kind: 'barrier-ignored', ...at, checkpoint }, cause)
        const { arrived, expected } = handler
        return sim.record({ kind: 'barrier-received', ...at, checkpoint, arrived, expected }, cause)
      }
      case 'cancel-marker':
        return sim.record(
          { kind: 'cancel-marker-received', ...at, checkpoint: element.checkpoint },
          cause,
        )
      case 'end-of-partition':
        this.#ended.add(input)
        return sim.record({ kind: 'end-of-partition-received', ...at }, cause)
    }
  }

  /** Carries the steps out in order; those behind a snapshot wait for its synchronous part. */
  #follow(steps: readonly Step[], cause: EventSeq, element: CheckpointElement | null): void {
    const givenUp = steps.find((step) => step.do === 'abort')?.checkpoint
    for (const [index, step] of steps.entries()) {
      if (step.do === 'snapshot') {
        if (step.unaligned && element?.kind === 'barrier') this.#tellLate(element, cause)
        this.#snapshot(step, steps.slice(index + 1), cause)
        return
      }
      if (step.do === 'stop-persisting')
        this.#stopPersisting(step.checkpoint, step.checkpoint !== givenUp)
      else this.#carryOut(step, cause, element)
    }
  }

  /** A barrier that was to be aligned turns the checkpoint unaligned: the timeout was over (CK-99). */
  #tellLate({ alignment, checkpoint }: BarrierElement, cause: EventSeq): void {
    const { subtask } = this.#options
    if (alignment === 'timeoutable' && !this.#toldTimeout)
      subtask.sim.record({ kind: 'alignment-timed-out', subtask: subtask.id, checkpoint }, cause)
    this.#toldTimeout = false
  }

  #startPersisting(checkpoint: CheckpointId, cause: EventSeq): void {
    const { gate } = this.#options
    for (const [input, elements] of gate.startPersisting(checkpoint).entries())
      tellPersisted(this.#link(input), { checkpoint, side: 'input' }, elements, cause)
  }

  /** `kept`: what was persisted becomes part of the snapshot; otherwise the checkpoint is given up. */
  #stopPersisting(checkpoint: CheckpointId, kept: boolean): void {
    const { gate, links, checkpoints } = this.#options
    gate.stopPersisting(checkpoint)
    const inputs = links.map((link) => ({
      link,
      elements: link.channel.takePersisted(checkpoint),
    }))
    if (kept) checkpoints.inputClosed(checkpoint, inputs, this.#times)
  }

  #carryOut(
    step: Exclude<Step, Snapshot | { do: 'stop-persisting' }>,
    cause: EventSeq,
    element: CheckpointElement | null,
  ): void {
    const { checkpoints } = this.#options
    switch (step.do) {
      case 'block':
        this.#block(step.channel, element, cause)
        return
      case 'resume':
        this.#resume(step.channel, cause)
        return
      case 'unblock-all':
        for (const channel of step.channels) this.#unblock(channel, cause)
        return
      case 'complete-alignment':
        this.#aligned(step, cause)
        return
      case 'abort':
        checkpoints.declined(step.checkpoint, step.reason, cause)
        return
      case 'ignore':
        return
      case 'prioritise':
        this.#prioritise(step.channel, step.checkpoint, cause)
        return
      case 'start-persisting':
        this.#startPersisting(step.checkpoint, cause)
        return
      case 'arm-timer':
        this.#armTimer(step.at, cause)
        return
      default:
        unreachable(step)
    }
  }

  #prioritise(input: number, checkpoint: CheckpointId, cause: EventSeq): void {
    const { gate, subtask } = this.#options
    const barrier = gate.prioritise(input, checkpoint)
    if (barrier === null) return
    const at = { channel: this.#link(input).id, element: barrier.id, checkpoint }
    subtask.sim.record({ kind: 'barrier-overtook', ...at, side: 'input' }, cause)
  }

  #snapshot(step: Snapshot, behind: readonly Step[], cause: EventSeq): void {
    const { checkpoints } = this.#options
    const { synchronous = false, full = false, native = false, ...barrier } = step.barrier
    const { checkpoint, triggeredAt, savepoint, alignment } = barrier
    checkpoints.perform(
      { checkpoint, triggeredAt, savepoint, full, native, alignment, synchronous },
      { times: this.#times, persisting: step.unaligned },
      cause,
      (taken) => {
        this.#follow(behind, taken, null)
      },
    )
  }

  #block(input: number, element: CheckpointElement | null, cause: EventSeq): void {
    assert(element?.kind === 'barrier', 'a channel is blocked by its barrier')
    this.#options.subtask.sim.record(
      {
        kind: 'channel-blocked',
        channel: this.#link(input).id,
        checkpoint: element.checkpoint,
      },
      cause,
    )
    this.#blockedBy.set(input, element.checkpoint)
  }

  #unblock(input: number, cause: EventSeq): void {
    const checkpoint = this.#blockedBy.get(input)
    assert(checkpoint !== undefined, 'only a blocked channel is unblocked')
    this.#blockedBy.delete(input)
    const seq = this.#options.subtask.sim.record(
      { kind: 'channel-unblocked', channel: this.#link(input).id, checkpoint },
      cause,
    )
    this.#resume(input, seq)
  }

  #resume(input: number, cause: EventSeq): void {
    this.#options.gate.resume(input)
    this.#link(input).flush(cause)
  }

  #aligned(step: Extract<Step, { do: 'complete-alignment' }>, cause: EventSeq): void {
    const { duration, startDelay, checkpoint } = step
    this.#times = { startDelay, alignment: duration, processed: this.#processed }
    const { subtask } = this.#options
    subtask.sim.record(
      { kind: 'alignment-completed', subtask: subtask.id, checkpoint, duration, startDelay },
      cause,
    )
  }

  #armTimer(at: Extract<Step, { do: 'arm-timer' }>['at'], cause: EventSeq): void {
    const { subtask, handler } = this.#options
    subtask.sim.agenda.plan(at, {
      happen: () => {
        if (!subtask.isAlive) return
        subtask.mail(() => {
          const checkpoint = handler.pending
          const steps = handler.timerFired(subtask.sim.now)
          if (checkpoint === null || steps.length === 0) return
          const fact = { kind: 'alignment-timed-out', subtask: subtask.id, checkpoint } as const
          this.#toldTimeout = !steps.some((step) => step.do === 'snapshot')
          this.#follow(steps, subtask.sim.record(fact, cause), null)
        })
      },
    })
  }

  #link(input: number): Link {
    const link = this.#options.links[input]
    assert(link !== undefined, 'an input of this task')
    return link
  }
}
