/** What stays when the tab closes. */
export { blobsOfRun } from './blob-store.ts'
export { decodeLink, encodeLink } from './link.ts'
export { openStorage } from './storage.ts'
