/** What the bench measures of a store over IndexedDB, inside a page of Chromium. */
import type { BlobId } from '../../model/index.ts'
import { workingFile } from '../../run/index.ts'
import type { Manifest } from '../../engine/state/lsm/manifest.ts'
import { LsmStore } from '../../engine/state/lsm/store.ts'
import { MemoryFiles } from '../../engine/state/lsm/table-files.ts'
import { storeOptions } from '../../engine/state/rocksdb/rocksdb-options.ts'
import { BlobStore, blobsOfRun } from '../../storage/blob-store.ts'
import { Database } from '../../storage/database.ts'
import { indexedDbBlobs } from '../../storage/indexeddb-blobs.ts'

/** Ms of each, over the same bytes in the same page. */
export interface StoreSpeed {
  readonly bytes: number
  /** Values into the store until all its files are durable; its files alone; the same bytes as bare values. */
  readonly state: number
  readonly files: number
  readonly rawWrite: number
  /** Files read and compared with their digests; then opened and each value read; the bytes as bare values. */
  readonly read: number
  readonly restored: number
  readonly rawRead: number
}

const megabyte = 1_048_576
const pieceBytes = 65_536
const valueBytes = 1_000

interface Piece {
  readonly blob: BlobId
  readonly file: number
  readonly bytes: Uint8Array
}

async function timed<T>(work: () => Promise<T> | T): Promise<[number, T]> {
  const began = performance.now()
  const answer = await work()
  return [performance.now() - began, answer]
}

/** Values of a kilobyte, whose keys are spread. */
function built(bytes: number): { readonly manifest: Manifest; readonly files: MemoryFiles } {
  const files = new MemoryFiles()
  const options = storeOptions({
    writeBufferSize: 4 * megabyte,
    writeBufferCount: 2,
    blockSize: 4096,
    blockCacheSize: 8 * megabyte,
    targetFileSizeBase: 4 * megabyte,
    maxSizeLevelBase: 256 * megabyte,
    bloomBitsPerKey: 0,
    memory: null,
    timers: 'HEAP',
  })
  const store = new LsmStore(options, files)
  const family = store.columnFamily('state', { merge: null })
  for (let at = 0; at * valueBytes < bytes; at++) {
    const key = new Uint8Array(12)
    new DataView(key.buffer).setUint32(0, Math.imul(at, 0x9e3779b1))
    new DataView(key.buffer).setUint32(8, at)
    store.put(family, key, new Uint8Array(valueBytes).fill(at))
  }
  return { manifest: store.checkpoint(), files }
}

function piecesOf({ manifest, files }: ReturnType<typeof built>): readonly Piece[] {
  const numbers = manifest.families.flatMap(({ levels }) => levels.flat()).map((one) => one.number)
  return numbers.flatMap((file) => {
    const whole = files.whole(file)
    return Array.from({ length: Math.ceil(whole.length / pieceBytes) }, (_, at) => ({
      blob: workingFile('bench-0-0', file, at),
      file,
      bytes: whole.slice(at * pieceBytes, (at + 1) * pieceBytes),
    }))
  })
}

/** Opens the store over the pieces, and reads all there is; answers how many values. */
function restoredFrom(manifest: Manifest, pieces: readonly Piece[]): number {
  const files = new MemoryFiles()
  const byFile = new Map<number, Uint8Array[]>()
  for (const { file, bytes } of pieces) byFile.set(file, [...(byFile.get(file) ?? []), bytes])
  for (const [file, parts] of byFile) {
    const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    files.write(file, whole)
  }
  const store = new LsmStore(readOptions, files, { manifest })
  const iterator = store.iterator(store.columnFamily('state', { merge: null }))
  let values = 0
  for (iterator.seek(new Uint8Array(0)); iterator.key !== null; iterator.next()) values++
  iterator.close()
  return values
}

const readOptions = storeOptions({
  writeBufferSize: 4 * megabyte,
  writeBufferCount: 2,
  blockSize: 4096,
  blockCacheSize: 0,
  targetFileSizeBase: 4 * megabyte,
  maxSizeLevelBase: 256 * megabyte,
  bloomBitsPerKey: 0,
  memory: null,
  timers: 'HEAP',
})

/** So many bytes of state. */
export async function storeSpeed(bytes: number): Promise<StoreSpeed> {
  const database = new Database(() => undefined)
  const shelf = indexedDbBlobs(database)
  const run = blobsOfRun(new BlobStore(shelf), 'bench')
  const bare = await openBare()
  await run.put(workingFile('warm', 1, 1), new Uint8Array(1))
  const [building, store] = await timed(() => built(bytes))
  const pieces = piecesOf(store)
  const [rawWrite] = await timed(() => putBare(bare, pieces))
  const [files] = await timed(() => Promise.all(pieces.map((one) => run.put(one.blob, one.bytes))))
  const [rawRead] = await timed(() => getBare(bare, pieces))
  const [read, back] = await timed(() =>
    Promise.all(
      pieces.map(async (piece) => {
        const found = await run.get(piece.blob)
        if (typeof found === 'string') throw new Error(found)
        return { ...piece, bytes: found }
      }),
    ),
  )
  const [opening, values] = await timed(() => restoredFrom(store.manifest, back))
  if (values * valueBytes < bytes) throw new Error('values are missing')
  for (const { blob } of pieces) void run.delete(blob)
  bare.close()
  const all = pieces.reduce((sum, piece) => sum + piece.bytes.length, 0)
  return {
    ...{ bytes: all, state: building + files, files, rawWrite, read, rawRead },
    restored: read + opening,
  }
}

function openBare(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('bare store', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('values')
    opening.onsuccess = () => {
      resolve(opening.result)
    }
    opening.onerror = () => {
      reject(new Error('IndexedDB does not open'))
    }
  })
}

function putBare(database: IDBDatabase, pieces: readonly Piece[]): Promise<void> {
  return new Promise((resolve) => {
    const transaction = database.transaction('values', 'readwrite')
    const store = transaction.objectStore('values')
    for (const { blob, bytes } of pieces) store.put(bytes, blob)
    transaction.oncomplete = () => {
      resolve()
    }
  })
}

function getBare(database: IDBDatabase, pieces: readonly Piece[]): Promise<void> {
  return new Promise((resolve) => {
    const transaction = database.transaction('values', 'readonly')
    const store = transaction.objectStore('values')
    for (const { blob } of pieces) store.get(blob)
    transaction.oncomplete = () => {
      resolve()
    }
  })
}
