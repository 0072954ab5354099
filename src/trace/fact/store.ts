/**
 * Facts of stores on disk: what the RocksDB backend does beside its task. `state`: the column family; a
 * state’s name, or that of timers. `level`: 0 is where flushes write. Files are told with the key groups
 * they reach from and to; sequences of a file’s number are its store’s own.
 */
import { field, oneOf, shaped } from '../field.ts'
import { isFileNumbers, isStoreFiles, type StoreFile } from '../shapes.ts'

const place = { subtask: field.subtask, operator: field.operator }
const files = shaped<readonly StoreFile[]>(
  'list of file, bytes, entries, first and last key group',
  isStoreFiles,
)
const numbers = shaped<readonly number[]>('list of files', isFileNumbers)

export const storeFacts = {
  'flush-started': {
    says: 'A memtable is full, or a checkpoint wants files: it is written to a file until `until`.',
    fields: { ...place, state: field.text, bytes: field.bytes, until: field.time },
  },
  'memtable-flushed': {
    says: 'What was in memory is a file of level 0.',
    fields: { ...place, state: field.text, bytes: field.bytes, files },
  },
  'compaction-started': {
    says: 'A level is full: files of it and of the next one are merged until `until`.',
    fields: {
      ...place,
      state: field.text,
      level: field.count,
      outputLevel: field.count,
      inputs: numbers,
      bytes: field.bytes,
      until: field.time,
    },
  },
  'compaction-finished': {
    says: 'Files were merged: `outputs` take the place of `inputs`; `dropped` entries are gone. A file that is moved is both.',
    fields: {
      ...place,
      state: field.text,
      level: field.count,
      outputLevel: field.count,
      inputs: numbers,
      outputs: files,
      bytesIn: field.bytes,
      bytesOut: field.bytes,
      dropped: field.count,
    },
  },
  'write-stall-started': {
    says: 'Flushes or compactions fall behind: the task writes nothing more, and does nothing else.',
    fields: { ...place, because: oneOf('memtables', 'level-0') },
  },
  'write-stall-ended': {
    says: 'There is room again: the task goes on.',
    fields: place,
  },
  'blocks-read': {
    says: 'Blocks were not in the cache: the task waits for the disk until `until`.',
    fields: { ...place, blocks: field.count, bytes: field.bytes, until: field.time },
  },
  'store-measured': {
    says: 'What a store has in memory now, and what it has counted since its task began: after each flush and compaction, in each snapshot, and four times while a memtable fills.',
    fields: {
      ...place,
      memtables: field.bytes,
      cached: field.bytes,
      cacheHits: field.count,
      cacheMisses: field.count,
      filtered: field.count,
      bytesRead: field.bytes,
      bytesWritten: field.bytes,
      bytesFlushed: field.bytes,
      bytesCompacted: field.bytes,
    },
  },
} as const
