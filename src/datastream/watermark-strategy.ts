/** Where event time comes from. Flink: WatermarkStrategy and TimestampAssigner. */
import {
  type EventTime,
  minWatermark,
  MisuseError,
  type WatermarkAlignmentPlan,
  type WatermarkPlan,
} from '../model/index.ts'
import { checkedDuration } from './checked-duration.ts'
import { Duration } from './duration.ts'
import type { OperatorTime } from './operator-time.ts'
import {
  AscendingTimestampsWatermarks,
  BoundedOutOfOrdernessWatermarks,
  NoWatermarksGenerator,
  type WatermarkGenerator,
  type WatermarkGeneratorContext,
  type WatermarkGeneratorSupplier,
  WatermarksWithIdleness,
} from './watermarks.ts'

/**
 * The event time of a record, in ms. `recordTimestamp` is what the source says (a Kafka record's
 * own timestamp, SRC-7); the lowest watermark where a record has none. Flink: TimestampAssigner.
 */
export type TimestampAssigner<T> = (element: T, recordTimestamp: number) => number

/** A timestamp assigner that is an object. Flink: SerializableTimestampAssigner. */
export interface SerializableTimestampAssigner<T> {
  /** The event time of `element`, in ms. */
  extractTimestamp(element: T, recordTimestamp: number): number
}

type Supplier =
  | WatermarkGeneratorSupplier<unknown>
  | WatermarkGeneratorSupplier<unknown>['createWatermarkGenerator']

interface Parts {
  readonly plan: WatermarkPlan
  /** Of each `withIdleness`, in ms: the first is the innermost. */
  readonly idleTimeouts: readonly number[]
  readonly supplier: Supplier
  readonly assigner: TimestampAssigner<never> | null
}

/** How a source finds timestamps and watermarks. Flink: WatermarkStrategy. */
export class WatermarkStrategy<T> {
  /** Exists for the compiler alone: whose records the strategy is for. */
  declare protected readonly takesRecords: (record: T) => void
  readonly #parts: Parts

  private constructor(parts: Parts) {
    this.#parts = parts
    Object.freeze(this)
  }

  /** No watermarks at all: event time stands still. */
  static noWatermarks<T>(): WatermarkStrategy<T> {
    return made({ kind: 'none' }, () => new NoWatermarksGenerator())
  }

  /** Timestamps never go back within a partition (WMK-1). */
  static forMonotonousTimestamps<T>(): WatermarkStrategy<T> {
    return made({ kind: 'monotonous' }, () => new AscendingTimestampsWatermarks())
  }

  /** A record is at most `maxOutOfOrderness` older than the newest seen; later ones are late (WMK-1). */
  static forBoundedOutOfOrderness<T>(maxOutOfOrderness: Duration): WatermarkStrategy<T> {
    const call = 'WatermarkStrategy.forBoundedOutOfOrderness'
    const bound = checkedDuration(maxOutOfOrderness, call, 0)
    return made(
      { kind: 'bounded-out-of-orderness', bound },
      () => new BoundedOutOfOrdernessWatermarks(maxOutOfOrderness),
    )
  }

  /**
   * Watermarks of your own making: `() => new MyGenerator()`. Each split of a source, and each
   * subtask of `assignTimestampsAndWatermarks`, gets a generator of its own (WMK-8).
   */
  static forGenerator<T>(
    supplier:
      | WatermarkGeneratorSupplier<T>
      | ((context: WatermarkGeneratorContext) => WatermarkGenerator<T>),
  ): WatermarkStrategy<T> {
    const given = supplier as Partial<WatermarkGeneratorSupplier<T>> | null
    if (typeof supplier !== 'function' && typeof given?.createWatermarkGenerator !== 'function')
      throw new MisuseError('generator_supplier_expected')
    return made({ kind: 'custom' }, supplier)
  }

  /** The same strategy, with timestamps taken from the records by `assigner` (ms). */
  withTimestampAssigner(
    assigner: TimestampAssigner<T> | SerializableTimestampAssigner<T>,
  ): WatermarkStrategy<T> {
    const extract = typeof assigner === 'function' ? assigner : assignerMethod(assigner)
    if (extract === null)
      throw new MisuseError('function_expected', {
        call: 'withTimestampAssigner',
        example: '(order) => order.at',
      })
    return new WatermarkStrategy<T>({ ...this.#parts, assigner: extract })
  }

  /**
   * A split without records for longer than `idleTimeout` no longer holds event time back, until
   * its next watermark (WMK-9). Called twice, the shorter time counts, for the one does not take
   * the place of the other. Flink: withIdleness.
   */
  withIdleness(idleTimeout: Duration): WatermarkStrategy<T> {
    const { plan, idleTimeouts: inner } = this.#parts
    const idleTimeouts = [...inner, checkedDuration(idleTimeout, 'withIdleness', 1)]
    const idleness = Math.min(...idleTimeouts)
    return new WatermarkStrategy<T>({ ...this.#parts, idleTimeouts, plan: { ...plan, idleness } })
  }

  /**
   * Sources of one group wait for each other: none reads on while its watermark is more than
   * `maxAllowedWatermarkDrift` ahead of the lowest of the group, told every `updateInterval` (1 s
   * unless given) (WMK-14). Flink: withWatermarkAlignment.
   */
  withWatermarkAlignment(
    watermarkGroup: string,
    maxAllowedWatermarkDrift: Duration,
    updateInterval: Duration = Duration.ofSeconds(1),
  ): WatermarkStrategy<T> {
    const call = 'withWatermarkAlignment'
    if (typeof watermarkGroup !== 'string' || watermarkGroup === '')
      throw new MisuseError('text_expected', { what: call, got: typeof watermarkGroup })
    const alignment: WatermarkAlignmentPlan = {
      group: watermarkGroup,
      maxDrift: checkedDuration(maxAllowedWatermarkDrift, call, 0),
      updateInterval: checkedDuration(updateInterval, call, 1),
    }
    return new WatermarkStrategy<T>({ ...this.#parts, plan: { ...this.#parts.plan, alignment } })
  }

  /** @internal */
  static planOf<T>(strategy: WatermarkStrategy<T>): WatermarkPlan {
    return strategy.#parts.plan
  }

  /** @internal What belongs to one subtask, of copies of {@link partsOf}. */
  static timeOf<T>(strategy: WatermarkStrategy<T>, [supplier]: readonly unknown[]): OperatorTime {
    const { assigner, idleTimeouts } = strategy.#parts
    return {
      assignTimestamp: assigner === null ? null : checkedTimestamps(assigner as never),
      createWatermarkGenerator: (context) => {
        let generator = generatorOf(supplier as Supplier, context)
        // Each wraps what there is, as Flink's WatermarkStrategyWithIdleness does.
        for (const timeout of idleTimeouts)
          generator = new WatermarksWithIdleness(
            generator,
            Duration.ofMillis(timeout),
            context.getInputActivityClock(),
          )
        return generator
      },
    }
  }

  /** @internal The learner's objects in it: every subtask has copies of its own. */
  static partsOf<T>(strategy: WatermarkStrategy<T>): readonly object[] {
    return [strategy.#parts.supplier]
  }

  /** @internal */
  static make<T>(plan: WatermarkPlan, supplier: Supplier): WatermarkStrategy<T> {
    return new WatermarkStrategy<T>({ plan, idleTimeouts: [], supplier, assigner: null })
  }
}

function made<T>(generator: WatermarkPlan['generator'], supplier: Supplier): WatermarkStrategy<T> {
  return WatermarkStrategy.make<T>({ generator, idleness: null, alignment: null }, supplier)
}

function generatorOf(
  supplier: Supplier,
  context: WatermarkGeneratorContext,
): WatermarkGenerator<unknown> {
  const made: unknown =
    typeof supplier === 'function' ? supplier(context) : supplier.createWatermarkGenerator(context)
  const generator = made as Partial<WatermarkGenerator<unknown>> | null | undefined
  if (typeof generator?.onEvent !== 'function' || typeof generator.onPeriodicEmit !== 'function')
    throw new MisuseError('generator_expected', { got: generator === null ? 'null' : typeof made })
  return generator as WatermarkGenerator<unknown>
}

function assignerMethod<T>(
  assigner: SerializableTimestampAssigner<T>,
): TimestampAssigner<T> | null {
  const given = assigner as Partial<SerializableTimestampAssigner<T>> | null
  if (typeof given?.extractTimestamp !== 'function') return null
  return (element, recordTimestamp) => assigner.extractTimestamp(element, recordTimestamp)
}

function checkedTimestamps(assigner: TimestampAssigner<unknown>) {
  return (value: unknown, recordTimestamp: EventTime | null): EventTime => {
    const timestamp: unknown = assigner(value, recordTimestamp ?? minWatermark)
    if (!Number.isSafeInteger(timestamp)) {
      const got = typeof timestamp === 'number' ? String(timestamp) : typeof timestamp
      throw new MisuseError('timestamp_not_whole', { got })
    }
    return timestamp as EventTime
  }
}
