/** Facts of watermarks and timers. */
import { field, nullable, oneOf } from '../field.ts'

export const timeFacts = {
  'watermark-received': {
    says: 'A subtask read a watermark from a channel. `counts`: the channel takes part in the minimum; one that was idle must first catch up.',
    fields: {
      subtask: field.subtask,
      channel: field.channel,
      element: field.element,
      watermark: field.eventTime,
      counts: field.flag,
    },
  },
  'watermark-status-received': {
    says: 'A subtask read from a channel that its sender is idle, or active again.',
    fields: {
      subtask: field.subtask,
      channel: field.channel,
      element: field.element,
      status: oneOf('ACTIVE', 'IDLE'),
      counts: field.flag,
    },
  },
  'watermark-advanced': {
    says: 'The subtask’s own event-time clock moved: the minimum over its channels.',
    fields: { subtask: field.subtask, watermark: field.eventTime },
  },
  'watermark-status-changed': {
    says: 'All channels of a subtask, or all splits of a source, are idle; or one is active again.',
    fields: { subtask: field.subtask, status: oneOf('ACTIVE', 'IDLE') },
  },
  'split-watermark-advanced': {
    says: 'The watermark of one split of a source rose, or it became idle or active again.',
    fields: {
      subtask: field.subtask,
      split: field.text,
      watermark: field.eventTime,
      status: oneOf('ACTIVE', 'IDLE'),
    },
  },
  'watermark-generated': {
    says: 'An operator in the middle of a stream made a watermark: assignTimestampsAndWatermarks.',
    fields: { subtask: field.subtask, operator: field.operator, watermark: field.eventTime },
  },
  'watermark-status-generated': {
    says: 'An operator in the middle of a stream became idle, or active again.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      status: oneOf('ACTIVE', 'IDLE'),
    },
  },
  'watermark-alignment-announced': {
    says: 'The JobManager told the readers of a source how far they may read. Flink: WatermarkAlignmentEvent.',
    fields: {
      source: field.text,
      group: field.text,
      maxAllowed: field.eventTime,
    },
  },
  'alignment-wait-started': {
    says: 'A source, or one split of it, is too far ahead of its group and is not read. `split` null: the whole source.',
    fields: {
      subtask: field.subtask,
      split: nullable(field.text),
      watermark: field.eventTime,
      maxAllowed: field.eventTime,
    },
  },
  'alignment-wait-ended': {
    says: 'The group has caught up: the source, or the split, is read again.',
    fields: { subtask: field.subtask, split: nullable(field.text) },
  },
  'timer-registered': {
    says: 'A timer was set for the current key.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      domain: oneOf('event-time', 'processing-time'),
      key: field.text,
      namespace: field.text,
      timestamp: field.eventTime,
    },
  },
  'timer-deleted': {
    says: 'A timer was deleted before it fired.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      domain: oneOf('event-time', 'processing-time'),
      key: field.text,
      namespace: field.text,
      timestamp: field.eventTime,
    },
  },
  'timer-fired': {
    says: 'A timer fired: `onTimer` ran.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      domain: oneOf('event-time', 'processing-time'),
      key: field.text,
      namespace: field.text,
      timestamp: field.eventTime,
    },
  },
} as const
