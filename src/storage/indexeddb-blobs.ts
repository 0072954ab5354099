/** Where the blobs of the page are: IndexedDB. */
import type { StorageFault } from '../model/index.ts'
import { isSnapshotManifest } from '../run/index.ts'
import type { BlobShelf } from './blob-store.ts'
import type { Database, StoredManifest } from './database.ts'

export function indexedDbBlobs(database: Database): BlobShelf {
  return {
    write: (writes) =>
      faultOf(
        database.transact(['blobs'], 'readwrite', (transaction) => {
          const store = transaction.objectStore('blobs')
          return Promise.all(writes.map(({ key, blob }) => store.put(blob, key)))
        }),
      ),
    read: async (key) => {
      const result = await database.transact(['blobs'], 'readonly', (transaction) =>
        transaction.objectStore('blobs').get(key),
      )
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
    keys: async (writtenAt) => {
      const result = await database.transact(['blobs'], 'readonly', (transaction) =>
        transaction
          .objectStore('blobs')
          .index('writtenAt')
          .getAllKeys(IDBKeyRange.upperBound(writtenAt)),
      )
      return 'fault' in result ? result.fault : result.value
    },
  }
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
