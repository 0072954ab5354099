/**
 * What generated records are like. Flink has nothing like it: there the program writes such functions
 * itself. They go by a seed and the record's number alone, so that a restored job makes the same again.
 */
import { randomStream } from '../base/index.ts'
import { MisuseError } from '../model/index.ts'
import { checkedDuration } from './checked-duration.ts'
import { checkWhole } from './checks.ts'
import type { Duration } from './duration.ts'
import { RateLimiterStrategy } from './sources.ts'

const most = Number.MAX_SAFE_INTEGER

function checkSeed(seed: number, what: string): number {
  return checkWhole(seed, { what, least: 0, most: 0xffffffff })
}

/**
 * Shapes of generated data, for a DataGeneratorSource: keys of which few are frequent, timestamps
 * out of order, gaps in event time, bursts. **Barrier Lab's own**: Flink has no such class. A record is
 * the same each time it is made, for it depends on the seed and on its number only (SRC-14).
 */
export class GeneratorShapes {
  private constructor() {
    // Its methods need no instance.
  }

  /**
   * Chooses a key for each record: the first the most often, the second half as often, the third a
   * third as often, and so on (Zipf's law).
   */
  static skewedKeys<K>(keys: readonly K[], seed: number): (index: number) => K {
    const what = 'GeneratorShapes.skewedKeys'
    checkWhole(Array.isArray(keys) ? keys.length : 0, { what, least: 1, most })
    const from = checkSeed(seed, what)
    let total = 0
    const chosen = keys.map((key, rank) => ({ key, below: (total += 1 / (rank + 1)) }))
    return (index) => {
      const draw = randomStream(from, 'skewed-keys', index).fraction() * total
      // The sum may round up to the total itself: the last key then.
      return (chosen.find(({ below }) => draw < below) ?? chosen.at(-1))?.key as K
    }
  }

  /**
   * Event times, in ms from 0: one record every `interval`, each up to `bound` later than that by
   * chance. None is late with `WatermarkStrategy.forBoundedOutOfOrderness(bound)`.
   */
  static outOfOrder(interval: Duration, bound: Duration, seed: number): (index: number) => number {
    const what = 'GeneratorShapes.outOfOrder'
    const apart = checkedDuration(interval, what, 0)
    const latest = checkedDuration(bound, what, 0)
    const from = checkSeed(seed, what)
    return (index) => index * apart + randomStream(from, 'out-of-order', index).between(0, latest)
  }

  /** The same event times, but after every `records` records nothing happens for `gap`. */
  static withGaps(
    timestamps: (index: number) => number,
    records: number,
    gap: Duration,
  ): (index: number) => number {
    const what = 'GeneratorShapes.withGaps'
    if (typeof timestamps !== 'function') {
      const example = '(index) => index * 100'
      throw new MisuseError('function_expected', { call: what, example })
    }
    const each = checkWhole(records, { what, least: 1, most })
    const length = checkedDuration(gap, what, 0)
    return (index) => timestamps(index) + Math.floor(index / each) * length
  }

  /**
   * A rate: each subtask makes `records` records as fast as the job takes them, then none for
   * `pause`. After a restore it begins with a whole burst (SRC-14).
   */
  static bursts(records: number, pause: Duration): RateLimiterStrategy {
    const what = 'GeneratorShapes.bursts'
    return RateLimiterStrategy.make({
      kind: 'bursts',
      records: checkWhole(records, { what, least: 1, most }),
      pause: checkedDuration(pause, what, 1),
    })
  }
}
