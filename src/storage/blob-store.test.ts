import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, test } from 'vitest'
import type { BlobId, CheckpointId, SnapshotKind, SnapshotManifest } from '../model/index.ts'
import { blobsOfRun, BlobStore, type BlobShelf } from './blob-store.ts'
import { Database, type StorageNotice, type StoredBlob } from './database.ts'
import { indexedDbBlobs } from './indexeddb-blobs.ts'
import { memoryBlobs } from './memory-blobs.ts'

const hour = 3_600_000
const id = (name: string): BlobId => name as BlobId
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

function manifest(checkpoint: number, blobs: string[], kind: SnapshotKind = 'checkpoint') {
  return {
    version: 1,
    checkpoint: checkpoint as CheckpointId,
    kind,
    label: null,
    jobName: 'totals',
    triggeredAt: 0,
    completedAt: 0,
    operators: [],
    handles: blobs.map((blob, subtask) => ({
      operator: 'a',
      subtask,
      blob,
      bytes: 1,
      checksum: 0,
      keyGroups: null,
    })),
  } as unknown as SnapshotManifest
}

let notices: StorageNotice[] = []
let database: Database

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  notices = []
  database = new Database((notice) => notices.push(notice))
})

const shelves: [string, () => BlobShelf][] = [
  ['IndexedDB', () => indexedDbBlobs(database)],
  ['a Map', () => memoryBlobs()],
]

describe.each(shelves)('in %s', (_, open) => {
  let now = 0
  let store: BlobStore
  beforeEach(() => {
    now = 10 * hour
    store = new BlobStore(open(), () => now)
  })

  test('bytes come back as they were put, even as a view of something larger', async () => {
    const run = blobsOfRun(store, 'a')
    const view = bytes(9, 1, 2, 3, 9).subarray(1, 4)
    expect(
      await Promise.all([run.put(id('chk-1/0'), view), run.put(id('chk-1/1'), bytes())]),
    ).toEqual([null, null])
    expect(await run.get(id('chk-1/0'))).toEqual(bytes(1, 2, 3))
    expect(await run.get(id('chk-1/1'))).toEqual(bytes())
  })

  test('two runs do not see each other’s blobs, except by name', async () => {
    const [a, b] = [blobsOfRun(store, 'a'), blobsOfRun(store, 'b')]
    await a.put(id('chk-1/0'), bytes(1))
    expect(await b.get(id('chk-1/0'))).toBe('lost')
    expect(await b.get(id('/a/chk-1/0'))).toEqual(bytes(1))
  })

  test('what is deleted is lost', async () => {
    const run = blobsOfRun(store, 'a')
    await run.put(id('chk-1/0'), bytes(1))
    await run.delete(id('chk-1/0'))
    expect(await run.get(id('chk-1/0'))).toBe('lost')
  })

  test('a sweep takes what no manifest leads to, once it is old', async () => {
    const run = blobsOfRun(store, 'a')
    for (const blob of ['chk-1/0', 'chk-1/_metadata', 'chk-2/0', 'shared/x'])
      await run.put(id(blob), bytes(1))
    await run.putManifest(manifest(1, ['chk-1/0', 'shared/x']))
    expect(await store.orphans(0)).toEqual(['a/chk-2/0'])
    expect(await store.sweep(hour)).toBe(0)
    now += 2 * hour
    expect(await store.sweep(hour)).toBe(1)
    expect(await run.get(id('chk-2/0'))).toBe('lost')
    expect(await run.get(id('chk-1/_metadata'))).toEqual(bytes(1))
  })

  test('a snapshot in progress keeps what it wrote first: its folder is young', async () => {
    const run = blobsOfRun(store, 'a')
    await run.put(id('chk-1/0'), bytes(1))
    now += 2 * hour
    await run.put(id('chk-1/1'), bytes(2))
    expect(await store.sweep(hour)).toBe(0)
    now += 2 * hour
    expect(await store.sweep(hour)).toBe(2)
    await run.put(id('chk-1/0'), bytes(3))
    expect(await store.sweep(hour)).toBe(0)
  })

  test('working files of a run that is open in a tab stay, however old; those of others go', async () => {
    const open = new BlobStore(memoryBlobs(), () => now, {
      began: () => undefined,
      all: async () => new Set(['a']),
    })
    for (const name of ['a', 'b']) {
      const run = blobsOfRun(open, name)
      await run.put(id('local/op-0-1/1.sst/0'), bytes(1))
      await run.put(id('chk-1/0'), bytes(1))
    }
    now += 2 * hour
    expect((await open.orphans(hour)).toSorted()).toEqual([
      'a/chk-1/0',
      'b/chk-1/0',
      'b/local/op-0-1/1.sst/0',
    ])
  })

  test('a working file that the browser does not take is kept in memory', async () => {
    const refusing = memoryBlobs()
    const run = blobsOfRun(
      new BlobStore({ ...refusing, write: async () => 'quota-exceeded' }, () => now),
      'a',
    )
    expect(await run.put(id('chk-1/0'), bytes(1))).toBe('quota-exceeded')
    expect(await run.put(id('local/op-0-1/1.sst/0'), bytes(7))).toBeNull()
    expect(await run.get(id('local/op-0-1/1.sst/0'))).toEqual(bytes(7))
    await run.delete(id('local/op-0-1/1.sst/0'))
    expect(await run.get(id('local/op-0-1/1.sst/0'))).toBe('lost')
  })

  test('a blob of another run stays while a manifest leads to it', async () => {
    await blobsOfRun(store, 'a').put(id('chk-1/0'), bytes(1))
    await blobsOfRun(store, 'b').putManifest(manifest(2, ['/a/chk-1/0']))
    expect(await store.orphans(0)).toEqual([])
  })

  test('a subsumed checkpoint leaves nothing behind', async () => {
    const run = blobsOfRun(store, 'a')
    await run.put(id('chk-1/0'), bytes(1))
    await run.putManifest(manifest(1, ['chk-1/0']))
    await run.deleteManifest(manifest(1, ['chk-1/0']))
    await run.delete(id('chk-1/0'))
    expect(await store.snapshots()).toEqual([])
    expect(await store.orphans(0)).toEqual([])
  })

  test('a forgotten run keeps its savepoints', async () => {
    const run = blobsOfRun(store, 'a')
    await run.putManifest(manifest(1, [], 'checkpoint'))
    now++
    await run.putManifest(manifest(2, [], 'savepoint'))
    await store.forget('a')
    const left = await store.snapshots()
    expect(
      typeof left === 'string' ? left : left.map((stored) => stored.manifest.checkpoint),
    ).toEqual([2])
  })
})

test('what was put survives the tab', async () => {
  const before = blobsOfRun(new BlobStore(indexedDbBlobs(database)), 'a')
  await before.put(id('chk-1/0'), bytes(1, 2))
  await before.putManifest(manifest(1, ['chk-1/0']))
  database.close()
  const after = new BlobStore(indexedDbBlobs(new Database(() => undefined)))
  expect(await blobsOfRun(after, 'a').get(id('chk-1/0'))).toEqual(bytes(1, 2))
  expect(await after.snapshots()).toMatchObject([{ run: 'a', manifest: { checkpoint: 1 } }])
})

test('a flipped bit, a missing byte and a foreign value are damage', async () => {
  const memory = {
    blobs: new Map<string, StoredBlob>(),
    manifests: new Map(),
    folders: new Map(),
    fault: null,
  }
  const run = blobsOfRun(new BlobStore(memoryBlobs(memory)), 'a')
  const damage = async (change: (stored: StoredBlob) => unknown): Promise<unknown> => {
    await run.put(id('b'), bytes(1, 2, 3))
    memory.blobs.set('a/b', change(memory.blobs.get('a/b') as StoredBlob) as StoredBlob)
    return run.get(id('b'))
  }
  expect(await damage((stored) => ({ ...stored, bytes: bytes(1, 2, 2) }))).toBe('damaged')
  expect(await damage((stored) => ({ ...stored, bytes: bytes(1, 2) }))).toBe('damaged')
  expect(await damage((stored) => ({ ...stored, bytes: 'abc' }))).toBe('damaged')
  expect(await damage((stored) => ({ ...stored, length: undefined }))).toBe('damaged')
  expect(await damage((stored) => stored)).toEqual(bytes(1, 2, 3))
})

/** A browser whose storage does what the test says. */
function replaceOpen(open: () => unknown): void {
  globalThis.indexedDB = { open } as unknown as IDBFactory
}

describe('storage that does not work', () => {
  const run = () => blobsOfRun(new BlobStore(indexedDbBlobs(database)), 'a')

  test('blocked: every answer is a fault, nothing throws, and somebody is told', async () => {
    replaceOpen(() => {
      throw new DOMException('denied', 'SecurityError')
    })
    expect(await run().put(id('b'), bytes(1))).toBe('blocked')
    expect(await run().get(id('b'))).toBe('blocked')
    expect(await run().putManifest(manifest(1, []))).toBe('blocked')
    await run().delete(id('b'))
    expect(await new BlobStore(indexedDbBlobs(database)).snapshots()).toBe('blocked')
    expect(notices[0]).toEqual({ fault: 'blocked', message: 'SecurityError: denied' })
  })

  test('no IndexedDB at all is blocked too', async () => {
    Object.assign(globalThis, { indexedDB: undefined })
    expect(await run().put(id('b'), bytes(1))).toBe('blocked')
  })

  test('full: what does not fit is told so, what fits is written', async () => {
    const tooMany = 3
    const shelf = indexedDbBlobs(database)
    const small: BlobShelf = {
      ...shelf,
      write: async (writes, now) =>
        writes.length >= tooMany ? 'quota-exceeded' : shelf.write(writes, now),
    }
    const store = blobsOfRun(new BlobStore(small), 'a')
    const faults = await Promise.all(['x', 'y', 'z'].map((name) => store.put(id(name), bytes(1))))
    expect(faults).toEqual([null, null, null])
    const memory = {
      blobs: new Map(),
      manifests: new Map(),
      folders: new Map(),
      fault: 'quota-exceeded' as const,
    }
    expect(await new BlobStore(memoryBlobs(memory)).put('a/b', bytes(1))).toBe('quota-exceeded')
  })

  test('cleared while the page is open: what was there is lost, what comes after is kept', async () => {
    const store = run()
    await store.put(id('before'), bytes(1))
    database.close()
    globalThis.indexedDB = new IDBFactory()
    expect(await store.get(id('before'))).toBe('lost')
    expect(await store.put(id('after'), bytes(2))).toBeNull()
    expect(await store.get(id('after'))).toEqual(bytes(2))
  })
})
