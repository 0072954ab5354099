/** Facts of data in flight: what an unaligned checkpoint persists of it, and what a restore brings back. */
import type { ElementId } from '../../model/index.ts'
import { field, nullable, oneOf, shaped } from '../field.ts'

const side = oneOf('input', 'output')

const isElements = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && Number(one) >= 0)

export const inFlightFacts = {
  'barrier-announced': {
    says: 'A subtask learned of a barrier that waits behind data in its channel. Flink: EventAnnouncement.',
    fields: {
      subtask: field.subtask,
      channel: field.channel,
      element: field.element,
      checkpoint: field.checkpoint,
    },
  },
  'alignment-timed-out': {
    says: 'The aligned timeout of a checkpoint is over at a subtask: from here on it is unaligned.',
    fields: { subtask: field.subtask, checkpoint: field.checkpoint },
  },
  'barrier-overtook': {
    says: 'A barrier that was to be aligned overtook the data before it: in the receiver’s queue, or in the sender’s.',
    fields: {
      channel: field.channel,
      element: field.element,
      checkpoint: field.checkpoint,
      side,
    },
  },
  'in-flight-persisted': {
    says: 'Data that a barrier overtook is part of a snapshot: of the receiver’s queue, or of the sender’s.',
    fields: {
      channel: field.channel,
      checkpoint: field.checkpoint,
      side,
      elements: shaped<readonly ElementId[]>('elements', isElements),
      bytes: field.bytes,
    },
  },
  'in-flight-written': {
    says: 'All data in flight of a subtask’s snapshot is known, and goes to checkpoint storage until `due`.',
    fields: {
      subtask: field.subtask,
      checkpoint: field.checkpoint,
      elements: field.count,
      bytes: field.bytes,
      due: field.time,
    },
  },
  'in-flight-restored': {
    says: 'A subtask put data that was in flight back into its channels; `filtered`: what others have to process.',
    fields: {
      subtask: field.subtask,
      checkpoint: field.checkpoint,
      side,
      elements: field.count,
      filtered: field.count,
    },
  },
  'element-restored': {
    says: 'An element that was in flight is in its channel again, ahead of everything new.',
    fields: {
      channel: field.channel,
      element: field.element,
      what: oneOf('record', 'watermark', 'watermark-status'),
      /** The source record it goes back to; itself, where this run has not seen that one. */
      origin: field.element,
      key: nullable(field.text),
      /** Of a status: that. */
      value: field.text,
      /** Of a watermark: that. */
      timestamp: nullable(field.eventTime),
      side,
      due: nullable(field.time),
    },
  },
} as const
