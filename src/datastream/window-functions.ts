/** What is made of a window's contents. Flink: ProcessWindowFunction, WindowFunction and those of windowAll. */
import { AbstractRichFunction, type Collector } from './functions.ts'
import type { OutputTag } from './output-tag.ts'
import type { KeyedStateStore } from './runtime-context.ts'
import type { Window } from './windows.ts'

/** What a function of a window is told. Flink: ProcessWindowFunction.Context. */
export interface ProcessWindowContext<W extends Window> {
  /** The window that fires. */
  window(): W
  /** The simulated cluster's wall clock, in ms. */
  currentProcessingTime(): number
  /** How far event time has come in this subtask. */
  currentWatermark(): number
  /** State of this key and window; `clear` must remove it. Not with windows that merge (WIN-19). */
  windowState(): KeyedStateStore
  /** State of this key in all its windows (WIN-19). */
  globalState(): KeyedStateStore
  /** Emits into a side output, with the window's last moment as timestamp (WIN-20). */
  output<X>(outputTag: OutputTag<X>, value: X): void
}

/** Sees all of a window's records, or the one result of a reduce or aggregate (WIN-18). Flink: ProcessWindowFunction. */
export abstract class ProcessWindowFunction<
  IN,
  OUT,
  KEY,
  W extends Window,
> extends AbstractRichFunction {
  /** Called whenever the window fires. */
  abstract process(
    key: KEY,
    context: ProcessWindowContext<W>,
    elements: Iterable<IN>,
    out: Collector<OUT>,
  ): void

  /** Called when the window is thrown away: what `windowState()` holds must go. */
  clear(_context: ProcessWindowContext<W>): void {
    // Nothing to clear unless a subclass keeps state for each window.
  }
}

/** As {@link ProcessWindowFunction}, for `windowAll`. Flink: ProcessAllWindowFunction. */
export abstract class ProcessAllWindowFunction<
  IN,
  OUT,
  W extends Window,
> extends AbstractRichFunction {
  /** Called whenever the window fires. */
  abstract process(
    context: ProcessWindowContext<W>,
    elements: Iterable<IN>,
    out: Collector<OUT>,
  ): void

  /** Called when the window is thrown away: what `windowState()` holds must go. */
  clear(_context: ProcessWindowContext<W>): void {
    // Nothing to clear unless a subclass keeps state for each window.
  }
}

/** The older way: no context, only the window. Flink: WindowFunction. */
export interface WindowFunction<IN, OUT, KEY, W extends Window> {
  /** Called whenever the window fires. */
  apply(key: KEY, window: W, input: Iterable<IN>, out: Collector<OUT>): void
}

/** The older way, for `windowAll`. Flink: AllWindowFunction. */
export interface AllWindowFunction<IN, OUT, W extends Window> {
  /** Called whenever the window fires. */
  apply(window: W, values: Iterable<IN>, out: Collector<OUT>): void
}

/** A {@link WindowFunction} with `open`, `close` and a runtime context. Flink: RichWindowFunction. */
export abstract class RichWindowFunction<IN, OUT, KEY, W extends Window>
  extends AbstractRichFunction
  implements WindowFunction<IN, OUT, KEY, W>
{
  /** Called whenever the window fires. */
  abstract apply(key: KEY, window: W, input: Iterable<IN>, out: Collector<OUT>): void
}

/** An {@link AllWindowFunction} with `open`, `close` and a runtime context. Flink: RichAllWindowFunction. */
export abstract class RichAllWindowFunction<IN, OUT, W extends Window>
  extends AbstractRichFunction
  implements AllWindowFunction<IN, OUT, W>
{
  /** Called whenever the window fires. */
  abstract apply(window: W, values: Iterable<IN>, out: Collector<OUT>): void
}
