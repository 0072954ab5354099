/** Records of two keyed streams that are near each other in event time. Flink: KeyedStream.IntervalJoin. */
import { MisuseError } from '../model/index.ts'
import type { Duration } from './duration.ts'
import { checkedDuration } from './checked-duration.ts'
import { coProcessOperator, processFunction } from './operators.ts'
import { type OutputTag, outputTag } from './output-tag.ts'
import type { PlannedInput } from './plan.ts'
import { ProcessJoinFunction } from './process-join-function.ts'
import { DataStream, type KeyedStream, SingleOutputStreamOperator } from './stream.ts'

/** Two keyed streams before their interval is known. Flink: KeyedStream.IntervalJoin. */
export class IntervalJoin<T1, T2, K> {
  readonly #left: KeyedStream<T1, K>
  readonly #right: KeyedStream<T2, K>
  #inEventTime = true

  /** @internal */
  constructor(left: KeyedStream<T1, K>, right: KeyedStream<T2, K>) {
    this.#left = left
    this.#right = right
  }

  /** By the records' timestamps, as it is anyway. Flink: inEventTime. */
  inEventTime(): this {
    this.#inEventTime = true
    return this
  }

  /** By the clock: `between` refuses it, as Flink does. Flink: inProcessingTime. */
  inProcessingTime(): this {
    this.#inEventTime = false
    return this
  }

  /**
   * How far from a record of the first stream one of the second may be:
   * `left + lowerBound ≤ right ≤ left + upperBound`, both inclusive (IVJ-1). Flink: between.
   *
   * @throws interval_join_bounds
   */
  between(lowerBound: Duration, upperBound: Duration): IntervalJoined<T1, T2, K> {
    if (!this.#inEventTime) throw new MisuseError('interval_join_event_time')
    const least = Number.MIN_SAFE_INTEGER
    const lower = checkedDuration(lowerBound, 'between', least)
    const upper = checkedDuration(upperBound, 'between', least)
    return new IntervalJoined(this.#left, this.#right, { lower, upper })
  }
}

/** Two keyed streams and their interval. Flink: KeyedStream.IntervalJoined. */
export class IntervalJoined<T1, T2, K> {
  readonly #left: KeyedStream<T1, K>
  readonly #right: KeyedStream<T2, K>
  readonly #bounds: { readonly lower: number; readonly upper: number }
  #lowerInclusive = true
  #upperInclusive = true
  #leftLate: string | null = null
  #rightLate: string | null = null

  /** @internal */
  constructor(
    left: KeyedStream<T1, K>,
    right: KeyedStream<T2, K>,
    bounds: { readonly lower: number; readonly upper: number },
  ) {
    this.#left = left
    this.#right = right
    this.#bounds = bounds
  }

  /** A record exactly at the lower bound does not count. Flink: lowerBoundExclusive. */
  lowerBoundExclusive(): this {
    this.#lowerInclusive = false
    return this
  }

  /** A record exactly at the upper bound does not count. Flink: upperBoundExclusive. */
  upperBoundExclusive(): this {
    this.#upperInclusive = false
    return this
  }

  /** Where late records of the first stream go (IVJ-3). Flink: sideOutputLeftLateData. */
  sideOutputLeftLateData(tag: OutputTag<T1>): this {
    this.#leftLate = outputTag(tag, 'sideOutputLeftLateData').getId()
    return this
  }

  /** Where late records of the second stream go (IVJ-3). Flink: sideOutputRightLateData. */
  sideOutputRightLateData(tag: OutputTag<T2>): this {
    this.#rightLate = outputTag(tag, 'sideOutputRightLateData').getId()
    return this
  }

  /** The function that sees every pair. Flink: process. */
  process<OUT>(
    processJoinFunction: ProcessJoinFunction<T1, T2, OUT>,
  ): SingleOutputStreamOperator<OUT> {
    const isOne = processJoinFunction instanceof ProcessJoinFunction
    processFunction(processJoinFunction, 'ProcessJoinFunction', isOne)
    // Flink compares the bounds as they were given, before an exclusive one is moved.
    const { lower, upper } = this.#bounds
    if (lower > upper) throw new MisuseError('interval_join_bounds', { lower, upper })
    const bounds = {
      lower: this.#lowerInclusive ? lower : lower + 1,
      upper: this.#upperInclusive ? upper : upper - 1,
    }
    const late = { left: this.#leftLate, right: this.#rightLate }
    const { plan, inputs: first } = DataStream.partsOf(this.#left)
    const second = DataStream.partsOf(this.#right).inputs
    const inputs: readonly PlannedInput[] = [
      ...first,
      ...second.map((input) => ({ ...input, input: 1 as const })),
    ]
    const maker = coProcessOperator(processJoinFunction, 'interval-join', { ...bounds, late })
    const role = { kind: 'interval-join', ...bounds } as const
    return new SingleOutputStreamOperator<OUT>(
      plan,
      plan.add({ name: 'Interval Join', role, inputs, maker }),
    )
  }
}
