/** Events in words. Fetched after the first picture (tellings.svelte.ts). */
import type { EventSeq } from '../model/index.ts'
import { logAround, type LogRow, traceNames } from '../projection/index.ts'
import type { Branch } from '../session/index.ts'
import { narrate, type NarrationPart, stepOf, type TraceEvent } from '../trace/index.ts'
import { titleOf } from './problems-of.ts'
import { isLoud } from './steps.ts'

/** What an event says, in the names of its moment. */
export function sentenceOf(branch: Branch, event: TraceEvent): string {
  return narrationOf(branch, event).text
}

/** The same in its parts. */
export function partsOf(branch: Branch, event: TraceEvent): readonly NarrationPart[] {
  return crashAt(branch, event) ?? narrationOf(branch, event).parts
}

/** Behind the last step of a run that has crashed: that is why nothing follows. Null anywhere else. */
function crashAt({ crash, trace }: Branch, event: TraceEvent): readonly NarrationPart[] | null {
  if (crash === null) return null
  for (let seq = event.seq + 1; seq < trace.length; seq++)
    if (stepOf(trace.at(seq as EventSeq)) !== null) return null
  return [
    { text: titleOf(crash), strong: true },
    { text: '. Nothing follows; the Code tab says what to do.', strong: false },
  ]
}

function narrationOf(branch: Branch, event: TraceEvent) {
  const { names } = branch.ask(traceNames, event.seq + 1)
  return narrate(event, names)
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
