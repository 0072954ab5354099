/** What may be put into state: plain data, checked where it is put, kept by reference (HB rules). */
import { checkValue, type ValueStateDescriptor } from '../../datastream/index.ts'

/** The value itself; throws a MisuseError that names the field that cannot be kept. */
export function checkState(value: unknown, descriptor: ValueStateDescriptor<unknown>): unknown {
  return checkValue(value, descriptor.getTypeInformation(), `state '${descriptor.getName()}'`)
}

/** The declared type as people read it; state without one takes any plain value. */
export function typeName(descriptor: ValueStateDescriptor<unknown>): string {
  return descriptor.getTypeInformation()?.toString() ?? 'any plain value'
}
