/** A limit of `limits.ts` was met: the run ends, the learner is told which one and why. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded'
  readonly limit: string

  constructor(limit: string, message: string) {
    super(message)
    this.limit = limit
  }
}
