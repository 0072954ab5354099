/** Which windows a record belongs to. Flink: WindowAssigner and its implementations. */
import { minWatermark, MisuseError } from '../model/index.ts'
import { Duration } from './duration.ts'
import { EventTimeTrigger, ProcessingTimeTrigger } from './time-triggers.ts'
import { EndOfStreamTrigger, NeverTrigger } from './global-triggers.ts'
import type { Trigger } from './trigger.ts'
import { plusTime } from './window-time.ts'
import { GlobalWindow, TimeWindow, type Window } from './windows.ts'

/** What an assigner may ask. Flink: WindowAssignerContext. */
export interface WindowAssignerContext {
  /** The simulated cluster's wall clock, in ms. */
  getCurrentProcessingTime(): number
  /** @internal From 0 up to 1, of the run's seed: for `WindowStagger.RANDOM`. */
  random(): number
}

/** Assigns windows to records. Flink: WindowAssigner. */
export abstract class WindowAssigner<T, W extends Window> {
  /** The windows of a record; none where it falls between two (WIN-5). */
  abstract assignWindows(
    element: T,
    timestamp: number,
    context: WindowAssignerContext,
  ): readonly W[]

  /** What fires the windows unless the job says otherwise. */
  abstract getDefaultTrigger(): Trigger<T, W>

  /** Whether windows follow event time; else the wall clock. */
  abstract isEventTime(): boolean

  /** As Flink writes it. */
  toString(): string {
    return this.constructor.name
  }
}

/** Is told which windows became one. Flink: MergeCallback. */
export type MergeCallback = (merged: readonly TimeWindow[], result: TimeWindow) => void

/** An assigner whose windows may become one. Flink: MergingWindowAssigner. */
export abstract class MergingWindowAssigner<T> extends WindowAssigner<T, TimeWindow> {
  /** Tells `callback` of every group of windows that become one, and of none that stays alone (WIN-7). */
  mergeWindows(windows: readonly TimeWindow[], callback: MergeCallback): void {
    const byStart = [...windows].sort((a, b) => a.start - b.start)
    const groups: { cover: TimeWindow; readonly parts: TimeWindow[] }[] = []
    for (const window of byStart) {
      const group = groups.at(-1)
      if (group?.cover.intersects(window) !== true) {
        groups.push({ cover: window, parts: [window] })
        continue
      }
      group.cover = group.cover.cover(window)
      if (!group.parts.some((part) => sameWindow(part, window))) group.parts.push(window)
    }
    for (const { cover, parts } of groups) if (parts.length > 1) callback(parts, cover)
  }
}

function sameWindow(a: TimeWindow, b: TimeWindow): boolean {
  return a.start === b.start && a.end === b.end
}

/** How the windows of parallel subtasks lie to each other. Flink: WindowStagger. */
export const WindowStagger = Object.freeze({
  /** All windows begin at the same time. */
  ALIGNED: 'ALIGNED',
  /** Each subtask's windows are moved by chance, here of the run's seed. */
  RANDOM: 'RANDOM',
  /** Each subtask's windows begin with its first record. */
  NATURAL: 'NATURAL',
} as const)

/** How the windows of parallel subtasks lie to each other. Flink: WindowStagger. */
export type WindowStagger = (typeof WindowStagger)[keyof typeof WindowStagger]

function staggerOf(stagger: WindowStagger, size: number, context: WindowAssignerContext): number {
  if (stagger === 'ALIGNED') return 0
  if (stagger === 'RANDOM') return Math.floor(context.random() * size)
  const now = context.getCurrentProcessingTime()
  return Math.max(0, now - TimeWindow.getWindowStartWithOffset(now, 0, size))
}

/** The milliseconds of a Duration that the learner gave. */
function millisOf(duration: unknown, what: string): number {
  if (!(duration instanceof Duration)) throw new MisuseError('duration_expected', { what })
  return duration.toMillis()
}

function refuse(assigner: string, rule: string): never {
  throw new MisuseError('window_parameters', { assigner, rule })
}

function needTimestamp(timestamp: number): void {
  if (timestamp === (minWatermark as number)) throw new MisuseError('window_needs_timestamp')
}

/** What the tumbling assigners of both times share. The class is Barrier Lab's own. */
export abstract class TumblingWindows extends WindowAssigner<unknown, TimeWindow> {
  private readonly size: number
  private readonly offset: number
  private readonly stagger: WindowStagger
  /** Null until the first record. */
  private staggerOffset: number | null = null

  /** @internal */
  protected constructor(size: number, offset: number, stagger: WindowStagger) {
    super()
    if (Math.abs(offset) >= size) refuse(new.target.name, 'abs(offset) < size')
    this.size = size
    this.offset = offset
    this.stagger = stagger
  }

  /** @internal */
  protected windowAt(time: number, context: WindowAssignerContext): readonly TimeWindow[] {
    this.staggerOffset ??= staggerOf(this.stagger, this.size, context)
    const offset = (this.offset + this.staggerOffset) % this.size
    const start = TimeWindow.getWindowStartWithOffset(time, offset, this.size)
    return [new TimeWindow(start, plusTime(start, this.size))]
  }

  /** As Flink writes it. */
  override toString(): string {
    return `${this.constructor.name}(${this.size})`
  }
}

/** Windows of one size, one after the other, in event time (WIN-3). Flink: TumblingEventTimeWindows. */
export class TumblingEventTimeWindows extends TumblingWindows {
  /**
   * Windows of `size`.
   *
   * @param offset moves all windows; smaller than the size
   * @param windowStagger how the windows of parallel subtasks lie to each other
   */
  static of(
    size: Duration,
    offset: Duration = Duration.ZERO,
    windowStagger: WindowStagger = WindowStagger.ALIGNED,
  ): TumblingEventTimeWindows {
    const what = 'TumblingEventTimeWindows.of'
    return new TumblingEventTimeWindows(millisOf(size, what), millisOf(offset, what), windowStagger)
  }

  /** See {@link WindowAssigner.assignWindows}. */
  override assignWindows(
    _element: unknown,
    timestamp: number,
    context: WindowAssignerContext,
  ): readonly TimeWindow[] {
    needTimestamp(timestamp)
    return this.windowAt(timestamp, context)
  }

  /** See {@link WindowAssigner.getDefaultTrigger}. */
  override getDefaultTrigger(): Trigger<unknown, TimeWindow> {
    return EventTimeTrigger.create()
  }

  /** See {@link WindowAssigner.isEventTime}. */
  override isEventTime(): boolean {
    return true
  }
}

/** Windows of one size, one after the other, on the wall clock (WIN-4). Flink: TumblingProcessingTimeWindows. */
export class TumblingProcessingTimeWindows extends TumblingWindows {
  /**
   * Windows of `size`.
   *
   * @param offset moves all windows; smaller than the size
   * @param windowStagger how the windows of parallel subtasks lie to each other
   */
  static of(
    size: Duration,
    offset: Duration = Duration.ZERO,
    windowStagger: WindowStagger = WindowStagger.ALIGNED,
  ): TumblingProcessingTimeWindows {
    const what = 'TumblingProcessingTimeWindows.of'
    const [length, moved] = [millisOf(size, what), millisOf(offset, what)]
    return new TumblingProcessingTimeWindows(length, moved, windowStagger)
  }

  /** See {@link WindowAssigner.assignWindows}. */
  override assignWindows(
    _element: unknown,
    _timestamp: number,
    context: WindowAssignerContext,
  ): readonly TimeWindow[] {
    return this.windowAt(context.getCurrentProcessingTime(), context)
  }

  /** See {@link WindowAssigner.getDefaultTrigger}. */
  override getDefaultTrigger(): Trigger<unknown, TimeWindow> {
    return ProcessingTimeTrigger.create()
  }

  /** See {@link WindowAssigner.isEventTime}. */
  override isEventTime(): boolean {
    return false
  }
}

/** Flink: SlidingEventTimeWindows.MAX_WINDOW_NUM. */
const mostWindows = 10_000_000

/** What the sliding assigners of both times share. The class is Barrier Lab's own. */
export abstract class SlidingWindows extends WindowAssigner<unknown, TimeWindow> {
  private readonly size: number
  private readonly slide: number
  private readonly offset: number

  /** @internal */
  protected constructor(size: number, slide: number, offset: number) {
    super()
    if (Math.abs(offset) >= slide || size <= 0)
      refuse(new.target.name, 'abs(offset) < slide and size > 0')
    if (Math.trunc(size / slide) > mostWindows)
      refuse(new.target.name, `size / slide <= ${mostWindows}`)
    this.size = size
    this.slide = slide
    this.offset = offset
  }

  /** @internal The newest first (WIN-5). */
  protected windowsAt(time: number): readonly TimeWindow[] {
    const windows: TimeWindow[] = []
    let start = TimeWindow.getWindowStartWithOffset(time, this.offset, this.slide)
    const last = plusTime(time, -this.size)
    for (; start > last; start = plusTime(start, -this.slide))
      windows.push(new TimeWindow(start, plusTime(start, this.size)))
    return windows
  }

  /** As Flink writes it. */
  override toString(): string {
    return `${this.constructor.name}(${this.size}, ${this.slide})`
  }
}

/** Windows of one size that begin every `slide`, in event time (WIN-5). Flink: SlidingEventTimeWindows. */
export class SlidingEventTimeWindows extends SlidingWindows {
  /**
   * Windows of `size`, one every `slide`.
   *
   * @param offset moves all windows; smaller than the slide
   */
  static of(
    size: Duration,
    slide: Duration,
    offset: Duration = Duration.ZERO,
  ): SlidingEventTimeWindows {
    const what = 'SlidingEventTimeWindows.of'
    const [length, every] = [millisOf(size, what), millisOf(slide, what)]
    return new SlidingEventTimeWindows(length, every, millisOf(offset, what))
  }

  /** See {@link WindowAssigner.assignWindows}. */
  override assignWindows(_element: unknown, timestamp: number): readonly TimeWindow[] {
    needTimestamp(timestamp)
    return this.windowsAt(timestamp)
  }

  /** See {@link WindowAssigner.getDefaultTrigger}. */
  override getDefaultTrigger(): Trigger<unknown, TimeWindow> {
    return EventTimeTrigger.create()
  }

  /** See {@link WindowAssigner.isEventTime}. */
  override isEventTime(): boolean {
    return true
  }
}

/** Windows of one size that begin every `slide`, on the wall clock. Flink: SlidingProcessingTimeWindows. */
export class SlidingProcessingTimeWindows extends SlidingWindows {
  /**
   * Windows of `size`, one every `slide`.
   *
   * @param offset moves all windows; smaller than the slide
   */
  static of(
    size: Duration,
    slide: Duration,
    offset: Duration = Duration.ZERO,
  ): SlidingProcessingTimeWindows {
    const what = 'SlidingProcessingTimeWindows.of'
    const [length, every] = [millisOf(size, what), millisOf(slide, what)]
    return new SlidingProcessingTimeWindows(length, every, millisOf(offset, what))
  }

  /** See {@link WindowAssigner.assignWindows}. */
  override assignWindows(
    _element: unknown,
    _timestamp: number,
    context: WindowAssignerContext,
  ): readonly TimeWindow[] {
    return this.windowsAt(context.getCurrentProcessingTime())
  }

  /** See {@link WindowAssigner.getDefaultTrigger}. */
  override getDefaultTrigger(): Trigger<unknown, TimeWindow> {
    return ProcessingTimeTrigger.create()
  }

  /** See {@link WindowAssigner.isEventTime}. */
  override isEventTime(): boolean {
    return false
  }
}

/** All records of a key in one window, which never fires by itself (WIN-6). Flink: GlobalWindows. */
export class GlobalWindows extends WindowAssigner<unknown, GlobalWindow> {
  private readonly trigger: Trigger<unknown, GlobalWindow>

  private constructor(trigger: Trigger<unknown, GlobalWindow>) {
    super()
    this.trigger = trigger
  }

  /** A window that fires only if a trigger says so. */
  static create(): GlobalWindows {
    return new GlobalWindows(new NeverTrigger())
  }

  /** A window that fires once, when the input has ended. */
  static createWithEndOfStreamTrigger(): GlobalWindows {
    return new GlobalWindows(new EndOfStreamTrigger())
  }

  /** See {@link WindowAssigner.assignWindows}. */
  override assignWindows(): readonly GlobalWindow[] {
    return [GlobalWindow.get()]
  }

  /** See {@link WindowAssigner.getDefaultTrigger}. */
  override getDefaultTrigger(): Trigger<unknown, GlobalWindow> {
    return this.trigger
  }

  /** See {@link WindowAssigner.isEventTime}. */
  override isEventTime(): boolean {
    return false
  }

  /** As Flink writes it. */
  override toString(): string {
    return 'GlobalWindows()'
  }
}
