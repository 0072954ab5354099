/** From each released form of a scenario to the next; samples/ has one of every form. */

/** One step from an older stored form to the next. Never edited once released. */
export interface Migration {
  /** The version it leads to. */
  readonly to: number
  /** What changed, in a few words. */
  readonly name: string
  readonly up: (old: unknown) => unknown
}

/** In order; the first leads to version 2, once there is one. */
const migrations: readonly Migration[] = []

/** The data in the current form. `steps` are those of the product unless a test says otherwise. */
export function migrate(
  given: unknown,
  version: number,
  steps: readonly Migration[] = migrations,
): unknown {
  return steps.filter(({ to }) => to > version).reduce((old, step) => step.up(old), given)
}
