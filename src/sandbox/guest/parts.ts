/** What of the guest is there: cut in two by scripts/guest-parts.ts; whole in development and in Node. */
import { guestPartsName } from '../../base/index.ts'

export interface GuestParts {
  /** Something was needed that is not in the core: what has happened since is worth nothing. */
  isMissing: boolean
}

/** Asked before the global object is locked down. */
export function guestParts(): GuestParts {
  const found = (globalThis as Record<string, unknown>)[guestPartsName]
  return (found as GuestParts | undefined) ?? { isMissing: false }
}

/** Before the whole is run where the core was. */
export function forgetParts(): void {
  Reflect.deleteProperty(globalThis, guestPartsName)
}
