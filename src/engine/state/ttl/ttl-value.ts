/** A value with the time of its last access. Flink: TtlValue. */
export class TtlValue {
  readonly lastAccess: number
  readonly userValue: unknown

  /** `lastAccess`: virtual ms. */
  constructor(lastAccess: number, userValue: unknown) {
    this.lastAccess = lastAccess
    this.userValue = userValue
  }

  /** As it stands in a snapshot: the time first (TTL-5). */
  toJSON(): readonly [number, unknown] {
    return [this.lastAccess, this.userValue]
  }

  /** What {@link toJSON} wrote. */
  static fromJSON(written: unknown): TtlValue {
    const [lastAccess, userValue] = written as readonly [number, unknown]
    return new TtlValue(lastAccess, userValue)
  }
}

/** The user's value of a stored element, with time-to-live or without. */
export function userValueOf(stored: unknown): unknown {
  return stored instanceof TtlValue ? stored.userValue : stored
}
