/** The rows a sink subtask made visible, as its box shows them. */
import type { TraceEvent } from '../../trace/index.ts'
import type { SinkRow } from '../subtask-view.ts'
import type { KeyLabel } from '../key-letters.ts'
import { change, type Handlers } from '../projection.ts'
import { type ClusterState, emptyHand, type Hand } from './state.ts'

const shownRows = 5

/** A row as a reader outside sees it; what it was made from says letter and ring. */
export function sinkRow(event: Extract<TraceEvent, { kind: 'sink-written' }>, hand: Hand): SinkRow {
  const { seq, at, subtask, sink, topic, key, value, timestamp, again } = event
  const label: KeyLabel | null = hand.label
  return {
    ...{ seq, at, subtask, sink, topic, key, value, timestamp, label },
    duplicate: again,
    replayed: hand.replayed,
  }
}

export const sinksFold = {
  'sink-written': (state, event) => {
    const { subtask } = event
    const row = state.subtasks[subtask]
    if (row === undefined) return
    const { count, recent } = row.sink ?? { count: 0, recent: [] }
    const written = sinkRow(event, state.hands[subtask] ?? emptyHand)
    const sink = { count: count + 1, recent: [...recent, written].slice(-shownRows) }
    change(state, 'subtasks', subtask, { sink })
  },
} satisfies Handlers<ClusterState>
