/** Facts of sources and sinks. */
import { field, nullable, oneOf } from '../field.ts'

export const connectorFacts = {
  'record-produced': {
    says: 'The broker appended a record: the log’s own clock, not the job’s.',
    fields: {
      topic: field.text,
      partition: field.count,
      offset: field.count,
      key: nullable(field.text),
      value: field.text,
    },
  },
  'partition-assigned': {
    says: 'A source subtask reads this partition from `offset` on.',
    fields: {
      subtask: field.subtask,
      topic: field.text,
      partition: field.count,
      offset: field.count,
    },
  },
  'source-enumerator-started': {
    says: 'The JobManager began a source of a hybrid source, or read on in it. `index`: its place among `of`; `isProcessingBacklog`: others follow.',
    fields: {
      source: field.text,
      index: field.count,
      of: field.count,
      isProcessingBacklog: field.flag,
    },
  },
  'source-switched': {
    says: 'A reader of a hybrid source went on to the source at that place. Flink: SwitchSourceEvent.',
    fields: { subtask: field.subtask, index: field.count },
  },
  'source-finished': {
    says: 'A reader of a hybrid source has read all it had of the source at that place, and tells the JobManager. Flink: SourceReaderFinishedEvent.',
    fields: { subtask: field.subtask, index: field.count },
  },
  'record-read': {
    says: 'A source read a record. `replayed`: an earlier attempt had read it before.',
    fields: {
      subtask: field.subtask,
      topic: field.text,
      partition: field.count,
      offset: field.count,
      element: field.element,
      key: nullable(field.text),
      value: field.text,
      replayed: field.flag,
      until: field.time,
    },
  },
  'sink-written': {
    says: 'A sink made a row visible outside. `again`: the same source record had made one before.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      sink: field.text,
      topic: nullable(field.text),
      key: nullable(field.text),
      value: field.text,
      timestamp: nullable(field.eventTime),
      element: field.element,
      origin: field.element,
      again: field.flag,
    },
  },
  'transaction-begun': {
    says: 'A sink that writes exactly once has written the first row of a transaction.',
    fields: { subtask: field.subtask, operator: field.operator, transaction: field.text },
  },
  'transaction-written': {
    says: 'A row is in a transaction: nobody sees it before the commit.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      transaction: field.text,
      topic: field.text,
      key: nullable(field.text),
      value: field.text,
    },
  },
  'transaction-precommitted': {
    says: 'The transaction is complete: it is handed to the committer in front of the barrier of `checkpoint`.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      transaction: field.text,
      checkpoint: field.checkpoint,
      rows: field.count,
    },
  },
  'transaction-committed': {
    says: 'The checkpoint that knows of the transaction has completed: its rows are seen outside. `already`: they had been before.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      transaction: field.text,
      checkpoint: field.checkpoint,
      rows: field.count,
      already: field.flag,
    },
  },
  'commit-failed': {
    says: 'A transaction of a completed checkpoint cannot be committed any more: its rows are lost.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      transaction: field.text,
      checkpoint: field.checkpoint,
      rows: field.count,
      why: field.text,
    },
  },
  'transaction-aborted': {
    says: 'The broker has given a transaction up: its rows are never seen. It was left behind, took too long, or another producer has its id.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      transaction: field.text,
      rows: field.count,
      why: oneOf('lingering', 'timeout', 'fenced'),
    },
  },
  'mail-known': {
    says: 'The mail service knew the idempotency key of a mail: nothing was sent.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      sink: field.text,
      key: field.text,
      value: field.text,
    },
  },
  'group-offsets-committed': {
    says: 'A source committed offsets to its consumer group: for monitoring, not for recovery.',
    fields: {
      subtask: field.subtask,
      group: field.text,
      topic: field.text,
      partition: field.count,
      offset: field.count,
    },
  },
} as const
