/**
 * What a subtask asks about every barrier it reads. The rules are pure functions in the files
 * beside this one; a handler only remembers their state.
 *
 * Flink: CheckpointBarrierHandler, and which one a task gets (InputProcessorUtil; CK-52).
 */
import type {
  BarrierElement,
  CancelMarkerElement,
  CheckpointId,
  EndOfPartitionElement,
  VirtualTime,
} from '../../model/index.ts'
import { onBarrier, onCancelMarker, onEndOfPartition } from './alignment.ts'
import {
  newTracking,
  trackBarrier,
  trackCancelMarker,
  trackEndOfPartition,
  type Tracking,
} from './at-least-once.ts'
import {
  type Arrival,
  barrierRead,
  cancelMarkerRead,
  type Collecting,
  isPending,
  newCollecting,
  partitionEnded,
  type PhaseRules,
} from './collecting.ts'
import type { Decision, Step } from './step.ts'
import { type AlternatingOptions, alternatingRules, onAnnouncement, onTimer } from './unaligned.ts'

/** The elements a barrier handler has a say in. */
export type CheckpointElement = BarrierElement | CancelMarkerElement | EndOfPartitionElement

/** `at-least-once` also for jobs without checkpointing; an object once unaligned ones are enabled. */
export type BarrierMode = 'aligned' | 'at-least-once' | AlternatingOptions

export interface BarrierHandler {
  /** Such an element was read from a channel: what to do, in order. */
  received(element: CheckpointElement, channel: number, now: VirtualTime): readonly Step[]
  /** The JobManager's request, which stands for the barrier of a channel whose sender has finished (CK-229). */
  requested(barrier: BarrierElement, channel: number, now: VirtualTime): readonly Step[]
  /** An announcement of a barrier was read. */
  announced(barrier: BarrierElement, channel: number, now: VirtualTime): readonly Step[]
  /** A timer that an `arm-timer` step asked for is due; void ones are recognised. */
  timerFired(now: VirtualTime): readonly Step[]
  /** The checkpoint some barriers of which are in, others missing; the newest, if several. */
  readonly pending: CheckpointId | null
  /** How many channels had delivered their barrier, the last one counted included. */
  readonly arrived: number
  /** How many have to, for the checkpoint `arrived` is about. */
  readonly expected: number
  /** When the first barrier of the pending checkpoint was read. */
  readonly alignmentStartedAt: VirtualTime | null
  /** Channels booked as blocked, by index. */
  readonly blocked: readonly number[]
}

/** Flink: execution.checkpointing.checkpoints-after-tasks-finish says what the end of a channel means. */
export function createBarrierHandler(
  mode: BarrierMode,
  channelCount: number,
  checkpointsAfterTasksFinish: boolean,
): BarrierHandler {
  if (mode === 'at-least-once') return new Tracker(channelCount, checkpointsAfterTasksFinish)
  return new Aligner(channelCount, checkpointsAfterTasksFinish, mode === 'aligned' ? null : mode)
}

/** Aligned and unaligned checkpoints: one at a time. Flink: SingleCheckpointBarrierHandler. */
class Aligner implements BarrierHandler {
  #state: Collecting
  #arrived = 0
  #expected = 0
  readonly #endCounts: boolean
  readonly #alternating: { readonly rules: PhaseRules; readonly options: AlternatingOptions } | null

  constructor(channels: number, endCounts: boolean, options: AlternatingOptions | null) {
    this.#state = newCollecting(channels)
    this.#endCounts = endCounts
    this.#alternating = options && { rules: alternatingRules(options), options }
  }

  received(element: CheckpointElement, channel: number, now: VirtualTime): readonly Step[] {
    const rules = this.#alternating?.rules
    const state = this.#state
    switch (element.kind) {
      case 'barrier':
        return this.#barrier({ barrier: element, channel, now })
      case 'cancel-marker':
        return this.#follow(
          rules
            ? cancelMarkerRead(state, element.checkpoint, rules)
            : onCancelMarker(state, element.checkpoint),
        )
      case 'end-of-partition': {
        const ended = { channel, now, counts: this.#endCounts }
        if (this.pending !== null) this.#count(this.pending, channel)
        return this.#follow(
          rules ? partitionEnded(state, ended, rules) : onEndOfPartition(state, ended),
        )
      }
    }
  }

  requested(barrier: BarrierElement, channel: number, now: VirtualTime): readonly Step[] {
    return this.#barrier({ barrier, channel, now, isRequest: true })
  }

  announced(barrier: BarrierElement, channel: number, now: VirtualTime): readonly Step[] {
    if (this.#alternating === null) return []
    const arrival = { barrier, channel, now }
    return this.#follow(onAnnouncement(this.#state, arrival, this.#alternating.rules))
  }

  timerFired(now: VirtualTime): readonly Step[] {
    if (this.#alternating === null) return []
    const { rules, options } = this.#alternating
    return this.#follow(onTimer(this.#state, now, rules, options))
  }

  get pending(): CheckpointId | null {
    return isPending(this.#state) ? (this.#state.current as CheckpointId) : null
  }

  get arrived(): number {
    return this.#arrived
  }

  get expected(): number {
    return this.#expected
  }

  get alignmentStartedAt(): VirtualTime | null {
    return isPending(this.#state) ? (this.#state.clock?.startedAt ?? null) : null
  }

  get blocked(): readonly number[] {
    return this.#state.blocked
  }

  #barrier(arrival: Arrival): readonly Step[] {
    const rules = this.#alternating?.rules
    this.#count(arrival.barrier.checkpoint, arrival.channel)
    return this.#follow(
      rules ? barrierRead(this.#state, arrival, rules) : onBarrier(this.#state, arrival),
    )
  }

  /** The state forgets who arrived once all have; the trace wants to know it then, too. */
  #count(checkpoint: CheckpointId, channel: number): void {
    const { current, arrived, target, open } = this.#state
    const isFirst = checkpoint > current
    const known = isFirst ? [] : arrived
    this.#arrived = known.length + (known.includes(channel) ? 0 : 1)
    this.#expected = isFirst ? open : target
  }

  #follow({ next, steps }: Decision<Collecting>): readonly Step[] {
    this.#state = next
    return steps
  }
}

/** At-least-once: several checkpoints at a time. Flink: CheckpointBarrierTracker. */
class Tracker implements BarrierHandler {
  #state: Tracking
  #arrived = 0
  #expected = 0
  readonly #endCounts: boolean
  readonly blocked: readonly number[] = []

  constructor(channels: number, endCounts: boolean) {
    this.#state = newTracking(channels)
    this.#endCounts = endCounts
  }

  received(element: CheckpointElement, channel: number, now: VirtualTime): readonly Step[] {
    switch (element.kind) {
      case 'barrier':
        this.#count(element.checkpoint, channel)
        return this.#follow(trackBarrier(this.#state, element, channel, now))
      case 'cancel-marker':
        return this.#follow(trackCancelMarker(this.#state, element.checkpoint, channel))
      case 'end-of-partition': {
        const ended = { channel, now, counts: this.#endCounts }
        return this.#follow(trackEndOfPartition(this.#state, ended))
      }
    }
  }

  requested(barrier: BarrierElement, channel: number, now: VirtualTime): readonly Step[] {
    return this.received(barrier, channel, now)
  }

  announced(): readonly Step[] {
    return []
  }

  timerFired(): readonly Step[] {
    return []
  }

  get pending(): CheckpointId | null {
    return this.#state.tracked.at(-1)?.checkpoint ?? null
  }

  get arrived(): number {
    return this.#arrived
  }

  get expected(): number {
    return this.#expected
  }

  get alignmentStartedAt(): VirtualTime | null {
    const { clock } = this.#state
    return clock !== null && clock.checkpoint === this.pending ? clock.startedAt : null
  }

  #count(checkpoint: CheckpointId, channel: number): void {
    const known = this.#state.tracked.find((other) => other.checkpoint === checkpoint)
    const before = known?.arrived ?? []
    this.#arrived = before.length + (before.includes(channel) ? 0 : 1)
    this.#expected = known?.target ?? this.#state.open
  }

  #follow({ next, steps }: Decision<Tracking>): readonly Step[] {
    this.#state = next
    return steps
  }
}
