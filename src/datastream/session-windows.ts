/** Windows that last as long as records keep coming. Flink: EventTimeSessionWindows and its kin. */
import { MisuseError } from '../model/index.ts'
import { Duration } from './duration.ts'
import { EventTimeTrigger, ProcessingTimeTrigger } from './time-triggers.ts'
import type { Trigger } from './trigger.ts'
import { MergingWindowAssigner, type WindowAssignerContext } from './window-assigners.ts'
import { plusTime } from './window-time.ts'
import { TimeWindow } from './windows.ts'

/** How long a session waits for the next record. Flink: SessionWindowTimeGapExtractor. */
export interface SessionWindowTimeGapExtractor<T> {
  /** The gap behind `element`, in ms; more than 0. */
  extract(element: T): number
}

type Gap<T> = number | SessionWindowTimeGapExtractor<T>

function fixedGap(gap: unknown, assigner: string): number {
  if (!(gap instanceof Duration))
    throw new MisuseError('duration_expected', { what: `${assigner}.withGap` })
  if (gap.toMillis() <= 0)
    throw new MisuseError('window_parameters', { assigner, rule: '0 < size' })
  return gap.toMillis()
}

type GapGiven<T> = SessionWindowTimeGapExtractor<T> | ((element: T) => number)

function dynamicGap<T>(given: GapGiven<T>, assigner: string): SessionWindowTimeGapExtractor<T> {
  if (typeof given === 'function') return { extract: given }
  if (typeof (given as Partial<SessionWindowTimeGapExtractor<T>> | null)?.extract !== 'function')
    throw new MisuseError('function_expected', {
      call: `${assigner}.withDynamicGap`,
      example: '(order) => order.gap',
    })
  return given
}

/** What the session assigners of both times share. The class is Barrier Lab's own. */
export abstract class SessionWindows<T> extends MergingWindowAssigner<T> {
  private readonly gap: Gap<T>

  /** @internal */
  constructor(gap: Gap<T>) {
    super()
    this.gap = gap
  }

  /** @internal */
  protected windowFrom(element: T, start: number): readonly TimeWindow[] {
    const gap = typeof this.gap === 'number' ? this.gap : this.gap.extract(element)
    if (!Number.isSafeInteger(gap) || gap <= 0)
      throw new MisuseError('session_gap', { got: String(gap) })
    return [new TimeWindow(start, plusTime(start, gap))]
  }

  /** As Flink writes it. */
  override toString(): string {
    return `${this.constructor.name}(${typeof this.gap === 'number' ? this.gap : 'dynamic'})`
  }
}

/** Sessions in event time: records closer than the gap share a window (WIN-7). Flink: EventTimeSessionWindows. */
export class EventTimeSessionWindows<T = unknown> extends SessionWindows<T> {
  /** Sessions that end after `size` without a record. */
  static withGap(size: Duration): EventTimeSessionWindows {
    return new EventTimeSessionWindows(fixedGap(size, 'EventTimeSessionWindows'))
  }

  /** Sessions whose gap each record decides, in ms. Flink: also DynamicEventTimeSessionWindows. */
  static withDynamicGap<T>(
    sessionWindowTimeGapExtractor: SessionWindowTimeGapExtractor<T> | ((element: T) => number),
  ): EventTimeSessionWindows<T> {
    const assigner = 'EventTimeSessionWindows'
    return new EventTimeSessionWindows(dynamicGap(sessionWindowTimeGapExtractor, assigner))
  }

  /** See {@link WindowAssigner.assignWindows}. */
  override assignWindows(element: T, timestamp: number): readonly TimeWindow[] {
    return this.windowFrom(element, timestamp)
  }

  /** See {@link WindowAssigner.getDefaultTrigger}. */
  override getDefaultTrigger(): Trigger<T, TimeWindow> {
    return EventTimeTrigger.create()
  }

  /** See {@link WindowAssigner.isEventTime}. */
  override isEventTime(): boolean {
    return true
  }
}

/** Sessions on the wall clock. Flink: ProcessingTimeSessionWindows. */
export class ProcessingTimeSessionWindows<T = unknown> extends SessionWindows<T> {
  /** Sessions that end after `size` without a record. */
  static withGap(size: Duration): ProcessingTimeSessionWindows {
    return new ProcessingTimeSessionWindows(fixedGap(size, 'ProcessingTimeSessionWindows'))
  }

  /** Sessions whose gap each record decides, in ms. Flink: also DynamicProcessingTimeSessionWindows. */
  static withDynamicGap<T>(
    sessionWindowTimeGapExtractor: SessionWindowTimeGapExtractor<T> | ((element: T) => number),
  ): ProcessingTimeSessionWindows<T> {
    const assigner = 'ProcessingTimeSessionWindows'
    return new ProcessingTimeSessionWindows(dynamicGap(sessionWindowTimeGapExtractor, assigner))
  }

  /** See {@link WindowAssigner.assignWindows}. */
  override assignWindows(
    element: T,
    _timestamp: number,
    context: WindowAssignerContext,
  ): readonly TimeWindow[] {
    return this.windowFrom(element, context.getCurrentProcessingTime())
  }

  /** See {@link WindowAssigner.getDefaultTrigger}. */
  override getDefaultTrigger(): Trigger<T, TimeWindow> {
    return ProcessingTimeTrigger.create()
  }

  /** See {@link WindowAssigner.isEventTime}. */
  override isEventTime(): boolean {
    return false
  }
}
