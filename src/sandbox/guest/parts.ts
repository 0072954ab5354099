/** What of the guest is there: put together by scripts/guest-parts.ts; whole in development and in Node. */

export interface GuestParts {
  /** Something was needed that is in the rest, which has not come: what has happened since is worth nothing. */
  readonly isMissing: boolean
  /** While set, what is in the rest is undefined, and not missed. */
  isPeeking: boolean
}

/** Asked before the global object is locked down. */
export function guestParts(): GuestParts {
  const { __barrierLabParts: found } = globalThis as { __barrierLabParts?: GuestParts }
  return found ?? { isMissing: false, isPeeking: false }
}

/** What `look` finds of what is there. */
export function peek<T>(parts: GuestParts, look: () => T): T {
  parts.isPeeking = true
  try {
    return look()
  } finally {
    parts.isPeeking = false
  }
}
