/** Events in words: sentences, causes, the log. */
import type { EventSeq } from '../model/index.ts'
import { traceNames } from '../projection/index.ts'
import type { Branch } from '../session/index.ts'
import { narrate, stepOf, type StepClass, type TraceEvent, transcriptLine } from '../trace/index.ts'
import type { GraphObject } from './graph/object.ts'

/** What an event says, in the names of its moment. */
export function sentenceOf(branch: Branch, event: TraceEvent): string {
  const { names } = branch.ask(traceNames, event.seq + 1)
  return narrate(event, names).text
}

const longestChain = 40

/** The event and its causes, back to what started by itself. */
export function causesOf(branch: Branch, seq: EventSeq): readonly TraceEvent[] {
  const chain: TraceEvent[] = []
  let at: EventSeq | null = seq
  while (at !== null && at < branch.trace.length && chain.length < longestChain) {
    const event: TraceEvent = branch.trace.at(at)
    chain.push(event)
    at = event.cause
  }
  return chain
}

export interface LogLine {
  readonly seq: EventSeq
  readonly at: number
  readonly text: string
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

const furthestBack = 20_000

/** The last lines of the transcript before a place. */
export function transcriptUpTo(branch: Branch, seq: number, wish: LogWish): readonly LogLine[] {
  const { trace } = branch
  const end = Math.min(seq, trace.length)
  let start = end
  let found = 0
  while (start > 0 && end - start < furthestBack && found < wish.most) {
    start--
    if (isListed(trace.at(start as EventSeq), wish.all)) found++
  }
  const names = branch.ask(traceNames, start).names.copy()
  const lines: LogLine[] = []
  for (const event of trace.slice(start as EventSeq, end as EventSeq)) {
    names.learn(event)
    if (isListed(event, wish.all))
      lines.push({ seq: event.seq, at: event.at, text: transcriptLine(event, names) })
  }
  return lines
}

export type WrittenRow = Extract<TraceEvent, { kind: 'sink-written' }>

/** The newest rows of every sink before a place, newest first. */
export function rowsUpTo(branch: Branch, seq: number, most: number): readonly WrittenRow[] {
  const rows: WrittenRow[] = []
  const end = Math.min(seq, branch.trace.length)
  for (let at = end - 1; at >= Math.max(0, end - furthestBack) && rows.length < most; at--) {
    const event = branch.trace.at(at as EventSeq)
    if (event.kind === 'sink-written') rows.push(event)
  }
  return rows
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
