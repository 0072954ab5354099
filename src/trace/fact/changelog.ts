/**
 * Facts of a changelog: a log of what changes in keyed state, and the snapshots of a backend that it builds on.
 * Sequence numbers are the log’s own. Flink: ChangelogKeyedStateBackend, PeriodicMaterializationManager.
 */
import { field, shaped } from '../field.ts'
import { isStoredFiles, type StoredFiles } from '../shapes.ts'

const place = { subtask: field.subtask, operator: field.operator }
const files = shaped<StoredFiles>('list of file and bytes', isStoredFiles)

export const changelogFacts = {
  'changelog-persisted': {
    says: 'What is in the log and in no file yet is written to one, until `until`: for a checkpoint, or `ahead` of any, as there is much of it.',
    fields: { ...place, ahead: field.flag, bytes: field.bytes, files, until: field.time },
  },
  'materialization-started': {
    says: 'The backend behind the log is snapshotted, with all changes before `upTo`; it is written until `until`.',
    fields: {
      ...place,
      materialization: field.count,
      upTo: field.count,
      bytes: field.bytes,
      until: field.time,
    },
  },
  'materialization-completed': {
    says: 'Checkpoints build on this snapshot from here on, and on the log from `upTo`.',
    fields: { ...place, materialization: field.count, upTo: field.count, files },
  },
  'materialization-failed': {
    says: 'The snapshot could not be written; `failures` in a row, and the next one is tried when its time comes.',
    fields: {
      ...place,
      materialization: field.count,
      failures: field.count,
      message: field.text,
    },
  },
  'changelog-truncated': {
    says: 'Changes before `upTo` will not be asked for again; `files` that no checkpoint refers to are deleted.',
    fields: { ...place, upTo: field.count, files },
  },
} as const
