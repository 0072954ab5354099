/**
 * Values nobody declared a type for: each says itself what it is. Stands for Flink's KryoSerializer,
 * whose bytes are Kryo's own.
 */
import { bytesIn } from '../../../datastream/index.ts'
import { decodeKey, encodeKey, inferKeyType } from '../../../model/index.ts'
import type { ByteSink, ByteSource } from '../lsm/coding.ts'
import { sound } from '../lsm/corruption.ts'
import { readDouble, readInt, writeDouble, writeInt } from './data-output.ts'
import { longKeys, readString, scalars, writeString } from './scalars.ts'
import type { TypeSerializer } from './type-serializer.ts'

const tags = {
  null: 0,
  false: 1,
  true: 2,
  int: 3,
  double: 4,
  string: 5,
  array: 6,
  object: 7,
  bigint: 8,
  bytes: 9,
  undefined: 10,
} as const

const bigInts = scalars.BigIntSerializer

function write(value: unknown, to: ByteSink): void {
  switch (typeof value) {
    case 'string':
      to.byte(tags.string)
      writeString(value, to)
      return
    case 'number':
      writeNumber(value, to)
      return
    case 'boolean':
      to.byte(value ? tags.true : tags.false)
      return
    case 'bigint':
      to.byte(tags.bigint)
      bigInts.write(value, to)
      return
    case 'object':
      if (value === null) to.byte(tags.null)
      else writeObject(value, to)
      return
    default:
      to.byte(tags.undefined)
  }
}

function writeNumber(value: number, to: ByteSink): void {
  const isInt = (value | 0) === value && !Object.is(value, -0)
  to.byte(isInt ? tags.int : tags.double)
  if (isInt) writeInt(value, to)
  else writeDouble(value, to)
}

function writeObject(value: object, to: ByteSink): void {
  const bytes = bytesIn(value)
  if (bytes !== null) {
    to.byte(tags.bytes)
    to.slice(bytes)
  } else if (Array.isArray(value)) {
    to.byte(tags.array)
    to.varint(value.length)
    for (const element of value) write(element, to)
  } else {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined)
    to.byte(tags.object)
    to.varint(fields.length)
    for (const [name, field] of fields) {
      writeString(name, to)
      write(field, to)
    }
  }
}

const readers: readonly ((from: ByteSource) => unknown)[] = [
  () => null,
  () => false,
  () => true,
  readInt,
  readDouble,
  readString,
  (from) => Array.from({ length: from.varint() }, () => read(from)),
  readObject,
  (from) => bigInts.read(from),
  (from) => from.slice().slice(),
  () => undefined,
]

function read(from: ByteSource): unknown {
  const reader = readers[from.byte()]
  sound(reader !== undefined, 'a value of an unknown kind')
  return reader(from)
}

function readObject(from: ByteSource): unknown {
  const object: Record<string, unknown> = {}
  for (let left = from.varint(); left > 0; left--) {
    const name = readString(from) ?? ''
    put(object, name, read(from))
  }
  return object
}

/** An ordinary assignment to `__proto__` would change the object's prototype instead. */
export function put(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value
  else
    Object.defineProperty(object, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    })
}

/** Any plain value. */
export const genericValues: TypeSerializer = { takesNull: true, write, read }

/** Keys whose type nobody declared: each has the type it shows, and equal ones have equal bytes. */
export const genericKeys: TypeSerializer = {
  takesNull: true,
  write: (key, to) => {
    if (key === null) {
      to.byte(tags.null)
      return
    }
    const type = inferKeyType(key)
    switch (type) {
      case 'LONG':
        to.byte(tags.bigint)
        longKeys.write(key, to)
        return
      case 'CANONICAL':
        to.byte(tags.object)
        writeString(encodeKey(key, type), to)
        return
      case 'DOUBLE':
        to.byte(tags.double)
        writeDouble(key as number, to)
        return
      default:
        write(key, to)
    }
  },
  read: (from) => {
    const tag = from.byte()
    switch (tag) {
      case tags.bigint:
        return longKeys.read(from)
      case tags.object:
        return decodeKey(readString(from) ?? '', 'CANONICAL')
      case tags.double:
        return readDouble(from)
      default:
        sound(tag === tags.null || tag === tags.string || tag <= tags.true, 'a key of no kind')
        return (readers[tag] as (from: ByteSource) => unknown)(from)
    }
  },
}
