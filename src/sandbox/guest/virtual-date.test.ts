import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeVirtualDate } from './virtual-date.ts'

const VirtualDate = makeVirtualDate(() => 12_345)

test('the present is virtual time', () => {
  expect(VirtualDate.now()).toBe(12_345)
  expect(new VirtualDate().getTime()).toBe(12_345)
  expect(VirtualDate()).toBe('Thu Jan 01 1970 00:00:12 GMT+0000 (Coordinated Universal Time)')
})

test('the zone is UTC, whatever the machine’s is', () => {
  const date = new VirtualDate(2024, 1, 29, 23, 59)
  expect(date.toISOString()).toBe('2024-02-29T23:59:00.000Z')
  expect([date.getHours(), date.getDate(), date.getTimezoneOffset()]).toEqual([23, 29, 0])
  date.setHours(1, 2)
  expect(date.toISOString()).toBe('2024-02-29T01:02:00.000Z')
  expect(date.toDateString()).toBe('Thu Feb 29 2024')
  expect(date.toLocaleString()).toBe('2/29/2024, 1:02:00 AM')
})

test.each<[string, number]>([
  ['2024-05-01', Date.UTC(2024, 4, 1)],
  ['2024-05-01T10:00', Date.UTC(2024, 4, 1, 10)],
  ['2024-05-01T10:00:00.5+02:00', Date.UTC(2024, 4, 1, 8, 0, 0, 500)],
  ['Wed, 01 May 2024 10:00:00 GMT', Date.UTC(2024, 4, 1, 10)],
  ['May 1, 2024', NaN],
  ['', NaN],
])('%s is read the same everywhere', (text, time) => {
  expect(VirtualDate.parse(text)).toBe(time)
  expect(new VirtualDate(text).getTime()).toBe(time)
})

test('every instant is written so that it is read back, and methods agree with those of UTC', () => {
  const instant = fc.integer({ min: -62_000_000_000_000, max: 253_000_000_000_000 })
  fc.assert(
    fc.property(instant, (time) => {
      const date = new VirtualDate(time)
      const real = new Date(time)
      expect(new VirtualDate(date.toISOString()).getTime()).toBe(time)
      expect(VirtualDate.parse(date.toString())).toBe(Math.floor(time / 1_000) * 1_000)
      expect([date.getFullYear(), date.getMonth(), date.getDay(), date.getMinutes()]).toEqual([
        real.getUTCFullYear(),
        real.getUTCMonth(),
        real.getUTCDay(),
        real.getUTCMinutes(),
      ])
      expect(JSON.stringify({ date })).toBe(JSON.stringify({ date: real }))
    }),
  )
})

test('it behaves as a Date: instances, subclasses, arithmetic, invalid ones', () => {
  class Day extends VirtualDate {}
  expect(new Day(5)).toBeInstanceOf(VirtualDate)
  expect(new Day(5).getTime()).toBe(5)
  expect(+new VirtualDate(7) - +new VirtualDate(3)).toBe(4)
  expect(new VirtualDate(new VirtualDate(9)).getTime()).toBe(9)
  expect(String(new VirtualDate(NaN))).toBe('Invalid Date')
  expect('' + String(new VirtualDate(0))).toContain('GMT+0000')
})

test('nothing of it leads to the machine’s clock', () => {
  const seen = new Set<unknown>()
  const walk = (value: unknown): void => {
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
    if (!isObject || seen.has(value)) return
    seen.add(value)
    walk(Object.getPrototypeOf(value))
    for (const key of Reflect.ownKeys(value)) {
      walk(Reflect.getOwnPropertyDescriptor(value, key)?.value)
    }
  }
  walk(VirtualDate.prototype)
  expect(seen.has(Date)).toBe(false)
  expect(seen.has(Date.prototype)).toBe(false)
})
