/**
 * The windows of one key that may become one, each with the window under whose name its state is
 * kept: merging moves no data. Flink: MergingWindowSet.
 */
import { assert } from '../../../base/index.ts'
import {
  ListStateDescriptor,
  type MergingWindowAssigner,
  type TimeWindow,
  windowName,
  windowOf,
} from '../../../datastream/index.ts'
import type { KeyedListState } from '../../state/kinds.ts'
import { inHashSetOrder } from './hash-set-order.ts'

/** Is told of a merge: the windows that became `result`, and whose state goes into whose. */
export type MergeFunction = (merge: {
  readonly result: TimeWindow
  readonly merged: readonly TimeWindow[]
  readonly stateWindow: TimeWindow
  readonly mergedStateWindows: readonly TimeWindow[]
}) => void

/** Flink: the list state "merging-window-set", of pairs of a window and its state window. */
export const mergingWindowSetDescriptor = new ListStateDescriptor<[string, string]>(
  'merging-window-set',
)

/** A window of the set, and the one under whose name its state is. */
interface Mapped {
  readonly window: TimeWindow
  readonly stateWindow: TimeWindow
  readonly stateName: string
}

export class MergingWindowSet {
  readonly #assigner: MergingWindowAssigner<unknown>
  /** By the window's name. */
  readonly #mapping = new Map<string, Mapped>()
  #changed = false

  /** `state`: of the key whose windows they are. */
  constructor(assigner: MergingWindowAssigner<unknown>, state: KeyedListState) {
    this.#assigner = assigner
    for (const [name, stateName] of state.get() as Iterable<[string, string]>)
      this.#mapping.set(name, {
        window: windowOf(name) as TimeWindow,
        stateWindow: windowOf(stateName) as TimeWindow,
        stateName,
      })
  }

  get isEmpty(): boolean {
    return this.#mapping.size === 0
  }

  /** Writes the set into state, that of its key, where it has changed. */
  persist(state: KeyedListState): void {
    if (!this.#changed) return
    state.update(Array.from(this.#mapping, ([name, { stateName }]) => [name, stateName]))
    this.#changed = false
  }

  /** Under which window's name a window's state is; null for one that is not there (WO-19). */
  stateWindowOf(window: TimeWindow): TimeWindow | null {
    return this.#mapping.get(windowName(window))?.stateWindow ?? null
  }

  /** The window is gone. */
  retire(window: TimeWindow): void {
    const known = this.#mapping.delete(windowName(window))
    assert(known, 'only a window that is there is retired')
    this.#changed = true
  }

  /** Takes a window in, merges what it joins, and answers the window it is part of now (WO-13, WO-14). */
  add(window: TimeWindow, merge: MergeFunction): TimeWindow {
    const windows: TimeWindow[] = []
    for (const known of this.#mapping.values()) windows.push(known.window)
    windows.push(window)
    let result = window
    let mergedNew = false
    let merges = 0
    this.#assigner.mergeWindows(windows, (parts, cover) => {
      merges++
      const others = parts.filter((part) => !isSame(part, window))
      if (others.length < parts.length) {
        mergedNew = true
        result = cover
      }
      // The order of the set the new window was in; it takes part in no merge itself.
      const ordered =
        others.length < 2 ? others : inHashSetOrder(parts).filter((part) => !isSame(part, window))
      this.#merge(ordered, cover, merge)
    })
    if (merges === 0 || (isSame(result, window) && !mergedNew)) this.#put(result, result)
    return result
  }

  /** `parts`: without the new window, which never had any state. */
  #merge(parts: readonly TimeWindow[], result: TimeWindow, merge: MergeFunction): void {
    const stateWindows: TimeWindow[] = []
    for (const part of parts) {
      const name = windowName(part)
      const known = this.#mapping.get(name)
      if (known !== undefined) stateWindows.push(known.stateWindow)
      this.#mapping.delete(name)
    }
    const [stateWindow, ...mergedStateWindows] = stateWindows
    assert(stateWindow !== undefined, 'a merge is of at least one window that was there')
    this.#put(result, stateWindow)
    const onlyItself = parts.length === 1 && isSame(parts[0] as TimeWindow, result)
    if (!onlyItself) merge({ result, merged: parts, stateWindow, mergedStateWindows })
  }

  #put(window: TimeWindow, stateWindow: TimeWindow): void {
    const name = windowName(window)
    const stateName = windowName(stateWindow)
    if (this.#mapping.get(name)?.stateName === stateName && !this.#changed) return
    this.#mapping.set(name, { window, stateWindow, stateName })
    this.#changed = true
  }
}

function isSame(a: TimeWindow, b: TimeWindow): boolean {
  return a.start === b.start && a.end === b.end
}
