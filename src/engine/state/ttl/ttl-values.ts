/** One value with its time. Flink: TtlValueState, TtlReducingState, TtlAggregatingState. */
import type { ValueAccess } from '../access.ts'
import type { BackendTraits, Namespace } from '../backend.ts'
import type { Ttl } from './ttl.ts'

export class TtlValues implements ValueAccess {
  readonly traits: BackendTraits
  readonly #ttl: Ttl
  readonly #original: ValueAccess

  constructor(ttl: Ttl, original: ValueAccess) {
    this.traits = original.traits
    this.#ttl = ttl
    this.#original = original
  }

  get(): unknown {
    this.#ttl.accessed()
    const read = this.#ttl.read(
      this.#original.get(),
      (renewed) => {
        this.#original.put(renewed)
      },
      () => {
        this.#ttl.scope.expired('read')
        this.#original.remove()
      },
    )
    return read?.userValue
  }

  current(): unknown {
    this.#ttl.accessed()
    return this.#ttl.unexpired(this.#original.get())
  }

  put(value: unknown): void {
    this.#original.put(this.#ttl.wrap(value))
  }

  write(value: unknown): void {
    this.#ttl.accessed()
    this.put(value)
  }

  /** Flink's clear() cleans up after it, not before. */
  remove(): void {
    this.#original.remove()
    this.#ttl.accessed()
  }

  take(namespace: Namespace): unknown {
    return this.#ttl.unexpired(this.#original.take(namespace))
  }

  target(): unknown {
    return this.#ttl.unexpired(this.#original.get())
  }
}
