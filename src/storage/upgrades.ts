/**
 * From each version of the database to the next. An upgrade that was released is never edited;
 * `samples/database` holds what each version looked like.
 */
import type { IDBPDatabase, IDBPTransaction } from 'idb'

type UpgradeTransaction = IDBPTransaction<unknown, string[], 'versionchange'>

interface Upgrade {
  readonly to: number
  readonly name: string
  up(database: IDBPDatabase, transaction: UpgradeTransaction): void
}

export const upgrades: readonly Upgrade[] = [
  {
    to: 1,
    name: 'first-stores',
    up(database) {
      database.createObjectStore('blobs').createIndex('writtenAt', 'writtenAt')
      for (const store of ['manifests', 'scenarios', 'sessions', 'progress', 'settings']) {
        database.createObjectStore(store)
      }
    },
  },
  {
    to: 2,
    name: 'folders-of-blobs',
    up(database, transaction) {
      transaction.objectStore('blobs').deleteIndex('writtenAt')
      database.createObjectStore('folders')
    },
  },
]

export const latestVersion = upgrades.length
