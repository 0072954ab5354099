/**
 * A key as Java would see it: which type it has, its hash code, and its text.
 *
 * Left out: keys Flink refuses (arrays, null, classes without hashCode) are the learner's mistake
 * and reported as such, with a code.
 */
import { hashOfBoolean, hashOfDouble, hashOfFloat, hashOfLong, hashOfString } from './java-hash.ts'
import { MisuseError } from './misuse.ts'

/** The Java type whose hash code a key has. `CANONICAL`: any other plain value, by its canonical JSON. */
export type KeyType =
  | 'STRING'
  | 'BOOLEAN'
  | 'BYTE'
  | 'SHORT'
  | 'INT'
  | 'LONG'
  | 'FLOAT'
  | 'DOUBLE'
  | 'CHAR'
  | 'CANONICAL'

/** The type of a key nobody declared: whole numbers are longs, other numbers doubles. */
export function inferKeyType(key: unknown): KeyType {
  switch (typeof key) {
    case 'string':
      return 'STRING'
    case 'boolean':
      return 'BOOLEAN'
    case 'number':
      return Number.isInteger(key) ? 'LONG' : 'DOUBLE'
    case 'bigint':
      return 'LONG'
    default:
      return 'CANONICAL'
  }
}

/**
 * What `key.hashCode()` answers on a JVM: a signed 32-bit integer.
 * Throws a MisuseError `key_is_null` or `key_not_of_type` for a key that is not of its type.
 */
export function javaHashCode(key: unknown, type: KeyType): number {
  if (type === 'STRING') {
    if (typeof key === 'string') return hashOfString(key)
    return refuse(key, type)
  }
  if (!isOfType(key, type)) return refuse(key, type)
  switch (type) {
    case 'BOOLEAN':
      return hashOfBoolean(key as boolean)
    case 'BYTE':
    case 'SHORT':
    case 'INT':
      return key as number
    case 'LONG':
      return hashOfLong(key as number | bigint)
    case 'FLOAT':
      return hashOfFloat(key as number)
    case 'DOUBLE':
      return hashOfDouble(key as number)
    case 'CHAR':
      return (key as string).charCodeAt(0)
    case 'CANONICAL':
      return hashOfString(`\0${canonicalJson(key)}`)
  }
}

/**
 * The text of a key: what traces show and state is indexed by. Two keys of one type have the same
 * text exactly if Java's `equals` holds; a string is its own text.
 */
export function encodeKey(key: unknown, type: KeyType): string {
  if (type === 'STRING' && typeof key === 'string') return key
  if (!isOfType(key, type)) return refuse(key, type)
  if (type === 'CANONICAL') return canonicalJson(key)
  if (Object.is(key, -0) && (type === 'DOUBLE' || type === 'FLOAT')) return '-0'
  return String(type === 'FLOAT' ? Math.fround(key as number) : key)
}

/** The key whose text this is: the reverse of {@link encodeKey}. */
export function decodeKey(text: string, type: KeyType): unknown {
  switch (type) {
    case 'STRING':
    case 'CHAR':
      return text
    case 'BOOLEAN':
      return text === 'true'
    case 'LONG':
      return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)
    case 'BYTE':
    case 'SHORT':
    case 'INT':
    case 'FLOAT':
    case 'DOUBLE':
      return Number(text)
    case 'CANONICAL':
      return JSON.parse(text)
  }
}

/** JSON with the properties of every object in one order, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]))
}

const wholeNumbers = { BYTE: 0x80, SHORT: 0x8000, INT: 0x80000000 } as const

function isOfType(key: unknown, type: KeyType): boolean {
  switch (type) {
    case 'STRING':
      return typeof key === 'string'
    case 'BOOLEAN':
      return typeof key === 'boolean'
    case 'BYTE':
    case 'SHORT':
    case 'INT':
      return (
        Number.isInteger(key) &&
        (key as number) >= -wholeNumbers[type] &&
        (key as number) < wholeNumbers[type]
      )
    case 'LONG':
      return typeof key === 'bigint' ? BigInt.asIntN(64, key) === key : Number.isSafeInteger(key)
    case 'FLOAT':
    case 'DOUBLE':
      return typeof key === 'number'
    case 'CHAR':
      return typeof key === 'string' && key.length === 1
    case 'CANONICAL':
      return isPlain(key)
  }
}

/** Whether JSON carries the value without loss: what a record, and hence a key, may be made of. */
function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      return (
        value !== null && Object.values(value).every((inner) => inner === null || isPlain(inner))
      )
    default:
      return false
  }
}

/** JSON knows no bigint. */
function digits(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value
}

function refuse(key: unknown, type: KeyType): never {
  if (key === null || key === undefined) throw new MisuseError('key_is_null')
  const shown = typeof key === 'object' ? 'object' : `${typeof key} ${JSON.stringify(key, digits)}`
  throw new MisuseError('key_not_of_type', { type, got: shown })
}
