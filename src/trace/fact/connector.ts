/** Facts of sources and sinks. */
import { field, nullable } from '../field.ts'

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
