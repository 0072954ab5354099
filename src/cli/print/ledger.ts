/** Every source record: how often it was processed, counts in state, and can be seen outside. */
import { countedIn, hasKeyedState, ledger } from '../../projection/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

export interface LedgerLine {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  /** How often a source read it. */
  readonly read: number
  /** By operators with keyed state; null where the job has none. */
  readonly processed: number | null
  readonly counted: number | null
  readonly visible: number
}

export function* ledgerLines(events: Iterable<TraceEvent>): Iterable<LedgerLine> {
  const state = ledger.initial()
  for (const event of events) ledger.apply(state, event)
  const counted = countedIn(state)
  const keeps = hasKeyedState(state)
  for (const row of state.rows) {
    const { topic, partition, offset, key, read, visible } = row
    const inState = keeps
      ? { processed: row.processed, counted: counted(row) }
      : { processed: null, counted: null }
    yield { topic, partition, offset, key, read, ...inState, visible }
  }
}
