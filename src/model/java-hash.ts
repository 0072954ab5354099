/**
 * Java's `hashCode()` of the types Flink programs use as keys, as signed 32-bit integers.
 *
 * The playground's own keys are strings, booleans and numbers (key.ts). Tuples, lists and the rest
 * are here so that a Java program's key groups can be told too. Left out: classes with a hashCode
 * of their own making.
 */
import { assert, unreachable } from '../base/index.ts'

/** java.lang.String. */
export function hashOfString(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}

/** java.lang.Boolean. */
export function hashOfBoolean(value: boolean): number {
  return value ? 1231 : 1237
}

/** java.lang.Long, of a safe integer or of 64 bits. */
export function hashOfLong(value: number | bigint): number {
  if (typeof value === 'bigint') return Number(BigInt.asIntN(32, value ^ (value >> 32n)))
  return (value | 0) ^ Math.floor(value / 0x100000000)
}

const bits = new DataView(new ArrayBuffer(8))

/** java.lang.Double; all NaN are one, and 0 and -0 differ. */
export function hashOfDouble(value: number): number {
  if (Number.isNaN(value)) return 0x7ff80000
  bits.setFloat64(0, value)
  return bits.getInt32(0) ^ bits.getInt32(4)
}

/** java.lang.Float, of the nearest one. */
export function hashOfFloat(value: number): number {
  if (Number.isNaN(value)) return 0x7fc00000
  bits.setFloat32(0, value)
  return bits.getInt32(0)
}

/** A Java type by its shape. Values: see {@link hashOfJavaValue}. */
export type JavaType =
  | { readonly kind: 'String' | 'Character' | 'Boolean' | 'Double' | 'Float' }
  | { readonly kind: 'Byte' | 'Short' | 'Integer' | 'Long' }
  | { readonly kind: 'BigInteger' | 'BigDecimal' | 'UUID' }
  | { readonly kind: 'LocalDate' | 'LocalDateTime' | 'Instant' }
  /** Flink's tuples: null has hash 0, and 31 joins the fields, starting from the first. */
  | { readonly kind: 'Tuple'; readonly fields: readonly JavaType[] }
  /** Objects.hash, java.util.List, Flink's Row: 31 joins the elements, starting from 1. */
  | { readonly kind: 'Objects.hash'; readonly fields: readonly JavaType[] }
  | { readonly kind: 'List'; readonly element: JavaType }
  | { readonly kind: 'Map'; readonly key: JavaType; readonly value: JavaType }

/**
 * The hash of a value of that type. Values are JSON: 64-bit and larger numbers, decimals, doubles
 * and times as text, tuples and lists as arrays, maps as arrays of pairs.
 */
export function hashOfJavaValue(value: unknown, type: JavaType): number {
  if (value === null) return 0
  switch (type.kind) {
    case 'Tuple':
      return joined(elementsOf(value), type.fields, 'from the first')
    case 'Objects.hash':
      return joined(elementsOf(value), type.fields, 'from 1')
    case 'List': {
      const elements = elementsOf(value)
      const types = elements.map(() => type.element)
      return joined(elements, types, 'from 1')
    }
    case 'Map': {
      let sum = 0
      for (const entry of elementsOf(value)) {
        const [key, inner] = elementsOf(entry)
        sum = (sum + (hashOfJavaValue(key, type.key) ^ hashOfJavaValue(inner, type.value))) | 0
      }
      return sum
    }
    default:
      return hashOfScalar(textOf(value), type.kind)
  }
}

function hashOfScalar(
  text: string,
  kind: Exclude<JavaType['kind'], 'Tuple' | 'Objects.hash' | 'List' | 'Map'>,
): number {
  switch (kind) {
    case 'String':
      return hashOfString(text)
    case 'Character':
      return text.charCodeAt(0)
    case 'Boolean':
      return hashOfBoolean(text === 'true')
    case 'Byte':
    case 'Short':
    case 'Integer':
      return Number(text) | 0
    case 'Long':
      return hashOfLong(BigInt(text))
    case 'Double':
      return hashOfDouble(Number(text))
    case 'Float':
      return hashOfFloat(Number(text))
    case 'BigInteger':
      return hashOfBigInteger(BigInt(text))
    case 'BigDecimal':
      return hashOfBigDecimal(text)
    case 'UUID':
      return hashOfUuid(text)
    case 'LocalDate':
      return hashOfLocalDate(text)
    case 'LocalDateTime':
      return hashOfLocalDateTime(text)
    case 'Instant':
      return hashOfInstant(text)
    default:
      return unreachable(kind)
  }
}

function joined(
  values: readonly unknown[],
  types: readonly JavaType[],
  start: 'from the first' | 'from 1',
): number {
  assert(values.length === types.length, 'a value has as many fields as its type')
  let hash = start === 'from 1' ? 1 : 0
  types.forEach((type, at) => {
    hash = (Math.imul(hash, 31) + hashOfJavaValue(values[at], type)) | 0
  })
  return hash
}

/** java.math.BigInteger: its magnitude in 32-bit words, most significant first, times the sign. */
export function hashOfBigInteger(value: bigint): number {
  const words: number[] = []
  for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 32n) {
    words.push(Number(BigInt.asIntN(32, rest)))
  }
  const hash = words.reduceRight((sum, word) => (Math.imul(sum, 31) + word) | 0, 0)
  return value < 0n ? -hash | 0 : hash
}

/** java.math.BigDecimal: 1.0 and 1.00 differ, since the scale counts. */
function hashOfBigDecimal(text: string): number {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const scale = fraction.length - Number(exponent)
  const magnitude = BigInt(whole + fraction)
  const negative = sign === '-'
  if (magnitude >= 1n << 63n) {
    return (Math.imul(31, hashOfBigInteger(negative ? -magnitude : magnitude)) + scale) | 0
  }
  // A value that fits a long hashes its two halves; larger ones go through BigInteger.
  const high = Number(BigInt.asIntN(32, magnitude >> 32n))
  const low = Number(BigInt.asIntN(32, magnitude))
  const hash = (Math.imul(31, high) + low) | 0
  return (Math.imul(31, negative ? -hash : hash) + scale) | 0
}

function hashOfUuid(text: string): number {
  const value = BigInt(`0x${text.replaceAll('-', '')}`)
  return hashOfLong(BigInt.asIntN(64, value >> 64n) ^ BigInt.asIntN(64, value))
}

function hashOfLocalDate(text: string): number {
  const [year = 0, month = 0, day = 0] = numbersIn(/^(-?\d+)-(\d+)-(\d+)$/, text)
  return (year & 0xfffff800) ^ ((year << 11) + (month << 6) + day)
}

function hashOfLocalDateTime(text: string): number {
  const [date = '', time = ''] = text.split('T')
  return hashOfLocalDate(date) ^ hashOfLong(nanosOfDay(time))
}

function hashOfInstant(text: string): number {
  const [date = '', time = ''] = text.replace(/Z$/, '').split('T')
  const nanos = nanosOfDay(time)
  const seconds = epochDay(date) * 86_400n + nanos / 1_000_000_000n
  return (hashOfLong(seconds) + Math.imul(51, Number(nanos % 1_000_000_000n))) | 0
}

function nanosOfDay(time: string): bigint {
  const [hour = 0, minute = 0, second = 0] = numbersIn(/^(\d+):(\d+):?(\d+)?/, time)
  const fraction = /\.(\d+)$/.exec(time)?.[1] ?? ''
  return (
    BigInt((hour * 60 + minute) * 60 + second) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
  )
}

/** Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March. */
function epochDay(date: string): bigint {
  const [year = 0, month = 0, day = 0] = numbersIn(/^(-?\d+)-(\d+)-(\d+)$/, date)
  const y = month > 2 ? year : year - 1
  const monthFromMarch = (month + 9) % 12
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
  const days = y * 365 + leapDays + Math.floor((monthFromMarch * 153 + 2) / 5) + day - 1
  return BigInt(days - 719_468)
}

function numbersIn(pattern: RegExp, text: string): number[] {
  const found = pattern.exec(text)
  assert(found !== null, `${text} is a date or time`)
  return found.slice(1).map((part) => Number(part ?? 0))
}

function elementsOf(value: unknown): readonly unknown[] {
  assert(Array.isArray(value), 'a tuple, list or map is written as an array')
  return value
}

function textOf(value: unknown): string {
  assert(
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
    'a scalar is written as text, number or boolean',
  )
  return String(value)
}

/** A type as keyBy looks at it. `Other`: scalars, lists, maps, and what only Kryo can write. */
export type KeyShape =
  | { readonly kind: 'Tuple'; readonly fields: readonly KeyShape[] }
  | { readonly kind: 'Pojo'; readonly overridesHashCode: boolean }
  | { readonly kind: 'Array' | 'Enum' | 'Other' }

/** Whether Flink's keyBy takes keys of that type. Flink: KeyedStream.validateKeyTypeIsHashable. */
export function isKeyable(shape: KeyShape): boolean {
  switch (shape.kind) {
    case 'Tuple':
      return shape.fields.every(isKeyable)
    case 'Pojo':
      return shape.overridesHashCode
    case 'Array':
    case 'Enum':
      // Their hash codes differ from one JVM to the next.
      return false
    case 'Other':
      return true
  }
}
