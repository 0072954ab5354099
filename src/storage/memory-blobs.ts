/** The same in Maps: for tests, and for who chooses to go on where the browser keeps nothing. */
import type { StorageFault } from '../model/index.ts'
import { folderOfKey } from './blob-keys.ts'
import type { BlobShelf } from './blob-store.ts'
import type { StoredBlob, StoredManifest } from './database.ts'

/** What stands for a browser's storage; a test may damage it. */
export interface MemoryBlobs {
  readonly blobs: Map<string, StoredBlob>
  readonly manifests: Map<string, StoredManifest>
  /** When each folder was last written to, real ms. */
  readonly folders: Map<string, number>
  /** What every write answers; null: writes succeed. */
  fault: StorageFault | null
}

export function memoryBlobs(
  memory: MemoryBlobs = {
    blobs: new Map(),
    manifests: new Map(),
    folders: new Map(),
    fault: null,
  },
): BlobShelf {
  const removeAll = (map: Map<string, unknown>, keys: readonly string[]): null => {
    for (const key of keys) map.delete(key)
    return null
  }
  return {
    write: async (writes, now) => {
      if (memory.fault !== null) return memory.fault
      for (const { key, blob } of writes) {
        memory.blobs.set(key, blob)
        memory.folders.set(folderOfKey(key), now)
      }
      return null
    },
    read: async (keys) => keys.map((key) => memory.blobs.get(key)),
    remove: async (keys) => removeAll(memory.blobs, keys),
    writeManifest: async (key, stored) => {
      if (memory.fault !== null) return memory.fault
      memory.manifests.set(key, stored)
      return null
    },
    removeManifests: async (keys) => removeAll(memory.manifests, keys),
    manifests: async () => [...memory.manifests.values()],
    untouched: async (since) =>
      [...memory.blobs.keys()].filter(
        (key) => (memory.folders.get(folderOfKey(key)) ?? 0) <= since,
      ),
    removeEmptyFolders: async (since) => {
      const full = new Set([...memory.blobs.keys()].map(folderOfKey))
      for (const [folder, writtenAt] of memory.folders) {
        if (writtenAt <= since && !full.has(folder)) memory.folders.delete(folder)
      }
      return null
    },
  }
}
