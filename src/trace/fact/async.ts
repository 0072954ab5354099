/**
 * Facts of requests to a service outside. `request` is the number of the fact that began the first
 * attempt.
 */
import { field, nullable } from '../field.ts'

const request = field.count

export const asyncFacts = {
  'async-started': {
    says: 'A function asked a service outside for a record, and goes on without waiting; null: it asks for the first time. `inFlight` elements are in its queue.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      request: nullable(request),
      attempt: field.count,
      inFlight: field.count,
      value: field.text,
    },
  },
  'async-completed': {
    says: 'The results of a record are there; they leave when it is their turn.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      request,
      results: field.count,
    },
  },
  'async-timed-out': {
    says: 'A record had no result in time; its function’s timeout() is called.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      request,
      value: field.text,
    },
  },
  'async-retry-planned': {
    says: 'A result or an error was not accepted: the service is asked again. `error` null: it was a result.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      request,
      attempt: field.count,
      error: nullable(field.text),
      due: field.time,
    },
  },
  'async-queue-full': {
    says: 'As many elements are in flight as may be: the subtask takes no more.',
    fields: { subtask: field.subtask, operator: field.operator, capacity: field.count },
  },
  'async-queue-freed': {
    says: 'All that waited for a place in the queue is in it: the subtask goes on.',
    fields: { subtask: field.subtask, operator: field.operator, capacity: field.count },
  },
} as const
