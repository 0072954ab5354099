/**
 * A key as Java would see it: which type it has, its hash code, and its text.
 *
 * Left out: keys Flink refuses (arrays, enums, null, classes without hashCode) are the learner's
 * mistake and reported as such, with a code.
 */
import {
  hashOfBigInteger,
  hashOfBoolean,
  hashOfDouble,
  hashOfFloat,
  hashOfLong,
  hashOfString,
} from './java-hash.ts'
import { MisuseError } from './misuse-words.ts'

/** A Java type without parts. */
export type ScalarKeyType =
  'STRING' | 'BOOLEAN' | 'BYTE' | 'SHORT' | 'INT' | 'LONG' | 'FLOAT' | 'DOUBLE' | 'CHAR' | 'BIG_INT'

/** A Java type made of others, whose hash code joins theirs. */
export type CompositeKeyType =
  /** Flink's TupleN: an array of fixed length; the hash begins with that of the first field (KG-15). */
  | { readonly kind: 'TUPLE'; readonly fields: readonly KeyType[] }
  /** A class whose hashCode is Objects.hash of its fields, in this order (KG-16). */
  | {
      readonly kind: 'POJO'
      readonly className: string | null
      readonly fields: readonly { readonly name: string; readonly type: KeyType }[]
    }
  | { readonly kind: 'LIST'; readonly element: KeyType }
  /** A plain object: keys are the texts of a scalar type. */
  | { readonly kind: 'MAP'; readonly key: ScalarKeyType; readonly value: KeyType }

/** The Java type whose hash code a key has. `CANONICAL`: any other plain value, by its canonical JSON. */
export type KeyType = ScalarKeyType | 'CANONICAL' | CompositeKeyType

/** The type of a key nobody declared: whole numbers are longs, other numbers doubles. */
export function inferKeyType(key: unknown): ScalarKeyType | 'CANONICAL' {
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
  return isKeyOfType(key, type) ? hashOf(key, type) : refuse(key, type)
}

/** Of a key that is of its type; null has the hash 0, as a field of another key (KG-15). */
function hashOf(key: unknown, type: KeyType): number {
  if (key === null) return 0
  if (typeof type !== 'string') return hashOfComposite(key, type)
  return type === 'CANONICAL'
    ? hashOfString(`\0${canonicalJson(key)}`)
    : scalars[type].hash(key as never)
}

function hashOfComposite(key: unknown, type: CompositeKeyType): number {
  switch (type.kind) {
    case 'TUPLE':
      return joined(0, partsOf(key, type))
    case 'POJO':
    case 'LIST':
      return joined(1, partsOf(key, type))
    case 'MAP': {
      const entries = Object.entries(key as object)
      return entries.reduce((sum, [name, inner]) => {
        const hash = hashOf(decodeKey(name, type.key), type.key) ^ hashOf(inner, type.value)
        return (sum + hash) | 0
      }, 0)
    }
  }
}

type Part = readonly [value: unknown, type: KeyType]

function joined(start: 0 | 1, parts: readonly Part[]): number {
  return parts.reduce<number>(
    (sum, [value, type]) => (Math.imul(sum, 31) + hashOf(value, type)) | 0,
    start,
  )
}

/** The parts of a composite key in the order in which they count. */
function partsOf(key: unknown, type: Exclude<CompositeKeyType, { kind: 'MAP' }>): readonly Part[] {
  switch (type.kind) {
    case 'TUPLE':
      return type.fields.map((field, at): Part => [(key as readonly unknown[])[at], field])
    case 'LIST':
      return (key as readonly unknown[]).map((element): Part => [element, type.element])
    case 'POJO':
      return type.fields.map(({ name, type: field }): Part => [
        (key as Readonly<Record<string, unknown>>)[name] ?? null,
        field,
      ])
  }
}

/**
 * The text of a key: what traces show and state is indexed by. Two keys of one type have the same
 * text exactly if Java's `equals` holds; a string is its own text.
 */
export function encodeKey(key: unknown, type: KeyType): string {
  if (type === 'STRING' && typeof key === 'string') return key
  if (!isKeyOfType(key, type)) return refuse(key, type)
  if (typeof type !== 'string') return encodeComposite(key, type)
  return type === 'CANONICAL' ? canonicalJson(key) : scalars[type].text(key as never)
}

/** JSON, in which a number that JSON has not is a string; the types say what it was. */
function encodeComposite(key: unknown, type: CompositeKeyType): string {
  switch (type.kind) {
    case 'TUPLE':
    case 'LIST':
      return `[${partsOf(key, type).map(encodePart).join()}]`
    case 'POJO': {
      const texts = partsOf(key, type).map((part, at) => {
        return `${JSON.stringify(type.fields[at]?.name)}:${encodePart(part)}`
      })
      return `{${texts.sort().join()}}`
    }
    case 'MAP': {
      const texts = Object.entries(key as object).map(
        ([name, inner]) => `${JSON.stringify(name)}:${encodePart([inner, type.value])}`,
      )
      return `{${texts.sort().join()}}`
    }
  }
}

function encodePart([value, type]: Part): string {
  if (value === null) return 'null'
  const text = encodeKey(value, type)
  if (typeof type !== 'string' || type === 'CANONICAL') return text
  return type === 'BOOLEAN' || isJsonNumber(text, type) ? text : JSON.stringify(text)
}

/** Whether the text, read as JSON, is the very number again. */
function isJsonNumber(text: string, type: ScalarKeyType): boolean {
  if (type === 'STRING' || type === 'CHAR' || type === 'BIG_INT' || text === '-0') return false
  return type === 'LONG' ? Number.isSafeInteger(Number(text)) : Number.isFinite(Number(text))
}

/** The key whose text this is: the reverse of {@link encodeKey}. */
export function decodeKey(text: string, type: KeyType): unknown {
  if (type === 'CANONICAL') return JSON.parse(text)
  return typeof type === 'string' ? scalars[type].read(text) : decodePart(JSON.parse(text), type)
}

function decodePart(json: unknown, type: KeyType): unknown {
  if (json === null || type === 'CANONICAL') return json
  if (typeof type === 'string') return typeof json === 'string' ? scalars[type].read(json) : json
  switch (type.kind) {
    case 'TUPLE':
    case 'LIST':
      return partsOf(json, type).map(([inner, part]) => decodePart(inner, part))
    case 'POJO': {
      const parts = partsOf(json, type)
      return Object.fromEntries(
        type.fields.map(({ name }, at) => [name, decodePart(...(parts[at] as Part))]),
      )
    }
    case 'MAP':
      return Object.fromEntries(
        Object.entries(json as object).map(([name, inner]) => [
          name,
          decodePart(inner, type.value),
        ]),
      )
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

/** What is particular about a scalar type. */
interface Scalar<T> {
  readonly isOne: (key: unknown) => boolean
  readonly hash: (key: T) => number
  readonly text: (key: T) => string
  readonly read: (text: string) => unknown
}

const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))
const isNumber = (key: unknown): boolean => typeof key === 'number'

const whole = (bits: number): Scalar<number> => ({
  isOne: (key) =>
    Number.isInteger(key) &&
    (key as number) >= -(2 ** (bits - 1)) &&
    (key as number) < 2 ** (bits - 1),
  hash: (key) => key | 0,
  text: (key) => String(key),
  read: Number,
})

const scalars: { readonly [Type in ScalarKeyType]: Scalar<never> } = {
  STRING: {
    isOne: (key) => typeof key === 'string',
    hash: hashOfString,
    text: (key) => key,
    read: (text) => text,
  },
  CHAR: {
    isOne: (key) => typeof key === 'string' && key.length === 1,
    hash: (key: string) => key.charCodeAt(0),
    text: (key) => key,
    read: (text) => text,
  },
  BOOLEAN: {
    isOne: (key) => typeof key === 'boolean',
    hash: hashOfBoolean,
    text: String,
    read: (text) => text === 'true',
  },
  BYTE: whole(8),
  SHORT: whole(16),
  INT: whole(32),
  LONG: {
    isOne: (key) =>
      typeof key === 'bigint' ? BigInt.asIntN(64, key) === key : Number.isSafeInteger(key),
    hash: hashOfLong,
    text: String,
    read: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)),
  },
  FLOAT: {
    isOne: isNumber,
    hash: hashOfFloat,
    text: (key: number) => numberText(Math.fround(key)),
    read: Number,
  },
  DOUBLE: { isOne: isNumber, hash: hashOfDouble, text: numberText, read: Number },
  BIG_INT: {
    isOne: (key) => typeof key === 'bigint',
    hash: hashOfBigInteger,
    text: String,
    read: BigInt,
  },
}

/** Whether a key is of that type as it stands: nothing is narrowed or rounded for it. */
export function isKeyOfType(key: unknown, type: KeyType): boolean {
  if (type === 'CANONICAL') return isPlain(key)
  return typeof type === 'string' ? scalars[type].isOne(key) : isComposite(key, type)
}

function isComposite(key: unknown, type: CompositeKeyType): boolean {
  switch (type.kind) {
    case 'TUPLE':
      return (
        Array.isArray(key) &&
        key.length === type.fields.length &&
        partsOf(key, type).every(isPartOfType)
      )
    case 'LIST':
      return Array.isArray(key) && partsOf(key, type).every(isPartOfType)
    case 'POJO':
      return isObject(key) && partsOf(key, type).every(isPartOfType)
    case 'MAP':
      return isObject(key) && Object.values(key).every((inner) => isPartOfType([inner, type.value]))
  }
}

const isPartOfType = ([value, type]: Part): boolean => value === null || isKeyOfType(value, type)

function isObject(key: unknown): key is object {
  return typeof key === 'object' && key !== null && !Array.isArray(key)
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
  const declared = typeof type === 'string' ? type : type.kind
  throw new MisuseError('key_not_of_type', { type: declared, got: shown })
}
