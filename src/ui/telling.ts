/** Events in words, and where they are in the picture. */
import type { EventSeq } from '../model/index.ts'
import { logAround, type LogRow, traceNames } from '../projection/index.ts'
import type { Branch } from '../session/index.ts'
import { narrate, type StepClass, stepOf, type TraceEvent } from '../trace/index.ts'
import type { GraphObject } from './graph/object.ts'

/** What an event says, in the names of its moment. */
export function sentenceOf(branch: Branch, event: TraceEvent): string {
  const { names } = branch.ask(traceNames, event.seq + 1)
  return narrate(event, names).text
}

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

function isListed(event: TraceEvent, all: boolean): boolean {
  if (event.kind === 'logged' || event.kind === 'job-status-changed') return true
  const step = stepOf(event)
  return all ? step !== null : isLoud(step)
}

export interface LogWish {
  /** Records and state writes too. */
  readonly all: boolean
  readonly most: number
}

/** The last lines of the transcript before a place. */
export function transcriptUpTo(branch: Branch, seq: EventSeq, wish: LogWish): readonly LogRow[] {
  const { all, most } = wish
  return logAround(
    branch.trace,
    seq,
    { before: most, after: 0, show: (event) => isListed(event, all) },
    (at) => branch.ask(traceNames, at).names,
  )
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
