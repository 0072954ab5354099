/** Whose state may be touched now. Flink: the key context of an operator. */
import { MisuseError } from '../../model/index.ts'
import type { KeyContext } from './backend.ts'

export class KeyAtHand {
  readonly #operator: string
  #under: KeyContext | null = null

  /** `operator`: its name, for messages. */
  constructor(operator: string) {
    this.#operator = operator
  }

  /** Flink: setCurrentKey. Null: no key is at hand, and state fails (KS-4). */
  set(under: KeyContext | null): void {
    this.#under = under
  }

  get isSet(): boolean {
    return this.#under !== null
  }

  /** Throws a MisuseError `no_key_set` where there is none. */
  get(): KeyContext {
    if (this.#under === null) throw new MisuseError('no_key_set', { operator: this.#operator })
    return this.#under
  }
}
