/** Facts of windows. */
import { field, nullable, oneOf } from '../field.ts'

/** Which window of which key: `[0, 5000)` in event time or on the wall clock, or `global`. */
const window = {
  subtask: field.subtask,
  operator: field.operator,
  key: field.text,
  window: field.text,
} as const

export const windowFacts = {
  'window-element-added': {
    says: 'A record was put into a window; the first one makes the window.',
    fields: { ...window, timestamp: nullable(field.eventTime), value: field.text },
  },
  'windows-merged': {
    says: 'Windows of a key became one; `merged` are their names, separated by `; `.',
    fields: { ...window, merged: field.text },
  },
  'window-fired': {
    says: 'A window’s function ran: before its end, at its end, or once more for a late record.',
    fields: {
      ...window,
      timing: oneOf('early', 'on-time', 'late'),
      /** How many values the function saw: 1 where they were reduced or aggregated before. */
      elements: field.count,
      value: field.text,
    },
  },
  'window-purged': {
    says: 'A window’s contents were thrown away; the window itself stays.',
    fields: window,
  },
  'window-cleaned': {
    says: 'A window is gone, with its contents, its trigger’s state and its function’s.',
    fields: window,
  },
  'late-element': {
    says: 'A record was too late for every window of its own, or for a join; `tag` is the side output it went to, null: it was dropped.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      key: field.text,
      timestamp: nullable(field.eventTime),
      watermark: field.eventTime,
      tag: nullable(field.text),
      value: field.text,
    },
  },
} as const
