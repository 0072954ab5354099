import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { openDB } from 'idb'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, test } from 'vitest'
import type { BlobId } from '../model/index.ts'
import { blobsOfRun, BlobStore } from './blob-store.ts'
import { Database } from './database.ts'
import { indexedDbBlobs } from './indexeddb-blobs.ts'
import { Shelf } from './shelf.ts'
import { latestVersion, upgrades } from './upgrades.ts'

const samples = fileURLToPath(new URL('samples/database/', import.meta.url))
const versions = readdirSync(samples).map((file) => Number.parseInt(file, 10))

type Sample = Record<string, Record<string, unknown>>

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

/** The database as that version of the playground left it. */
async function leaveBehind(version: number): Promise<void> {
  const sample = JSON.parse(readFileSync(`${samples}${version}.json`, 'utf8')) as Sample
  const database = await openDB('barrier-lab', version, {
    upgrade: (opened, _from, _to, transaction) => {
      for (const { to, up } of upgrades) if (to <= version) up(opened, transaction)
    },
  })
  for (const [store, entries] of Object.entries(sample)) {
    for (const [key, value] of Object.entries(entries))
      await database.put(store, revived(value), key)
  }
  database.close()
}

/** JSON has no bytes. */
function revived(value: unknown): unknown {
  const { bytes } = value as { bytes?: number[] }
  return bytes === undefined ? value : { ...(value as object), bytes: Uint8Array.from(bytes) }
}

test('each version of the database is one upgrade, in order, and has a sample', () => {
  expect(upgrades.map(({ to }) => to)).toEqual(upgrades.map((_, at) => at + 1))
  expect(versions.toSorted((a, b) => a - b)).toEqual(upgrades.map(({ to }) => to))
  expect(latestVersion).toBe(upgrades.length)
})

test.each(versions)('what version %i stored is still there', async (version) => {
  await leaveBehind(version)
  const database = new Database(() => undefined)
  const store = new BlobStore(indexedDbBlobs(database))
  expect(await blobsOfRun(store, 'run-1').get('chk-3/a-0' as BlobId)).toHaveLength(9)
  expect(await store.snapshots()).toMatchObject([{ run: 'run-1', manifest: { checkpoint: 3 } }])
  const shelf = new Shelf(database, () => import('./reading.ts'))
  expect(await shelf.scenarios()).toMatchObject([{ name: 'fruit', scenario: { title: 'Fruit' } }])
  expect(await shelf.lastSession()).toMatchObject({
    cursor: 3200,
    branches: [{ run: 'run-1', plan: { scenario: { title: 'Fruit' } } }],
  })
  expect((await shelf.progress()).get('barrier-alignment')).toEqual({ solved: true })
  expect(await shelf.setting('theme')).toBe('dark')
})
