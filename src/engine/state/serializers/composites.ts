/** Serializers of types made of others. Flink: org.apache.flink.api.java.typeutils.runtime and typeutils.base. */
import type { SerializedConstant } from '../../../model/index.ts'
import type { ByteSink, ByteSource } from '../lsm/coding.ts'
import { sound } from '../lsm/corruption.ts'
import { readInt, writeInt } from './data-output.ts'
import { put } from './generic.ts'
import type { TypeSerializer } from './type-serializer.ts'

/** What stands before a part that may be missing; Java knows no absent field. */
const presence = { value: 0, null: 1, absent: 2 } as const

function writeMaybe(value: unknown, serializer: TypeSerializer, to: ByteSink): void {
  if (value === null) to.byte(presence.null)
  else if (value === undefined) to.byte(presence.absent)
  else {
    to.byte(presence.value)
    serializer.write(value, to)
  }
}

function readMaybe(serializer: TypeSerializer, from: ByteSource): unknown {
  const byte = from.byte()
  sound(byte <= presence.absent, 'a part is neither there nor not')
  if (byte === presence.value) return serializer.read(from)
  return byte === presence.null ? null : undefined
}

/** Flink: NullableSerializer. */
export function nullable(element: TypeSerializer): TypeSerializer {
  return {
    takesNull: true,
    write: (value, to) => {
      writeMaybe(value, element, to)
    },
    read: (from) => readMaybe(element, from),
  }
}

/** Field after field. Flink: TupleSerializer. */
export function tuple(fields: readonly TypeSerializer[]): TypeSerializer {
  return {
    takesNull: false,
    write: (value, to) => {
      for (const [at, field] of fields.entries()) field.write((value as unknown[])[at], to)
    },
    read: (from) => fields.map((field) => field.read(from)),
  }
}

/** Flink: PojoSerializer's flag of an object that is of the class itself. */
const noSubclass = 2

/** A flag, then the fields by name, each with whether it is null. Flink: PojoSerializer. */
export function pojo(fields: readonly (readonly [string, TypeSerializer])[]): TypeSerializer {
  const byName = fields.toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    takesNull: false,
    write: (value, to) => {
      to.byte(noSubclass)
      const object = value as Readonly<Record<string, unknown>>
      for (const [name, field] of byName) writeMaybe(object[name], field, to)
    },
    read: (from) => {
      sound(from.byte() === noSubclass, 'a POJO begins with its flag')
      const object: Record<string, unknown> = {}
      const read = new Map(byName.map(([name, field]) => [name, readMaybe(field, from)]))
      // In the order in which the program declared them.
      for (const [name] of fields) {
        const value = read.get(name)
        if (value !== undefined) put(object, name, value)
      }
      return object
    },
  }
}

/** How many, then each. Flink: ListSerializer. */
export function list(element: TypeSerializer): TypeSerializer {
  return {
    takesNull: false,
    write: (value, to) => {
      const elements = value as readonly unknown[]
      writeInt(elements.length, to)
      for (const one of elements) element.write(one, to)
    },
    read: (from) => Array.from({ length: lengthIn(from) }, () => element.read(from)),
  }
}

/** Flink: GenericArraySerializer, which says of each element whether it is there. */
export function objectArray(element: TypeSerializer): TypeSerializer {
  return list(nullable(element))
}

/** Flink: BytePrimitiveArraySerializer. */
export const byteArray: TypeSerializer = {
  takesNull: false,
  write: (value, to) => {
    const bytes = value as Uint8Array
    writeInt(bytes.length, to)
    to.raw(bytes)
  },
  read: (from) => from.raw(lengthIn(from)).slice(),
}

/** A plain object; its names are keys as people write them. Flink: MapSerializer. */
export function map(
  key: TypeSerializer,
  value: TypeSerializer,
  keyOf: (name: string) => unknown,
): TypeSerializer {
  return {
    takesNull: false,
    write: (object, to) => {
      const entries = Object.entries(object as object)
      writeInt(entries.length, to)
      for (const [name, inner] of entries) {
        key.write(keyOf(name), to)
        writeMaybe(inner, value, to)
      }
    },
    read: (from) => {
      const object: Record<string, unknown> = {}
      for (let left = lengthIn(from); left > 0; left--) {
        const name = String(key.read(from))
        put(object, name, readMaybe(value, from))
      }
      return object
    },
  }
}

/** The place of the constant among all. Flink: EnumSerializer. */
export function enumeration(constants: readonly SerializedConstant[]): TypeSerializer {
  return {
    takesNull: false,
    write: (value, to) => {
      writeInt(
        constants.findIndex((constant) => constant.value === value),
        to,
      )
    },
    read: (from) => {
      const constant = constants[readInt(from)]
      sound(constant !== undefined, 'an enum has no such constant')
      return constant.value
    },
  }
}

function lengthIn(from: ByteSource): number {
  const length = readInt(from)
  sound(length >= 0, 'a length is negative')
  return length
}
