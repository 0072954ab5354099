/**
 * Our own promises, checked in production too. A failed one is a bug of this product, never a
 * failure of the simulated cluster and never the learner's mistake (docs/ARCHITECTURE.md).
 */

/** Thrown when one of our own promises does not hold; caught only by the outermost frame. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation'
}

/** Throws an {@link InvariantViolation} that states the promise when it does not hold. */
export function assert(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new InvariantViolation(promise)
}

/** The end of an exhaustive switch: the compiler proves that no case is left. */
export function unreachable(value: never): never {
  throw new InvariantViolation(`unreachable: ${JSON.stringify(value)}`)
}
