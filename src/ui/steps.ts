/** Steps in the picture: which of them are loud, and where they are. */
import { type StepClass, type TraceEvent } from '../trace/index.ts'
import type { GraphObject } from './graph/object.ts'

/** Classes of steps that a log without every record shows. */
const loud: ReadonlySet<StepClass> = new Set([
  'barrier',
  'acknowledgement',
  'checkpoint',
  'failure',
  'restore',
  'command',
])

export function isLoud(step: StepClass | null): boolean {
  return step !== null && loud.has(step)
}

/** Where an event is in the picture. */
export function subjectOf(event: TraceEvent): GraphObject | null {
  switch (event.kind) {
    case 'task-manager-lost':
    case 'task-manager-started':
      return { kind: 'task-manager', id: event.taskManager }
    case 'checkpoint-triggered':
    case 'checkpoint-completed':
    case 'checkpoint-failed':
    case 'checkpoint-subsumed':
      return { kind: 'checkpoint', id: event.checkpoint }
    case 'job-status-changed':
    case 'restart-scheduled':
    case 'job-submitted':
      return { kind: 'job-manager' }
    default:
      return 'subtask' in event && event.subtask !== null
        ? { kind: 'subtask', id: event.subtask }
        : null
  }
}
