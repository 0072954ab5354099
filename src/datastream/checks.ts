/** Checks of numbers and choices that several calls share. */
import { limits, MisuseError } from '../model/index.ts'

/** A number of subtasks or key groups, as Flink takes it (KG-7). */
export function checkParallelism(value: number, what: string): number {
  return checkWhole(value, { what, least: 1, most: limits.keyGroups })
}

/** A whole number within bounds, both included. */
export function checkWhole(
  value: number,
  { what, least, most }: { readonly what: string; readonly least: number; readonly most: number },
): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    const got = typeof value === 'number' ? String(value) : typeof value
    throw new MisuseError('whole_number_expected', { what, got })
  }
  if (value < least) throw new MisuseError('number_too_small', { what, got: value, least })
  if (value > most) throw new MisuseError('number_too_large', { what, got: value, most })
  return value
}

/** One of the names of a choice; `choices` is the object the learner should have used. */
export function checkChoice<C extends string>(
  value: C,
  what: string,
  choices: Readonly<Record<string, C>>,
): C {
  if (!Object.values(choices).includes(value)) {
    const got = typeof value === 'string' ? value : typeof value
    throw new MisuseError('one_of_expected', {
      what,
      got,
      allowed: Object.values(choices).join(', '),
    })
  }
  return value
}

const longestName = 200

/** A name or an id that is not empty and not too long. */
export function checkText(value: string, what: string): string {
  if (typeof value !== 'string' || value === '') {
    throw new MisuseError('text_expected', {
      what,
      got: value === '' ? 'an empty string' : typeof value,
    })
  }
  if (value.length > longestName) {
    throw new MisuseError('text_too_long', { what, length: value.length, limit: longestName })
  }
  return value
}
