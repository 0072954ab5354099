/**
 * Strict checks of unknown data, put together from small ones: what a page must have before its first picture, where a
 * library with messages and transformations is too heavy. A type follows from its check.
 */

/** Whether a value is of a type. */
export type Check<T> = (value: unknown) => value is T

/** The type a check checks. */
export type Checked<C> = C extends Check<infer T> ? T : never

type Fields = Readonly<Record<string, Check<unknown> | Optional<unknown>>>

/** A field that may be left out; it may not be undefined. */
interface Optional<T> {
  readonly optional: Check<T>
}

type OptionalKeys<F> = { [K in keyof F]: F[K] extends Optional<unknown> ? K : never }[keyof F]

type Shape<F> = {
  readonly [K in Exclude<keyof F, OptionalKeys<F>>]: Checked<F[K]>
} & {
  readonly [K in OptionalKeys<F>]?: F[K] extends Optional<infer T> ? T : never
}

function check<T>(is: (value: unknown) => boolean): Check<T> {
  return is as Check<T>
}

/** Text of so many characters at most. */
/* @__NO_SIDE_EFFECTS__ */
export function textOf(most: number): Check<string> {
  return check((value) => typeof value === 'string' && value.length <= most)
}

/** A whole number within bounds, and one that JavaScript counts exactly. */
/* @__NO_SIDE_EFFECTS__ */
export function wholeOf(
  least = Number.MIN_SAFE_INTEGER,
  most = Number.MAX_SAFE_INTEGER,
): Check<number> {
  return check(
    (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  )
}

export const finite: Check<number> = check((value) => Number.isFinite(value))

export const flag: Check<boolean> = check((value) => typeof value === 'boolean')

/** One of these values. */
/* @__NO_SIDE_EFFECTS__ */
export function among<const T extends readonly (string | number | boolean)[]>(
  ...values: T
): Check<T[number]> {
  return check((value) => (values as readonly unknown[]).includes(value))
}

/* @__NO_SIDE_EFFECTS__ */
export function orNull<T>(inner: Check<T>): Check<T | null> {
  return check((value) => value === null || inner(value))
}

/* @__NO_SIDE_EFFECTS__ */
export function optional<T>(inner: Check<T>): Optional<T> {
  return { optional: inner }
}

/** What one of the checks accepts. */
/* @__NO_SIDE_EFFECTS__ */
export function either<const T extends readonly Check<unknown>[]>(
  ...checks: T
): Check<Checked<T[number]>> {
  return check((value) => checks.some((accepts) => accepts(value)))
}

/** An array of so many items at most. */
/* @__NO_SIDE_EFFECTS__ */
export function listOf<T>(item: Check<T>, most: number): Check<readonly T[]> {
  return check((value) => {
    if (!Array.isArray(value)) return false
    const items: readonly unknown[] = value
    // Spread: a hole is an item too.
    return items.length <= most && [...items].every(item)
  })
}

/** An object of so many entries at most. */
/* @__NO_SIDE_EFFECTS__ */
export function tableOf<T>(inner: Check<T>, most: number): Check<Readonly<Record<string, T>>> {
  return check((value) => {
    if (!isObject(value)) return false
    const values = Object.values(value)
    return values.length <= most && values.every(inner)
  })
}

/** An object with these fields and no others. */
/* @__NO_SIDE_EFFECTS__ */
export function shapeOf<const F extends Fields>(fields: F): Check<Shape<F>> {
  return check((value) => {
    if (!isObject(value)) return false
    return (
      Object.keys(value).every((name) => Object.hasOwn(fields, name)) &&
      Object.entries(fields).every(([name, field]) =>
        Object.hasOwn(value, name)
          ? (typeof field === 'function' ? field : field.optional)(value[name])
          : typeof field !== 'function',
      )
    )
  })
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
