/**
 * What may be kept in state: plain data of the declared type. Flink: the TypeSerializer of a state.
 *
 * The heap backend keeps the object itself (HB-2), so this checks and does not copy.
 */
import { limits, MisuseError } from '../model/index.ts'
import type { TypeInformation } from './types.ts'
import { copyValue, isPlainObject } from './values.ts'

/**
 * The value to keep: the very object, once it is seen to be plain data of its type. Whole numbers
 * wrap around as Java's do, FLOAT is rounded to 32 bits. Throws a MisuseError that names the field.
 */
export function checkValue(
  value: unknown,
  type: TypeInformation<unknown> | null,
  where: string,
): unknown {
  if (type !== null) return checkTyped(value, type, where)
  nodes = 0
  if (!isPlain(value, 0)) {
    copyValue(value, where)
    // The copier takes what the check does not only if the value changed between the two.
    throw new MisuseError('value_changes', { path: where })
  }
  return value
}

let nodes = 0

function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      return value === null || isPlainInside(value, depth)
    default:
      return false
  }
}

function isPlainInside(value: object, depth: number): boolean {
  if (depth >= limits.valueDepth || ++nodes > limits.valueNodes) return false
  if (Array.isArray(value)) {
    if (value.length > limits.valueNodes - nodes) return false
    // By index, since `every` would leave out the holes of a sparse array.
    for (let at = 0; at < value.length; at++) if (!isPlain(value[at], depth + 1)) return false
    return true
  }
  if (!isPlainObject(value)) return false
  for (const name of Object.keys(value)) {
    const inner = (value as Record<string, unknown>)[name]
    if (inner !== undefined && !isPlain(inner, depth + 1)) return false
  }
  return true
}

function checkTyped(value: unknown, type: TypeInformation<unknown>, where: string): unknown {
  switch (type.kind) {
    case 'STRING':
      return typeof value === 'string' ? value : mismatch(value, type, where)
    case 'BOOLEAN':
      return typeof value === 'boolean' ? value : mismatch(value, type, where)
    case 'CHAR':
      return typeof value === 'string' && value.length === 1 ? value : mismatch(value, type, where)
    case 'LONG':
      if (typeof value === 'bigint') return BigInt.asIntN(64, value)
      return Number.isSafeInteger(value) ? value : mismatch(value, type, where)
    case 'BYTE':
    case 'SHORT':
    case 'INT':
      if (!Number.isSafeInteger(value)) return mismatch(value, type, where)
      return wrapped(value as number, type.kind)
    case 'FLOAT':
      return typeof value === 'number'
        ? Math.fround(finite(value, where))
        : mismatch(value, type, where)
    case 'DOUBLE':
      return typeof value === 'number' ? finite(value, where) : mismatch(value, type, where)
    case 'POJO':
      return checkPojo(value, type, where)
    case 'LIST':
      return checkList(value, type, where)
  }
}

/** Java's narrowing: the low bits, with the top one as the sign. */
function wrapped(value: number, kind: 'BYTE' | 'SHORT' | 'INT'): number {
  if (kind === 'INT') return value | 0
  return kind === 'SHORT' ? (value << 16) >> 16 : (value << 24) >> 24
}

function finite(value: number, path: string): number {
  if (!Number.isFinite(value))
    throw new MisuseError('value_not_finite', { path, got: String(value) })
  return value
}

function checkPojo(value: unknown, type: TypeInformation<unknown>, where: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return mismatch(value, type, where)
  }
  checkValue(value, null, where)
  for (const [name, fieldType] of Object.entries(type.fields ?? {})) {
    const field = (value as Record<string, unknown>)[name]
    // As in a POJO, a field may be null; its type is checked where it has a value.
    if (field !== null && field !== undefined) checkTyped(field, fieldType, `${where}.${name}`)
  }
  return value
}

function checkList(value: unknown, type: TypeInformation<unknown>, where: string): unknown {
  if (!Array.isArray(value)) return mismatch(value, type, where)
  if (value.length > limits.valueNodes) {
    throw new MisuseError('value_too_large', { path: where, limit: limits.valueNodes })
  }
  const element = type.element
  for (let at = 0; at < value.length && element !== null; at++) {
    checkTyped(value[at], element, `${where}[${at}]`)
  }
  return value
}

function mismatch(value: unknown, type: TypeInformation<unknown>, path: string): never {
  throw new MisuseError('value_not_of_type', { path, type: type.toString(), got: shown(value) })
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 40))}`
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'an array' : 'an object'
  return String(value)
}
