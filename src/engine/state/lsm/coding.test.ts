import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Block, BlockBuilder } from './block.ts'
import { bloomFilterOf, mayContain } from './bloom.ts'
import { ByteSink, ByteSource, compareBytes, endOfPrefix, startsWith } from './coding.ts'
import { Corruption } from './corruption.ts'
import {
  compareEntries,
  encodeInternalKey,
  type Entry,
  type EntryCursor,
  entryOf,
  type ValueType,
} from './entry.ts'

const someBytes = (most: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength: most })

/** In order, no two alike. */
const someEntries = fc
  .uniqueArray(
    fc.record({
      key: someBytes(6),
      sequence: fc.nat({ max: 2 ** 40 }),
      type: fc.constantFrom<ValueType>(0, 1, 2),
      value: someBytes(40),
    }),
    { minLength: 1, maxLength: 60, selector: ({ key, sequence }) => `${key.join()}/${sequence}` },
  )
  .map((entries) => entries.sort(compareEntries))

function* from(cursor: EntryCursor, key: Uint8Array, sequence: number): Iterable<Entry> {
  for (cursor.seek(key, sequence); cursor.entry !== null; cursor.next()) yield cursor.entry
}

test('numbers of any size are read as they were written', () => {
  const sizes = fc.array(fc.nat({ max: Number.MAX_SAFE_INTEGER }))
  fc.assert(
    fc.property(sizes, fc.nat({ max: 0xffffffff }), someBytes(300), (numbers, fixed, bytes) => {
      const sink = new ByteSink(1)
      for (const number of numbers) sink.varint(number)
      sink.fixed32(fixed)
      sink.slice(bytes)
      const source = new ByteSource(sink.finish())
      expect(numbers.map(() => source.varint())).toEqual(numbers)
      expect(source.fixed32()).toBe(fixed)
      expect(source.slice()).toEqual(bytes)
      expect(source.isAtEnd).toBe(true)
    }),
  )
})

test('bytes that end too soon are noticed', () => {
  expect(() => new ByteSource(Uint8Array.of(0x80, 0x80)).varint()).toThrow(Corruption)
  expect(() => new ByteSource(new Uint8Array(9).fill(0xff)).varint()).toThrow(Corruption)
  expect(() => new ByteSource(Uint8Array.of(3, 1, 2)).slice()).toThrow(Corruption)
  expect(() => new ByteSource(Uint8Array.of(1, 2, 3)).fixed32()).toThrow(Corruption)
})

test('the end of a prefix is after all that begin with it, and before all else after it', () => {
  fc.assert(
    fc.property(someBytes(4), someBytes(6), (prefix, key) => {
      const end = endOfPrefix(prefix)
      const isWithin =
        compareBytes(key, prefix) >= 0 && (end === null || compareBytes(key, end) < 0)
      expect(isWithin).toBe(startsWith(key, prefix))
    }),
  )
})

test('an internal key keeps key, sequence number and type', () => {
  fc.assert(
    fc.property(someEntries, (entries) => {
      for (const entry of entries)
        expect(entryOf(encodeInternalKey(entry), entry.value)).toEqual(entry)
    }),
  )
})

test('[LSM-2] a block answers its entries from any place on, whatever its restarts', () => {
  fc.assert(
    fc.property(someEntries, fc.integer({ min: 1, max: 20 }), fc.nat(), (entries, interval, at) => {
      const builder = new BlockBuilder(interval)
      for (const entry of entries) builder.add(entry)
      const cursor = new Block(builder.finish()).cursor()
      const { key, sequence } = entries[at % entries.length] as Entry
      expect([...from(cursor, key, sequence)]).toEqual(entries.slice(at % entries.length))
      const after = entries.filter((entry) => compareEntries(entry, { key, sequence: 0 }) >= 0)
      expect([...from(cursor, key, 0)]).toEqual(after)
    }),
  )
})

test('[LSM-2] keys that begin alike take less room in a block', () => {
  const size = (interval: number): number => {
    const builder = new BlockBuilder(interval)
    for (let at = 0; at < 16; at++)
      builder.add({
        key: new Uint8Array(40).fill(7).with(39, at),
        sequence: 1,
        type: 1,
        value: Uint8Array.of(at),
      })
    return builder.finish().length
  }
  expect(size(16)).toBeLessThan(size(1) / 3)
})

test('[LSM-4] a bloom filter has every key it was made of, and few others', () => {
  const key = (at: number): Uint8Array => Uint8Array.of(at, at >>> 8, 7)
  const keys = Array.from({ length: 1000 }, (_, at) => key(at))
  const filter = bloomFilterOf(keys, 10)
  expect(keys.every((at) => mayContain(filter, at))).toBe(true)
  const others = Array.from({ length: 10_000 }, (_, at) => key(at + 1000))
  expect(others.filter((other) => mayContain(filter, other)).length).toBeLessThan(200)
})
