/** The names of things as they are at a cursor: for narrations and transcripts. */
import { TraceNames } from '../trace/index.ts'
import type { Projection } from './projection.ts'

export interface TraceNamesState {
  readonly names: TraceNames
}

export const traceNames: Projection<TraceNamesState> = {
  name: 'trace-names',
  initial: () => ({ names: new TraceNames() }),
  copy: ({ names }) => ({ names: names.copy() }),
  apply({ names }, event) {
    names.learn(event)
  },
}
