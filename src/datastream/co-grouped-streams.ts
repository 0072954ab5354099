/** Two streams grouped together over windows. Flink: CoGroupedStreams. */
import type { Collector, KeySelector } from './functions.ts'
import type { CoGroupFunction, TaggedUnion } from './join-functions.ts'
import {
  coGroupFunction,
  type KeyedPair,
  keyedPair,
  needsNext,
  type SideKey,
  sideKey,
  type StreamPair,
} from './joined-pair-of-streams.ts'
import type { SingleOutputStreamOperator } from './stream.ts'
import type { TypeInformation } from './types.ts'
import type { WindowAssigner } from './window-assigners.ts'
import { WindowedPair } from './windowed-pair-of-streams.ts'
import type { Window } from './windows.ts'

/** Two streams that are to be grouped: `where`, `equalTo`, `window` and `apply` follow (WIN-23). Flink: CoGroupedStreams. */
export class CoGroupedStreams<T1, T2> {
  readonly #pair: StreamPair<T1, T2>

  /** @internal */
  constructor(pair: StreamPair<T1, T2>) {
    this.#pair = pair
  }

  /** The key of a record of the first stream; `keyType` as for `keyBy`. Flink: where. */
  where<K>(
    keySelector: KeySelector<T1, K> | ((value: T1) => K),
    keyType?: TypeInformation<K>,
  ): CoGroupedWhere<T1, T2, K> {
    return new CoGroupedWhere(this.#pair, sideKey(keySelector, keyType, 'where'))
  }
}

/** A co-group that knows the key of its first stream. Flink: CoGroupedStreams.Where. */
export class CoGroupedWhere<T1, T2, K> {
  readonly #pair: StreamPair<T1, T2>
  readonly #first: SideKey

  /** @internal */
  constructor(pair: StreamPair<T1, T2>, first: SideKey) {
    this.#pair = pair
    this.#first = first
  }

  /** The key of a record of the second stream; keys of both are of one type. Flink: equalTo. */
  equalTo(
    keySelector: KeySelector<T2, K> | ((value: T2) => K),
    keyType?: TypeInformation<K>,
  ): CoGroupedEqualTo<T1, T2, K> {
    const second = sideKey(keySelector, keyType, 'equalTo')
    return new CoGroupedEqualTo(keyedPair(this.#pair as never, this.#first, second))
  }
}

/** A co-group that knows the keys of both streams. Flink: CoGroupedStreams.Where.EqualTo. */
export class CoGroupedEqualTo<T1, T2, K> {
  /** Exists for the compiler alone: what the records and keys are. */
  declare protected readonly typeOfParts: (one: T1, two: T2, key: K) => void
  readonly #pair: KeyedPair

  /** @internal */
  constructor(pair: KeyedPair) {
    this.#pair = pair
  }

  /** Which windows the records of both streams belong to. Flink: window. */
  window<W extends Window>(
    assigner: WindowAssigner<TaggedUnion<T1, T2>, W> | WindowAssigner<unknown, W>,
  ): CoGroupedWithWindow<T1, T2, K, W> {
    return new CoGroupedWithWindow(this.#pair, { assigner })
  }
}

/** A co-group over windows, which `apply` completes. Flink: CoGroupedStreams.WithWindow. */
export class CoGroupedWithWindow<T1, T2, K, W extends Window> extends WindowedPair<T1, T2, K, W> {
  /**
   * Whenever a window fires, all its records with one key, those of each stream apart; also where
   * only one of the streams has any (WIN-23). Flink: apply.
   */
  apply<R>(
    fn:
      | CoGroupFunction<T1, T2, R>
      | ((first: Iterable<T1>, second: Iterable<T2>, out: Collector<R>) => void),
  ): SingleOutputStreamOperator<R> {
    return this.completed(coGroupFunction(fn))
  }
}

needsNext(CoGroupedStreams, 'where')
needsNext(CoGroupedWhere, 'equalTo')
needsNext(CoGroupedEqualTo, 'window')
needsNext(CoGroupedWithWindow, 'apply')
