import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  canonicalJson,
  decodeKey,
  encodeKey,
  inferKeyType,
  javaHashCode,
  type KeyType,
} from './key.ts'

const keys: fc.Arbitrary<[unknown, KeyType]> = fc.oneof(
  fc.string({ unit: 'binary' }).map((key): [unknown, KeyType] => [key, 'STRING']),
  fc.boolean().map((key): [unknown, KeyType] => [key, 'BOOLEAN']),
  fc.integer().map((key): [unknown, KeyType] => [key, 'INT']),
  fc.maxSafeInteger().map((key): [unknown, KeyType] => [key, 'LONG']),
  fc
    .bigInt({ min: 1n << 60n, max: (1n << 63n) - 1n })
    .map((key): [unknown, KeyType] => [key, 'LONG']),
  fc.double().map((key): [unknown, KeyType] => [key, 'DOUBLE']),
  fc.bigInt().map((key): [unknown, KeyType] => [key, 'BIG_INT']),
  fc
    .tuple(fc.string(), fc.double(), fc.boolean())
    .map((key): [unknown, KeyType] => [
      key,
      { kind: 'TUPLE', fields: ['STRING', 'DOUBLE', 'BOOLEAN'] },
    ]),
  fc
    .array(fc.option(fc.integer()))
    .map((key): [unknown, KeyType] => [key, { kind: 'LIST', element: 'INT' }]),
  fc
    .record({ b: fc.maxSafeInteger(), a: fc.option(fc.string()) })
    .map((key): [unknown, KeyType] => [
      key,
      {
        kind: 'POJO',
        className: null,
        fields: [
          { name: 'b', type: 'LONG' },
          { name: 'a', type: 'STRING' },
        ],
      },
    ]),
  fc
    .dictionary(fc.maxSafeInteger().map(String), fc.option(fc.bigInt()))
    .map((key): [unknown, KeyType] => [{ ...key }, { kind: 'MAP', key: 'LONG', value: 'BIG_INT' }]),
  fc
    .jsonValue()
    .filter((key) => key !== null)
    .map((key): [unknown, KeyType] => [JSON.parse(JSON.stringify(key)), 'CANONICAL']),
)

test('a key comes back from its text, with the same hash code', () => {
  fc.assert(
    fc.property(keys, ([key, type]) => {
      const back = decodeKey(encodeKey(key, type), type)
      expect(encodeKey(back, type)).toBe(encodeKey(key, type))
      expect(javaHashCode(back, type)).toBe(javaHashCode(key, type))
      if (type !== 'CANONICAL') expect(back).toEqual(key)
    }),
  )
})

test('[KEY-7] composite keys are equal by their parts, and hash as Java joins them', () => {
  const pair: KeyType = { kind: 'TUPLE', fields: ['STRING', 'LONG'] }
  expect(encodeKey(['fig', 3], pair)).toBe('["fig",3]')
  expect(encodeKey(['fig', 3n], pair)).toBe('["fig",3]')
  expect(encodeKey(['fig', 2n ** 60n], pair)).toBe('["fig","1152921504606846976"]')
  expect(javaHashCode(['fig', 3], pair)).toBe(31 * javaHashCode('fig', 'STRING') + 3)
  expect(javaHashCode([null, 3], pair)).toBe(3)
  const nested: KeyType = { kind: 'TUPLE', fields: [pair, 'DOUBLE'] }
  expect(encodeKey([['a', 1], -0], nested)).toBe('[["a",1],"-0"]')
  expect(javaHashCode([['a', 1], -0], nested)).not.toBe(javaHashCode([['a', 1], 0], nested))
  const names = (...order: string[]): KeyType => ({
    kind: 'POJO',
    className: null,
    fields: order.map((name) => ({ name, type: 'INT' })),
  })
  // Objects.hash(a, b): the order of the fields counts for the hash, and not for equality.
  expect(javaHashCode({ a: 1, b: 2 }, names('a', 'b'))).toBe(31 * (31 + 1) + 2)
  expect(javaHashCode({ a: 1, b: 2 }, names('b', 'a'))).toBe(31 * (31 + 2) + 1)
  expect(encodeKey({ b: 2, a: 1 }, names('a', 'b'))).toBe(
    encodeKey({ a: 1, b: 2 }, names('b', 'a')),
  )
  expect(() => encodeKey(['fig'], pair)).toThrow(
    expect.objectContaining({ code: 'key_not_of_type', values: { type: 'TUPLE', got: 'object' } }),
  )
})

test('a long hashes alike as a number and as 64 bits', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (key) => {
      expect(javaHashCode(key, 'LONG')).toBe(javaHashCode(BigInt(key), 'LONG'))
    }),
  )
})

test('an undeclared key is a long if it is whole, else a double, else its canonical JSON', () => {
  expect(['a', true, 1, 1.5, 1n, { a: 1 }].map(inferKeyType)).toEqual([
    'STRING',
    'BOOLEAN',
    'LONG',
    'DOUBLE',
    'LONG',
    'CANONICAL',
  ])
})

test('the order in which an object was written does not matter', () => {
  const key = { user: 'ann', at: { y: 2, x: [{ d: 1, c: 2 }] } }
  const same = { at: { x: [{ c: 2, d: 1 }], y: 2 }, user: 'ann' }
  expect(canonicalJson(key)).toBe('{"at":{"x":[{"c":2,"d":1}],"y":2},"user":"ann"}')
  expect(javaHashCode(key, 'CANONICAL')).toBe(javaHashCode(same, 'CANONICAL'))
})

test('a key that is missing or of another type is the learner’s mistake', () => {
  expect(() => javaHashCode(null, 'STRING')).toThrow(
    expect.objectContaining({ code: 'key_is_null' }),
  )
  expect(() => javaHashCode(5, 'STRING')).toThrow(
    expect.objectContaining({ code: 'key_not_of_type' }),
  )
  expect(() => javaHashCode(1.5, 'INT')).toThrow(
    expect.objectContaining({ code: 'key_not_of_type' }),
  )
  expect(() => javaHashCode(2 ** 53, 'LONG')).toThrow(
    expect.objectContaining({ code: 'key_not_of_type' }),
  )
  expect(() => encodeKey({ a: Number.NaN }, 'CANONICAL')).toThrow(
    expect.objectContaining({ code: 'key_not_of_type' }),
  )
})
