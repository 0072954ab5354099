/** What stays when the tab closes. */
export { blobsOfRun, type BlobStore } from './blob-store.ts'
export type { StorageNotice, StoredManifest } from './database.ts'
export { decodeLink, encodeLink } from './link.ts'
export type { Progress, SavedBranch, SavedScenario, SavedSession, Shelf } from './shelf.ts'
export { openStorage, type Storage, type StorageOptions } from './storage.ts'
