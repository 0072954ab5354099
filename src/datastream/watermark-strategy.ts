/** Where event time comes from. Flink: WatermarkStrategy and TimestampAssigner. */
import { MisuseError, type WatermarkPlan } from '../model/index.ts'
import { Duration } from './duration.ts'
import { installRefusals } from './refusals.ts'

/**
 * The event time of a record, in ms. `recordTimestamp` is what the source says (a Kafka record's
 * own timestamp, SRC-7). Flink: TimestampAssigner.
 */
export type TimestampAssigner<T> = (element: T, recordTimestamp: number) => number

/** How a source finds timestamps and watermarks. Flink: WatermarkStrategy. */
export class WatermarkStrategy<T> {
  /** Exists for the compiler alone: whose records the strategy is for. */
  declare protected readonly takesRecords: (record: T) => void
  readonly #plan: WatermarkPlan
  readonly #assigner: TimestampAssigner<T> | null

  private constructor(plan: WatermarkPlan, assigner: TimestampAssigner<T> | null) {
    this.#plan = plan
    this.#assigner = assigner
    Object.freeze(this)
  }

  /** No watermarks at all: event time stands still. */
  static noWatermarks<T>(): WatermarkStrategy<T> {
    return new WatermarkStrategy<T>({ kind: 'none' }, null)
  }

  /** Timestamps never go back within a partition. */
  static forMonotonousTimestamps<T>(): WatermarkStrategy<T> {
    return new WatermarkStrategy<T>({ kind: 'monotonous' }, null)
  }

  /** A record is at most `maxOutOfOrderness` older than the newest seen; later ones are late. */
  static forBoundedOutOfOrderness<T>(maxOutOfOrderness: Duration): WatermarkStrategy<T> {
    if (!(maxOutOfOrderness instanceof Duration)) {
      throw new MisuseError('duration_expected', {
        call: 'WatermarkStrategy.forBoundedOutOfOrderness',
      })
    }
    const bound = maxOutOfOrderness.toMillis()
    if (bound < 0) {
      throw new MisuseError('number_too_small', {
        what: 'WatermarkStrategy.forBoundedOutOfOrderness',
        got: bound,
        least: 0,
      })
    }
    return new WatermarkStrategy<T>({ kind: 'bounded-out-of-orderness', bound }, null)
  }

  /** The same strategy, with timestamps taken from the records by `assigner` (ms). */
  withTimestampAssigner(assigner: TimestampAssigner<T>): WatermarkStrategy<T> {
    if (typeof assigner !== 'function') {
      throw new MisuseError('function_expected', {
        call: 'withTimestampAssigner',
        example: '(order) => order.at',
      })
    }
    return new WatermarkStrategy(this.#plan, assigner)
  }

  /** @internal */
  static planOf<T>(strategy: WatermarkStrategy<T>): WatermarkPlan {
    return strategy.#plan
  }

  /** @internal */
  static assignerOf<T>(strategy: WatermarkStrategy<T>): TimestampAssigner<T> | null {
    return strategy.#assigner
  }
}

installRefusals(WatermarkStrategy, 'WatermarkStrategy (static)')
installRefusals(WatermarkStrategy.prototype, 'WatermarkStrategy')
