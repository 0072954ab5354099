import { expect, test } from 'vitest'
import type { BackgroundJob } from './jobs.ts'
import { stringAppend } from './merge-operator.ts'
import { LsmStore } from './store.ts'
import { MemoryFiles } from './table-files.ts'
import { small } from './testing/options.ts'
import { examineStore } from './testing/store-model.ts'

const bytes = (of: string): Uint8Array => Uint8Array.from(of, (unit) => unit.charCodeAt(0))
const text = (of: Uint8Array | null): string | null =>
  of === null ? null : String.fromCharCode(...of)

/** Each takes some two seconds of a processor; `npm run fuzz -- --lsm` takes as many as one likes. */
const seeds = Array.from({ length: 12 }, (_, at) => at + 1)

test.each(seeds)(
  '[LSM-1] 100,000 random operations answer as a map does (seed %i)',
  (seed) => {
    const { statistics, done, deepest, waits } = examineStore(seed, 100_000)
    expect(done['lose']).toBeGreaterThan(0)
    expect(deepest).toBeGreaterThanOrEqual(2)
    expect(statistics.filtered).toBeGreaterThan(0)
    expect(waits).toBeGreaterThan(0)
    expect(statistics.trivialMoves).toBeGreaterThan(0)
  },
  60_000,
)

test('[LSM-5] a deleted key takes room until a compaction meets the tombstone at the bottom', () => {
  const files = new MemoryFiles()
  const store = new LsmStore(small, files)
  const family = store.columnFamily('state', { merge: null })
  store.put(family, bytes('a'), bytes('1'))
  store.flush()
  store.delete(family, bytes('a'))
  store.flush()
  expect(store.get(family, bytes('a'))).toBeNull()
  expect(family.version.files.map(({ entries }) => entries)).toEqual([1, 1])
  store.compactAll(family)
  expect(family.version.files).toEqual([])
  expect(files.bytes).toBe(0)
})

test('[LSM-6] appending to a list reads nothing; its operands are one value once nothing is below', () => {
  const store = new LsmStore(small, new MemoryFiles())
  const family = store.columnFamily('list', { merge: stringAppend(44) })
  for (const element of ['a', 'b', 'c']) {
    store.merge(family, bytes('k'), bytes(element))
    store.flush()
  }
  expect(store.statistics).toMatchObject({ bytesRead: 0, memtableHit: 0, memtableMiss: 0 })
  expect(family.version.files.map(({ entries }) => entries)).toEqual([1, 1, 1])
  expect(text(store.get(family, bytes('k')))).toBe('a,b,c')
  store.compactAll(family)
  expect(family.version.files.map(({ entries }) => entries)).toEqual([1])
  expect(text(store.get(family, bytes('k')))).toBe('a,b,c')
})

test('[LSM-7] each operand is filtered by itself until they are one value', () => {
  const store = new LsmStore(small, new MemoryFiles())
  const family = store.columnFamily('list', { merge: stringAppend(44) })
  family.filter = {
    filter: (_key, _type, value) => (text(value)?.startsWith('x') === true ? 'remove' : 'keep'),
    completed: () => undefined,
  }
  for (const element of ['a', 'x1', 'b']) store.merge(family, bytes('k'), bytes(element))
  store.compactAll(family)
  expect(text(store.get(family, bytes('k')))).toBe('a,b')
})

test('[LSM-8] a writer waits for a flush when memtables are full, and only then', () => {
  const jobs: BackgroundJob[] = []
  const schedule = (job: BackgroundJob): void => {
    jobs.push(job)
  }
  const store = new LsmStore(small, new MemoryFiles(), { schedule })
  const family = store.columnFamily('state', { merge: null })
  let written = 0
  const fill = (): void => {
    const before = store.memtableBytes
    while (store.memtableBytes < before + small.writeBufferSize)
      store.put(family, bytes(`key${written++}`), bytes('value'))
  }
  fill()
  expect(store.writeCondition).toBe('normal')
  fill()
  expect(jobs.map(({ kind }) => kind)).toEqual(['flush'])
  expect(store.writeCondition).toBe('stopped')
  jobs[0]?.complete()
  expect(store.writeCondition).toBe('normal')
  expect(store.statistics.flushes).toBe(1)
  expect(text(store.get(family, bytes('key0')))).toBe('value')
})

test('[LSM-9] what was not flushed is gone with the machine; a checkpoint flushes it', () => {
  const files = new MemoryFiles()
  const store = new LsmStore(small, files)
  const family = store.columnFamily('state', { merge: null })
  store.put(family, bytes('a'), bytes('1'))
  const manifest = store.checkpoint()
  store.put(family, bytes('a'), bytes('2'))
  const again = new LsmStore(small, files, { manifest })
  expect(text(again.get(again.columnFamily('state', { merge: null }), bytes('a')))).toBe('1')
})
