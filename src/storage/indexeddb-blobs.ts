/** Where the blobs of the page are: IndexedDB. */
import type { IDBPTransaction } from 'idb'
import type { StorageFault } from '../model/index.ts'
import { isSnapshotManifest } from '../run/index.ts'
import { folderOfKey } from './blob-keys.ts'
import type { BlobShelf } from './blob-store.ts'
import type { Database, StoredManifest, Stores } from './database.ts'

export function indexedDbBlobs(database: Database): BlobShelf {
  return {
    write: (writes, now) =>
      faultOf(
        database.transact(['blobs', 'folders'], 'readwrite', (transaction) => {
          const [blobs, folders] = [
            transaction.objectStore('blobs'),
            transaction.objectStore('folders'),
          ]
          const touched = new Set(writes.map(({ key }) => folderOfKey(key)))
          return Promise.all([
            ...writes.map(({ key, blob }) => blobs.put(blob, key)),
            ...[...touched].map((folder) => folders.put(now, folder)),
          ])
        }),
      ),
    read: async (keys) => {
      const result = await database.transact(['blobs'], 'readonly', (transaction) => {
        const store = transaction.objectStore('blobs')
        return Promise.all(keys.map((key) => store.get(key)))
      })
      return 'fault' in result ? result.fault : result.value
    },
    remove: (keys) =>
      faultOf(
        database.transact(['blobs'], 'readwrite', (transaction) => {
          const store = transaction.objectStore('blobs')
          return Promise.all(keys.map((key) => store.delete(key)))
        }),
      ),
    writeManifest: (key, stored) =>
      faultOf(
        database.transact(['manifests'], 'readwrite', (transaction) =>
          transaction.objectStore('manifests').put(stored, key),
        ),
      ),
    removeManifests: (keys) =>
      faultOf(
        database.transact(['manifests'], 'readwrite', (transaction) => {
          const store = transaction.objectStore('manifests')
          return Promise.all(keys.map((key) => store.delete(key)))
        }),
      ),
    manifests: async () => {
      const result = await database.transact(['manifests'], 'readonly', (transaction) =>
        transaction.objectStore('manifests').getAll(),
      )
      return 'fault' in result ? result.fault : result.value.filter(isStoredManifest)
    },
    untouched: async (since) => {
      const result = await database.transact(['blobs', 'folders'], 'readonly', foldersAndKeys)
      if ('fault' in result) return result.fault
      const { writtenAt, keys } = result.value
      return keys.filter((key) => (writtenAt.get(folderOfKey(key)) ?? 0) <= since)
    },
    removeEmptyFolders: (since) =>
      faultOf(
        database.transact(['blobs', 'folders'], 'readwrite', async (transaction) => {
          const { writtenAt, keys } = await foldersAndKeys(transaction)
          const full = new Set(keys.map(folderOfKey))
          const empty = [...writtenAt].filter(([folder, at]) => at <= since && !full.has(folder))
          const folders = transaction.objectStore('folders')
          return Promise.all(empty.map(([folder]) => folders.delete(folder)))
        }),
      ),
  }
}

async function foldersAndKeys<M extends IDBTransactionMode>(
  transaction: IDBPTransaction<Stores, ('blobs' | 'folders')[], M>,
): Promise<{ writtenAt: ReadonlyMap<string, number>; keys: readonly string[] }> {
  const folders = transaction.objectStore('folders')
  const [keys, names, times] = await Promise.all([
    transaction.objectStore('blobs').getAllKeys(),
    folders.getAllKeys(),
    folders.getAll(),
  ])
  return { keys, writtenAt: new Map(names.map((name, at) => [name, times[at] ?? 0])) }
}

async function faultOf(
  transaction: Promise<{ readonly value: unknown } | { readonly fault: StorageFault }>,
): Promise<StorageFault | null> {
  const result = await transaction
  return 'fault' in result ? result.fault : null
}

/** Another version of the playground, or a person with the developer tools, may have written it. */
function isStoredManifest(value: unknown): value is StoredManifest {
  const stored = value as Partial<StoredManifest> | null
  return (
    typeof stored?.run === 'string' &&
    typeof stored.writtenAt === 'number' &&
    isSnapshotManifest(stored.manifest)
  )
}
