/**
 * The windows of one key that may become one, each with the window under whose name its state is
 * kept: merging moves no data. Flink: MergingWindowSet.
 */
import { type KeyedListState } from '../../state/kinds.ts'
import {
  ListStateDescriptor,
  type MergingWindowAssigner,
  type TimeWindow,
  windowName,
  windowOf,
} from '../../../datastream/index.ts'
import { assert } from '../../../base/index.ts'
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

export class MergingWindowSet {
  readonly #assigner: MergingWindowAssigner<unknown>
  readonly #state: KeyedListState
  /** From a window's name to that of its state window. */
  readonly #mapping = new Map<string, string>()
  #changed = false

  /** `state`: of the key at hand. */
  constructor(assigner: MergingWindowAssigner<unknown>, state: KeyedListState) {
    this.#assigner = assigner
    this.#state = state
    for (const [window, stateWindow] of state.get() as Iterable<[string, string]>)
      this.#mapping.set(window, stateWindow)
  }

  /** Writes the set into state, where it has changed. */
  persist(): void {
    if (!this.#changed) return
    this.#state.update([...this.#mapping])
    this.#changed = false
  }

  /** Under which window's name a window's state is; null for one that is not there (WO-19). */
  stateWindowOf(window: TimeWindow): TimeWindow | null {
    const name = this.#mapping.get(windowName(window))
    return name === undefined ? null : (windowOf(name) as TimeWindow)
  }

  /** The window is gone. */
  retire(window: TimeWindow): void {
    const known = this.#mapping.delete(windowName(window))
    assert(known, 'only a window that is there is retired')
    this.#changed = true
  }

  /** Takes a window in, merges what it joins, and answers the window it is part of now (WO-13, WO-14). */
  add(window: TimeWindow, merge: MergeFunction): TimeWindow {
    const name = windowName(window)
    const windows = [...this.#mapping.keys()].map((known) => windowOf(known) as TimeWindow)
    let result = window
    let mergedNew = false
    let merges = 0
    this.#assigner.mergeWindows([...windows, window], (parts, cover) => {
      merges++
      if (parts.some((part) => windowName(part) === name)) {
        mergedNew = true
        result = cover
      }
      this.#merge(
        inHashSetOrder(parts).filter((part) => windowName(part) !== name),
        cover,
        merge,
      )
    })
    if (merges === 0 || (windowName(result) === name && !mergedNew)) this.#put(result, name)
    return result
  }

  /** `parts`: without the new window, which never had any state. */
  #merge(parts: readonly TimeWindow[], result: TimeWindow, merge: MergeFunction): void {
    const stateWindows = parts.flatMap((part) => this.#mapping.get(windowName(part)) ?? [])
    for (const part of parts) this.#mapping.delete(windowName(part))
    const [kept, ...others] = stateWindows
    assert(kept !== undefined, 'a merge is of at least one window that was there')
    this.#put(result, kept)
    const onlyItself =
      parts.length === 1 && windowName(parts[0] as TimeWindow) === windowName(result)
    if (onlyItself) return
    merge({
      result,
      merged: parts,
      stateWindow: windowOf(kept) as TimeWindow,
      mergedStateWindows: others.map((other) => windowOf(other) as TimeWindow),
    })
  }

  #put(window: TimeWindow, stateWindow: string): void {
    const name = windowName(window)
    if (this.#mapping.get(name) === stateWindow && !this.#changed) return
    this.#mapping.set(name, stateWindow)
    this.#changed = true
  }
}
