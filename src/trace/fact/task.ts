/** Facts of one subtask. */
import { field, nullable, oneOf, shaped } from '../field.ts'
import { isFailurePlace } from '../shapes.ts'

/** Where the learner's code failed; line and column count from 1. */
export interface FailurePlace {
  readonly file: string
  readonly line: number
  readonly column: number | null
}

export const taskFacts = {
  'task-status-changed': {
    says: 'A subtask is in another state. Flink: ExecutionState; SCHEDULED only where there are no slots yet. `attempt` counts from 0, and anew when another JobManager takes over.',
    fields: {
      subtask: field.subtask,
      status: oneOf(
        'SCHEDULED',
        'DEPLOYING',
        'INITIALIZING',
        'RUNNING',
        'FINISHED',
        'CANCELING',
        'CANCELED',
        'FAILED',
      ),
      attempt: field.count,
    },
  },
  'task-failed': {
    says: 'An exception in a subtask, of the learner’s code or of Flink’s own.',
    fields: {
      subtask: field.subtask,
      code: field.text,
      message: field.text,
      place: nullable(shaped<FailurePlace>('place in the learner’s files', isFailurePlace)),
      operator: field.operator,
      element: nullable(field.element),
      value: nullable(field.text),
    },
  },
  'end-of-data-reached': {
    says: 'All input of a subtask has ended (`drain`), or its sources were stopped with a savepoint. Flink: StreamTask.endData.',
    fields: { subtask: field.subtask, drain: field.flag },
  },
  'final-checkpoint-awaited': {
    says: 'The operators of a subtask are finished. It closes when a checkpoint it takes part in from now on has completed, or the savepoint it was stopped with.',
    fields: { subtask: field.subtask },
  },
  'restored-as-finished': {
    says: 'The snapshot says that this vertex had finished: its subtasks only pass the end on, and run no code. Flink: FinishedOperatorChain.',
    fields: { subtask: field.subtask, checkpoint: field.checkpoint },
  },
  'record-taken': {
    says: 'A subtask began to process a record of one of its input channels.',
    fields: {
      subtask: field.subtask,
      channel: field.channel,
      element: field.element,
      until: field.time,
    },
  },
  'record-processed': {
    says: 'A subtask has processed a record: state and output are as it left them.',
    fields: { subtask: field.subtask, element: field.element },
  },
  'back-pressure-started': {
    says: 'A subtask may not go on: an output channel takes no more.',
    fields: { subtask: field.subtask, channel: field.channel },
  },
  'back-pressure-ended': {
    says: 'All output channels of the subtask take elements again.',
    fields: { subtask: field.subtask },
  },
  'metric-reported': {
    says: 'A metric of the learner’s own has another value than at the last report.',
    fields: {
      subtask: field.subtask,
      operator: field.operator,
      metric: field.text,
      type: oneOf('counter', 'gauge', 'meter', 'histogram'),
      value: field.text,
    },
  },
  logged: {
    says: 'The learner’s code wrote to the console.',
    fields: { subtask: nullable(field.subtask), text: field.text },
  },
} as const
