/** What may be put into state: plain data, checked where it is put, kept by reference (HB rules). */
import {
  checkValue,
  copyValue,
  type StateDescriptor,
  type TypeInformation,
  type ValueStateDescriptor,
} from '../../datastream/index.ts'
import type { Check } from './kinds.ts'

/** Answers the value itself; throws a MisuseError that names the field that cannot be kept. */
export function checkOf(
  descriptor: StateDescriptor,
  type: TypeInformation<unknown> | null,
  part?: 'key' | 'value',
): Check {
  const name = `state '${descriptor.getName()}'`
  const where = part === undefined ? name : `${part} of ${name}`
  return (value) => checkValue(value, type, where)
}

/** What `value()` answers where nothing is stored: each time a copy of its own (KS-7). */
export function defaultOf(descriptor: ValueStateDescriptor<unknown>): () => unknown {
  const value = descriptor.getDefaultValue()
  if (typeof value !== 'object' || value === null) return () => value
  return () => copyValue(value, `default value of state '${descriptor.getName()}'`)
}
