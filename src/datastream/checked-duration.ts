/** Lengths of time the API is given. */
import { MisuseError } from '../model/index.ts'
import { Duration } from './duration.ts'

/** The milliseconds of a Duration, at least `least`. Throws a MisuseError that names the call. */
export function checkedDuration(given: unknown, call: string, least: number): number {
  if (!(given instanceof Duration)) throw new MisuseError('duration_expected', { call })
  const length = given.toMillis()
  if (length < least) throw new MisuseError('number_too_small', { what: call, got: length, least })
  return length
}
