/** The core of the guest: what a newcomer's browser begins with (docs/decisions/0025). Whole everywhere else. */

/** The global by which the core says what became of it. */
export const guestPartsName = '__barrierLabParts'

/**
 * Whether this is the core. It runs the job the page was built with and nothing else, so it does without what other
 * jobs may reach, and what stands behind this may be left out of it.
 */
export const isCoreOfGuest = Object.hasOwn(globalThis, guestPartsName)
