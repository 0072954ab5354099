/** What `--print` can show, each as rows of JSON made from the trace alone. */
import type { EventSeq, VirtualTime } from '../../model/index.ts'
import { TraceNames, transcriptLine, type Trace, type TraceEvent } from '../../trace/index.ts'
import { adviceRows } from './advice.ts'
import { checkpointRows } from './checkpoints.ts'
import { exceptionLines } from './exceptions.ts'
import { ledgerLines } from './ledger.ts'
import { metricRows } from './metrics.ts'
import { outputRows } from './output.ts'
import { stateRows } from './state.ts'
import { storageRows } from './storage.ts'
import { watermarkRows } from './watermarks.ts'

/** `until`: how far the run was asked to go, virtual ms. */
export type Printer = (trace: Trace, until: VirtualTime) => Iterable<unknown>

export const printers: Readonly<Record<string, Printer>> = {
  output: (trace) => outputRows(eventsOf(trace)),
  transcript: (trace) => transcriptRows(eventsOf(trace)),
  trace: eventsOf,
  checkpoints: (trace) => checkpointRows(eventsOf(trace)),
  state: (trace) => stateRows(eventsOf(trace)),
  exceptions: (trace) => exceptionLines(eventsOf(trace)),
  ledger: (trace) => ledgerLines(eventsOf(trace)),
  storage: (trace) => storageRows(eventsOf(trace)),
  watermarks: (trace) => watermarkRows(eventsOf(trace)),
  advice: (trace) => adviceRows(eventsOf(trace)),
  metrics: (trace, until) => metricRows(eventsOf(trace), until),
}

function eventsOf(trace: Trace): Iterable<TraceEvent> {
  return trace.slice(0 as EventSeq, trace.length as EventSeq)
}

function* transcriptRows(events: Iterable<TraceEvent>) {
  const names = new TraceNames()
  for (const event of events) {
    names.learn(event)
    const { seq, at } = event
    yield { seq, at, text: transcriptLine(event, names).trim() }
  }
}
