/**
 * Windows of a keyed stream: assigned, filled, fired, cleaned. With an evictor every record is kept.
 * Flink: WindowOperator, EvictingWindowOperator; the order of steps is theirs (WO-1).
 */
import {
  isFire,
  isPurge,
  MergingWindowAssigner,
  type OnMergeContext,
  plusTime,
  type ProcessWindowContext,
  type TimeWindow,
  type TriggerResult,
  type Window,
  type WindowAssignerContext,
  type WindowCode,
  windowName,
  windowOf,
} from '../../../datastream/index.ts'
import { type EventTime, maxWatermark, minWatermark, MisuseError } from '../../../model/index.ts'
import type { KeyedStore } from '../../state/keyed-store.ts'
import type { KeyedListState } from '../../state/kinds.ts'
import type { InputRecord, OperatorSite, StreamOperator } from '../../task/operator.ts'
import { InternalTimerService } from '../../time/internal-timer-service.ts'
import type { TimeDomain, Timer } from '../../time/timers.ts'
import { collectorFor } from '../collector.ts'
import { OperatorParts } from '../operator-parts.ts'
import { mergingWindowSetDescriptor, MergingWindowSet } from './merging-window-set.ts'
import { type WindowAtHand, processContextOf, triggerContextOf } from './window-contexts.ts'
import { type WindowState, windowStateOf } from './window-contents.ts'
import { WindowFacts } from './window-facts.ts'

/** Windows of a keyed stream; `windowAll` is one with a single key. */
export function windowOperator(
  site: OperatorSite,
  code: WindowCode,
  store: KeyedStore,
): StreamOperator {
  const windows = new Windows(site, code, store)
  const fn = code.compute.rich ?? {}
  return new OperatorParts(site, { fn, store, timers: windows.timers }).operator({
    process: (record) => {
      windows.process(record)
    },
  })
}

class Windows {
  readonly #site: OperatorSite
  readonly #code: WindowCode
  readonly #store: KeyedStore
  readonly timers: InternalTimerService
  readonly #hand: WindowAtHand = { window: null as never, merged: [] }
  readonly #triggerContext: OnMergeContext
  readonly #processContext: ProcessWindowContext<Window>
  readonly #assignerContext: WindowAssignerContext
  readonly #facts: WindowFacts
  readonly #out
  readonly #eventTime: boolean
  readonly #merging: MergingWindowAssigner<unknown> | null
  readonly #contents: WindowState
  /** By key, for those that have windows. */
  readonly #sets = new Map<string, MergingWindowSet>()
  /** Whether what runs now is the timer at the end of the window at hand. */
  #atEnd = false

  constructor(site: OperatorSite, code: WindowCode, store: KeyedStore) {
    this.#site = site
    this.#code = code
    this.#store = store
    const { states } = store
    this.timers = new InternalTimerService(site, states, (timer, domain) => {
      this.#onTimer(timer, domain)
    })
    this.#merging = code.assigner instanceof MergingWindowAssigner ? code.assigner : null
    this.#eventTime = code.assigner.isEventTime()
    this.#triggerContext = triggerContextOf(this.#hand, this.timers, states)
    const parts = { timers: this.timers, states, merging: this.#merging !== null }
    this.#processContext = processContextOf(site, this.#hand, parts)
    this.#assignerContext = {
      getCurrentProcessingTime: () => this.timers.currentProcessingTime(),
      random: () => site.random.fraction(),
    }
    this.#facts = new WindowFacts(site, states)
    this.#out = collectorFor(site)
    this.#contents = windowStateOf(code, states)
  }

  process(record: InputRecord): void {
    this.#store.takeKeyOf(record)
    this.#atEnd = false
    const timestamp = record.timestamp ?? minWatermark
    const { assigner } = this.#code
    const windows = assigner.assignWindows(record.value, timestamp, this.#assignerContext)
    const added =
      this.#merging === null
        ? this.#addToEach(windows, record)
        : this.#addMerging(windows as readonly TimeWindow[], record, this.#merging)
    if (!added && this.#isElementLate(timestamp)) this.#takeLate(record)
  }

  // --- A record -----------------------------------------------------------------------------------

  /** Whether the record was put into a window. */
  #addToEach(windows: readonly Window[], record: InputRecord): boolean {
    let added = false
    for (const window of windows) {
      if (this.#isWindowLate(window)) continue
      added = true
      this.#hand.window = window
      this.#add(window, record)
      this.#registerCleanupTimer(window)
    }
    return added
  }

  #addMerging(
    windows: readonly TimeWindow[],
    record: InputRecord,
    assigner: MergingWindowAssigner<unknown>,
  ): boolean {
    const set = this.#mergingWindows(assigner)
    let added = false
    for (const window of windows) {
      const actual = set.add(window, (merge) => {
        this.#merge(merge)
      })
      if (this.#isWindowLate(actual)) {
        set.retire(actual)
        continue
      }
      added = true
      this.#hand.window = actual
      this.#add(set.stateWindowOf(actual) ?? actual, record)
      this.#registerCleanupTimer(actual)
    }
    this.#persist(set)
    return added
  }

  /** The record goes into the window at hand, and its trigger decides. */
  #add(stateWindow: Window, record: InputRecord): void {
    const { window } = this.#hand
    this.#contents.add(stateWindow, record)
    this.#facts.added(window, record)
    const timestamp = record.timestamp ?? minWatermark
    const result = this.#code.trigger.onElement(
      record.value,
      timestamp,
      window,
      this.#triggerContext,
    )
    this.#act(result, stateWindow)
  }

  #takeLate(record: InputRecord): void {
    const { lateTag } = this.#code
    this.#facts.late(record, lateTag, this.timers.currentWatermark())
    if (lateTag !== null) this.#site.emitTo(lateTag, record.value, record.timestamp)
  }

  // --- A timer ------------------------------------------------------------------------------------

  #onTimer({ timestamp, namespace }: Timer, domain: TimeDomain): void {
    const window = windowOf(namespace)
    const set = this.#merging === null ? null : this.#mergingWindows(this.#merging)
    const stateWindow = set === null ? window : set.stateWindowOf(window as TimeWindow)
    // Its window has become part of another one (WO-19).
    if (stateWindow === null) return
    this.#hand.window = window
    this.#atEnd = timestamp === window.maxTimestamp()
    const { trigger } = this.#code
    const result =
      domain === 'event-time'
        ? trigger.onEventTime(timestamp, window, this.#triggerContext)
        : trigger.onProcessingTime(timestamp, window, this.#triggerContext)
    this.#act(result, stateWindow)
    const isClock = this.#eventTime === (domain === 'event-time')
    if (isClock && timestamp === this.#cleanupTime(window)) this.#clearAll(window, stateWindow, set)
    if (set !== null) this.#persist(set)
  }

  // --- Firing and cleaning ------------------------------------------------------------------------

  /** Does what the trigger said; a window that makes nothing of its contents is purged and cleaned all the same. */
  #act(result: TriggerResult, stateWindow: Window): void {
    if (isFire(result)) {
      const contents = this.#contents.get(stateWindow)
      if (contents !== null) this.#emit(contents, stateWindow)
    }
    if (isPurge(result)) {
      this.#contents.clear(stateWindow)
      this.#facts.purged(this.#hand.window)
    }
  }

  #emit(contents: readonly unknown[], stateWindow: Window): void {
    const { window } = this.#hand
    this.#facts.fired(window, contents, this.#timing(window))
    this.#out.startRecord(window.maxTimestamp() as EventTime)
    const { key } = this.#store.states.currentKey
    this.#contents.fire({
      window,
      stateWindow,
      contents,
      context: this.#triggerContext,
      run: (elements) => {
        const { compute } = this.#code
        compute.process({ key, context: this.#processContext, elements, out: this.#out })
      },
    })
  }

  #timing(window: Window): 'early' | 'on-time' | 'late' {
    if (this.#atEnd) return 'on-time'
    const now: number = this.#eventTime
      ? this.timers.currentWatermark()
      : this.timers.currentProcessingTime()
    return now < window.maxTimestamp() ? 'early' : 'late'
  }

  /** Flink: clearAllState (WO-11). */
  #clearAll(window: Window, stateWindow: Window, set: MergingWindowSet | null): void {
    this.#contents.clear(stateWindow)
    this.#code.trigger.clear(window, this.#triggerContext)
    this.#code.compute.clear(this.#processContext)
    set?.retire(window as TimeWindow)
    this.#facts.cleaned(window)
  }

  /** Flink: the MergeFunction of processElement (WO-15, WO-16). */
  #merge(merge: Parameters<Parameters<MergingWindowSet['add']>[1]>[0]): void {
    const { result, merged, stateWindow, mergedStateWindows } = merge
    this.#refuseToMergeIntoThePast(result)
    this.#facts.merged(merged, result)
    this.#hand.window = result
    this.#hand.merged = merged
    this.#code.trigger.onMerge(result, this.#triggerContext)
    for (const window of merged) {
      this.#hand.window = window
      this.#code.trigger.clear(window, this.#triggerContext)
      this.#deleteCleanupTimer(window)
    }
    this.#contents.merge(stateWindow, mergedStateWindows)
  }

  #refuseToMergeIntoThePast(result: Window): void {
    const end = result.maxTimestamp()
    const isPast = this.#eventTime
      ? plusTime(end, this.#code.allowedLateness) <= this.timers.currentWatermark()
      : end <= this.timers.currentProcessingTime()
    if (isPast) throw new MisuseError('window_merged_into_past', { window: windowName(result) })
  }

  // --- Time ---------------------------------------------------------------------------------------

  /** Flink: cleanupTime (WO-2): the end of time where it would be later. */
  #cleanupTime(window: Window): number {
    const end = window.maxTimestamp()
    if (!this.#eventTime) return end
    const cleanup = plusTime(end, this.#code.allowedLateness)
    return cleanup >= end ? cleanup : maxWatermark
  }

  #registerCleanupTimer(window: Window): void {
    const at = this.#cleanupTime(window)
    if (at === maxWatermark) return
    this.timers.register(this.#clock, windowName(window), at)
  }

  #deleteCleanupTimer(window: Window): void {
    const at = this.#cleanupTime(window)
    if (at === maxWatermark) return
    this.timers.delete(this.#clock, windowName(window), at)
  }

  get #clock(): TimeDomain {
    return this.#eventTime ? 'event-time' : 'processing-time'
  }

  /** Flink: isWindowLate (WO-3). */
  #isWindowLate(window: Window): boolean {
    return this.#eventTime && this.#cleanupTime(window) <= this.timers.currentWatermark()
  }

  /** Flink: isElementLate (WO-4), with its plain addition. */
  #isElementLate(timestamp: number): boolean {
    if (!this.#eventTime) return false
    return plusTime(timestamp, this.#code.allowedLateness) <= this.timers.currentWatermark()
  }

  // --- Windows that merge -------------------------------------------------------------------------

  /** Of the key at hand: what its state says, which is read once and written with every change. */
  #mergingWindows(assigner: MergingWindowAssigner<unknown>): MergingWindowSet {
    const { encoded } = this.#store.states.currentKey
    const known = this.#sets.get(encoded)
    if (known !== undefined) return known
    const set = new MergingWindowSet(assigner, this.#setState)
    this.#sets.set(encoded, set)
    return set
  }

  #persist(set: MergingWindowSet): void {
    set.persist(this.#setState)
    if (set.isEmpty) this.#sets.delete(this.#store.states.currentKey.encoded)
  }

  get #setState(): KeyedListState {
    return this.#store.states.list(mergingWindowSetDescriptor, '')
  }
}
