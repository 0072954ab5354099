import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../model/index.ts'
import { copyOf } from './copy-of.ts'
import { checkValue } from './state-values.ts'
import { codeOf, refusalOf } from './testing/misuse.ts'
import { Types } from './types.ts'
import { copyValue } from './values.ts'

const copy = (value: unknown) => copyValue(value, 'record')
const refusal = (value: unknown) => {
  const refused = refusalOf(() => copy(value))
  return refused === null ? null : `${refused.code} ${refused.values['path']}`
}

test('a record is copied whole, and shares nothing with the original', () => {
  const order = { fruit: 'fig', tags: ['a', { deep: null }], sold: true, amount: 1.5 }
  const copied = copy(order) as typeof order
  expect(copied).toEqual(order)
  expect(copied).not.toBe(order)
  expect(copied.tags).not.toBe(order.tags)
  expect(copied.tags[1]).not.toBe(order.tags[1])
})

test('any JSON comes out as it went in', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(copy(value)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('[TYP-1] the words for what cannot be carried name the field', () => {
  class Order {
    at = 1
  }
  expect(refusal({ m: new Map() })).toBe('value_map record.m')
  expect(refusal({ list: [1, new Set()] })).toBe('value_set record.list[1]')
  expect(refusal({ 'the day': new Date(0) })).toBe('value_date record["the day"]')
  expect(refusal(new Order())).toBe('value_class_instance record')
  expect(refusal({ o: [new Order()] })).toBe('value_class_instance record.o[0]')
  expect(refusal({ p: Promise.resolve() })).toBe('value_promise record.p')
  expect(refusal(() => 1)).toBe('value_function record')
  expect(refusal({ f: () => 1 })).toBe('value_function record.f')
  expect(refusal({ s: Symbol('s') })).toBe('value_symbol record.s')
  expect(refusal({ n: 1n })).toBe('value_bigint record.n')
  expect(refusal(NaN)).toBe('value_not_finite record')
  expect(refusal({ a: { b: -Infinity } })).toBe('value_not_finite record.a.b')
  expect(refusal(undefined)).toBe('value_undefined record')
  expect(refusal([1, undefined])).toBe('value_undefined record[1]')
  expect(refusal(Array(3))).toBe('value_undefined record[0]')
  expect(refusal(new Uint8Array(2))).toBe('value_bytes record')
  expect(refusal({ b: new ArrayBuffer(2) })).toBe('value_bytes record.b')
  expect(refusal({ later: { then: () => 1 } })).toBe('value_promise record.later')
  expect(refusal(new Error('e'))).toBe('value_class_instance record')
  expect(refusal({ w: new WeakMap() })).toBe('value_class_instance record.w')
  expect(refusal(Object.create({ inherited: 1 }))).toBe('value_class_instance record')
})

test('fields that are undefined or named by a symbol are left out', () => {
  expect(copy({ a: 1, b: undefined, [Symbol('c')]: 2 })).toEqual({ a: 1 })
})

test('negative zero is zero, and lone surrogates stay', () => {
  expect(Object.is(copy(-0), 0)).toBe(true)
  expect(Object.is((copy({ n: -0 }) as { n: number }).n, 0)).toBe(true)
  expect(copy(['\ud800'])).toEqual(['\ud800'])
})

test('a cycle, and data too deep or too large, are told apart', () => {
  const loop: Record<string, unknown> = { a: {} }
  ;(loop['a'] as Record<string, unknown>)['back'] = loop
  expect(refusal(loop)).toBe('value_cycle record.a.back')
  let deep: unknown = 1
  for (let i = 0; i < 100_000; i++) deep = { deep }
  expect(refusal(deep)).toMatch(/^value_too_deep record\.deep/)
  const fits = (depth: number) => {
    let value: unknown = 1
    for (let i = 0; i < depth; i++) value = [value]
    return codeOf(() => copy(value))
  }
  expect(fits(limits.valueDepth)).toBeNull()
  expect(fits(limits.valueDepth + 1)).toBe('value_too_deep')
  expect(refusal(Array(limits.valueNodes + 1).fill(0))).toBe('value_too_large record')
  expect(refusal({ sparse: Object.assign([], { length: 2 ** 32 - 1 }) })).toBe(
    'value_too_large record.sparse',
  )
  const shared = Array(1_000).fill(0)
  const bomb = Array(1_000).fill(shared)
  expect(refusal(bomb)).toBe('value_too_large record[98]')
})

test('the same object twice is not a cycle', () => {
  const fruit = { name: 'fig' }
  expect(copy([fruit, fruit])).toEqual([{ name: 'fig' }, { name: 'fig' }])
})

test('keys that mean prototypes are data', () => {
  const value: unknown = JSON.parse(
    '{"__proto__": {"admin": true}, "constructor": 1, "toString": 2}',
  )
  const copied = copy(value) as object
  expect(JSON.stringify(copied)).toBe(JSON.stringify(value))
  expect(Object.getPrototypeOf(copied)).toBe(Object.prototype)
  expect('admin' in copied).toBe(false)
})

test('objects without a prototype are plain', () => {
  const bare = Object.assign(Object.create(null) as object, { a: 1 })
  expect(copy(bare)).toEqual({ a: 1 })
})

test('getters and proxies are asked once for each field', () => {
  let asked = 0
  const counting = {
    get n() {
      return ++asked
    },
  }
  expect(copy(counting)).toEqual({ n: 1 })
  const fickle = {
    get n() {
      return asked++ % 2 === 1 ? new Map() : 1
    },
  }
  expect(codeOf(() => copy(fickle))).toBe('value_changes')
  expect(copy(new Proxy({ a: 1 }, {}))).toEqual({ a: 1 })
  expect(() =>
    copy(
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new RangeError('trap')
          },
        },
      ),
    ),
  ).toThrow('trap')
})

test('[HB-2] state keeps the object itself', () => {
  const total = { sum: 1 }
  expect(checkValue(total, null, 'state')).toBe(total)
  expect(checkValue(total, Types.POJO<{ sum: number }>(), 'state')).toBe(total)
})

test('state without a type takes plain data and nothing else', () => {
  const refused = refusalOf(() => checkValue({ seen: new Set() }, null, "state 'seen'"))
  expect(refused).toEqual({ code: 'value_set', values: { path: "state 'seen'.seen" } })
  expect(codeOf(() => checkValue([[NaN]], null, 'state'))).toBe('value_not_finite')
  expect(checkValue(null, null, 'state')).toBeNull()
})

test('[TYP-2, TYP-3] numbers are kept as Java keeps them', () => {
  const kept = (value: unknown, type: unknown) => checkValue(value, type as never, 'state')
  expect(kept(2 ** 31, Types.INT)).toBe(-(2 ** 31))
  expect(kept(40_000, Types.SHORT)).toBe(40_000 - 65_536)
  expect(kept(-129, Types.BYTE)).toBe(127)
  expect(kept(0.1, Types.FLOAT)).toBe(Math.fround(0.1))
  expect(kept(0.1, Types.DOUBLE)).toBe(0.1)
  expect(kept(NaN, Types.DOUBLE)).toBeNaN()
  expect(kept(-Infinity, Types.FLOAT)).toBe(-Infinity)
  expect(kept(-0, Types.DOUBLE)).toBe(-0)
  expect(kept(-0, Types.LONG)).toBe(0)
  expect(kept(2 ** 53 - 1, Types.LONG)).toBe(2 ** 53 - 1)
  expect(kept(2n ** 63n, Types.LONG)).toBe(-(2n ** 63n))
  expect(kept(2n ** 80n, Types.BIG_INT)).toBe(2n ** 80n)
  expect(kept(null, Types.VOID)).toBeNull()
})

test('[TYP-2] what Java wraps on assignment is wrapped in fields and elements too', () => {
  const point = { x: 2 ** 31, y: [300] }
  const type = Types.POJO<typeof point>({ x: Types.INT, y: Types.LIST(Types.BYTE) as never })
  expect(checkValue(point, type, 'state')).toBe(point)
  expect(point).toEqual({ x: -(2 ** 31), y: [44] })
  expect(checkValue([1, 0.1], Types.TUPLE(Types.LONG, Types.FLOAT), 'state')).toEqual([
    1,
    Math.fround(0.1),
  ])
})

test('[TYP-4, TYP-5] a composite value is checked part by part, with the path of what is wrong', () => {
  enum Fruit {
    FIG = 'F',
    DATE = 'D',
  }
  enum Level {
    LOW,
    HIGH,
  }
  const wrong = (value: unknown, type: unknown) => {
    const refused = refusalOf(() => checkValue(value, type as never, 'state'))
    return refused === null ? null : `${refused.code} ${refused.values['path']}`
  }
  const total = Types.POJO<{ n: number; of: string }>('Total', { n: Types.LONG, of: Types.STRING })
  expect(wrong({ n: 1, of: null }, total)).toBeNull()
  expect(wrong({ n: 1, off: 'fig' }, total)).toBe('value_field_unknown state')
  expect(wrong({ n: [] }, total)).toBe('value_not_of_type state.n')
  expect(wrong([1, 'a'], Types.TUPLE(Types.LONG, Types.STRING))).toBeNull()
  expect(wrong([1], Types.TUPLE(Types.LONG, Types.STRING))).toBe('value_not_of_type state')
  expect(wrong([1, null], Types.TUPLE(Types.LONG, Types.STRING))).toBe('value_not_of_type state[1]')
  const longs = Types.MAP(Types.LONG, total)
  expect(wrong({ '-7': { n: 1 }, '8': null }, longs)).toBeNull()
  expect(wrong({ '07': null }, longs)).toBe('value_not_of_type state["07"]')
  expect(wrong({ [String(2n ** 63n)]: null }, longs)).toBe(
    'value_not_of_type state["9223372036854775808"]',
  )
  expect(wrong({ true: 1 }, Types.MAP(Types.BOOLEAN, Types.INT))).toBeNull()
  expect(wrong({ yes: 1 }, Types.MAP(Types.BOOLEAN, Types.INT))).toBe(
    'value_not_of_type state["yes"]',
  )
  expect(wrong({ ab: 1 }, Types.MAP(Types.CHAR, Types.INT))).toBe('value_not_of_type state["ab"]')
  expect(wrong({ F: 1 }, Types.MAP(Types.ENUM(Fruit), Types.INT))).toBeNull()
  expect(wrong(new Map(), longs)).toBe('value_map state')
  expect(wrong(Fruit.FIG, Types.ENUM(Fruit))).toBeNull()
  expect(wrong('G', Types.ENUM(Fruit))).toBe('value_not_of_type state')
  expect(wrong(Level.HIGH, Types.ENUM(Level))).toBeNull()
  expect(wrong(2, Types.ENUM(Level))).toBe('value_not_of_type state')
  expect(wrong('FIG', Types.ENUM(['FIG', 'DATE']))).toBeNull()
  expect(wrong(new Uint8Array([1]), Types.PRIMITIVE_ARRAY(Types.BYTE))).toBeNull()
  expect(wrong([1], Types.PRIMITIVE_ARRAY(Types.BYTE))).toBe('value_not_of_type state')
  expect(wrong([1.5], Types.PRIMITIVE_ARRAY(Types.INT))).toBe('value_not_of_type state[0]')
  expect(wrong(['a'], Types.OBJECT_ARRAY(Types.STRING))).toBeNull()
  expect(wrong([() => 1], Types.LIST(Types.STRING))).toBe('value_function state[0]')
  expect(wrong({ n: NaN }, total)).toBe('value_not_finite state.n')
})

test('[TYP-5] types that cannot be are refused where they are made', () => {
  expect(codeOf(() => Types.ENUM([]))).toBe('enum_expected')
  expect(codeOf(() => Types.TUPLE())).toBe('tuple_length')
  expect(codeOf(() => Types.MAP(Types.DOUBLE, Types.LONG))).toBe('type_not_allowed')
  expect(codeOf(() => Types.PRIMITIVE_ARRAY(Types.LIST(Types.LONG) as never))).toBe(
    'type_not_allowed',
  )
  expect(codeOf(() => Types.LIST('STRING' as never))).toBe('type_expected')
})

test('[TYP-5] a type is called as Flink prints it', () => {
  const names = [
    Types.LONG,
    Types.INT,
    Types.CHAR,
    Types.BIG_INT,
    Types.VOID,
    Types.LIST(Types.POJO<{ b: number; a: string }>('K', { b: Types.INT, a: Types.STRING })),
    Types.MAP(Types.STRING, Types.LONG),
    Types.TUPLE(Types.STRING, Types.PRIMITIVE_ARRAY(Types.INT)),
    Types.ENUM(['FIG'], 'Fruit'),
    Types.OBJECT_ARRAY(Types.STRING),
    Types.OBJECT_ARRAY(Types.LIST(Types.LONG)),
  ].map(String)
  expect(names).toEqual([
    'Long',
    'Integer',
    'Character',
    'BigInteger',
    'Void',
    'List<PojoType<K, fields = [a: String, b: Integer]>>',
    'Map<String, Long>',
    'Java Tuple2<String, int[]>',
    'EnumTypeInfo<Fruit>',
    'BasicArrayTypeInfo<String>',
    'ObjectArrayTypeInfo<List<Long>>',
  ])
})

test('[TYP-6] a copy shares nothing with the original', () => {
  const original = {
    bytes: new Uint8Array([1, 2]),
    list: [{ n: -0 }],
    id: 2n ** 60n,
    gone: undefined,
  }
  const copy = copyOf(original) as typeof original
  expect(copy).toEqual(original)
  expect(Object.keys(copy)).toEqual(['bytes', 'list', 'id'])
  expect(copy.bytes).not.toBe(original.bytes)
  expect(copy.list[0]).not.toBe(original.list[0])
  expect(copyOf(JSON.parse('{"__proto__": {"a": 1}}'))).toEqual(
    JSON.parse('{"__proto__": {"a": 1}}'),
  )
})

test('values of another type than declared are refused', () => {
  const refused = (value: unknown, type: unknown) =>
    refusalOf(() => checkValue(value, type as never, 'state'))?.values
  expect(refused(1.5, Types.LONG)).toEqual({ path: 'state', type: 'Long', got: '1.5' })
  expect(refused(2 ** 53, Types.LONG)).toMatchObject({ type: 'Long' })
  expect(refused('1', Types.INT)).toEqual({ path: 'state', type: 'Integer', got: 'the string "1"' })
  expect(refused(1, Types.STRING)).toMatchObject({ type: 'String' })
  expect(refused(1, Types.BOOLEAN)).toMatchObject({ type: 'Boolean' })
  expect(refused('ab', Types.CHAR)).toMatchObject({ type: 'Character' })
  expect(refused([1], Types.POJO())).toMatchObject({ type: 'PojoType', got: 'an array of 1' })
  expect(refused({ n: 'x' }, Types.POJO<{ n: number }>({ n: Types.LONG }))).toMatchObject({
    path: 'state.n',
  })
  expect(refused([1, '2'], Types.LIST(Types.LONG))).toMatchObject({ path: 'state[1]' })
  expect(codeOf(() => checkValue(1.5, Types.LONG, 'state'))).toBe('value_not_of_type')
  expect(codeOf(() => checkValue(NaN, Types.LONG, 'state'))).toBe('value_not_finite')
})
