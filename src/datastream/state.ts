/** What an operator remembers for each key. Flink: org.apache.flink.api.common.state. */
import { MisuseError } from '../model/index.ts'
import { installRefusals } from './refusals.ts'
import { TypeInformation } from './types.ts'

/**
 * One value per key. Flink: ValueState.
 *
 * The object is a handle: which entry it reads and writes is decided by the key of the record or
 * timer at hand (STA-1). Access is synchronous.
 */
export interface ValueState<T> {
  /** The value of the current key, or null when there is none (STA-2). */
  value(): T | null
  /** Replaces the value of the current key; `update(null)` is `clear()` (STA-3). */
  update(value: T | null): void
  /** Removes the entry of the current key, and of no other (STA-1). */
  clear(): void
}

/**
 * Names a {@link ValueState} and says what it holds. Flink: ValueStateDescriptor.
 *
 * The name identifies the state within its operator: asking twice gives the same state (STA-1),
 * and a restored job finds its values by operator and name.
 */
export class ValueStateDescriptor<T> {
  readonly #name: string
  readonly #type: TypeInformation<T> | null

  /**
   * @param name unique among the states of one operator
   * @param type what the values are; without it any plain value goes
   */
  constructor(name: string, type?: TypeInformation<T>) {
    if (typeof name !== 'string' || name === '') {
      throw new MisuseError('state_name_missing', { what: 'ValueStateDescriptor' })
    }
    if (type !== undefined && !(type instanceof TypeInformation)) {
      throw new MisuseError('type_expected', { what: `new ValueStateDescriptor('${name}', …)` })
    }
    this.#name = name
    this.#type = type ?? null
    Object.freeze(this)
  }

  /** The state's name within its operator. */
  getName(): string {
    return this.#name
  }

  /** The declared type of the values; null when any plain value goes. */
  getTypeInformation(): TypeInformation<T> | null {
    return this.#type
  }
}

installRefusals(ValueStateDescriptor.prototype, 'ValueStateDescriptor')
