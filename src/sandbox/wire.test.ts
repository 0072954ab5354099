import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32 } from '../base/index.ts'
import { limits } from '../model/index.ts'
import {
  itemBytes,
  toWire,
  toWord,
  WireError,
  type WireItem,
  type WireMessage,
  WireReader,
} from './wire.ts'

const most = { characters: 4 * limits.messageBytes, bytes: 8 * limits.messageBytes }

function readAll(items: readonly unknown[]): WireMessage[] {
  const reader = new WireReader(most)
  return items.map((item) => reader.take(item)).filter((message) => message !== null)
}

test('a message comes out as it went in, whatever its text and bytes', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }),
      (body, bytes) => {
        expect(readAll(toWire('traced', body, bytes))).toEqual([{ type: 'traced', body, bytes }])
      },
    ),
  )
})

test('what is long is cut into items of at most 1 MB', () => {
  const body = 'x'.repeat(1_500_000)
  const bytes = [new Uint8Array(2_500_000).fill(7), new Uint8Array(0), new Uint8Array(3).fill(1)]
  const items = toWire('requested', body, bytes)
  expect(items.map(itemBytes).every((size) => size <= limits.messageBytes)).toBe(true)
  expect(items.length).toBeGreaterThan(6)
  const [read] = readAll(items)
  expect(read?.body).toBe(body)
  // Compared by checksum: the test runner takes seconds to compare megabytes one by one.
  expect(read?.bytes.map((b) => [b.length, crc32(b)])).toEqual(
    bytes.map((b) => [b.length, crc32(b)]),
  )
})

test('a word passes between the items of a message', () => {
  const [head, ...rest] = toWire('requested', '{}', [new Uint8Array(3)]) as [
    WireItem,
    ...WireItem[],
  ]
  const read = readAll([head, toWord('pong'), ...rest, toWord('taken', 12)])
  expect(read.map(({ type, body }) => [type, body])).toEqual([
    ['pong', ''],
    ['requested', '{}'],
    ['taken', '12'],
  ])
})

test.each<[string, unknown[]]>([
  ['an object', [{ type: 'traced' }]],
  ['a typed array', [new Uint8Array(3)]],
  ['nothing', [undefined]],
  ['no mark', ['traced - []']],
  ['no head', ['.traced']],
  ['a type that is none', ['.__proto__ - []']],
  ['sizes that are none', ['.requested -1 {}']],
  ['sizes beyond the limit', ['.requested 999999999 {}']],
  ['bytes nobody announced', [new ArrayBuffer(3)]],
  ['more bytes than announced', ['.requested 2 {}', new ArrayBuffer(3)]],
  ['no bytes at all, for ever', ['.requested 2 {}', new ArrayBuffer(0)]],
  ['text where bytes were announced', ['.requested 2 {}', '.pong - ']],
  ['a text without an end', Array.from({ length: 10 }, () => `+${'x'.repeat(524_000)}`)],
  ['a word that is none', ['!pong pong']],
])('refused: %s', (_, items) => {
  expect(() => readAll(items)).toThrow(WireError)
})

test('random items: a message, nothing yet, or a WireError, and nothing else', () => {
  const item = fc.oneof(
    fc.string(),
    fc.string().map((text) => `.${text}`),
    fc
      .tuple(fc.constantFrom('.', '+', '!'), fc.constantFrom('traced 3 [', 'pong ', 'a 1,2 '))
      .map((parts) => parts.join('')),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => bytes.slice().buffer),
    fc.anything(),
  )
  fc.assert(
    fc.property(fc.array(item, { maxLength: 12 }), (items) => {
      try {
        readAll(items)
      } catch (error) {
        expect(error).toBeInstanceOf(WireError)
      }
    }),
    { numRuns: 500 },
  )
})
