/**
 * sum, min, max, minBy and maxBy: reduce functions over one field of a record.
 * Flink: SumAggregator, ComparableAggregator.
 */
import { MisuseError } from '../model/index.ts'
import type { ReduceFunction } from './aggregation.ts'

/** A field of a record: its name, or its place in a tuple. */
export type Field = string | number

type Row = Record<Field, unknown>
type Comparable = number | bigint | string | boolean

function read(record: unknown, field: Field, call: string): unknown {
  const value = (record as Row | null | undefined)?.[field]
  if (value === undefined || value === null)
    throw new MisuseError('aggregated_field', { call, field: String(field), got: String(value) })
  return value
}

function withField(record: unknown, field: Field, value: unknown): unknown {
  if (Array.isArray(record)) return (record as unknown[]).with(field as number, value)
  return { ...(record as Row), [field]: value }
}

function checkField(field: unknown, call: string): Field {
  if ((typeof field === 'string' && field !== '') || Number.isSafeInteger(field))
    return field as Field
  throw new MisuseError('field_expected', { call })
}

/** The first record, with the sum of all in the field. */
export function sumOf<T>(field: Field): ReduceFunction<T> {
  checkField(field, 'sum')
  return {
    reduce: (first, next) => {
      const [a, b] = [read(first, field, 'sum'), read(next, field, 'sum')]
      const alike = typeof a === typeof b && (typeof a === 'number' || typeof a === 'bigint')
      if (!alike)
        throw new MisuseError('aggregated_field', {
          call: 'sum',
          field: String(field),
          got: `${typeof a} and ${typeof b}`,
        })
      return withField(first, field, (a as number) + (b as number)) as T
    },
  }
}

/** The first record, with the smallest (`min`) or greatest (`max`) value in the field. */
export function extremeOf<T>(call: 'min' | 'max', field: Field): ReduceFunction<T> {
  checkField(field, call)
  return {
    reduce: (first, next) => {
      const [a, b] = [read(first, field, call), read(next, field, call)] as [Comparable, Comparable]
      const keeps = call === 'min' ? a < b : a > b
      return (keeps ? first : withField(first, field, b)) as T
    },
  }
}

/** The record with the smallest or greatest value; of equal ones the first, or the last. */
export function extremeRecord<T>(
  call: 'minBy' | 'maxBy',
  field: Field,
  first: boolean,
): ReduceFunction<T> {
  checkField(field, call)
  return {
    reduce: (one, next) => {
      const [a, b] = [read(one, field, call), read(next, field, call)] as [Comparable, Comparable]
      if (a === b) return first ? one : next
      return (call === 'minBy' ? a < b : a > b) ? one : next
    },
  }
}
