import { expect, test } from 'vitest'
import {
  among,
  type Check,
  either,
  finite,
  flag,
  listOf,
  optional,
  orNull,
  shapeOf,
  tableOf,
  textOf,
  wholeOf,
} from './shape.ts'

/** What of these a check accepts. */
const accepted = (check: Check<unknown>, ...values: readonly unknown[]): readonly unknown[] =>
  values.filter((value) => check(value))

test('texts up to a length, whole numbers within bounds, numbers that are some, flags', () => {
  expect(accepted(textOf(2), '', 'ab', 'abc', 1, null, ['a'])).toEqual(['', 'ab'])
  expect(accepted(wholeOf(0, 9), -1, 0, 9, 10, 1.5, NaN, '1', null, 2n)).toEqual([0, 9])
  expect(accepted(wholeOf(), 2 ** 53, -(2 ** 53) + 1, Infinity)).toEqual([-(2 ** 53) + 1])
  expect(accepted(finite, 1.5, Infinity, NaN, '1', null)).toEqual([1.5])
  expect(accepted(flag, true, false, 0, 'true')).toEqual([true, false])
})

test('one of some values, null besides, either of two', () => {
  expect(accepted(among('a', 1), 'a', 1, '1', 'toString')).toEqual(['a', 1])
  expect(accepted(orNull(flag), null, true, undefined)).toEqual([null, true])
  expect(accepted(either(flag, textOf(1)), true, 'a', 'ab', 1)).toEqual([true, 'a'])
})

test('lists up to a length, all of whose items are right; a hole is not', () => {
  const check = listOf(flag, 2)
  expect(accepted(check, [], [true], [true, 1], [true, true, true], { length: 0 })).toEqual([
    [],
    [true],
  ])
  expect(check(new Array(2))).toBe(false)
})

test('tables up to a size; no lists, no null', () => {
  expect(
    accepted(tableOf(flag, 1), {}, { a: true }, { a: 1 }, { a: true, b: true }, [], null),
  ).toEqual([{}, { a: true }])
})

test('shapes have their fields and no others; what may be left out may, and is right where it is there', () => {
  const check = shapeOf({ a: flag, b: optional(wholeOf()) })
  const right = [{ a: true }, { a: false, b: 1 }]
  const wrong = [
    ...[{}, { b: 1 }, { a: 1 }, { a: true, b: '1' }, { a: true, b: undefined }],
    ...[{ a: true, c: 1 }, [], null, 'a', Object.create({ a: true })],
    ...[JSON.parse('{"a": true, "__proto__": 1}'), JSON.parse('{"a": true, "toString": 1}')],
  ]
  expect(accepted(check, ...right, ...wrong)).toEqual(right)
})
