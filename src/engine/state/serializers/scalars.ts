/** Serializers of types without parts. Flink: org.apache.flink.api.common.typeutils.base. */
import type { ScalarSerializer } from '../../../model/index.ts'
import type { ByteSink, ByteSource } from '../lsm/coding.ts'
import { sound } from '../lsm/corruption.ts'
import {
  readDouble,
  readFloat,
  readInt,
  readLong,
  readShort,
  writeDouble,
  writeFloat,
  writeInt,
  writeLong,
  writeShort,
} from './data-output.ts'
import type { TypeSerializer } from './type-serializer.ts'

/** The length and one, then each UTF-16 unit, in groups of seven bits, low ones first. Flink: StringValue.writeString. */
export function writeString(text: string, to: ByteSink): void {
  to.varint(text.length + 1)
  for (let at = 0; at < text.length; at++) to.varint(text.charCodeAt(at))
}

/** Null: it was null. */
export function readString(from: ByteSource): string | null {
  const length = from.varint() - 1
  if (length < 0) return null
  const units: string[] = []
  for (let at = 0; at < length; at++) units.push(String.fromCharCode(from.varint()))
  return units.join('')
}

function serializer<T>(
  write: (value: T, to: ByteSink) => void,
  read: (from: ByteSource) => unknown,
): TypeSerializer {
  return { takesNull: false, write: write, read }
}

/** A long that is a number is read as a number. */
function numberOf(long: bigint): number | bigint {
  return isSafe(long) ? Number(long) : long
}

function isSafe(long: bigint): boolean {
  return long >= BigInt(Number.MIN_SAFE_INTEGER) && long <= BigInt(Number.MAX_SAFE_INTEGER)
}

/** No number stands here, and no bigint but this one: a small bigint follows, to be read as a bigint. */
const bigintFollows = -(2n ** 63n) + 1n

/**
 * Eight bytes; a program's bigint that a number could be has eight more, so that it comes back as what
 * it was. Java has no such difference.
 */
const longs = serializer<number | bigint>(
  (value, to) => {
    const isMarked =
      typeof value === 'bigint' && (isSafe(value) || BigInt.asIntN(64, value) === bigintFollows)
    if (isMarked) writeLong(bigintFollows, to)
    writeLong(value, to)
  },
  (from) => {
    const long = readLong(from)
    return long === bigintFollows ? readLong(from) : numberOf(long)
  },
)

/** Of keys: equal ones have equal bytes. */
export const longKeys: TypeSerializer = serializer<number | bigint>(writeLong, (from) =>
  numberOf(readLong(from)),
)

/** Java's BigInteger.toByteArray: as few bytes as hold it, the sign in the first bit. */
function bytesOfBigInt(value: bigint): number[] {
  const bytes: number[] = []
  let rest = value
  for (;;) {
    const byte = Number(BigInt.asUintN(8, rest))
    bytes.unshift(byte)
    rest >>= 8n
    if (rest === (byte >= 0x80 ? -1n : 0n)) return bytes
  }
}

/** Flink: BigIntSerializer, which has short forms of 0, 1 and 10. */
const shortBigInts = [0n, 1n, 10n]

const bigInts = serializer<bigint>(
  (value, to) => {
    const short = shortBigInts.indexOf(value)
    if (short >= 0) {
      writeInt(short + 1, to)
      return
    }
    const bytes = bytesOfBigInt(value)
    writeInt(bytes.length + 4, to)
    to.raw(Uint8Array.from(bytes))
  },
  (from) => {
    const length = readInt(from)
    if (length < 4) return shortBigInts[length - 1]
    const bytes = from.raw(length - 4)
    let value = 0n
    for (const byte of bytes) value = (value << 8n) | BigInt(byte)
    return BigInt.asIntN(8 * bytes.length, value)
  },
)

export const scalars: Readonly<Record<ScalarSerializer, TypeSerializer>> = {
  StringSerializer: {
    takesNull: true,
    write: (value, to) => {
      if (value === null) to.varint(0)
      else writeString(value as string, to)
    },
    read: readString,
  },
  BooleanSerializer: serializer<boolean>(
    (value, to) => {
      to.byte(value ? 1 : 0)
    },
    (from) => {
      const byte = from.byte()
      sound(byte <= 1, 'a boolean is neither true nor false')
      return byte === 1
    },
  ),
  ByteSerializer: serializer<number>(
    (value, to) => {
      to.byte(value & 0xff)
    },
    (from) => (from.byte() << 24) >> 24,
  ),
  ShortSerializer: serializer(writeShort, readShort),
  IntSerializer: serializer(writeInt, readInt),
  LongSerializer: longs,
  FloatSerializer: serializer(writeFloat, readFloat),
  DoubleSerializer: serializer(writeDouble, readDouble),
  CharSerializer: serializer<string>(
    (value, to) => {
      writeShort(value.charCodeAt(0), to)
    },
    (from) => String.fromCharCode(readShort(from) & 0xffff),
  ),
  BigIntSerializer: bigInts,
  VoidSerializer: {
    takesNull: true,
    write: (_value, to) => {
      to.byte(0)
    },
    read: (from) => {
      from.byte()
      return null
    },
  },
}
