/** The clock and the rules of one state with time-to-live. Flink: AbstractTtlDecorator, TtlUtils. */
import type { StateTtlConfig } from '../../../datastream/index.ts'
import type { StateScope } from '../state-scope.ts'
import { TtlValue } from './ttl-value.ts'

const longMax = 2 ** 63

export class Ttl {
  /** Whether a read renews (TTL-8), and whether what expired may still be read (TTL-7). */
  readonly renewsOnRead: boolean
  readonly returnsExpired: boolean
  readonly scope: StateScope
  /** Flink: accessCallback, which the heap's incremental cleanup listens to. */
  accessed: () => void = () => undefined
  readonly #millis: number

  constructor(config: StateTtlConfig, scope: StateScope) {
    this.renewsOnRead = config.getUpdateType() === 'OnReadAndWrite'
    this.returnsExpired = config.getStateVisibility() === 'ReturnExpiredIfNotCleanedUp'
    this.#millis = config.getTimeToLive().toMillis()
    this.scope = scope
  }

  /** Exactly at its end a value is expired already (TTL-3); the end is never past Java's longs (TTL-4). */
  expired({ lastAccess }: TtlValue): boolean {
    return this.endOf(lastAccess) <= this.scope.now
  }

  /** Virtual ms at which what was accessed at `lastAccess` expires. */
  endOf(lastAccess: number): number {
    return (
      lastAccess + (lastAccess > 0 ? Math.min(longMax - lastAccess, this.#millis) : this.#millis)
    )
  }

  /** Accessed now (TTL-9). */
  wrap(value: unknown): TtlValue {
    return new TtlValue(this.scope.now, value)
  }

  /**
   * What a read answers (TTL-7): what expired is removed and, where it must not be seen, nothing.
   * Flink: getWrappedWithTtlCheckAndUpdate.
   */
  read(
    stored: unknown,
    update: (renewed: TtlValue) => void,
    remove: () => void,
  ): TtlValue | undefined {
    if (!(stored instanceof TtlValue)) return undefined
    if (this.expired(stored)) {
      remove()
      return this.returnsExpired ? stored : undefined
    }
    if (this.renewsOnRead) update(this.wrap(stored.userValue))
    return stored
  }

  /** What an aggregate goes on with (TTL-10). Flink: getUnexpired. */
  unexpired(stored: unknown): unknown {
    if (!(stored instanceof TtlValue)) return undefined
    return !this.returnsExpired && this.expired(stored) ? undefined : stored.userValue
  }
}
