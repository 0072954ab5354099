/**
 * What a store's files are made a state of again with: what each state is, and which files it has at
 * which level. Flink: RocksDB's metadata and MANIFEST among the files of an IncrementalRemoteKeyedStateHandle.
 */
import { assert } from '../../../base/index.ts'
import { encodeKey, inferKeyType } from '../../../model/index.ts'
import type { Levels } from '../lsm/version.ts'
import { LsmStore } from '../lsm/store.ts'
import { MemoryFiles } from '../lsm/table-files.ts'
import type { KeyedPiece, NativePart } from '../piece.ts'
import { keyBytes } from '../serializers/serializer-of.ts'
import { bytesOfHex, hexOf } from '../written-values.ts'
import { CompositeKeys } from './composite-key.ts'
import { readingOptions } from './rocksdb-options.ts'
import { RocksDbTable, rulesOf } from './rocksdb-table.ts'
import { entriesOf } from './state-entries.ts'

export function writtenLevels(levels: Levels): NativePart['states'][number]['levels'] {
  return levels.map((files) =>
    files.map(({ number, size, smallest, largest, entries, newest }) => [
      number,
      size,
      hexOf(smallest),
      hexOf(largest),
      entries,
      newest,
    ]),
  )
}

function levelsOf(written: NativePart['states'][number]['levels']): Levels {
  return written.map((files) =>
    files.map(([number, size, smallest, largest, entries, newest]) => ({
      number,
      size,
      smallest: bytesOfHex(smallest),
      largest: bytesOfHex(largest),
      entries,
      newest,
    })),
  )
}

/**
 * The entries of a native snapshot as every backend has them. `files`: by number, all that the part
 * names. Throws a Corruption where their bytes are not what was written.
 */
export function canonicalPieces(
  part: NativePart,
  files: ReadonlyMap<number, Uint8Array>,
): readonly KeyedPiece[] {
  const directory = new MemoryFiles()
  for (const [number, bytes] of files) directory.write(number, bytes)
  const families = part.states.map(({ meta, levels }) => ({
    name: meta.state,
    levels: levelsOf(levels),
  }))
  const missing = families.flatMap(({ levels }) => levels.flat()).find((f) => !files.has(f.number))
  assert(missing === undefined, 'a native snapshot has all files it names')
  const manifest = { sequence: part.sequence, nextFile: Number.MAX_SAFE_INTEGER, families }
  const store = new LsmStore(readingOptions, directory, { manifest })
  const keys = new CompositeKeys(part.maxParallelism, {
    serializer: keyBytes(part.keyType),
    encode: (key) => encodeKey(key, part.keyType ?? inferKeyType(key)),
  })
  return part.states.map(({ meta }) => {
    const family = store.columnFamily(meta.state, rulesOf(meta))
    const table = new RocksDbTable({ store, keys }, meta, family)
    return { ...meta, entries: entriesOf(table, keys) }
  })
}

const numberedFile = /-(\d+)\.sst$/

/** What a file of a store is called in checkpoint storage: by who wrote it, for which checkpoint. */
export function fileName(writer: string, checkpoint: number, file: number): string {
  return `${writer}-${checkpoint}-${file}.sst`
}

/** The number of a file by the name that {@link fileName} gave it. */
export function fileNumberIn(name: string): number {
  const [, number] = numberedFile.exec(name) ?? []
  assert(number !== undefined, 'a shared file is named after its number')
  return Number(number)
}
