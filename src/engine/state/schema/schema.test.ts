/** What a changed type does to restored state: the cases of SE that the vectors do not have, too. */
import { expect, test } from 'vitest'
import { serializerOf, Types } from '../../../datastream/index.ts'
import { lostConstant, resolveSchemaCompatibility } from './compatibility.ts'
import { migrated } from './migration.ts'

type Type = Parameters<typeof serializerOf>[0]

const resolve = (before: unknown, now: unknown) =>
  resolveSchemaCompatibility(serializerOf(now as Type), serializerOf(before as Type))
const restored = (value: unknown, before: unknown, now: unknown) =>
  migrated(value, serializerOf(now as Type), serializerOf(before as Type))

const pojo = (fields: object, name = 'A', initial = {}) => Types.POJO<object>(name, fields, initial)
const { INT, LONG, STRING } = Types

test('[SCH-2] plain types are the same or incompatible', () => {
  expect(resolve(INT, INT)).toBe('compatibleAsIs')
  expect(resolve(INT, LONG)).toBe('incompatible')
  expect(resolve(null, null)).toBe('compatibleAsIs')
  expect(resolve(null, LONG)).toBe('incompatible')
  expect(resolve(Types.TUPLE(INT, INT), Types.TUPLE(INT, INT, INT))).toBe('incompatible')
  expect(resolve(Types.PRIMITIVE_ARRAY(Types.BYTE), Types.PRIMITIVE_ARRAY(INT))).toBe(
    'incompatible',
  )
  expect(resolve(Types.OBJECT_ARRAY(INT), Types.LIST(INT))).toBe('incompatible')
})

test('[SCH-3] a POJO gains and loses fields, wherever it is; what is new is as in a new object', () => {
  const before = pojo({ a: INT, b: STRING })
  const now = pojo({ a: INT, c: LONG, d: STRING, e: LONG, f: Types.BOOLEAN }, 'A', { e: 42 })
  expect(resolve(before, now)).toBe('compatibleAfterMigration')
  const value = { a: 1, c: 0, d: null, e: 42, f: false }
  expect(restored({ a: 1, b: 'x' }, before, now)).toEqual(value)
  const around = [
    (type: Type) => Types.LIST(type as never),
    (type: Type) => Types.OBJECT_ARRAY(type as never),
    (type: Type) => Types.TUPLE(INT, type as never),
    (type: Type) => Types.MAP(STRING, type as never),
    (type: Type) => pojo({ n: type }),
  ]
  const inside = [
    (one: unknown) => [one],
    (one: unknown) => [one],
    (one: unknown) => [7, one],
    (one: unknown) => ({ k: one, none: null }),
    (one: unknown) => ({ n: one }),
  ]
  around.forEach((type, at) => {
    const put = inside[at] as (one: unknown) => unknown
    expect(resolve(type(before), type(now))).toBe('compatibleAfterMigration')
    expect(restored(put({ a: 1, b: 'x' }), type(before), type(now))).toEqual(put(value))
  })
})

test('[SCH-4] the type of a field and the name of a class stay; a renamed field is another one', () => {
  expect(resolve(pojo({ a: INT }), pojo({ a: LONG }))).toBe('incompatible')
  expect(resolve(pojo({ a: INT }), pojo({ a: INT }, 'B'))).toBe('incompatible')
  expect(resolve(pojo({ a: INT }), Types.POJO({ a: INT }))).toBe('compatibleAsIs')
  expect(resolve(pojo({ a: INT, b: INT }), pojo({ b: INT, a: INT }))).toBe('compatibleAsIs')
  expect(resolve(pojo({ n: pojo({ x: INT }) }), pojo({ n: pojo({ x: STRING }) }))).toBe(
    'incompatible',
  )
  expect(restored({ a: 1 }, pojo({ a: INT }), pojo({ a2: INT }))).toEqual({ a2: 0 })
})

test('[SCH-5] constants of an enum are known by their names', () => {
  const was = Types.ENUM({ FIG: 0, DATE: 1 }, 'Fruit')
  const is = Types.ENUM({ DATE: 0, KIWI: 1, FIG: 2 }, 'Fruit')
  expect(resolve(was, is)).toBe('compatibleWithReconfiguredSerializer')
  expect(resolve(was, was)).toBe('compatibleAsIs')
  expect([0, 1].map((value) => restored(value, was, is))).toEqual([2, 0])
  expect(restored({ 0: 'a' }, Types.MAP(was, STRING), Types.MAP(is, STRING))).toEqual({ 2: 'a' })
  expect(lostConstant(serializerOf(was), serializerOf(is))).toEqual({
    enumName: 'Fruit',
    constant: 'KIWI',
    inField: false,
  })
  const list = (type: Type) => serializerOf(Types.LIST(pojo({ e: type })))
  expect(lostConstant(list(was), list(is))).toMatchObject({ inField: true })
  expect(lostConstant(list(is), list(was))).toBeNull()
})
