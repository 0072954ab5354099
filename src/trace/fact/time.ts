/** Facts of watermarks and timers. */
import { field, oneOf } from '../field.ts'

export const timeFacts = {
  'watermark-received': {
    says: 'A subtask read a watermark from a channel.',
    fields: {
      subtask: field.subtask,
      channel: field.channel,
      element: field.element,
      watermark: field.eventTime,
    },
  },
  'watermark-advanced': {
    says: 'The subtask’s own event-time clock moved: the minimum over its channels.',
    fields: { subtask: field.subtask, watermark: field.eventTime },
  },
  'timer-registered': {
    says: 'A timer was set for the current key.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      domain: oneOf('event-time', 'processing-time'),
      key: field.text,
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
      timestamp: field.eventTime,
    },
  },
} as const
