/**
 * A checkpoint or savepoint as one file that goes to another browser: a zip with `_metadata-<CRC-32>.json`
 * (form's version, manifest, the program it is of) and its blobs, each under `blobs/`. The name says
 * the checksum of the metadata, the metadata says length and CRC-32 of every blob: what came through is
 * what was written, or is refused. Flink: a savepoint is self-contained and can be moved (docs: Savepoints,
 * "moving savepoint files").
 */
import { type UnzipFileInfo, unzipSync, zipSync } from 'fflate'
import { crc32 } from '../base/index.ts'
import {
  type BlobId,
  limits,
  type MessageCode,
  type Misuse,
  misuse,
  type SnapshotManifest,
  type StateHandle,
} from '../model/index.ts'
import { isSnapshotManifest } from '../run/index.ts'
import { parseScenario, type Scenario } from '../scenario/index.ts'
import { blobKey } from './blob-keys.ts'
import type { BlobStore } from './blob-store.ts'

const formVersion = 1
const metadataName = /^(?:.*\/)?_metadata-([\da-f]{8})\.json$/
const blobName = /^(?:.*\/)?blobs\/(.+)$/

/** A snapshot of this browser, and whose blobs it has. */
export interface SnapshotPlace {
  readonly run: string
  readonly manifest: SnapshotManifest
}

/** What a file held, now in checkpoint storage. */
export interface TakenIn extends SnapshotPlace {
  /** Null where the file carries no program, or none that this version can read. */
  readonly scenario: Scenario | null
}

/** Snapshots to and from files, for a page that knows nothing of storage. */
export interface SnapshotFiles {
  pack(place: SnapshotPlace, scenario: Scenario | null): Promise<Uint8Array<ArrayBuffer> | Misuse>
  takeIn(bytes: Uint8Array): Promise<TakenIn | Misuse>
}

export function snapshotFiles(store: BlobStore): SnapshotFiles {
  return {
    pack: (place, scenario) => packSnapshot(store, place, scenario),
    takeIn: (bytes) => takeInSnapshot(store, bytes),
  }
}

/**
 * The bytes of the file. `scenario`: the program that wrote the snapshot, null where it is not known.
 * Misuse: `snapshot_blob_lost` where a blob is missing or damaged, `snapshot_file_too_large`.
 */
export async function packSnapshot(
  store: BlobStore,
  { run, manifest }: SnapshotPlace,
  scenario: Scenario | null,
): Promise<Uint8Array<ArrayBuffer> | Misuse> {
  const total = manifest.handles.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total > limits.snapshotFileBytes) return tooLarge()
  const files: Record<string, Uint8Array> = {}
  const handles = manifest.handles.map((handle) => ({ ...handle, blob: ownName(handle.blob) }))
  const metadata = encode({ version: formVersion, manifest: { ...manifest, handles }, scenario })
  files[`_metadata-${checksumText(metadata)}.json`] = metadata
  for (const handle of manifest.handles) {
    const bytes = await store.get(blobKey(run, handle.blob))
    if (typeof bytes === 'string' || !isWhole(handle, bytes))
      return refusal('snapshot_blob_lost', { blob: handle.blob })
    files[`blobs/${ownName(handle.blob)}`] = bytes
  }
  return zipSync(files, { level: 0 })
}

/**
 * Puts the snapshot of a file into checkpoint storage, whole or not at all. The same file twice is the same
 * snapshot. Misuse: what is wrong with the file (`snapshot_file_…`), or `snapshot_not_stored`.
 */
export async function takeInSnapshot(
  store: BlobStore,
  bytes: Uint8Array,
): Promise<TakenIn | Misuse> {
  const read = readSnapshotFile(bytes)
  if ('code' in read) return read
  const { manifest, scenario, blobs, name } = read
  const run = `file-${name}`
  const put: string[] = []
  for (const [blob, content] of blobs) {
    const key = blobKey(run, blob)
    put.push(key)
    const fault = await store.put(key, content)
    if (fault !== null) return takeBack(fault)
  }
  const fault = await store.putManifest(run, manifest)
  return fault === null ? { run, manifest, scenario } : takeBack(fault)

  async function takeBack(reason: string): Promise<Misuse> {
    await Promise.all(put.map((key) => store.delete(key)))
    return refusal('snapshot_not_stored', { reason })
  }
}

interface ReadFile {
  readonly manifest: SnapshotManifest
  readonly scenario: Scenario | null
  readonly blobs: ReadonlyMap<BlobId, Uint8Array>
  /** The checksum of the metadata, which no two snapshots share. */
  readonly name: string
}

/** What the bytes of such a file hold, checked. Does not throw, whatever the bytes are. */
export function readSnapshotFile(bytes: Uint8Array): ReadFile | Misuse {
  if (bytes.length > limits.snapshotFileBytes) return tooLarge()
  let files: Readonly<Record<string, Uint8Array>>
  try {
    files = unzipSync(bytes, { filter: withinLimits() })
  } catch (error) {
    return error === overLimit ? tooLarge() : refusal('snapshot_file_unreadable')
  }
  const metadata = metadataIn(files)
  if ('code' in metadata) return metadata
  const { manifest } = metadata
  const contents = new Map(
    Object.entries(files).map(([name, content]) => [blobName.exec(name)?.[1], content]),
  )
  const blobs = new Map<BlobId, Uint8Array>()
  for (const handle of manifest.handles) {
    const content = contents.get(handle.blob)
    if (content === undefined || !isWhole(handle, content))
      return refusal('snapshot_file_damaged', { file: `blobs/${handle.blob}` })
    blobs.set(handle.blob, content)
  }
  return { ...metadata, blobs }
}

function metadataIn(files: Readonly<Record<string, Uint8Array>>): Omit<ReadFile, 'blobs'> | Misuse {
  for (const [file, content] of Object.entries(files)) {
    const name = metadataName.exec(file)?.[1]
    if (name === undefined) continue
    if (checksumText(content) !== name) return refusal('snapshot_file_damaged', { file })
    const { version, manifest, scenario } = decode(content)
    if (typeof version === 'number' && version > formVersion)
      return refusal('snapshot_file_newer', { version, known: formVersion })
    if (!isSnapshotManifest(manifest)) return refusal('snapshot_file_damaged', { file })
    const parsed = parseScenario(scenario)
    return { manifest, name, scenario: 'scenario' in parsed ? parsed.scenario : null }
  }
  return refusal('snapshot_file_unreadable')
}

const overLimit = new Error('more than a snapshot file may hold')

/** Counts what would come out before anything does. */
function withinLimits(): (file: UnzipFileInfo) => boolean {
  let total = 0
  return ({ name, originalSize }) => {
    if (!metadataName.test(name) && !blobName.test(name)) return false
    total += originalSize
    if (total > limits.snapshotFileBytes) throw overLimit
    return true
  }
}

/** Blobs of other runs, which an incremental checkpoint may refer to, are its own in a file. */
function ownName(blob: BlobId): BlobId {
  return (blob.startsWith('/') ? blob.slice(1) : blob) as BlobId
}

function isWhole({ bytes, checksum }: StateHandle, content: Uint8Array): boolean {
  return content.length === bytes && crc32(content) === checksum
}

function checksumText(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0')
}

function encode(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}

function decode(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function tooLarge(): Misuse {
  return refusal('snapshot_file_too_large', { limit: limits.snapshotFileBytes })
}

function refusal(code: MessageCode, values: Misuse['values'] = {}): Misuse {
  return misuse(code, null, values)
}
