/** The windows of a join or co-group. Flink: CoGroupedStreams.WithWindow, JoinedStreams.WithWindow. */
import type { Duration } from './duration.ts'
import type { Evictor } from './evictors.ts'
import type { TaggedUnion } from './join-functions.ts'
import { coGrouped, type KeyedPair, type PairWindows } from './joined-pair-of-streams.ts'
import type { SingleOutputStreamOperator } from './stream.ts'
import type { Trigger } from './trigger.ts'
import type { PlannedFunction } from './window-plan.ts'
import type { Window } from './windows.ts'

/**
 * What joins and co-groups over windows have in common. Each call answers a new one, as in Flink.
 * The class is Barrier Lab's own.
 */
export abstract class WindowedPair<T1, T2, K, W extends Window> {
  /** Exists for the compiler alone: what the keys are. */
  declare protected readonly typeOfKeys: K
  readonly #pair: KeyedPair
  readonly #windows: PairWindows

  /** @internal */
  constructor(pair: KeyedPair, windows: PairWindows) {
    this.#pair = pair
    this.#windows = windows
  }

  /** When windows fire, in place of the assigner's own trigger (WIN-12). Flink: trigger. */
  trigger(newTrigger: Trigger<TaggedUnion<T1, T2>, W> | Trigger<unknown, Window>): this {
    return this.#with({ trigger: newTrigger })
  }

  /** What is taken out of a window around its firing (WIN-16). Flink: evictor. */
  evictor(newEvictor: Evictor<TaggedUnion<T1, T2>, W> | Evictor<unknown, Window>): this {
    return this.#with({ evictor: newEvictor })
  }

  /** How long behind the watermark a window of event time stays open (WIN-8). Flink: allowedLateness. */
  allowedLateness(newLateness: Duration): this {
    return this.#with({ lateness: newLateness })
  }

  /** @internal */
  protected completed<O>(fn: PlannedFunction): SingleOutputStreamOperator<O> {
    return coGrouped(this.#pair, this.#windows, fn)
  }

  #with(more: Partial<PairWindows>): this {
    type Self = new (pair: KeyedPair, windows: PairWindows) => this
    return new (this.constructor as Self)(this.#pair, { ...this.#windows, ...more })
  }
}
