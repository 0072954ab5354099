/**
 * Carries out what the barrier handler decides, and tells the trace. Opinions are the handler's.
 * Flink: CheckpointedInputGate.
 */
import { assert, unreachable } from '../../base/index.ts'
import type { CheckpointId, ElementId, EndOfDataElement, EventSeq } from '../../model/index.ts'
import type { BarrierHandler, CheckpointElement } from '../checkpoint/barrier-handler.ts'
import type { Step } from '../checkpoint/step.ts'
import type {
  AlignmentTimes,
  SnapshotRequest,
  TaskCheckpoints,
} from '../checkpoint/task-checkpoints.ts'
import type { DataElement, ReceivedElement } from '../network/element.ts'
import type { InputGate } from '../network/gate.ts'
import type { Link } from '../network/link.ts'
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
  #times: AlignmentTimes = { startDelay: 0, alignment: 0 }

  constructor(options: BarrierSideOptions) {
    this.#options = options
  }

  /** A checkpoint element was read from the input with that index. */
  received(element: Exclude<ReceivedElement, DataElement | EndOfDataElement>, input: number): void {
    const { handler, subtask } = this.#options
    const { now } = subtask.sim
    if (element.kind === 'announcement') {
      const cause = element.barrier.id as number as EventSeq
      this.#follow(handler.announced(element.barrier, input, now), cause, null)
      return
    }
    const steps = handler.received(element, input, now)
    this.#follow(steps, this.#recordReceived(element, input, steps), element)
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
    for (const [index, step] of steps.entries()) {
      if (step.do === 'snapshot') {
        this.#snapshot(step, steps.slice(index + 1), cause)
        return
      }
      this.#carryOut(step, cause, element)
    }
  }

  #carryOut(
    step: Exclude<Step, Snapshot>,
    cause: EventSeq,
    element: CheckpointElement | null,
  ): void {
    const { gate, checkpoints } = this.#options
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
        gate.prioritise(step.channel, step.checkpoint)
        return
      case 'start-persisting':
        gate.startPersisting(step.checkpoint)
        return
      case 'stop-persisting':
        gate.stopPersisting(step.checkpoint)
        return
      case 'arm-timer':
        this.#armTimer(step.at, cause)
        return
      default:
        unreachable(step)
    }
  }

  #snapshot(step: Snapshot, behind: readonly Step[], cause: EventSeq): void {
    const { checkpoints } = this.#options
    const { checkpoint, triggeredAt, savepoint, alignment, synchronous = false } = step.barrier
    checkpoints.perform(
      { checkpoint, triggeredAt, savepoint, alignment, synchronous },
      this.#times,
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
    this.#times = { startDelay, alignment: duration }
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
          this.#follow(handler.timerFired(subtask.sim.now), cause, null)
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
