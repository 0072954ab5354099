/**
 * Facts of keyed state. Values are previews: JSON, cut at `limits.previewLength`; of a list all its
 * first elements. `namespace`: the window's text, '' for the state of functions. `userKey`: which
 * entry of a map it is about; null: no map, or the whole of it.
 * `expires`: when it does unless it is accessed again; null: it has no time-to-live.
 */
import { field, nullable, oneOf, shaped } from '../field.ts'
import { isRestoredEntries, type RestoredEntries } from '../shapes.ts'

const stateKind = oneOf('value', 'list', 'map', 'reducing', 'aggregating')

export const stateFacts = {
  'state-registered': {
    says: 'An operator asked for a named state.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      state: field.text,
      stateKind,
      type: field.text,
    },
  },
  'state-updated': {
    says: 'The state under the current key and namespace has another value, or another entry.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      state: field.text,
      key: field.text,
      keyGroup: field.keyGroup,
      namespace: field.text,
      userKey: nullable(field.text),
      stateKind,
      value: field.text,
      expires: nullable(field.time),
    },
  },
  'state-expired': {
    says: 'State with time-to-live was found expired; what follows tells whether it was removed.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      state: field.text,
      key: field.text,
      keyGroup: field.keyGroup,
      namespace: field.text,
      userKey: nullable(field.text),
      how: oneOf('read', 'incremental-cleanup', 'compaction', 'full-snapshot'),
    },
  },
  'state-cleared': {
    says: 'The state under the current key and namespace was removed, or an entry of it.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      state: field.text,
      key: field.text,
      keyGroup: field.keyGroup,
      namespace: field.text,
      userKey: nullable(field.text),
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
      entries: shaped<RestoredEntries>(
        'list of key, key group, namespace, user key and value',
        isRestoredEntries,
      ),
    },
  },
  'operator-state-registered': {
    says: 'An operator asked for a named operator state; `size` entries of it were restored.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      state: field.text,
      mode: oneOf('SPLIT_DISTRIBUTE', 'UNION', 'BROADCAST'),
      type: field.text,
      size: field.count,
      value: field.text,
    },
  },
  'operator-state-changed': {
    says: 'An operator state has one entry more or less, or others; `size` entries are in it now.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      state: field.text,
      mode: oneOf('SPLIT_DISTRIBUTE', 'UNION', 'BROADCAST'),
      change: oneOf('added', 'replaced', 'put', 'removed', 'cleared'),
      key: nullable(field.text),
      value: nullable(field.text),
      size: field.count,
    },
  },
  'state-read-started': {
    says: 'The bytes of a snapshot are on their way from checkpoint storage to a subtask; `local`: those it has on the disk of its TaskManager.',
    fields: {
      subtask: field.subtask,
      checkpoint: field.checkpoint,
      bytes: field.bytes,
      local: field.bytes,
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
