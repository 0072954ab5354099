/** A length of time. Java: java.time.Duration, which Flink 2.x uses everywhere. */
import { MisuseError } from '../model/index.ts'
import { unchanging } from './unchanging.ts'

/**
 * A length of time, as Flink 2.x takes it wherever it wants one (Flink 1.x: Time).
 * Simplified: whole milliseconds are the smallest unit.
 * Java: java.time.Duration.
 */
export class Duration {
  readonly #millis: number

  private constructor(millis: number) {
    this.#millis = millis
    Object.freeze(this)
  }

  /** No time at all. */
  static readonly ZERO = Duration.of(0, 'Duration.ZERO', 1)

  /** So many milliseconds. */
  static ofMillis(millis: number): Duration {
    return Duration.of(millis, 'Duration.ofMillis', 1)
  }

  /** So many seconds. */
  static ofSeconds(seconds: number): Duration {
    return Duration.of(seconds, 'Duration.ofSeconds', 1_000)
  }

  /** So many minutes. */
  static ofMinutes(minutes: number): Duration {
    return Duration.of(minutes, 'Duration.ofMinutes', 60_000)
  }

  /** So many hours. */
  static ofHours(hours: number): Duration {
    return Duration.of(hours, 'Duration.ofHours', 3_600_000)
  }

  /** So many days of 24 hours. */
  static ofDays(days: number): Duration {
    return Duration.of(days, 'Duration.ofDays', 86_400_000)
  }

  /** The whole length in milliseconds. */
  toMillis(): number {
    return this.#millis
  }

  private static of(amount: number, call: string, unit: number): Duration {
    const millis = amount * unit
    if (!Number.isSafeInteger(amount) || !Number.isSafeInteger(millis)) {
      throw new MisuseError('whole_number_expected', { what: call, got: describe(amount) })
    }
    return new Duration(millis)
  }
}

function describe(value: unknown): string {
  return typeof value === 'number' ? String(value) : typeof value
}

unchanging(Duration)
