/** Units of time, as calls take them that are older than Duration. Java: java.util.concurrent.TimeUnit. */
import { MisuseError } from '../model/index.ts'
import { unchanging } from './unchanging.ts'

/** A unit of time beside a number: `5, TimeUnit.SECONDS`. Java: TimeUnit. */
export class TimeUnit {
  readonly #name: string
  readonly #millis: number

  private constructor(name: string, millis: number) {
    this.#name = name
    this.#millis = millis
    Object.freeze(this)
  }

  /** A thousandth of a second. */
  static readonly MILLISECONDS = new TimeUnit('MILLISECONDS', 1)
  /** A second. */
  static readonly SECONDS = new TimeUnit('SECONDS', 1_000)
  /** Sixty seconds. */
  static readonly MINUTES = new TimeUnit('MINUTES', 60_000)
  /** Sixty minutes. */
  static readonly HOURS = new TimeUnit('HOURS', 3_600_000)
  /** Twenty-four hours. */
  static readonly DAYS = new TimeUnit('DAYS', 86_400_000)

  /** So many of this unit in milliseconds. */
  toMillis(duration: number): number {
    const millis = duration * this.#millis
    if (!Number.isSafeInteger(duration) || !Number.isSafeInteger(millis)) {
      const got = typeof duration === 'number' ? String(duration) : typeof duration
      throw new MisuseError('whole_number_expected', { what: `TimeUnit.${this.#name}`, got })
    }
    return millis
  }

  /** Its name, as in Java. */
  toString(): string {
    return this.#name
  }
}

unchanging(TimeUnit)
