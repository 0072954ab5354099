/** Two streams joined over windows. Flink: JoinedStreams. */
import type { Collector, KeySelector } from './functions.ts'
import type { FlatJoinFunction, JoinFunction, TaggedUnion } from './join-functions.ts'
import {
  joinFunction,
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

/** Two streams that are to be joined: `where`, `equalTo`, `window` and `apply` follow (WIN-23). Flink: JoinedStreams. */
export class JoinedStreams<T1, T2> {
  readonly #pair: StreamPair<T1, T2>

  /** @internal */
  constructor(pair: StreamPair<T1, T2>) {
    this.#pair = pair
  }

  /** The key of a record of the first stream; `keyType` as for `keyBy`. Flink: where. */
  where<K>(
    keySelector: KeySelector<T1, K> | ((value: T1) => K),
    keyType?: TypeInformation<K>,
  ): JoinedWhere<T1, T2, K> {
    return new JoinedWhere(this.#pair, sideKey(keySelector, keyType, 'where'))
  }
}

/** A join that knows the key of its first stream. Flink: JoinedStreams.Where. */
export class JoinedWhere<T1, T2, K> {
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
  ): JoinedEqualTo<T1, T2, K> {
    const second = sideKey(keySelector, keyType, 'equalTo')
    return new JoinedEqualTo(keyedPair(this.#pair as never, this.#first, second))
  }
}

/** A join that knows the keys of both streams. Flink: JoinedStreams.Where.EqualTo. */
export class JoinedEqualTo<T1, T2, K> {
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
  ): JoinedWithWindow<T1, T2, K, W> {
    return new JoinedWithWindow(this.#pair, { assigner })
  }
}

/** A join over windows, which `apply` completes. Flink: JoinedStreams.WithWindow. */
export class JoinedWithWindow<T1, T2, K, W extends Window> extends WindowedPair<T1, T2, K, W> {
  /**
   * A result for each pair of a record of the first stream and one of the second with the same key
   * and window; a record without a partner gives none (WIN-23). Flink: apply of a JoinFunction.
   */
  apply<R>(
    joinFunction: JoinFunction<T1, T2, R> | ((first: T1, second: T2) => R),
  ): SingleOutputStreamOperator<R>
  /** Any number of results for each such pair (WIN-23). Flink: apply of a FlatJoinFunction. */
  apply<R>(
    flatJoinFunction:
      FlatJoinFunction<T1, T2, R> | ((first: T1, second: T2, out: Collector<R>) => void),
  ): SingleOutputStreamOperator<R>
  apply(fn: unknown): unknown {
    return this.completed(joinFunction(fn))
  }
}

needsNext(JoinedStreams, 'where')
needsNext(JoinedWhere, 'equalTo')
needsNext(JoinedEqualTo, 'window')
needsNext(JoinedWithWindow, 'apply')
