import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BlockCache, CacheRoom } from './block-cache.ts'
import { Corruption } from './corruption.ts'
import type { Entry, EntryCursor } from './entry.ts'
import { PinnedBlocks } from './pinned-blocks.ts'
import { Statistics } from './statistics.ts'
import { TableBuilder } from './table-builder.ts'
import { MemoryFiles } from './table-files.ts'
import { TableReader } from './table-reader.ts'

const key = (at: number): Uint8Array => Uint8Array.of(at >>> 8, at)
const entryAt = (at: number): Entry => ({
  key: key(at),
  sequence: 1000 - at,
  type: at % 7 === 0 ? 0 : 1,
  value: at % 7 === 0 ? new Uint8Array(0) : new Uint8Array(20).fill(at),
})
const entries = Array.from({ length: 300 }, (_, at) => entryAt(2 * at))

function tableOf(bits = 10): Uint8Array {
  const builder = new TableBuilder({
    blockSize: 256,
    blockRestartInterval: 4,
    bloomBitsPerKey: bits,
  })
  for (const entry of entries) builder.add(entry)
  return builder.finish()
}

function walked(cursor: EntryCursor, start: Uint8Array): readonly Entry[] {
  const found: Entry[] = []
  for (cursor.seek(start, Number.MAX_SAFE_INTEGER); cursor.entry !== null; cursor.next())
    found.push(cursor.entry)
  return found
}

const source = (capacity: number) => ({
  cache: new BlockCache(new CacheRoom(capacity)),
  statistics: new Statistics(),
  pinned: new PinnedBlocks(),
})

function opened(file: Uint8Array): TableReader {
  const files = new MemoryFiles()
  files.write(1, file)
  return new TableReader(1, files, file)
}

test('[LSM-2] a table answers its entries in order, from any key on', () => {
  const file = tableOf()
  const table = opened(file)
  const cursor = table.cursor(source(1 << 20))
  expect(walked(cursor, new Uint8Array(0))).toEqual(entries)
  for (const at of [0, 1, 7, 100, 333, 598, 599, 700]) {
    const expected = entries.filter((_, place) => 2 * place >= at)
    expect(walked(cursor, key(at))).toEqual(expected)
    expect(walked(table.pastCache(), key(at))).toEqual(expected)
  }
})

test('[LSM-2] whatever byte is another or missing, what is read is right or refused', () => {
  const file = tableOf()
  fc.assert(
    fc.property(
      fc.nat({ max: file.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      (at, change, cut) => {
        const bytes = cut ? file.slice(0, at) : file.with(at, (file[at] as number) ^ change)
        expect(() => {
          const table = opened(bytes)
          // The filter is only looked at for single keys.
          for (const entry of entries)
            if (!table.mayContain(entry.key)) throw new Corruption('lost')
          expect(walked(table.pastCache(), new Uint8Array(0))).toEqual(entries)
        }).toThrow(Corruption)
      },
    ),
    { numRuns: 500 },
  )
})

test('[LSM-3] blocks that were read are read again from memory, as many as fit', () => {
  const file = tableOf()
  const table = opened(file)
  const wide = source(1 << 20)
  walked(table.cursor(wide), new Uint8Array(0))
  const blocks = wide.statistics.blockCacheMiss
  expect(wide.statistics.blockCacheHit).toBe(0)
  walked(table.cursor(wide), new Uint8Array(0))
  expect(wide.statistics).toMatchObject({ blockCacheHit: blocks, blockCacheMiss: blocks })

  const narrow = source(1024)
  walked(table.cursor(narrow), new Uint8Array(0))
  expect(narrow.cache.usage).toBeGreaterThan(0)
  expect(narrow.cache.usage).toBeLessThanOrEqual(1024)
  walked(table.cursor(narrow), new Uint8Array(0))
  expect(narrow.statistics.blockCacheMiss).toBe(2 * blocks)
})
