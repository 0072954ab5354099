import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type TypeInformation, Types } from '../../../datastream/flink.ts'
import { serializerOf } from '../../../datastream/serializer.ts'
import { genericSerializer, type KeyType } from '../../../model/index.ts'
import { ByteSink, ByteSource, compareBytes } from '../lsm/coding.ts'
import { Corruption } from '../lsm/corruption.ts'
import { TtlValue } from '../ttl/ttl-value.ts'
import { keyBytes, valueSerializer, withTime } from './serializer-of.ts'
import type { TypeSerializer } from './type-serializer.ts'

function bytesOf(serializer: TypeSerializer, value: unknown): Uint8Array {
  const sink = new ByteSink()
  serializer.write(value, sink)
  return sink.finish()
}

/** Read again from the middle of other bytes. */
function again(serializer: TypeSerializer, value: unknown): unknown {
  const bytes = bytesOf(serializer, value)
  const source = new ByteSource(Uint8Array.of(7, ...bytes, 8))
  source.byte()
  const read = serializer.read(source)
  expect(source.byte()).toBe(8)
  return read
}

const of = (type: TypeInformation<unknown>): TypeSerializer => valueSerializer(serializerOf(type))

enum Fruit {
  Apple = 'a',
  Fig = 'f',
}

const long = fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))
const text = fc.string({ unit: 'binary' })

/** Types, and values of them. */
const typed: readonly (readonly [TypeInformation<never>, fc.Arbitrary<unknown>])[] = [
  [Types.STRING, text],
  [Types.BOOLEAN, fc.boolean()],
  [Types.BYTE, fc.integer({ min: -128, max: 127 })],
  [Types.SHORT, fc.integer({ min: -32768, max: 32767 })],
  [Types.INT, fc.integer()],
  [Types.LONG, long],
  [Types.FLOAT, fc.float()],
  [Types.DOUBLE, fc.double()],
  [Types.CHAR, fc.string({ unit: 'binary', minLength: 1 }).map((chars) => chars.charAt(0))],
  [Types.BIG_INT, fc.bigInt()],
  [Types.VOID, fc.constant(null)],
  [Types.ENUM(Fruit), fc.constantFrom(Fruit.Apple, Fruit.Fig)],
  [Types.PRIMITIVE_ARRAY(Types.BYTE), fc.uint8Array()],
  [Types.PRIMITIVE_ARRAY(Types.INT), fc.array(fc.integer())],
  [Types.OBJECT_ARRAY(Types.STRING), fc.array(text)],
  [Types.LIST(Types.LONG), fc.array(long)],
  [Types.TUPLE(Types.STRING, Types.INT), fc.tuple(text, fc.integer())],
  [Types.MAP(Types.STRING, Types.DOUBLE), fc.dictionary(text, fc.double()).map((o) => ({ ...o }))],
  [
    Types.MAP(Types.LONG, Types.STRING),
    fc.dictionary(fc.maxSafeInteger().map(String), fc.option(text)).map((o) => ({ ...o })),
  ],
  [
    Types.POJO('Total', { sum: Types.LONG, of: Types.STRING }),
    fc.record({ sum: fc.option(long), of: text }).map((o) => ({ ...o })),
  ],
] as never

test.each(typed)('[RDB-1] a value of type %s is read as it was written', (type, values) => {
  const serializer = of(type)
  fc.assert(
    fc.property(values, fc.nat(), (value, time) => {
      expect(again(serializer, value)).toEqual(value)
      const timed = new TtlValue(time, value)
      expect(again(withTime(serializer), timed)).toEqual(timed)
    }),
  )
})

test('[RDB-1] a value of no declared type is read as it was written, its fields in their order', () => {
  const serializer = valueSerializer(genericSerializer)
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const value: unknown = JSON.parse(JSON.stringify(json))
      const read = again(serializer, value)
      expect(read).toEqual(value)
      expect(JSON.stringify(read)).toBe(JSON.stringify(value))
    }),
  )
  expect(again(serializer, -0)).toBe(-0)
  expect(again(serializer, { a: undefined, b: 1n })).toEqual({ b: 1n })
  expect(Object.keys(again(serializer, JSON.parse('{"__proto__":1}')) as object)).toEqual([
    '__proto__',
  ])
})

test('[RDB-2] bytes are those of Flink’s serializers', () => {
  const hex = (type: TypeInformation<unknown>, value: unknown): string =>
    Array.from(bytesOf(of(type), value), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  expect(hex(Types.STRING, 'abc')).toBe('04 61 62 63')
  expect(hex(Types.STRING, 'é日')).toBe('03 e9 01 e5 cb 01')
  expect(hex(Types.INT, -2)).toBe('ff ff ff fe')
  expect(hex(Types.LONG, 258)).toBe('00 00 00 00 00 00 01 02')
  expect(hex(Types.DOUBLE, 1)).toBe('3f f0 00 00 00 00 00 00')
  expect(hex(Types.BIG_INT, 300n)).toBe('00 00 00 06 01 2c')
  expect(hex(Types.LIST(Types.BYTE), [1, -1])).toBe('00 00 00 02 01 ff')
  expect(hex(Types.TUPLE(Types.BYTE, Types.BOOLEAN), [5, true])).toBe('05 01')
  // The flag of the class itself, then the fields by name, each with whether it is null.
  expect(hex(Types.POJO({ b: Types.BYTE, a: Types.STRING }), { b: 1, a: null })).toBe('02 01 00 01')
})

test('[RDB-2] equal keys have equal bytes, whatever they are', () => {
  const same = (type: KeyType | null, one: unknown, other: unknown): number =>
    compareBytes(bytesOf(keyBytes(type), one), bytesOf(keyBytes(type), other))
  expect(same('LONG', 5, 5n)).toBe(0)
  expect(same(null, 5, 5n)).toBe(0)
  expect(same(null, { a: 1, b: [2] }, { b: [2], a: 1 })).toBe(0)
  expect(same(null, 1, '1')).not.toBe(0)
  for (const key of ['a', true, 5, 1.5, 2n ** 60n, null, { a: 1 }])
    expect(again(keyBytes(null), key)).toEqual(key)
})

test('[RDB-1] bytes that are no value are refused', () => {
  const read = (type: TypeInformation<unknown>, ...bytes: number[]) =>
    of(type).read(new ByteSource(Uint8Array.from(bytes)))
  expect(() => read(Types.BOOLEAN, 2)).toThrow(Corruption)
  expect(() => read(Types.INT, 1, 2)).toThrow(Corruption)
  expect(() => read(Types.LIST(Types.INT), 255, 0, 0, 0)).toThrow(Corruption)
  expect(() => read(Types.ENUM(Fruit), 0, 0, 0, 9)).toThrow(Corruption)
  expect(() => read(Types.POJO({ a: Types.INT }), 1)).toThrow(Corruption)
  const generic = valueSerializer(genericSerializer)
  expect(() => generic.read(new ByteSource(Uint8Array.of(99)))).toThrow(Corruption)
})
