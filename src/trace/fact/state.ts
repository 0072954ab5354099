/** Facts of keyed state. Values are previews: JSON, cut at `limits.previewLength`. */
import { field, nullable, oneOf, shaped } from '../field.ts'
import { isRestoredEntries, type RestoredEntries } from '../shapes.ts'

export const stateFacts = {
  'state-registered': {
    says: 'An operator asked for a named state.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      state: field.text,
      stateKind: oneOf('value', 'list', 'map', 'reducing', 'aggregating'),
      type: field.text,
    },
  },
  'state-updated': {
    says: 'The state under the current key has another value.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      state: field.text,
      key: field.text,
      keyGroup: field.keyGroup,
      value: field.text,
    },
  },
  'state-cleared': {
    says: 'The state under the current key was removed.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      state: field.text,
      key: field.text,
      keyGroup: field.keyGroup,
    },
  },
  'state-restored': {
    says: 'An operator has its state back from a snapshot; `entries` are its (state, key) pairs.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      checkpoint: field.checkpoint,
      bytes: field.bytes,
      entries: field.count,
    },
  },
  'entries-restored': {
    says: 'Some of the entries an operator has from a snapshot of another run.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      state: field.text,
      entries: shaped<RestoredEntries>('list of key, key group and value', isRestoredEntries),
    },
  },
  'state-read-started': {
    says: 'The bytes of a snapshot are on their way from checkpoint storage to a subtask.',
    fields: {
      subtask: field.subtask,
      checkpoint: field.checkpoint,
      bytes: field.bytes,
      due: field.time,
    },
  },
  'operator-matched': {
    says: 'A snapshot’s operator met the program’s, by operator id (CK-189 ff.).',
    fields: {
      operator: field.text,
      uid: nullable(field.text),
      name: field.text,
      result: oneOf('matched', 'new', 'left-behind'),
    },
  },
} as const
