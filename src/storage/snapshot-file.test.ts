import { unzipSync, zipSync } from 'fflate'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { crc32 } from '../base/index.ts'
import type { SnapshotManifest } from '../model/index.ts'
import { defaultScenario } from '../scenario/index.ts'
import { BlobStore } from './blob-store.ts'
import { memoryBlobs } from './memory-blobs.ts'
import {
  packSnapshot,
  readSnapshotFile,
  type SnapshotPlace,
  takeInSnapshot,
} from './snapshot-file.ts'

const contents: Readonly<Record<string, Uint8Array>> = {
  'savepoint-3/count-0': Uint8Array.of(1, 2, 3),
  'savepoint-3/count-1': new Uint8Array(100_000).map((_, at) => at * 7),
  // Written by the run that this one was restored from.
  '/older/shared/7': Uint8Array.of(),
}

const manifest = {
  version: 1,
  checkpoint: 3,
  kind: 'savepoint',
  label: 'before the upgrade',
  jobName: 'totals',
  path: '/savepoints/savepoint-000000-1',
  triggeredAt: 4_000,
  completedAt: 4_200,
  operators: [{ id: 'a', uid: 'count', name: 'count', parallelism: 3, maxParallelism: 128 }],
  handles: Object.entries(contents).map(([blob, bytes], subtask) => ({
    operator: 'a',
    subtask,
    blob,
    bytes: bytes.length,
    checksum: crc32(bytes),
    keyGroups: { start: 0, end: 127 },
  })),
} as unknown as SnapshotManifest

let here: BlobStore
let there: BlobStore

beforeEach(async () => {
  here = new BlobStore(memoryBlobs())
  there = new BlobStore(memoryBlobs())
  for (const [blob, bytes] of Object.entries(contents))
    await here.put(blob.startsWith('/') ? blob.slice(1) : `run-1/${blob}`, bytes)
  await here.putManifest('run-1', manifest)
})

async function packed(): Promise<Uint8Array<ArrayBuffer>> {
  const file = await packSnapshot(here, { run: 'run-1', manifest }, defaultScenario)
  if ('code' in file) throw new Error(file.code)
  return file
}

/** The file with one of its entries changed by somebody. */
async function with_(change: (files: Record<string, Uint8Array>) => void): Promise<Uint8Array> {
  const files = unzipSync(await packed())
  change(files)
  return zipSync(files)
}

const code = (answer: object): unknown => ('code' in answer ? answer.code : null)

test('[SAV-15] a savepoint goes to another browser as one file, with its program: every blob is there, as it was', async () => {
  const taken = await takeInSnapshot(there, await packed())
  if ('code' in taken) throw new Error(taken.code)
  expect(taken.scenario).toEqual(defaultScenario)
  const [stored] = (await there.snapshots()) as readonly SnapshotPlace[]
  expect(stored).toMatchObject({ run: taken.run, manifest: taken.manifest })
  expect({ ...taken.manifest, handles: [] }).toEqual({ ...manifest, handles: [] })
  for (const [at, { blob }] of taken.manifest.handles.entries())
    expect(await there.get(`${taken.run}/${blob}`)).toEqual(Object.values(contents)[at])
  expect(await there.sweep(0)).toBe(0)
})

test('taken in twice it is one snapshot', async () => {
  await takeInSnapshot(there, await packed())
  await takeInSnapshot(there, await packed())
  expect(await there.snapshots()).toHaveLength(1)
})

test('any zip program may have packed it anew, in a folder and compressed', async () => {
  const files = unzipSync(await packed())
  const again = zipSync(
    Object.fromEntries(
      Object.entries({ ...files, '__MACOSX/x': Uint8Array.of(1) }).map(([name, bytes]) => [
        `my savepoint/${name}`,
        bytes,
      ]),
    ),
    { level: 9 },
  )
  expect(code(await takeInSnapshot(there, again))).toBeNull()
})

test('a blob that is gone from storage, or is another, is named, and no file is made', async () => {
  await here.delete('run-1/savepoint-3/count-0')
  const lost = await packSnapshot(here, { run: 'run-1', manifest }, null)
  expect(lost).toMatchObject({
    code: 'snapshot_blob_lost',
    values: { blob: 'savepoint-3/count-0' },
  })
})

const metadataOf = (files: Record<string, Uint8Array>): string =>
  Object.keys(files).find((name) => name.startsWith('_metadata')) ?? ''

const damages: [string, string, (files: Record<string, Uint8Array>) => void][] = [
  [
    'a byte of a blob is another',
    'snapshot_file_damaged',
    (files) => (files['blobs/savepoint-3/count-0'] = Uint8Array.of(1, 2, 4)),
  ],
  ['a blob is missing', 'snapshot_file_damaged', (files) => delete files['blobs/older/shared/7']],
  [
    'somebody wrote another job name into the metadata',
    'snapshot_file_damaged',
    (files) => {
      const name = metadataOf(files)
      const text = new TextDecoder().decode(files[name])
      files[name] = new TextEncoder().encode(text.replace('totals', 'totalz'))
    },
  ],
  ['it has no metadata', 'snapshot_file_unreadable', (files) => delete files[metadataOf(files)]],
  [
    'it is of a newer version',
    'snapshot_file_newer',
    (files) => {
      const old = metadataOf(files)
      const text = new TextDecoder().decode(files[old])
      delete files[old]
      const bytes = new TextEncoder().encode(text.replace('"version":1', '"version":2'))
      files[`_metadata-${crc32(bytes).toString(16).padStart(8, '0')}.json`] = bytes
    },
  ],
  [
    'its metadata is no manifest',
    'snapshot_file_damaged',
    (files) => {
      delete files[metadataOf(files)]
      const bytes = new TextEncoder().encode('[3]')
      files[`_metadata-${crc32(bytes).toString(16).padStart(8, '0')}.json`] = bytes
    },
  ],
]

test.each(damages)('%s: %s, and nothing is taken in', async (_, expected, change) => {
  expect(code(await takeInSnapshot(there, await with_(change)))).toBe(expected)
  expect(await there.snapshots()).toEqual([])
  expect(await there.orphans(-1)).toEqual([])
})

test('what would unpack to more than a file may hold is refused before it is unpacked', async () => {
  const bomb = zipSync({ 'blobs/a': new Uint8Array(1_000) })
  // The central directory says how long the entry is, in four bytes at its 24th.
  const at = bomb.length - 22 - (46 + 'blobs/a'.length) + 24
  new DataView(bomb.buffer).setUint32(at, 0x7fff_ffff, true)
  expect(code(readSnapshotFile(bomb))).toBe('snapshot_file_too_large')
})

test('where the browser has no room nothing of it is kept', async () => {
  const shelf = memoryBlobs()
  const full = new BlobStore({ ...shelf, writeManifest: async () => 'quota-exceeded' })
  expect(await takeInSnapshot(full, await packed())).toMatchObject({
    code: 'snapshot_not_stored',
    values: { reason: 'quota-exceeded' },
  })
  expect(await full.orphans(-1)).toEqual([])
})

test('whatever the bytes are, it answers', async () => {
  const whole = await packed()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(whole.length), (noise, at) => {
      expect(code(readSnapshotFile(noise))).toBe('snapshot_file_unreadable')
      const cut = readSnapshotFile(whole.slice(0, at))
      if (at < whole.length) expect(code(cut)).not.toBeNull()
      const overwritten = whole.slice()
      overwritten.set(noise.subarray(0, whole.length - at), at)
      readSnapshotFile(overwritten)
    }),
    { numRuns: 60 },
  )
})
