/** Facts of what travels between subtasks. `due` is when it reaches the receiver's queue. */
import { field, nullable, oneOf } from '../field.ts'

export const channelFacts = {
  'record-emitted': {
    says: 'A subtask put a record into a channel. `due` null: it waits at the sender for credit.',
    fields: {
      channel: field.channel,
      element: field.element,
      /** The element this one was made from; null at a source. */
      parent: nullable(field.element),
      /** The source record it goes back to: what keeps colour and letter. */
      origin: field.element,
      key: nullable(field.text),
      value: field.text,
      timestamp: nullable(field.eventTime),
      due: nullable(field.time),
    },
  },
  'buffers-announced': {
    says: 'A subtask told its senders how many places each of its channels has: buffer debloating. `timeToConsume`: what then may be in flight, in virtual ms at `throughput` records a second.',
    fields: {
      subtask: field.subtask,
      places: field.count,
      throughput: field.count,
      timeToConsume: field.duration,
    },
  },
  'watermark-emitted': {
    says: 'A subtask put a watermark into a channel.',
    fields: {
      channel: field.channel,
      element: field.element,
      watermark: field.eventTime,
      due: nullable(field.time),
    },
  },
  'watermark-status-emitted': {
    says: 'A subtask told a receiver that it is idle, or active again. Flink: WatermarkStatus.',
    fields: {
      channel: field.channel,
      element: field.element,
      status: oneOf('ACTIVE', 'IDLE'),
      due: nullable(field.time),
    },
  },
  'barrier-emitted': {
    says: 'A subtask put a checkpoint barrier into a channel; an unaligned one goes ahead of the data that waits there. Flink: AlignmentType.',
    fields: {
      channel: field.channel,
      element: field.element,
      checkpoint: field.checkpoint,
      alignment: oneOf('aligned', 'unaligned', 'timeoutable', 'at-least-once', 'forced-aligned'),
      due: nullable(field.time),
    },
  },
  'cancel-marker-emitted': {
    says: 'A subtask told its receivers that a checkpoint is cancelled. Flink: CancelCheckpointMarker.',
    fields: {
      channel: field.channel,
      element: field.element,
      checkpoint: field.checkpoint,
      due: nullable(field.time),
    },
  },
  'end-of-data-emitted': {
    says: 'A subtask will send no more records on this channel, only barriers; `drain`: it is the end of the input, not a pause. Flink: EndOfData.',
    fields: {
      channel: field.channel,
      element: field.element,
      drain: field.flag,
      due: nullable(field.time),
    },
  },
  'end-of-partition-emitted': {
    says: 'A subtask will send nothing more on this channel. Flink: EndOfPartitionEvent.',
    fields: { channel: field.channel, element: field.element, due: nullable(field.time) },
  },
  'element-sent': {
    says: 'Credit came: the element at the head of the sender’s queue left for the receiver.',
    fields: { channel: field.channel, element: field.element, due: field.time },
  },
  'channel-blocked': {
    says: 'The receiver stopped reading a channel: its barrier is in, others are not.',
    fields: { channel: field.channel, checkpoint: field.checkpoint },
  },
  'channel-unblocked': {
    says: 'The receiver reads the channel again.',
    fields: { channel: field.channel, checkpoint: field.checkpoint },
  },
  'end-of-data-received': {
    says: 'The receiver has processed all records of a channel; `ended` of `expected` channels are so far.',
    fields: {
      subtask: field.subtask,
      channel: field.channel,
      element: field.element,
      ended: field.count,
      expected: field.count,
    },
  },
  'end-of-partition-received': {
    says: 'The receiver has read the channel to its end.',
    fields: { subtask: field.subtask, channel: field.channel, element: field.element },
  },
} as const
