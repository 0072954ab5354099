/**
 * What may be kept in state: plain data of the declared type. Flink: the TypeSerializer of a state.
 *
 * The heap backend keeps the object itself (HB-2), so this checks and does not copy.
 */
import { limits, MisuseError } from '../model/index.ts'
import type { TypeInformation, TypeKind } from './types.ts'
import { bytesIn, copyValue, isPlainObject } from './values.ts'

type Type = TypeInformation<unknown>

/**
 * The value to keep: the very object, once it is seen to be plain data of its type. Whole numbers
 * wrap around as Java's do, FLOAT is rounded to 32 bits, in fields too. Throws a MisuseError that
 * names the field.
 */
export function checkValue(
  value: unknown,
  type: TypeInformation<unknown> | null,
  where: string,
): unknown {
  if (type !== null) {
    nodes = 0
    return checkTyped(value, type, { path: where, depth: 0 })
  }
  checkPlain(value, where)
  return value
}

function checkPlain(value: unknown, where: string): void {
  nodes = 0
  if (isPlain(value, 0)) return
  copyValue(value, where)
  // The copier takes what the check does not only if the value changed between the two.
  throw new MisuseError('value_changes', { path: where })
}

/** Nodes read since the present check began; module state, since checks never nest. */
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

/** Where in the value a part stands. */
interface Place {
  readonly path: string
  readonly depth: number
}

function checkTyped(value: unknown, type: Type, place: Place): unknown {
  if (++nodes > limits.valueNodes) {
    throw new MisuseError('value_too_large', { path: place.path, limit: limits.valueNodes })
  }
  return checks[type.kind](value, type, place)
}

type Check = (value: unknown, type: Type, place: Place) => unknown

const isOr =
  (isOne: (value: unknown, type: Type) => boolean): Check =>
  (value, type, place) =>
    isOne(value, type) ? value : mismatch(value, type, place)

/** Java's narrowing: the low bits, with the top one as the sign. */
const narrowed =
  (bits: 8 | 16 | 32): Check =>
  (value, type, place) => {
    if (!Number.isSafeInteger(value)) return mismatch(value, type, place)
    return ((value as number) << (32 - bits)) >> (32 - bits)
  }

const checks: Readonly<Record<TypeKind, Check>> = {
  STRING: isOr((value) => typeof value === 'string'),
  BOOLEAN: isOr((value) => typeof value === 'boolean'),
  CHAR: isOr((value) => typeof value === 'string' && value.length === 1),
  VOID: isOr((value) => value === null),
  BIG_INT: isOr((value) => typeof value === 'bigint'),
  ENUM: isOr((value, type) => type.constants.some((constant) => constant.value === value)),
  BYTE: narrowed(8),
  SHORT: narrowed(16),
  INT: narrowed(32),
  LONG: (value, type, place) => {
    if (typeof value === 'bigint') return BigInt.asIntN(64, value)
    // Java has no negative zero among its whole numbers.
    return Number.isSafeInteger(value) ? (value as number) + 0 : mismatch(value, type, place)
  },
  FLOAT: (value, type, place) =>
    typeof value === 'number' ? Math.fround(value) : mismatch(value, type, place),
  DOUBLE: isOr((value) => typeof value === 'number'),
  POJO: checkPojo,
  TUPLE: checkTuple,
  LIST: checkElements,
  OBJECT_ARRAY: checkElements,
  PRIMITIVE_ARRAY: (value, type, place) => {
    if (type.element?.kind !== 'BYTE') return checkElements(value, type, place)
    return bytesIn(value) === null ? mismatch(value, type, place) : value
  },
  MAP: checkMap,
}

function checkPojo(value: unknown, type: Type, place: Place): unknown {
  const pojo = plainObject(value, type, place)
  if (type.fields === null) {
    checkPlain(value, place.path)
    return value
  }
  for (const name of Object.keys(pojo)) {
    if (Object.hasOwn(type.fields, name) || pojo[name] === undefined) continue
    throw new MisuseError('value_field_unknown', {
      path: place.path,
      field: name,
      type: type.toString(),
    })
  }
  for (const [name, fieldType] of Object.entries(type.fields)) {
    const field = pojo[name]
    // As in a POJO, a field may be null; its type is checked where it has a value.
    if (field === null || field === undefined) continue
    const inside = { path: `${place.path}.${name}`, depth: place.depth + 1 }
    keep(pojo, name, checkTyped(field, fieldType, inside))
  }
  return value
}

function checkTuple(value: unknown, type: Type, place: Place): unknown {
  if (!Array.isArray(value) || value.length !== type.components.length) {
    return mismatch(value, type, place)
  }
  for (const [at, fieldType] of type.components.entries()) {
    const inside = { path: `${place.path}[${at}]`, depth: place.depth + 1 }
    keep(value, at, checkTyped(value[at], fieldType, inside))
  }
  return value
}

function checkElements(value: unknown, type: Type, place: Place): unknown {
  if (!Array.isArray(value)) return mismatch(value, type, place)
  checkDepth(place)
  if (value.length > limits.valueNodes) {
    throw new MisuseError('value_too_large', { path: place.path, limit: limits.valueNodes })
  }
  const element = type.element as Type
  for (let at = 0; at < value.length; at++) {
    const inside = { path: `${place.path}[${at}]`, depth: place.depth + 1 }
    keep(value, at, checkTyped(value[at], element, inside))
  }
  return value
}

function checkMap(value: unknown, type: Type, place: Place): unknown {
  const map = plainObject(value, type, place)
  const [keyType, valueType] = type.components as [Type, Type]
  for (const [name, inner] of Object.entries(map)) {
    const inside = { path: `${place.path}[${JSON.stringify(name)}]`, depth: place.depth + 1 }
    if (!isMapKey(name, keyType)) return mismatch(name, keyType, inside)
    if (inner !== null) keep(map, name, checkTyped(inner, valueType, inside))
  }
  return value
}

/** Whether a property name is how a key of that type is written. */
function isMapKey(name: string, type: Type): boolean {
  switch (type.kind) {
    case 'STRING':
      return true
    case 'CHAR':
      return name.length === 1
    case 'BOOLEAN':
      return name === 'true' || name === 'false'
    case 'ENUM':
      return type.constants.some(({ value }) => String(value) === name)
    default: {
      const range = { BYTE: 2n ** 7n, SHORT: 2n ** 15n, INT: 2n ** 31n }[type.kind as 'INT']
      const most = range ?? 2n ** 63n
      if (!/^(0|-?[1-9]\d{0,18})$/.test(name)) return false
      return BigInt(name) >= -most && BigInt(name) < most
    }
  }
}

function plainObject(value: unknown, type: Type, place: Place): Record<string, unknown> {
  checkDepth(place)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return mismatch(value, type, place)
  }
  // What is wrong with a Map or an instance is said in its own words.
  if (!isPlainObject(value)) checkPlain(value, place.path)
  return value as Record<string, unknown>
}

/** What Java would have wrapped or rounded on assignment is so in the object, unless it is frozen. */
function keep(target: object, name: string | number, value: unknown): void {
  if (!Object.is((target as Record<string | number, unknown>)[name], value)) {
    Reflect.set(target, name, value)
  }
}

function checkDepth({ path, depth }: Place): void {
  if (depth >= limits.valueDepth) {
    throw new MisuseError('value_too_deep', { path, limit: limits.valueDepth })
  }
}

/** Something else than declared; if nothing could carry it, that is what is said. */
function mismatch(value: unknown, type: Type, { path }: Place): never {
  if (!isNumeric(type) || typeof value !== 'number') {
    if (typeof value !== 'bigint') checkPlain(value, path)
  } else if (!Number.isFinite(value)) {
    throw new MisuseError('value_not_finite', { path, got: String(value) })
  }
  throw new MisuseError('value_not_of_type', { path, type: type.toString(), got: shown(value) })
}

function isNumeric({ kind }: Type): boolean {
  return ['BYTE', 'SHORT', 'INT', 'LONG'].includes(kind)
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 40))}`
  if (typeof value === 'bigint') return `the bigint ${value}n`
  if (Array.isArray(value)) return `an array of ${value.length}`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
